"""Laws of what is shown of a run: any story reduces, telling it again changes nothing, and it stays small."""

import random
from collections.abc import Sequence
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.events import Claimed, Event, Read, Reported, Resumed, Screened, SourceFailed, Started
from assistant.plan import Plan
from assistant.report import Report
from assistant.usage import Usage
from benchmarks.torrent import events as torrent
from tests.tui.app.stage import demo, seen
from tui.app.outline import outline
from tui.app.state import (
    BRANCHES_KEPT,
    CLAIMS_KEPT,
    FAILURES_KEPT,
    NOTES_KEPT,
    QUERIES_KEPT,
    STUDIES_KEPT,
    Branch,
    RunView,
)

KINDS = get_args(get_args(Event)[0])
_VALUES = {
    "run": "r", "question": "q", "expert": "e", "sources": ("s",), "sitting": 2, "units": 1, "queries": 1,
    "short": False, "reason": "interrupted", "plan": Plan(subquestions=()), "wave": 2, "subquestion": 0, "source": "s",
    "query": "x", "found": 3, "studies": ("k1", "k2"), "relevant": ("k1",), "excluded": (), "seeds": ("k1",),
    "links": 2, "study": "k1", "url": "", "failures": ("none",), "flagged": ("k1",), "task": "read", "waited": 1.5,
    "attempt": 1, "usage": Usage(calls=1, dollars=0.1), "reasons": ("r",), "faults": ("f",), "claims": 1, "claim": "c1",
    "label": "L", "text": "t", "quote": "t", "coverage": 0.5, "further": True, "heading": "h", "told": "t",
    "sentences": 2, "repaired": 0, "removed": 1, "report": Report(question="q", status="complete"),
}  # fmt: skip


def example(kind: type, branch: int | None, number: int) -> Event:
    """Return an event of that kind, whatever that takes."""
    special = {
        ("Opened", "subquestion"): f"q{number}",
        ("Opened", "queries"): (f"x{number}",),
        ("Read", "claims"): ("c1",),
        ("Claimed", "claim"): f"c{number}",
        ("Queried", "query"): f"x{number}",
    }
    needed = [name for name, field in kind.model_fields.items() if field.is_required()]  # type: ignore[attr-defined]
    values = {name: special.get((kind.__name__, name), _VALUES.get(name)) for name in needed}
    return kind(branch=branch, **values)  # type: ignore[no-any-return]


EVENTS = st.lists(
    st.builds(example, st.sampled_from(KINDS), st.one_of(st.none(), st.integers(0, 5)), st.integers(0, 99)), max_size=60
)


def numbered(events: Sequence[Event]) -> list[Event]:
    return [event.model_copy(update={"sequence": place}) for place, event in enumerate(events, 1)]


@settings(max_examples=40)
@given(EVENTS)
def test_any_story_can_be_shown(events: list[Event]) -> None:
    view = seen(numbered(events))
    assert view.sequence == len(events)
    assert [row.key for row in outline(view)] == list(dict.fromkeys(row.key for row in outline(view)))


@settings(max_examples=40)
@given(EVENTS, st.data())
def test_what_was_told_before_changes_nothing(events: list[Event], data: st.DataObject) -> None:
    story = numbered(events)
    view = seen(story)
    again = data.draw(st.lists(st.sampled_from(story), max_size=10)) if story else []
    assert seen(again, view) == view
    cut = data.draw(st.integers(0, len(story)))
    assert seen([*story[:cut], *story]) == view


@settings(max_examples=40)
@given(st.integers(0, 200))
def test_every_beginning_of_a_run_shows_no_more_than_the_whole(length: int) -> None:
    view, whole = seen(demo()[:length]), seen(demo())
    assert view.found <= whole.found
    assert view.read <= whole.read
    assert view.seconds <= whole.seconds
    assert len(view.branches) <= len(whole.branches)


def test_at_its_end_what_is_shown_is_what_the_report_counts() -> None:
    view = seen(demo())
    assert isinstance(demo()[-1], Reported)
    assert view.report is not None
    assert (view.found, view.read) == (view.report.counts.found, view.report.counts.read)
    assert view.phase == "ended"
    assert all(branch.state not in ("searching", "reading") for branch in view.branches)


@settings(max_examples=40)
@given(st.integers(0, 10_000))
def test_however_branches_overlap_each_looks_the_same(seed: int) -> None:
    """As long as their waves do not: a wave ends for all of its branches together."""
    opening = [event for event in demo() if event.branch is None and not isinstance(event, Reported)]
    first = [event for event in demo() if event.branch in (0, 1, 2) and event.kind not in ("deepened", "checked")]
    queues: list[list[Event]] = [[event for event in first if event.branch == place] for place in (0, 1, 2)]
    dice = random.Random(seed)
    mixed: list[Event] = [*opening]
    while any(queues):
        mixed.append(dice.choice([queue for queue in queues if queue]).pop(0))
    assert seen(numbered(mixed)).branches == seen(numbered([*opening, *first])).branches


@settings(max_examples=40)
@given(st.integers(1, 200))
def test_a_run_that_was_cut_short_and_gone_on_with_counts_the_same(cut: int) -> None:
    """Steps that were not done by then are done, and told, again."""
    story, cut = demo(), min(cut, len(demo()) - 1)
    before, after = story[:cut], story[cut:]
    undone = {(event.branch, event.step) for event in after}
    again = [event for event in before if (event.branch, event.step) in undone and event.step]
    resumed = seen(numbered([*before, Resumed(sitting=2), *again, *after]))
    whole = seen(story)
    assert _counts(resumed) == _counts(whole)
    assert resumed.sitting == 2


def _counts(view: RunView) -> tuple[object, ...]:
    branches = [(b.place, b.state, b.found, b.relevant, b.read, b.claims) for b in view.branches]
    return view.phase, branches, view.claims[-1].claim


@pytest.mark.parametrize("number", [2_000, 12_000])
def test_a_view_stays_small_however_much_happens(number: int) -> None:
    view = seen(torrent(number))
    assert len(view.claims) == CLAIMS_KEPT
    assert view.claimed == sum(isinstance(event, Claimed) for event in torrent(number))
    assert all(len(branch.queries) <= QUERIES_KEPT and len(branch.studies) <= STUDIES_KEPT for branch in view.branches)
    many = (
        SourceFailed(branch=place, source=f"s{place}", query=f"q{place}", reason=f"r{place}") for place in range(1_000)
    )
    view = seen(many)
    assert (len(view.failures), len(view.branches)) == (FAILURES_KEPT, BRANCHES_KEPT)
    assert len(view.notes) <= NOTES_KEPT


def test_a_failure_that_comes_again_is_counted_and_said_once() -> None:
    failed = SourceFailed(branch=0, source="arXiv", query="q", reason="arXiv: it does not answer")
    (failure,) = seen([failed, failed, failed]).failures
    assert (failure.who, failure.reason, failure.times) == ("arXiv", "it does not answer", 3)


def test_what_a_branch_reads_counts_when_it_has_been_read() -> None:
    claimed = Claimed(branch=0, claim="c", study="k", label="L", text="t", quote="t", subquestion=0)
    screened = Screened(branch=0, relevant=("k",), excluded=())
    view = seen([screened, claimed, claimed, Resumed(sitting=2)])
    assert view.claimed == 0
    view = seen([claimed, Read(branch=0, studies=("k",), claims=("c",))], view)
    assert (view.claimed, view.read, len(view.claims)) == (1, 1, 1)


def test_nothing_in_a_view_steers_a_terminal() -> None:
    evil = "a\x1b[2Jb\x07"
    view = seen(
        [
            Started(run="r", question=evil, expert="e", sources=()),
            Claimed(branch=0, claim="c", study="k", label=evil, text=evil, quote=evil, subquestion=0),
            SourceFailed(branch=0, source="s", query=evil, reason=evil),
        ]
    )
    assert "\\x" not in repr(view)


def test_a_branch_without_events_is_there_with_its_place() -> None:
    (branch,) = seen([Screened(branch=3, relevant=(), excluded=())]).branches
    assert branch == Branch(3, state="empty", ended=0.0)
