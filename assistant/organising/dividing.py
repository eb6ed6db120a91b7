"""Points into small groups, small groups into larger ones, and as many at each level as the points themselves say.

The smallest groups are found first, all at once, by spherical k-means (Dhillon and Modha 2001): dividing from the top
would hand the errors of the first division down to all others. They are joined, two at a time, where that costs least
(Ward 1963). From the top of that tree, each group is then divided at the height at which its parts stand apart most
clearly (mean silhouette, Rousseeuw 1987). Few points make no tree that can be trusted; they are first divided as a
whole.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from assistant.embedding import Vectors
from assistant.organising.views import Indices, unit

Labels = NDArray[np.int64]

RESTARTS = 8
ROUNDS = 30


class Group(NamedTuple):
    """Rows that belong together, and how they are divided."""

    rows: Indices
    parts: tuple["Group", ...] = ()


class Limits(NamedTuple):
    """How far to divide."""

    deepest: int = 5
    """Levels of groups below the whole."""
    most: int = 3
    """Parts of a group, when it is one of many points."""
    most_of_few: int = 7
    """Parts of the whole, when it is few points."""
    smallest: int = 3
    """Points of a part."""
    divided: int = 12
    """Points from which on a part of few points is divided further."""
    grain: float = 1.5
    """There are so many smallest groups as this times the root of the number of points."""


LIMITS = Limits()
FEW = 100
"""Points up to which they are first divided as a whole."""


def divide(given: Vectors, limits: Limits = LIMITS) -> tuple[Group, ...]:
    """Return the groups of all rows, the largest first; a single group if they are too few or alike to be divided."""
    every = np.arange(len(given))
    if not len(given):
        return ()
    if len(given) > FEW:
        return _tree(given, every, limits, 1) or (Group(every),)
    labels = partition(given, limits)
    members = [np.flatnonzero(labels == label) for label in range(labels.max() + 1)]
    if len(members) < 2:
        return (Group(every),)
    return _ordered([Group(rows, _tree(given, rows, limits, 2)) for rows in members])


def _tree(given: Vectors, rows: Indices, limits: Limits, depth: int) -> tuple[Group, ...]:
    """Return the parts of the rows, and theirs; none if the rows are too few to be divided."""
    count = min(round(limits.grain * len(rows) ** 0.5), len(rows) // limits.smallest)
    if count < 2 or len(rows) < limits.divided:
        return ()
    labels = np.full(len(given), -1, dtype=np.int64)
    labels[rows] = merged(given[rows], clusters(given[rows], count), limits.smallest)
    return _parts(given, labels, joined(given[rows], labels[rows]), limits, depth)


def partition(given: Vectors, limits: Limits) -> Labels:
    """Return the clearest division of the rows by k-means, as labels from 0; all 0 if no parts are large enough."""
    best, clearest = np.zeros(len(given), dtype=np.int64), -2.0
    for count in range(2, min(limits.most_of_few, len(given) // limits.smallest) + 1):
        labels = merged(given, clusters(given, count), limits.smallest)
        if labels.max() > 0 and (clear := silhouette(given, labels)) > clearest:
            best, clearest = labels, clear
    return best


class Join(NamedTuple):
    """Two groups made one; without a `left`, a smallest group."""

    labels: tuple[int, ...]
    left: "Join | None" = None
    right: "Join | None" = None
    cost: float = 0.0


def joined(given: Vectors, labels: Labels) -> Join:
    """Return the tree in which the labels are joined, two at a time, by what it adds to the spread within groups."""
    count = labels.max() + 1
    sizes = np.bincount(labels).astype(np.float64)
    centres = _sums(given, labels, count).astype(np.float64) / sizes[:, None]
    joins = [Join((label,)) for label in range(count)]
    while len(joins) > 1:
        apart = np.square(centres[:, None] - centres[None]).sum(axis=2)
        cost = apart * np.outer(sizes, sizes) / (sizes[:, None] + sizes)
        cost[np.tril_indices(len(joins))] = np.inf
        one, other = divmod(int(cost.argmin()), len(joins))
        both = Join(joins[one].labels + joins[other].labels, joins[one], joins[other], float(cost[one, other]))
        centre = sizes[one] * centres[one] + sizes[other] * centres[other]
        sizes[one] += sizes[other]
        centres[one] = centre / sizes[one]
        joins[one] = both
        del joins[other]
        sizes, centres = np.delete(sizes, other), np.delete(centres, other, axis=0)
    return joins[0]


def _parts(given: Vectors, labels: Labels, whole: Join, limits: Limits, depth: int) -> tuple[Group, ...]:
    """Return the parts of a join; at the deepest level, all its smallest groups."""
    if whole.left is None:
        return ()
    if depth == limits.deepest:
        cut = [Join((label,)) for label in whole.labels]
    else:
        cut = _clearest(given, labels, whole, limits.most)
    groups = []
    for part in cut:
        rows = np.flatnonzero(np.isin(labels, part.labels))
        groups.append(Group(rows, _parts(given, labels, part, limits, depth + 1)))
    return _ordered(groups)


def _ordered(groups: Sequence[Group]) -> tuple[Group, ...]:
    return tuple(sorted(groups, key=lambda group: (-len(group.rows), group.rows[0])))


def _clearest(given: Vectors, labels: Labels, whole: Join, most: int) -> list[Join]:
    """Return the parts of a join at the height at which they stand apart most clearly."""
    cut, best, clearest = [whole], [whole], -2.0
    while len(cut) < most and any(part.left for part in cut):
        loosest = max(cut, key=lambda part: part.cost)
        assert loosest.left
        assert loosest.right
        cut = [part for part in cut if part is not loosest] + [loosest.left, loosest.right]
        rows = np.flatnonzero(np.isin(labels, whole.labels))
        part_of = np.zeros(labels.max() + 1, dtype=np.int64)
        for number, part in enumerate(cut):
            part_of[list(part.labels)] = number
        if (clear := silhouette(given[rows], part_of[labels[rows]])) > clearest:
            best, clearest = cut, clear
    return best


def clusters(given: Vectors, count: int) -> Labels:
    """Return the labels of spherical k-means, the best of several beginnings; the same for the same rows."""
    best, score = np.zeros(len(given), dtype=np.int64), -np.inf
    for beginning in range(RESTARTS):
        labels, found = _moved(given, _seeds(given, count, beginning))
        if found > score + 1e-6:
            best, score = labels, found
    return best


def _moved(given: Vectors, centres: Vectors) -> tuple[Labels, float]:
    labels = np.full(len(given), -1, dtype=np.int64)
    for _ in range(ROUNDS):
        near = given @ centres.T
        moved = near.argmax(axis=1)
        if (moved == labels).all():
            break
        labels = moved
        sums = _sums(given, labels, len(centres))
        centres = np.where(np.linalg.norm(sums, axis=1, keepdims=True) > 0, unit(sums), centres)
    return labels, float((given @ centres.T).max(axis=1).sum())


def _seeds(given: Vectors, count: int, beginning: int) -> Vectors:
    """Return centres to begin with, far from each other (k-means++, Arthur and Vassilvitskii 2007)."""
    random = np.random.default_rng(beginning)
    chosen = [int(random.integers(len(given)))]
    apart = np.maximum(1 - given @ given[chosen[0]], 0).astype(np.float64)
    while len(chosen) < count:
        total = apart.sum()
        weights = apart / total if total > 0 else np.full(len(given), 1 / len(given))
        chosen.append(int(random.choice(len(given), p=weights)))
        apart = np.minimum(apart, np.maximum(1 - given @ given[chosen[-1]], 0))
    return given[chosen]


def merged(given: Vectors, labels: Labels, smallest: int) -> Labels:
    """Return labels from 0 on without gaps, the rows of parts that are too small given to the nearest other part."""
    while True:
        names, labels = np.unique(labels, return_inverse=True)
        sizes = np.bincount(labels)
        if len(names) < 2 or sizes.min() >= smallest:
            return labels
        small = int(sizes.argmin())
        near = given @ unit(_sums(given, labels, len(names))).T
        near[:, small] = -2
        labels = np.where(labels == small, near.argmax(axis=1), labels)


def silhouette(given: Vectors, labels: Labels) -> float:
    """Return the mean silhouette of unit rows by cosine distance; linear in the number of rows."""
    sizes = np.bincount(labels)
    rows = np.arange(len(given))
    near = given @ _sums(given, labels, len(sizes)).T
    own = 1 - (near[rows, labels] - 1) / np.maximum(sizes[labels] - 1, 1)
    others = 1 - near / sizes
    others[rows, labels] = np.inf
    other = others.min(axis=1)
    spread = np.maximum(np.maximum(own, other), 1e-9)
    return float(np.where(sizes[labels] > 1, (other - own) / spread, 0).mean())


def _sums(given: Vectors, labels: Labels, count: int) -> Vectors:
    members = np.zeros((count, len(given)), dtype=np.float32)
    members[labels, np.arange(len(given))] = 1
    return members @ given


def leaves(groups: Sequence[Group]) -> list[Group]:
    """Return the groups that are not divided further."""
    return [leaf for group in groups for leaf in (leaves(group.parts) if group.parts else [group])]
