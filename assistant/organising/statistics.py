"""The shape of a hierarchy in figures."""

from collections.abc import Sequence

from assistant.base import Frozen
from assistant.organising.hierarchy import Hierarchy
from assistant.organising.outline import Entry
from assistant.organising.validity import coverage, violations


class Shape(Frozen):
    """What a hierarchy looks like from afar."""

    categories: int
    depth: int
    """Levels of categories."""
    leaves: int
    largest_family: int
    """Children of the category with most of them."""
    singletons: float
    """Share of leaves that are the primary place of a single study; 0 without leaves."""
    per_leaf: float
    """Mean number of studies of a leaf."""
    coverage: float
    places: float
    """Mean number of categories that a study stands in; those above them are not counted."""


def shape(given: Hierarchy) -> Shape:
    """Return the figures of a hierarchy."""
    leaves = [leaf.id for leaf in given.leaves()]
    primary = dict.fromkeys(leaves, 0)
    for place in given.places:
        if place.primary in primary:
            primary[place.primary] += 1
    assigned = [place for place in given.places if place.primary]
    return Shape(
        categories=len(given.categories),
        depth=max((len(given.path(category.id)) for category in given.categories), default=0),
        leaves=len(leaves),
        largest_family=max(map(len, given.children.values()), default=0),
        singletons=sum(count == 1 for count in primary.values()) / len(leaves) if leaves else 0.0,
        per_leaf=sum(len(given.held[leaf]) for leaf in leaves) / len(leaves) if leaves else 0.0,
        coverage=coverage(given),
        places=sum(1 + len(p.secondary) for p in assigned) / len(assigned) if assigned else 0.0,
    )


class Written(Frozen):
    """The shape of outlines as they were written, before anything is repaired."""

    hierarchies: int
    """Roots."""
    nodes: int
    depths: tuple[int, ...]
    """How many hierarchies have one level, two, …"""
    families: int
    """Categories that are divided."""
    largest_family: int
    single_children: int
    links: int
    violations: int
    """Links whose child names a study that the parent does not."""
    empty: int
    """Nodes that name no study."""
    roots_per_study: float
    """Mean number of roots that a study which is named at all is named under."""


def written(outlines: Sequence[Sequence[Entry]]) -> Written:
    """Return the figures of many outlines together; the studies of each are its own."""
    roots = [root for outline in outlines for root in outline]
    nodes = [node for root in roots for node in root.walk()]
    families = [len(node.children) for node in nodes if node.children]
    depths = [_depth(root) for root in roots]
    named = [{number for node in root.walk() for number in node.numbers} for root in roots]
    distinct = sum(len({n for root in o for node in root.walk() for n in node.numbers}) for o in outlines)
    wrong, links = violations(roots)
    return Written(
        hierarchies=len(roots),
        nodes=len(nodes),
        depths=tuple(depths.count(depth) for depth in range(1, max(depths, default=0) + 1)),
        families=len(families),
        largest_family=max(families, default=0),
        single_children=families.count(1),
        links=links,
        violations=wrong,
        empty=sum(not node.numbers for node in nodes),
        roots_per_study=sum(map(len, named)) / distinct if distinct else 0.0,
    )


def _depth(entry: Entry) -> int:
    return 1 + max((_depth(child) for child in entry.children), default=0)
