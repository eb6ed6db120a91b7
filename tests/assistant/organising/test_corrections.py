from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.errors import SetupError
from assistant.organising.corrections import (
    Added,
    Change,
    Correction,
    Deleted,
    Incoherent,
    Merged,
    Moved,
    Part,
    Placed,
    Redone,
    Refused,
    Renamed,
    Split,
    Undone,
    corrected,
    folded,
    standing,
)
from assistant.organising.hierarchy import Category, Hierarchy, Place
from assistant.organising.renewing import renewed
from tests.assistant.organising.making import NAMES, hierarchies

IDS = st.sampled_from([*(f"c{n}" for n in range(8)), "new", "other"])
STUDIES = st.sampled_from([f"s{n}" for n in range(9)])
PARENTS = IDS | st.just("")
CHANGES: st.SearchStrategy[Change] = st.one_of(
    st.builds(Renamed, category=IDS, name=NAMES),
    st.builds(Moved, category=IDS, parent=PARENTS),
    st.builds(Merged, category=IDS, into=IDS),
    st.builds(
        Split,
        category=IDS,
        parts=st.lists(
            st.builds(
                Part, id=st.sampled_from(["p", "q"]), name=NAMES, studies=st.lists(STUDIES, max_size=2).map(tuple)
            ),
            max_size=2,
        ).map(tuple),
    ),
    st.builds(Deleted, category=IDS),
    st.builds(Added, id=IDS, name=NAMES, parent=PARENTS),
    st.builds(Placed, study=STUDIES, category=IDS, also=st.booleans()),
    st.builds(Refused, study=STUDIES, category=IDS),
    st.builds(Incoherent, category=IDS),
)
LOGS = st.lists(CHANGES | st.just(Undone()) | st.just(Redone()), max_size=12)

TREE = Hierarchy(
    topic="t",
    categories=(
        Category(id="a", name="A"),
        Category(id="x", name="X", parent="a"),
        Category(id="y", name="Y", parent="a"),
        Category(id="b", name="B"),
    ),
    places=(
        Place(study="s1", primary="x", secondary=("b",)),
        Place(study="s2", primary="y"),
        Place(study="s3", primary="b"),
        Place(study="s4"),
    ),
)


@given(hierarchies(), LOGS)
def test_any_corrections_leave_a_tree_that_holds_every_study(tree: Hierarchy, log: Sequence[Correction]) -> None:
    after = folded(tree, log)  # a Hierarchy cannot be anything but a tree with one primary place for each study
    assert set(after.place_of) == set(tree.place_of)


@given(hierarchies(), LOGS, CHANGES)
def test_undoing_restores_and_redoing_does_it_again(tree: Hierarchy, log: list[Correction], change: Change) -> None:
    assert folded(tree, [*log, change, Undone()]) == folded(tree, standing(log))
    assert folded(tree, [*log, change, Undone(), Redone()]) == folded(tree, [*log, change])


@given(hierarchies(), st.lists(CHANGES, max_size=6))
def test_undoing_everything_leads_back_to_what_was_made(tree: Hierarchy, log: list[Change]) -> None:
    assert folded(tree, [*log, *[Undone()] * len(log)]) == tree


@given(hierarchies(), CHANGES)
def test_a_correction_is_made_or_refused_in_a_sentence(tree: Hierarchy, change: Change) -> None:
    refused = ""
    try:
        after = corrected(tree, change)
    except SetupError as error:
        after, refused = tree, str(error)
    assert folded(tree, [change]) == after
    assert not refused or refused.startswith("The hierarchy cannot be corrected so: ")


@settings(max_examples=60)
@given(hierarchies(), LOGS, hierarchies())
def test_what_a_person_fixed_outlasts_a_new_hierarchy(tree: Hierarchy, log: list[Correction], fresh: Hierarchy) -> None:
    before, after = folded(tree, log), renewed(tree, log, fresh)
    assert set(after.place_of) == set(fresh.place_of)
    for change in standing(log):
        if isinstance(change, Renamed | Placed) and change.category in before.category:
            assert after.category[change.category].name == before.category[change.category].name
    last = {c.study: c for c in standing(log) if isinstance(c, Placed | Refused)}
    for study, change in last.items():
        if isinstance(change, Refused) and study in after.place_of and change.category in after.category:
            assert study not in after.held[change.category]


@pytest.mark.parametrize(
    ("change", "places"),
    [
        (Placed(study="s4", category="x"), {"s4": ["x"]}),
        (Placed(study="s2", category="b", also=True), {"s2": ["y", "b"]}),
        (Placed(study="s1", category="y"), {"s1": ["y", "b"]}),
        (Placed(study="s1", category="b"), {"s1": ["b", "x"]}),
        (Refused(study="s1", category="a"), {"s1": ["b"]}),
        (Refused(study="s2", category="a"), {"s2": []}),
        (Merged(category="x", into="b"), {"s1": ["b"]}),
        (Deleted(category="x"), {"s1": ["a", "b"]}),
        (Deleted(category="b"), {"s1": ["x"], "s3": []}),
        (Split(category="b", parts=(Part(id="p", name="P", studies=("s3",)),)), {"s3": ["p"], "s1": ["x", "b"]}),
    ],
)
def test_each_correction_does_what_it_says(change: Change, places: dict[str, list[str]]) -> None:
    after = corrected(TREE, change)
    made = {p.study: [n for n in (p.primary, *p.secondary) if n] for p in after.places}
    before = {p.study: [n for n in (p.primary, *p.secondary) if n] for p in TREE.places}
    assert made == before | places


@pytest.mark.parametrize(
    "change",
    [
        Renamed(category="zz", name="Z"),
        Renamed(category="a", name=" "),
        Moved(category="a", parent="x"),
        Merged(category="a", into="x"),
        Added(id="a", name="A again"),
        Placed(study="unknown", category="a"),
        Split(category="x", parts=(Part(id="p", name="P", studies=("s3",)),)),
    ],
)
def test_what_makes_no_sense_is_refused(change: Change) -> None:
    with pytest.raises(SetupError, match="cannot be corrected so"):
        corrected(TREE, change)


def test_a_category_that_was_renamed_is_found_in_a_new_hierarchy_by_its_studies() -> None:
    fresh = Hierarchy(
        topic="t",
        categories=(Category(id="a", name="Something"), Category(id="k", name="Other")),
        places=(
            Place(study="s1", primary="a"),
            Place(study="s2", primary="a"),
            Place(study="s3", primary="k"),
            Place(study="s5", primary="a"),
        ),
    )
    after = renewed(TREE, [Renamed(category="a", name="Ours"), Placed(study="s3", category="y")], fresh)
    assert after.category["a"].name == "Ours"
    assert {"s1", "s2", "s5"} <= after.held["a"]
    assert after.place_of["s3"].primary == "y"
