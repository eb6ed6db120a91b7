"""Whose turn it is: first come first served for each model, the model that is loaded before others, nobody for ever."""

from collections.abc import Iterable

from hypothesis import given
from hypothesis import strategies as st

from assistant.experts.limits import Limits
from assistant.experts.turns import IN_A_ROW, Line, Ticket


def served(line: Line, now: float = 0.0) -> list[Ticket]:
    """Serve everybody, one after another."""
    order = []
    while line.waiting:
        turn = line.next(now)
        if turn.ticket is None:
            now += turn.pause or 0.0
            continue
        order.append(turn.ticket)
        line.leave()
    return order


def tickets(models: Iterable[str], limits: Limits | None = None) -> list[Ticket]:
    return [Ticket(model, 1, limits or Limits(at_once=1)) for model in models]


@given(st.lists(st.sampled_from("abc"), max_size=150), st.none() | st.integers(1, 40))
def test_each_model_is_served_in_the_order_of_coming_and_nobody_is_forgotten(
    models: list[str], rpm: int | None
) -> None:
    waiting = tickets(models, Limits(at_once=1, rpm=rpm))
    order = served(Line(waiting=list(waiting)))
    for model in "abc":
        assert [t for t in order if t.model == model] == [t for t in waiting if t.model == model]


@given(st.lists(st.sampled_from("abc"), max_size=150))
def test_who_came_later_goes_earlier_only_if_their_model_is_loaded_and_so_often_at_most(models: list[str]) -> None:
    """Each row of requests for one model begins with whoever has waited longest, or longest but for that model."""
    waiting = tickets(models)
    order = served(Line(waiting=list(waiting)))
    for place, ticket in enumerate(waiting):
        before = set(order[: order.index(ticket)])
        overtaken_by = before.intersection(waiting[place + 1 :])
        assert len(overtaken_by) <= IN_A_ROW * (place + 1)


def test_the_model_that_is_loaded_goes_first_until_it_has_gone_so_often_in_a_row() -> None:
    line = Line(waiting=tickets("a" + "ba" * 40))
    rows = "".join(ticket.model for ticket in served(line))
    assert rows.startswith("a" * IN_A_ROW + "b" * IN_A_ROW + "a" * IN_A_ROW)


def test_a_row_counts_only_while_others_wait() -> None:
    line = Line(waiting=tickets("a" * 100))
    served(line)
    line.waiting = tickets("b" + "a" * 3)
    assert [ticket.model for ticket in served(line)] == ["a", "a", "a", "b"]


def test_who_waits_for_the_next_minute_is_overtaken_by_other_models_only() -> None:
    first, second, third = [*tickets("aa", Limits(rpm=1)), *tickets("b", Limits(rpm=9))]
    line = Line(waiting=[first, second, third])
    assert [line.next(0.0).ticket, line.next(0.0).ticket] == [first, third]
    assert line.next(1.0) == (None, None, "it takes 1 request a minute", 59.0)
    assert line.next(60.0).ticket is second


def test_who_waits_for_a_place_is_not_overtaken_by_who_needs_fewer() -> None:
    """A model that takes one request at a time would never find its server idle otherwise."""
    many, one = Limits(at_once=8), Limits(at_once=1)
    line = Line(waiting=[*tickets("a", many), *tickets("b", one), *tickets("c", many)])
    assert getattr(line.next(0.0).ticket, "model", "") == "a"
    assert line.next(0.0).ticket is None
    line.leave()
    assert getattr(line.next(0.0).ticket, "model", "") == "b"
