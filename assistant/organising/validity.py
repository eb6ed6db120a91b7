"""Is a hierarchy one that a researcher can trust: what is wrong with it, in words that whoever made it can act on.

What a `Hierarchy` cannot be by construction (a category under itself, a child with what its parent lacks, two primary
places of a study) is not looked for here; `violations` looks for the second in outlines as models write them.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import combinations

from assistant.base import Frozen
from assistant.organising.hierarchy import Hierarchy
from assistant.organising.outline import Entry


class Bounds(Frozen):
    """What shapes are allowed."""

    deepest: int = 4
    """Levels of categories."""
    fewest: int = 2
    """Children of a category that has any."""
    most: int = 10
    coverage: float = 0.95
    """Least share of studies that stand under a category."""
    overlap: float = 0.8
    """Jaccard index of the studies of two roots from which they are one."""


BOUNDS = Bounds()


class Fault(Frozen):
    """What is wrong, and with which category."""

    category: str
    """Its id; empty for the hierarchy as a whole."""
    told: str


def faults(given: Hierarchy, studies: Sequence[str], bounds: Bounds = BOUNDS) -> list[Fault]:
    """Return what is wrong with a hierarchy of these studies."""
    return [fault for check in CHECKS for fault in check(given, studies, bounds)]


def coverage(given: Hierarchy) -> float:
    """Return the share of the studies that stand under a category; 1 if there are none."""
    return 1 - len(given.unassigned) / len(given.places) if given.places else 1.0


def violations(roots: Sequence[Entry]) -> tuple[int, int]:
    """Return how many children of an outline name a study that their parent does not, and how many children it has."""
    pairs = [(parent, child) for root in roots for parent in root.walk() for child in parent.children]
    return sum(not set(child.numbers) <= set(parent.numbers) for parent, child in pairs), len(pairs)


def unsupported(given: Hierarchy, texts: Mapping[str, str]) -> list[Fault]:
    """Return the roots none of whose terms occurs in the text of a study that it holds."""
    return [
        Fault(category=root.id, told=f"{root.name!r} cites no term that occurs in its studies")
        for root in given.roots
        if not any(
            term.casefold() in texts.get(study, "").casefold() for term in root.terms for study in given.held[root.id]
        )
    ]


def _all_placed(given: Hierarchy, studies: Sequence[str], bounds: Bounds) -> Iterator[Fault]:
    known = set(given.place_of)
    for study in studies:
        if study not in known:
            yield Fault(category="", told=f"study {study} has no place")
    for study in sorted(known - set(studies)):
        yield Fault(category="", told=f"study {study} is not among those to be organised")


def _covered(given: Hierarchy, studies: Sequence[str], bounds: Bounds) -> Iterator[Fault]:
    if (share := coverage(given)) < bounds.coverage:
        yield Fault(category="", told=f"only {share:.0%} of the studies stand under a category")


def _distinct_names(given: Hierarchy, studies: Sequence[str], bounds: Bounds) -> Iterator[Fault]:
    for siblings in given.children.values():
        seen: set[str] = set()
        for category in siblings:
            name = " ".join(category.name.casefold().split())
            if not name:
                yield Fault(category=category.id, told="it has no name")
            elif name in seen:
                yield Fault(category=category.id, told=f"a sibling is called {category.name!r} too")
            seen.add(name)


def _shaped(given: Hierarchy, studies: Sequence[str], bounds: Bounds) -> Iterator[Fault]:
    for parent, siblings in given.children.items():
        if parent and not bounds.fewest <= len(siblings) <= bounds.most:
            yield Fault(
                category=parent,
                told=f"it is divided into {len(siblings)}; {bounds.fewest} to {bounds.most} are wanted",
            )
    for category in given.categories:
        if len(given.path(category.id)) > bounds.deepest:
            yield Fault(category=category.id, told=f"it stands deeper than {bounds.deepest} levels")


def _none_empty(given: Hierarchy, studies: Sequence[str], bounds: Bounds) -> Iterator[Fault]:
    for category in given.categories:
        if not given.held[category.id]:
            yield Fault(category=category.id, told="no study belongs to it")


def _roots_apart(given: Hierarchy, studies: Sequence[str], bounds: Bounds) -> Iterator[Fault]:
    for one, other in combinations(given.roots, 2):
        both, either = given.held[one.id] & given.held[other.id], given.held[one.id] | given.held[other.id]
        if len(both) >= bounds.overlap * len(either) and both:
            yield Fault(category=other.id, told=f"it holds nearly the same studies as {one.name!r}")


CHECKS: Sequence[Callable[[Hierarchy, Sequence[str], Bounds], Iterator[Fault]]] = (
    _all_placed,
    _covered,
    _distinct_names,
    _shaped,
    _none_empty,
    _roots_apart,
)
