"""A hierarchy of studies from their texts alone: divided, named, and every study put where it belongs.

Thresholds are those of the studies themselves: one belongs to a second category if it is nearer to its middle than
a tenth of those that belong there first of all, and nowhere if it is far from everything, by the spread of the others.
"""

from collections.abc import Sequence

import numpy as np

from assistant.embedding import Embedder, Vectors
from assistant.organising.dividing import LIMITS, Group, Limits, divide, leaves
from assistant.organising.hierarchy import Category, Hierarchy, Place
from assistant.organising.item import Item
from assistant.organising.naming import Phrases, names, walk
from assistant.organising.validity import Bounds
from assistant.organising.views import points, unit

EXTRACTIVE = Bounds(deepest=LIMITS.deepest)
"""The shapes that it makes."""
ALSO = 2
"""The largest number of categories that a study belongs to beside its first."""
EDGE = 0.1
"""Share of a category's own studies that are as far from its middle as others may be."""
OUTLYING = 3.0
"""Standard deviations below the mean from which nearness is that of a stranger."""
STRANGERS = 0.04
"""The largest share of studies that belong nowhere."""


def propose(topic: str, items: Sequence[Item], embedder: Embedder, limits: Limits = LIMITS) -> Hierarchy:
    """Return a hierarchy of the studies; the same for the same studies in the same order."""
    if not items:
        return Hierarchy(topic=topic)
    vectors = embedder.embed([item.whole for item in items])
    where = points(items, vectors)
    return built(topic, items, divide(where, limits), where, vectors, embedder)


def built(
    topic: str,
    items: Sequence[Item],
    groups: Sequence[Group],
    where: Vectors,
    vectors: Vectors,
    embedder: Embedder,
    prefix: str = "",
) -> Hierarchy:
    """Return the groups as a hierarchy; ids of categories begin with `prefix`."""
    order = walk(groups)
    called = names(groups, Phrases(items), vectors, embedder)
    ids = [f"{prefix}{number}" for number in range(1, len(order) + 1)]
    categories = tuple(
        Category(id=ids[number], name=name[0], parent=ids[parent] if parent >= 0 else "", terms=name)
        for number, ((_, parent), name) in enumerate(zip(order, called, strict=True))
    )
    name_of = {id(group): name for (group, _), name in zip(order, ids, strict=True)}
    bottom = leaves(groups)
    places = _places(items, [name_of[id(leaf)] for leaf in bottom], bottom, where, vectors)
    return Hierarchy(topic=topic, categories=categories, places=places)


def _places(
    items: Sequence[Item], ids: Sequence[str], bottom: Sequence[Group], where: Vectors, vectors: Vectors
) -> tuple[Place, ...]:
    own = np.zeros(len(items), dtype=np.int64)
    for number, leaf in enumerate(bottom):
        own[leaf.rows] = number
    centres = unit(np.stack([where[leaf.rows].mean(axis=0) for leaf in bottom]))
    near = where @ centres.T
    usual = np.array([np.quantile(near[leaf.rows, number], EDGE) for number, leaf in enumerate(bottom)])
    strange = strangers(vectors)
    places = []
    for row, item in enumerate(items):
        others = [number for number in np.argsort(-near[row], kind="stable") if number != own[row]]
        also = [ids[number] for number in others if near[row, number] >= usual[number]][:ALSO]
        placed = Place(study=item.study, primary=ids[own[row]], secondary=tuple(also))
        places.append(Place(study=item.study) if row in strange else placed)
    return tuple(places)


def strangers(vectors: Vectors) -> set[int]:
    """Return the rows that are far from the middle of all, by the spread of the others; few at most."""
    near = vectors @ unit(vectors.mean(axis=0, keepdims=True))[0]
    far = np.flatnonzero(near < near.mean() - OUTLYING * near.std())
    return set(far[np.argsort(near[far], kind="stable")][: int(STRANGERS * len(vectors))].tolist())
