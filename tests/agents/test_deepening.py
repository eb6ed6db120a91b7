"""Waves follow while they are worth it, and always end."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.research.branches import Branch
from agents.research.deepening import Wave, coverage, deepen
from assistant.claim import Claim, Evidence, Status
from assistant.plan import Plan, SubQuestion

PLAN = Plan(
    subquestions=(
        SubQuestion(text="How are experts routed?", queries=("routing",), details=("routing figures",)),
        SubQuestion(text="How are experts pruned?", queries=("pruning",)),
    )
)
BRANCHES = [
    Branch(place=0, text="How are experts routed?", queries=("routing",)),
    Branch(place=1, text="How are experts pruned?", queries=("pruning",)),
    Branch(place=2, kind="citations", text="q"),
]
WAVE = Wave(number=1, claims=5, queries=4, depth=3, studies_left=10, stopped="")


def claim(study: str, status: Status = "proposed") -> Claim:
    return Claim(text=f"{study} says so", study=study, evidence=(Evidence(passage="p", quote="q"),), status=status)


ANSWERED = [(claim("a"), 0), (claim("b"), 0), (claim("c"), 1), (claim("d"), 1)]


def test_a_sub_question_is_answered_when_several_studies_speak_to_it() -> None:
    findings = [(claim("a"), 0), (claim("b"), 0), (claim("a"), 1), (claim("x", "rejected"), 1)]
    assert coverage(PLAN, findings) == {0: True, 1: False}


def test_what_is_open_is_looked_for_with_what_was_not_asked_yet() -> None:
    outcome = deepen("q", PLAN, BRANCHES, [(claim("c"), 1), (claim("d"), 1)], WAVE)
    search, citations = outcome.branches
    assert (search.place, search.wave, search.kind) == (3, 2, "search")
    assert search.queries == ("routing figures", "experts routed")
    assert (citations.place, citations.kind) == (4, "citations")
    assert outcome.coverage == 0.5


def test_a_contested_claim_is_looked_into_though_all_is_answered() -> None:
    outcome = deepen("q", PLAN, BRANCHES, [*ANSWERED, (claim("e", "contested"), 1)], WAVE)
    assert outcome.branches[0].reason == "it is contested"


@pytest.mark.parametrize(
    ("findings", "wave", "words"),
    [
        (ANSWERED, WAVE, "every sub-question is answered"),
        ([], WAVE._replace(number=3), "3 waves are as many as were asked for"),
        ([], WAVE._replace(studies_left=0), "as many studies"),
        ([], WAVE._replace(claims=0), "too little"),
        ([], WAVE._replace(stopped="10 calls"), "10 calls"),
    ],
)
def test_it_ends_and_says_why(findings: list[tuple[Claim, int]], wave: Wave, words: str) -> None:
    outcome = deepen("q", PLAN, BRANCHES, findings, wave)
    assert outcome.branches == ()
    assert words in outcome.reason


@given(st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 1)), max_size=6), st.integers(1, 6))
def test_however_little_is_found_the_waves_end(found: list[tuple[str, int]], depth: int) -> None:
    branches, waves = list(BRANCHES), 0
    while True:
        wave = WAVE._replace(number=branches[-1].wave, depth=depth)
        outcome = deepen("q", PLAN, branches, [(claim(study), place) for study, place in found], wave)
        waves += 1
        if not outcome.branches:
            break
        assert [branch.place for branch in outcome.branches] == [
            len(branches) + n for n in range(len(outcome.branches))
        ]
        branches += outcome.branches
    assert waves <= depth
    asked = [query for branch in branches for query in branch.queries]
    assert len(asked) == len(set(asked)), "nothing is asked twice"
