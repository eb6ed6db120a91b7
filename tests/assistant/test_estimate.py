"""The estimate: ranges that ascend, grow with what a run may do, and are compared with what it took."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from assistant.estimate import Deviation, Estimate, Range, Scale, between, error, estimate
from assistant.ledger import Ledger, Row
from assistant.usage import Usage

SCALES = st.builds(
    Scale,
    breadth=st.integers(1, 20),
    depth=st.integers(1, 6),
    max_studies=st.integers(1, 1000),
    full_texts=st.integers(0, 200),
    models=st.sampled_from([(), ("a",), ("a", "b")]),
    online=st.integers(0, 5),
    short=st.booleans(),
)
PLANS = st.lists(st.integers(1, 6), min_size=1, max_size=20).map(tuple)
DEFAULT = Scale(breadth=4, depth=2, max_studies=32, full_texts=8, models=("a",), online=2)


def price(_: str, prompt: int, completion: int) -> float:
    return prompt * 1e-6 + completion * 4e-6


def unknown(*_: object) -> None:
    return None


def as_expected(made: Estimate) -> Ledger:
    rows = tuple(
        Row(
            step=step.step,
            task=step.step,
            expert=made.model,
            usage=Usage(
                calls=int(step.calls.expected),
                prompt_tokens=int(step.prompt_tokens.expected),
                completion_tokens=int(step.completion_tokens.expected),
                dollars=step.dollars.expected if step.dollars else None,
            ),
        )
        for step in made.steps
        if step.calls.expected
    )
    return Ledger(rows=rows, seconds=made.total.seconds.expected)


def test_a_run_with_the_settings_of_a_newcomer_takes_dozens_of_calls_and_some_minutes() -> None:
    total = estimate(DEFAULT, price).total
    assert 10 < total.calls.expected < 50
    assert 20_000 < total.tokens.expected < 120_000
    assert 60 < total.seconds.expected < 600


def test_steps_stand_in_the_order_of_a_run() -> None:
    assert [step.step for step in estimate(DEFAULT, price).steps] == [
        "plan", "gather", "screen", "read", "write", "check",
    ]  # fmt: skip


@given(SCALES)
def test_every_figure_ascends_and_none_is_negative(scale: Scale) -> None:
    total = estimate(scale, price).total
    for figure in (total.calls, total.tokens, total.dollars, total.seconds):
        assert figure is not None
        assert 0 <= figure.low <= figure.expected <= figure.high


@given(SCALES, PLANS, st.integers(1, 6))
def test_a_plan_is_estimated_as_it_stands_and_a_longer_one_takes_no_less(
    scale: Scale, plan: tuple[int, ...], queries: int
) -> None:
    planned = scale.model_copy(update={"planned": plan, "short": False})
    longer = planned.model_copy(update={"planned": (*plan, queries)})
    made, more = estimate(planned, price), estimate(longer, price)
    assert made.steps[0].calls.high == 0
    assert all(step.calls.low <= step.calls.expected <= step.calls.high for step in made.steps)
    assert made.steps[1].seconds.expected < more.steps[1].seconds.expected
    assert made.total.calls.low <= more.total.calls.low
    assert made.total.calls.expected <= more.total.calls.expected


@given(SCALES, st.sampled_from(["breadth", "depth", "max_studies", "full_texts"]), st.integers(1, 50))
def test_who_may_do_more_takes_no_less(scale: Scale, what: str, more: int) -> None:
    larger = scale.model_copy(update={what: getattr(scale, what) + more})
    less, most = estimate(scale, price).total, estimate(larger, price).total
    for one, other in ((less.calls, most.calls), (less.tokens, most.tokens), (less.seconds, most.seconds)):
        assert one.low <= other.low
        assert one.expected <= other.expected
        assert one.high <= other.high


@given(SCALES)
def test_the_short_path_takes_no_more_and_never_plans(scale: Scale) -> None:
    short = estimate(scale.model_copy(update={"short": True}), price)
    full = estimate(scale.model_copy(update={"short": False}), price)
    assert short.total.calls.expected <= full.total.calls.expected
    assert short.steps[0].calls == Range()


@given(SCALES)
def test_without_a_model_nothing_is_asked_and_nothing_paid(scale: Scale) -> None:
    total = estimate(scale.model_copy(update={"models": ()}), unknown).total
    assert (total.calls, total.tokens, total.dollars) == (Range(), Range(), Range())
    assert total.seconds.expected > 0


def test_an_unknown_price_is_unknown_and_not_nothing() -> None:
    made = estimate(DEFAULT, unknown)
    assert made.total.dollars is None
    assert all(step.dollars is None for step in made.steps)


def test_the_model_that_is_tried_first_is_taken_to_do_the_work() -> None:
    asked: list[str] = []

    def priced(model: str, *_: int) -> float:
        asked.append(model)
        return 0.0

    made = estimate(DEFAULT.model_copy(update={"models": ("first", "second")}), priced)
    assert made.model == "first"
    assert set(asked) == {"first"}


def test_a_range_ascends() -> None:
    with pytest.raises(ValidationError, match="do not ascend"):
        between(2, 1, 3)


@given(SCALES.filter(lambda scale: bool(scale.models)))
def test_what_was_taken_as_expected_is_no_error(scale: Scale) -> None:
    made = estimate(scale, price)
    *steps, whole = error(made, as_expected(made))
    assert [step.step for step in steps] == [step.step for step in made.steps if step.calls.high]
    for each in (*steps, whole):
        assert each.calls == 0.0
        assert each.tokens == pytest.approx(0.0)
        assert each.dollars == pytest.approx(0.0, abs=1e-9)
        assert each.within
    assert whole.seconds == pytest.approx(0.0)


def test_the_error_is_the_share_by_which_it_was_more_or_less() -> None:
    made = estimate(DEFAULT, price)
    calls = int(made.steps[0].calls.expected)
    taken = Usage(calls=2 * calls, prompt_tokens=int(made.steps[0].tokens.expected / 2), dollars=0.0)
    first = error(made, Ledger(rows=(Row(step="plan", task="plan", expert="a", usage=taken),)))[0]
    assert first.calls == pytest.approx(1.0)
    assert first.tokens == pytest.approx(-0.5, abs=0.01)
    assert first.dollars == -1.0


def test_recorded_replies_count_as_calls_and_say_nothing_about_what_they_would_have_cost() -> None:
    made = estimate(DEFAULT, price)
    calls = int(made.steps[0].calls.expected)
    row = Row(step="plan", task="plan", expert="a", usage=Usage(recorded=calls))
    first, *_, whole = error(made, Ledger(rows=(row,), seconds=3.0))
    assert first == Deviation(step="plan", calls=0.0, tokens=None, dollars=None, within=True)
    assert whole.seconds is None


def test_a_step_that_was_not_foreseen_is_told() -> None:
    row = Row(step="odd", task="odd", expert="a", usage=Usage(calls=1))
    told = {each.step: each for each in error(Estimate(), Ledger(rows=(row,)))}
    assert told["odd"] == Deviation(step="odd", calls=None, tokens=0.0, dollars=0.0, within=False)
    assert not told[""].within


def test_an_unknown_price_leaves_its_error_open() -> None:
    made = estimate(DEFAULT, unknown)
    assert error(made, as_expected(made))[-1].dollars is None
