"""A hierarchy together with the studies that stand in it: what is shown, written to files and read back."""

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import NamedTuple, Self

from pydantic import model_validator

from assistant.base import Frozen
from assistant.organising.hierarchy import UNASSIGNED, Category, Hierarchy
from assistant.organising.item import Item


class Organised(Frozen):
    """A hierarchy and an item for each of its studies."""

    hierarchy: Hierarchy
    items: tuple[Item, ...] = ()
    notes: tuple[str, ...] = ()
    """How it came about and what is missing, in sentences."""

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        if missing := set(self.hierarchy.place_of) - set(self.item):
            raise ValueError(f"nothing is known of the studies {sorted(missing)[:5]} that stand in the hierarchy")
        return self

    @cached_property
    def item(self) -> Mapping[str, Item]:
        return {item.study: item for item in self.items}


class Standing(NamedTuple):
    """A study under a category."""

    item: Item
    also: bool
    """Whether its primary place is another."""


class Node(NamedTuple):
    """A category as it is shown, with what stands in it."""

    level: int
    """From 1."""
    name: str
    id: str
    """Empty for the unassigned."""
    summary: str
    """How many studies it holds, of which years, and how many of them are contradicted."""
    studies: list[Standing]
    """Those that stand in it and in none of its subcategories."""


def nodes(given: Organised) -> Iterator[Node]:
    """Yield the categories from the top, each before its children, and the unassigned at the end if there are any."""
    for category in given.hierarchy.walk():
        yield _node(given, category)
    if left := given.hierarchy.unassigned:
        items = [given.item[study] for study in left]
        yield Node(1, UNASSIGNED, "", summary(items), [Standing(item, False) for item in items])


def summary(items: list[Item]) -> str:
    """Return what is to be said of studies at a glance."""
    years = sorted(item.year for item in items if item.year)
    span = f", {years[0]}–{years[-1]}" if years and years[0] < years[-1] else f", {years[0]}" if years else ""
    contested = sum(item.contested for item in items)
    told = f", {contested} contradicted by others" if contested else ""
    return f"{len(items)} {'study' if len(items) == 1 else 'studies'}{span}{told}"


def _node(given: Organised, category: Category) -> Node:
    tree = given.hierarchy
    held = tree.held[category.id]
    studies = [
        Standing(given.item[study], tree.place_of[study].primary != category.id) for study in tree.own[category.id]
    ]
    told = summary([given.item[place.study] for place in tree.places if place.study in held])
    return Node(len(tree.path(category.id)), category.name, category.id, told, studies)
