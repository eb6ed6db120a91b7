"""Made anew, but not forgotten: what a person fixed in a hierarchy holds in the one that takes its place."""

from collections.abc import Iterable

from assistant.organising.corrections import (
    Added,
    Change,
    Correction,
    Deleted,
    Incoherent,
    Merged,
    Moved,
    Placed,
    Refused,
    Renamed,
    Split,
    folded,
    standing,
)
from assistant.organising.draft import Draft
from assistant.organising.hierarchy import Category, Hierarchy

SAME = 0.4
"""Jaccard index of their studies from which a category that was made anew is the one that was there."""


def renewed(made: Hierarchy, log: Iterable[Correction], fresh: Hierarchy) -> Hierarchy:
    """Return the fresh hierarchy with what a person fixed in the old one.

    Categories that a person named, made, moved or merged keep id and name: each is the fresh category that holds most
    of its studies, or is added with its studies. Studies stand where a person put them, and nowhere where a person
    said that they do not belong.
    """
    log = list(log)
    old = folded(made, log)
    changes = standing(log)
    fixed = [name for name in _fixed(changes) if name in old.category]
    fixed = list(dict.fromkeys(above.id for name in fixed for above in old.path(name)))
    draft = Draft(_renumbered(fresh, old))
    matched = _matched(old, draft.hierarchy(), fixed)
    for name in fixed:
        _keep(draft, old, old.category[name], matched.get(name))
    dropped = {
        made.category[c.category].name for c in changes if isinstance(c, Deleted) and c.category in made.category
    }
    for category in list(draft.categories.values()):
        if category.name in dropped and category.id not in fixed:
            draft.delete(category.id)
    for change in changes:
        _keep_place(draft, change)
    return draft.hierarchy()


def _fixed(changes: Iterable[Change]) -> Iterable[str]:
    for change in changes:
        match change:
            case Renamed() | Moved() | Placed():
                yield change.category
            case Merged(into=into):
                yield into
            case Split(parts=parts):
                yield from (part.id for part in parts)
            case Added(id=name):
                yield name
            case Deleted() | Refused() | Incoherent():
                pass


def _renumbered(fresh: Hierarchy, old: Hierarchy) -> Hierarchy:
    """Return the hierarchy with ids that the old one does not use."""
    used, number, ids = set(old.category), 0, {"": ""}
    for category in fresh.categories:
        name = category.id
        while name in used:
            number += 1
            name = f"n{number}"
        used.add(name)
        ids[category.id] = name
    categories = tuple(c.model_copy(update={"id": ids[c.id], "parent": ids[c.parent]}) for c in fresh.categories)
    places = tuple(
        place.model_copy(
            update={"primary": ids[place.primary], "secondary": tuple(ids[name] for name in place.secondary)}
        )
        for place in fresh.places
    )
    return Hierarchy(topic=fresh.topic, categories=categories, places=places)


def _matched(old: Hierarchy, fresh: Hierarchy, fixed: Iterable[str]) -> dict[str, str]:
    """Return the fresh category that each fixed one is, where there is one; the nearest pairs first."""
    pairs = []
    for name in fixed:
        for category in fresh.categories:
            both, either = old.held[name] & fresh.held[category.id], old.held[name] | fresh.held[category.id]
            if len(both) > SAME * len(either):
                pairs.append((-len(both) / len(either), name, category.id))
    found: dict[str, str] = {}
    for _, name, other in sorted(pairs):
        if name not in found and other not in found.values():
            found[name] = other
    return found


def _keep(draft: Draft, old: Hierarchy, category: Category, fresh: str | None) -> None:
    """Let a fixed category stand in the draft, under the one above it, which stands there already."""
    draft.add(category.id, category.name, category.parent, category.terms)
    if fresh:
        draft.merge(fresh, category.id)
        return
    for study in old.own[category.id]:
        if study in draft.places and old.place_of[study].primary == category.id:
            draft.place(study, category.id)


def _keep_place(draft: Draft, change: Change) -> None:
    match change:
        case Placed(study=study, category=category, also=also):
            if study in draft.places and category in draft.categories:
                draft.place(study, category, also)
        case Refused(study=study, category=category):
            if study in draft.places and category in draft.categories:
                draft.refuse(study, category)
        case _:
            pass
