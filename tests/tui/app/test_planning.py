"""Plans are edited by values, and can be followed whatever was done to them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.research.planning import reviewed
from assistant.errors import SetupError
from assistant.plan import Plan, SubQuestion
from tui.app.planning import Add, Delete, Draft, Drop, Edit, History, Move, Place, Reword, drafted, history, place_for

PLAN = Plan(
    subquestions=(
        SubQuestion(text="How are experts balanced?", queries=("expert balance", "auxiliary loss"), details=("bias",)),
        SubQuestion(text="What does it cost?", queries=("cost of routing",)),
    )
)
TEXTS = st.sampled_from(
    ("", " ?", "expert balance", "Expert  balance", "What does it cost?", "latency\nof routing", "ß")
)
EDITS = st.lists(
    st.tuples(st.sampled_from(("reword", "add", "delete", "move", "drop")), st.integers(0, 99), TEXTS), max_size=25
)


def edit_of(draft: Draft, kind: str, number: int, text: str) -> Edit:
    place = draft.places[number % len(draft.places)]
    edits: dict[str, Edit] = {
        "reword": Reword(place=place, text=text),
        "add": Add(place=place, text=text),
        "delete": Delete(place=place),
        "move": Move(place=place, by=number % 5 - 2),
        "drop": Drop(place=place),
    }
    return edits[kind]


def attempted(past: History, edit: Edit) -> History:
    try:
        return past.after(edit)
    except SetupError:
        return past


@given(EDITS)
def test_a_plan_can_be_followed_after_any_edits_and_all_of_them_can_be_undone(
    edits: list[tuple[str, int, str]],
) -> None:
    moments = [history(PLAN)]
    for kind, number, text in edits:
        now = attempted(moments[-1], edit_of(moments[-1].now.draft, kind, number, text))
        reviewed(now.now.draft.plan)
        assert now.now.place in now.now.draft.places
        if now != moments[-1]:
            moments.append(now)
    last = back = moments[-1]
    for moment in reversed(moments[:-1]):
        back = back.undone()
        assert back.now.draft == moment.now.draft
        assert back.now.place in back.now.draft.places
    assert back.now.draft == drafted(PLAN)
    for _ in moments[:-1]:
        back = back.redone()
    assert back.now.draft == last.now.draft


def test_a_draft_of_a_plan_is_that_plan() -> None:
    assert drafted(PLAN).plan == PLAN


def test_what_is_dropped_stays_in_sight_and_comes_back() -> None:
    dropped = history(PLAN).after(Drop(place=Place(1)))
    assert dropped.now.draft.plan.subquestions == PLAN.subquestions[:1]
    assert dropped.now.draft.line(Place(1)).text == "What does it cost?"
    assert dropped.now.draft.is_dropped(Place(1, "query", 0))
    assert dropped.after(Drop(place=Place(1))).now.draft.plan == PLAN


def test_lines_change_places_within_their_sub_question() -> None:
    moved = history(PLAN).after(Move(place=Place(0, "query", 0), by=1))
    assert moved.now.draft.plan.subquestions[0].queries == ("auxiliary loss", "expert balance")
    assert moved.now.place == Place(0, "query", 1)
    assert moved.after(Move(place=Place(0, "query", 1), by=1)) == moved
    swapped = moved.after(Move(place=Place(0), by=1))
    assert [part.text for part in swapped.now.draft.plan.subquestions] == [
        "What does it cost?", "How are experts balanced?",
    ]  # fmt: skip


def test_a_sub_question_that_is_added_brings_its_query() -> None:
    added = history(PLAN).after(Add(place=Place(0), text="Which losses are used with experts?"))
    assert added.now.place == Place(1)
    assert added.now.draft.plan.subquestions[1].queries == ("losses experts",)


def test_a_query_is_added_behind_those_of_the_sub_question_that_is_looked_at() -> None:
    draft = drafted(PLAN)
    assert place_for(draft, Place(0), "query") == Place(0, "query", 1)
    assert place_for(draft, Place(0, "query", 0), "query") == Place(0, "query", 0)
    assert place_for(draft, Place(1, "query", 0), "part") == Place(1)
    at = place_for(draft, Place(1), "detail")
    assert history(PLAN).after(Add(place=at, text="milliseconds")).now.draft.plan.subquestions[1].details == (
        "milliseconds",
    )


@pytest.mark.parametrize(
    ("edit", "why"),
    [
        (Delete(place=Place(1, "query", 0)), "needs a query"),
        (Drop(place=Place(1, "query", 0)), "needs a query"),
        (Reword(place=Place(0), text="what does it COST"), "is there already"),
        (Add(place=Place(0, "query", 1), text="bias"), "is there already"),
        (Add(place=Place(0, "query", 1), text=" … "), "no word in this query"),
    ],
)
def test_an_edit_that_breaks_the_plan_is_refused_in_words(edit: Edit, why: str) -> None:
    with pytest.raises(SetupError, match=why):
        history(PLAN).after(edit)


def test_the_last_sub_question_stays() -> None:
    alone = history(PLAN).after(Delete(place=Place(1)))
    for edit in (Delete(place=Place(0)), Drop(place=Place(0))):
        with pytest.raises(SetupError, match="no sub-question"):
            alone.after(edit)
