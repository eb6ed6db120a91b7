"""The trace: figures of a run that its events alone decide."""

from hypothesis import given
from hypothesis import strategies as st

from assistant.events import Deepened, Dropped, Event, Expanded, Opened, Planned, Queried, Resumed, Screened, Searched
from assistant.plan import Plan
from assistant.trace import Trace, trace

PLAN = Plan.model_validate(
    {"subquestions": [{"text": "A?", "queries": ["a1", "a2"]}, {"text": "B?", "queries": ["b1"], "details": ["b9"]}]}
)


def opened(branch: int, wave: int = 1, *queries: str) -> Opened:
    return Opened(branch=branch, wave=wave, subquestion="?", queries=queries)


def asked(branch: int, query: str, *studies: str, wave: int = 1, source: str = "arXiv") -> list[Event]:
    return [
        Queried(branch=branch, source=source, query=query, wave=wave),
        Searched(branch=branch, source=source, query=query, found=len(studies), studies=studies),
    ]


def screened(branch: int, *relevant: str) -> Screened:
    return Screened(branch=branch, relevant=relevant, excluded=())


RUN: list[Event] = [
    Planned(plan=PLAN),
    opened(0, 1, "a1", "a2"),
    opened(1, 1, "b1"),
    opened(2, 1),
    *asked(0, "a1", "k1", "k2"),
    *asked(0, "a1", "k1", source="OpenAlex"),
    *asked(0, "a2", "k9"),
    *asked(1, "b1"),
    screened(0, "k1", "k2"),
    screened(1),
    Expanded(branch=2, source="Semantic Scholar", seeds=("k1",), links=2, studies=("k7",)),
    screened(2, "k7"),
    Deepened(wave=1, claims=3, queries=3, coverage=0.5, further=True, reason="one is open"),
    opened(3, 2, "b9"),
    *asked(3, "b9", "k7", wave=2),
    Dropped(branch=3, reason="not wanted"),
]


def test_the_figures_of_a_run() -> None:
    assert trace(RUN) == Trace(
        branches=4,
        backtracks=2,
        waves=2,
        queries=4,
        independent=3,
        dependent=1,
        planned=4,
        fruitful=2,
        sources=("OpenAlex", "Semantic Scholar", "arXiv"),
    )
    assert trace(RUN).coverage == 0.5


def test_a_branch_that_has_not_come_to_screening_has_not_turned_back() -> None:
    assert trace([opened(0, 1, "q"), *asked(0, "q", "k1")]).backtracks == 0


def test_a_run_without_a_plan_is_covered_by_what_its_branches_ask() -> None:
    made = trace([opened(0, 1, "q"), *asked(0, "q", "k1"), screened(0, "k1")])
    assert (made.planned, made.fruitful, made.coverage) == (1, 1, 1.0)


def test_the_plan_as_a_person_left_it_is_the_one_that_counts() -> None:
    edited = Plan.model_validate({"subquestions": [{"text": "A?", "queries": ["z"]}]})
    assert trace([Planned(plan=PLAN), Planned(plan=edited)]).planned == 1


def test_of_nothing_there_are_no_figures() -> None:
    assert trace([]) == Trace()
    assert Trace().coverage == 0.0


@given(st.integers(0, len(RUN)))
def test_what_is_done_again_after_a_crash_changes_nothing(cut: int) -> None:
    assert trace([*RUN[:cut], Resumed(sitting=2), *RUN]) == trace(RUN)


@given(st.lists(st.sampled_from(RUN), max_size=20))
def test_the_figures_agree_with_each_other(events: list[Event]) -> None:
    made = trace(events)
    assert made.queries == made.independent + made.dependent
    assert made.backtracks <= made.branches
    assert made.fruitful <= made.planned
    assert 0.0 <= made.coverage <= 1.0
