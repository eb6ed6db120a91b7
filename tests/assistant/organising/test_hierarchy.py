from typing import Any

import pytest
from hypothesis import given
from pydantic import ValidationError

from assistant.organising.hierarchy import Category, Hierarchy, Place
from tests.assistant.organising.making import hierarchies


@given(hierarchies())
def test_a_parent_holds_all_that_its_children_hold(tree: Hierarchy) -> None:
    for category in tree.categories:
        for child in tree.children.get(category.id, ()):
            assert tree.held[child.id] <= tree.held[category.id]


@given(hierarchies())
def test_every_study_stands_under_a_root_or_is_shown_as_unassigned(tree: Hierarchy) -> None:
    under = {study for root in tree.roots for study in tree.held[root.id]}
    assert under | set(tree.unassigned) == set(tree.place_of)
    assert not under & set(tree.unassigned)


@given(hierarchies())
def test_walking_meets_every_category_once_and_its_parent_before_it(tree: Hierarchy) -> None:
    met = [category.id for category in tree.walk()]
    assert sorted(met) == sorted(tree.category)
    assert all(not c.parent or met.index(c.parent) < met.index(c.id) for c in tree.categories)


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"categories": [{"id": "a", "name": "A"}, {"id": "a", "name": "B"}]}, "share an id"),
        ({"categories": [{"id": "a", "name": "A", "parent": "b"}]}, "does not exist"),
        ({"categories": [{"id": "a", "name": "A", "parent": "b"}, {"id": "b", "name": "B", "parent": "a"}]}, "itself"),
        ({"places": [{"study": "s", "primary": "a"}]}, "does not exist"),
        ({"places": [{"study": "s"}, {"study": "s"}]}, "two places"),
        ({"categories": [{"id": "a", "name": "A"}], "places": [{"study": "s", "secondary": ["a"]}]}, "primary"),
    ],
)
def test_what_is_no_tree_cannot_be_made(wrong: dict[str, Any], told: str) -> None:
    with pytest.raises(ValidationError, match=told):
        Hierarchy.model_validate({"topic": "t"} | wrong)


def test_a_path_leads_from_the_root_down() -> None:
    tree = Hierarchy(
        topic="t",
        categories=(Category(id="b", name="B", parent="a"), Category(id="a", name="A")),
        places=(Place(study="s", primary="b"),),
    )
    assert [category.name for category in tree.path("b")] == ["A", "B"]
    assert [leaf.id for leaf in tree.leaves()] == ["b"]
