"""A hierarchy: categories in a tree, and the place of each study in it.

Places are kept beside the tree, so that a study can have but one primary place, and a category holds what its
subcategories hold by construction: nothing can stand in a child and be missing from its parent.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Self

from pydantic import model_validator

from assistant.base import Frozen

UNASSIGNED = "Unassigned"
"""The heading under which studies are shown that fit nowhere."""


class Category(Frozen):
    """A topic that studies have in common."""

    id: str
    """Permanent within its hierarchy."""
    name: str
    parent: str = ""
    """Id of the category above; empty for a root."""
    terms: tuple[str, ...] = ()
    """What it rests on: terms that occur in its studies."""


class Place(Frozen):
    """Where a study stands."""

    study: str
    """Key of the study."""
    primary: str = ""
    """Id of the category that it belongs to first of all; empty: it fits nowhere, and is shown as unassigned."""
    secondary: tuple[str, ...] = ()
    """Ids of others that it belongs to as well."""


class Hierarchy(Frozen):
    """A tree of categories over studies. Siblings stand in the order of `categories`."""

    topic: str
    categories: tuple[Category, ...] = ()
    places: tuple[Place, ...] = ()

    @model_validator(mode="after")
    def _is_a_tree(self) -> Self:
        known = {category.id for category in self.categories}
        if len(known) < len(self.categories) or "" in known:
            raise ValueError("two categories share an id, or one has none")
        if len(self.place_of) < len(self.places):
            raise ValueError("a study has two places")
        for category in self.categories:
            if category.parent and category.parent not in known:
                raise ValueError(f"category {category.id!r} stands under {category.parent!r}, which does not exist")
            self._refuse_circles(category.id)
        for place in self.places:
            if strange := {*place.secondary, *filter(None, [place.primary])} - known:
                raise ValueError(f"study {place.study!r} stands in {sorted(strange)}, which does not exist")
            if place.secondary and (not place.primary or place.primary in place.secondary):
                raise ValueError(f"study {place.study!r} has secondary places without a primary one beside them")
        return self

    def _refuse_circles(self, name: str) -> None:
        seen = {name}
        while name := self.category[name].parent:
            if name in seen:
                raise ValueError(f"category {name!r} stands under itself")
            seen.add(name)

    @cached_property
    def category(self) -> Mapping[str, Category]:
        return {category.id: category for category in self.categories}

    @cached_property
    def place_of(self) -> Mapping[str, Place]:
        return {place.study: place for place in self.places}

    @cached_property
    def children(self) -> Mapping[str, Sequence[Category]]:
        """The categories directly under each id; the roots are under the empty one."""
        under: dict[str, list[Category]] = defaultdict(list)
        for category in self.categories:
            under[category.parent].append(category)
        return under

    @property
    def roots(self) -> Sequence[Category]:
        return self.children.get("", ())

    @cached_property
    def own(self) -> Mapping[str, Sequence[str]]:
        """The studies that stand in each category itself, primary or not, in the order of places."""
        found: dict[str, list[str]] = {category.id: [] for category in self.categories}
        for place in self.places:
            for name in filter(None, (place.primary, *place.secondary)):
                found[name].append(place.study)
        return found

    @cached_property
    def held(self) -> Mapping[str, frozenset[str]]:
        """The studies of each category with all that is under it."""
        found: dict[str, frozenset[str]] = {}
        for category in reversed(list(self.walk())):
            below = [found[child.id] for child in self.children.get(category.id, ())]
            found[category.id] = frozenset(self.own[category.id]).union(*below)
        return found

    @property
    def unassigned(self) -> Sequence[str]:
        return [place.study for place in self.places if not place.primary]

    def walk(self, under: str = "") -> Iterator[Category]:
        """Yield the categories below one, each before its children."""
        waiting = list(reversed(self.children.get(under, ())))
        while waiting:
            category = waiting.pop()
            yield category
            waiting += reversed(self.children.get(category.id, ()))

    def path(self, name: str) -> tuple[Category, ...]:
        """Return the categories from the root down to the one of this id; none for the empty id."""
        found: list[Category] = []
        while name:
            found.append(self.category[name])
            name = found[-1].parent
        return tuple(reversed(found))

    def leaves(self) -> Iterator[Category]:
        return (category for category in self.walk() if not self.children.get(category.id))
