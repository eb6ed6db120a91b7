"""Grades of risk: what is worse, is graded no better."""

from typing import get_args

from hypothesis import given
from hypothesis import strategies as st

from assistant.verification.risk import HOLD, errors_of, graded
from assistant.verification.verdict import Fault, Kind, Verdict, certain

FAULTS = st.lists(st.builds(Fault, kind=st.sampled_from(get_args(Kind)), words=st.just("it is wrong")), max_size=6)


def test_no_error_no_risk() -> None:
    assert graded([certain("supports"), certain("supports")]) == (1, ())
    assert graded([]).risk == 1


def test_what_its_evidence_denies_is_held_and_a_missing_condition_is_not() -> None:
    assert graded([certain("contradicts")]).risk == 4
    assert graded([certain("not_enough")]).risk == HOLD
    assert not graded([certain("not_enough", faults=[Fault(kind="missing context", words="w")])]).held


def test_a_verdict_in_doubt_is_told_and_not_held() -> None:
    doubtful = Verdict(label="not_enough", probabilities=(0.45, 0.05, 0.5))
    assert graded([doubtful]).risk == 2
    assert [error.kind for error in errors_of(doubtful)] == ["other"]


def test_many_small_errors_are_a_large_one() -> None:
    small = certain("not_enough", faults=[Fault(kind="missing context", words="w")])
    assert [graded([small] * number).risk for number in (1, 2, 3)] == [2, 2, 3]


@given(FAULTS, FAULTS)
def test_more_errors_are_no_less_risky_and_all_of_them_are_listed(one: list[Fault], other: list[Fault]) -> None:
    first, second = certain("not_enough", faults=one), certain("not_enough", faults=other)
    both = graded([first, second])
    assert both.risk >= max(graded([first]).risk, graded([second]).risk)
    assert len(both.errors) >= len(one) + len(other)
    assert both.risk == graded([second, first]).risk
