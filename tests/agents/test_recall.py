"""Recall evidence: the ledger adds up, every study has one fate, and the second wave and the vetting are told."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from agents import research
from agents.research import recall
from assistant.errors import SourceError
from assistant.events import Event, Excluded, Expanded, Read, Screened, Searched, SourceFailed, Vetted
from assistant.export import FORMATS
from assistant.flow import TITLE_ONLY, Flow
from assistant.plan import Plan
from assistant.report import Report
from assistant.sources import Link
from assistant.study import Notice, Record, Study
from tests.agents.test_research import HASHING, QUESTION, RECORDS, told
from tests.fakes import Memory, bench
from tests.samples import record, study

KEYS = st.sampled_from("abcdefgh")
PLAN = Plan.model_validate(
    {"subquestions": [{"text": "One", "queries": ["q1", "q2"]}, {"text": "Two", "queries": ["q3"]}]}
)
SEARCHES = st.builds(
    lambda place, source, keys: Searched(
        branch=place[0], source=source, query=place[1], found=len(keys), studies=tuple(dict.fromkeys(keys))
    ),
    st.sampled_from([(0, "q1"), (0, "q2"), (1, "q3")]),
    st.sampled_from(["arXiv", "OpenAlex"]),
    st.lists(KEYS, max_size=5),
)
SCREENINGS = st.lists(KEYS, max_size=6).map(
    lambda keys: Screened(
        relevant=tuple(keys[:3]), excluded=tuple(Excluded(study=key, reason="far") for key in keys[3:])
    )
)


def way(story: Sequence[Event], cited: Sequence[str] = ()) -> Flow:
    studies = {key: study(key, title=key) for key in recall.found(story)}
    return recall.flow(story, PLAN, studies, dict.fromkeys(studies, "abstract"), cited)


@given(st.lists(SEARCHES | SCREENINGS, max_size=12), st.randoms(use_true_random=False))
def test_the_ledger_adds_up_and_does_not_depend_on_who_answered_first(story: list[Event], random: object) -> None:
    distinct = {(e.branch, e.source, e.query): e for e in story if isinstance(e, Searched)}
    story = [*distinct.values(), *(e for e in story if isinstance(e, Screened))]
    found = way(story)
    relevant = {key for e in story if isinstance(e, Screened) for key in e.relevant}
    assert sum(search.new for search in found.searches) == len(found.fates) == len(set(recall.found(story)))
    assert (found.saturation or (0,))[-1] == len(relevant & set(recall.found(story)))
    assert list(found.saturation) == sorted(found.saturation)
    shuffled = list(story)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert way(shuffled).searches == found.searches


@given(st.lists(SEARCHES | SCREENINGS, max_size=12), st.sets(KEYS))
def test_every_study_has_one_fate_and_the_best_of_its_branches_counts(story: list[Event], read: set[str]) -> None:
    story = [*story, Read(studies=tuple(sorted(read)), claims=())]
    relevant = {key for e in story if isinstance(e, Screened) for key in e.relevant}
    for fate in way(story, cited=["a"]).fates:
        wanted = "cited" if fate.study == "a" else "read" if fate.study in read else ""
        assert fate.stage == (wanted or ("set aside" if fate.study in relevant else "excluded"))
        assert (fate.read_as is not None) == (fate.study in read)


def test_a_search_that_gave_only_part_is_one_row_that_says_so() -> None:
    story: list[Event] = [
        Searched(branch=0, source="notes", query="q1", found=1, studies=("a",)),
        SourceFailed(branch=0, source="notes", query="q1", reason="a file is broken", partly=True),
        SourceFailed(branch=1, source="arXiv", query="q3", reason="it hangs"),
    ]
    rows = way(story).searches
    assert [(row.source, row.found, row.failed) for row in rows] == [
        ("notes", 1, "a file is broken"),
        ("arXiv", 0, "it hangs"),
    ]


def test_studies_that_became_one_are_counted_once() -> None:
    story: list[Event] = [
        Searched(branch=0, source="x", query="q1", found=2, studies=("a", "b")),
        Read(studies=("a", "b"), claims=()),
    ]
    merged = recall.merged(story, {"a": "a", "b": "a"})
    assert [event.studies for event in merged if isinstance(event, Searched | Read)] == [("a",), ("a",)]


@dataclass
class Citing(Memory):
    """A source that also knows who cites whom."""

    linked: Mapping[str, Record] = field(default_factory=dict)
    """Works by their names; every study cites them all."""
    broken: bool = False

    async def links(self, studies: Sequence[Study]) -> list[Link]:
        if self.broken:
            raise SourceError("citations are not served today")
        return [Link(study=s.key, work=name, kind="reference") for s in studies for name in self.linked]

    async def works(self, names: Sequence[str]) -> list[Record]:
        return [self.linked[name] for name in names]


CITED = record(
    "Routing of tokens to experts without balance",
    "Routing of tokens to experts collapses onto few experts when nothing balances the routing of tokens.",
    ids=("doi:10.1000/collapse",),
    year=2021,
)


async def test_what_good_studies_cite_is_found_screened_and_read(tmp_path: Path) -> None:
    source = Citing(RECORDS, linked={"w:1": CITED, "w:2": RECORDS[2]})
    with bench(tmp_path, [source]) as made:
        events = await told(QUESTION, made)
        report = await research.ask(QUESTION, replace(made, neighbours=0))
    last = events[-1].report  # type: ignore[union-attr]
    assert CITED.title in {study.title for study in last.studies}
    assert [event.links for event in events if isinstance(event, Expanded)] == [4]
    assert last.flow.searches[-1].query == recall.CITATIONS
    assert CITED.title not in {search.query for search in report.flow.searches}
    assert not any(search.query == recall.CITATIONS for search in report.flow.searches)


async def test_for_one_question_as_many_studies_are_read_as_may_be(tmp_path: Path) -> None:
    works = [
        record(f"Routing of tokens to experts by rule {n}", f"{HASHING} By rule {n}, so it was.") for n in range(8)
    ]
    with bench(tmp_path, [Citing(works)]) as made:
        report = await research.ask(QUESTION, replace(made, breadth=1, max_studies=4))
    assert report.counts.relevant > 4
    assert report.counts.read == 4


async def test_a_citation_source_that_fails_is_told_and_the_run_goes_on(tmp_path: Path) -> None:
    with bench(tmp_path, [Citing(RECORDS, broken=True)]) as made:
        report = await research.ask(QUESTION, made)
    assert report.status == "partial"
    assert "citations are not served today" in report.missing[0]
    assert report.studies


@dataclass
class Gazette:
    """Knows of one notice, or fails."""

    broken: bool = False
    name: str = "Gazette"

    async def notices(self, dois: Sequence[str]) -> dict[str, tuple[Notice, ...]]:
        if self.broken:
            raise SourceError("it hangs")
        return {doi: (Notice(kind="retraction", by="doi:10.1000/notice", source=self.name),) for doi in dois}


async def vetted(tmp_path: Path, gazette: Gazette) -> tuple[Report, list[Event]]:
    records = [RECORDS[0], RECORDS[1].model_copy(update={"ids": ("doi:10.1000/b",)})]
    with bench(tmp_path, [Memory(records)]) as made:
        events = await told(QUESTION, replace(made, notices=gazette))
    return events[-1].report, events  # type: ignore[union-attr]


async def test_a_retracted_work_is_flagged_wherever_it_is_cited(tmp_path: Path) -> None:
    report, events = await vetted(tmp_path, Gazette())
    (flagged,) = [study for study in report.studies if study.notices]
    assert flagged.title == RECORDS[1].title
    assert [len(event.flagged) for event in events if isinstance(event, Vetted)] == [1]
    shown = FORMATS["md"](report)
    assert shown.count("was retracted (says Gazette, https://doi.org/10.1000/notice)") == 2, "in the header and below"
    assert report.status == "complete"


async def test_what_could_not_be_vetted_is_said(tmp_path: Path) -> None:
    report, _ = await vetted(tmp_path, Gazette(broken=True))
    assert any("retracted could not be looked up: it hangs" in note for note in report.notes)


async def test_two_studies_that_become_one_in_mid_run_do_not_break_the_report(tmp_path: Path) -> None:
    """A record that names both joins them after both were read."""
    both = RECORDS[0].model_copy(update={"ids": ("arxiv:2401.00001", "doi:10.1000/x")})
    other = RECORDS[1].model_copy(update={"ids": ("doi:10.1000/x",), "title": "Another title", "year": 2020})
    with bench(tmp_path, [Memory([RECORDS[0], other])]) as made:

        def bridge(event: Event) -> None:
            if event.kind == "checked":
                made.library.add([both])

        report = await research.ask(QUESTION, replace(made, tell=bridge))
    assert len(report.studies) == 1
    for render in FORMATS.values():
        assert render(report)


async def test_titles_alone_are_no_reason_to_say_that_nothing_was_found(tmp_path: Path) -> None:
    with bench(tmp_path, [Memory([record(r.title, ids=r.ids) for r in RECORDS[:2]])]) as made:
        report = await research.ask(QUESTION, made)
    assert report.status == "abstained"
    assert report.flow.reasons == {TITLE_ONLY: 2}
    shown = FORMATS["md"](report)
    assert f"2 left out: {TITLE_ONLY}" in shown
    assert "2 studies are known by their titles only" in shown
