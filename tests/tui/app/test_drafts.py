"""A plan is drawn line by line, and its estimate says what is not known."""

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from assistant.estimate import Scale, estimate
from tests.tui.app import reports
from tui.app import drafts
from tui.app.drawing import Line
from tui.app.planning import Drop, Place, drafted, history

SCALE = Scale(breadth=4, depth=2, max_studies=32, full_texts=8, models=("own/qwen",), online=2, planned=(2, 1))


def told(lines: list[Line]) -> str:
    return "\n".join("".join(text for text, _ in line) for line in lines)


@given(st.integers(30, 120))
def test_every_line_of_a_plan_is_drawn_under_its_place_and_fits(width: int) -> None:
    draft = drafted(reports.PLAN)
    items = drafts.tree(draft, width)
    assert [drafts.place_of(item.key) for item in items] == draft.places
    assert all(cell_len("".join(text for text, _ in line)) <= width for item in items for line in item.lines)


def test_what_is_left_out_is_called_so() -> None:
    draft = history(reports.PLAN).after(Drop(place=Place(1))).now.draft
    assert "left out" in told([line for item in drafts.tree(draft, 80) for line in item.lines])
    assert "1 sub-question, 2 queries, 1 left out" in told(drafts.headline("q", draft, 80))


def test_an_unknown_price_is_said_to_be_unknown() -> None:
    unknown = estimate(SCALE, lambda *_: None)
    assert drafts.UNPRICED in told(drafts.table(unknown, 60))
    assert "cost unknown" in told(drafts.summary(unknown, 80))
    assert "$" not in told(drafts.summary(unknown, 80))
    assert "about $0.0" in told(drafts.summary(estimate(SCALE, lambda _, p, c: p * 1e-6 + c * 4e-6), 80))


def test_without_a_model_there_is_no_cost() -> None:
    alone = estimate(SCALE.model_copy(update={"models": ()}), lambda *_: None)
    assert "costs nothing" in told(drafts.table(alone, 60))
    assert "no cost" in told(drafts.summary(alone, 80))
