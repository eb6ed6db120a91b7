"""What a person does to a hierarchy, as events; the hierarchy is what comes out when they are gone through in order.

Undoing is an event too, so nothing is ever lost, and what was undone can be done again.
"""

from collections.abc import Iterable, Sequence
from typing import Annotated, Literal

from pydantic import Field

from assistant.base import Frozen
from assistant.errors import SetupError
from assistant.organising.draft import Draft
from assistant.organising.hierarchy import Hierarchy


class Renamed(Frozen):
    kind: Literal["renamed"] = "renamed"
    category: str
    name: str


class Moved(Frozen):
    """A category with all that is in it goes under another; an empty `parent` makes it a root."""

    kind: Literal["moved"] = "moved"
    category: str
    parent: str = ""


class Merged(Frozen):
    """Everything in a category goes into another, and the category is no more."""

    kind: Literal["merged"] = "merged"
    category: str
    into: str


class Part(Frozen):
    id: str
    name: str
    studies: tuple[str, ...]


class Split(Frozen):
    """A category gets subcategories for studies that stand in it; other studies stay where they are."""

    kind: Literal["split"] = "split"
    category: str
    parts: tuple[Part, ...]


class Deleted(Frozen):
    """A category is no more; what is in it stands in the one above, and what was in a root is unassigned."""

    kind: Literal["deleted"] = "deleted"
    category: str


class Added(Frozen):
    kind: Literal["added"] = "added"
    id: str
    name: str
    parent: str = ""


class Placed(Frozen):
    """A study belongs to a category: first of all, or also."""

    kind: Literal["placed"] = "placed"
    study: str
    category: str
    also: bool = False


class Refused(Frozen):
    """A study does not belong to a category, nor to what is under it."""

    kind: Literal["refused"] = "refused"
    study: str
    category: str


class Incoherent(Frozen):
    """The subcategories of a category do not go together; nothing is moved, but it is known."""

    kind: Literal["incoherent"] = "incoherent"
    category: str


class Undone(Frozen):
    """The last correction that stands is taken back."""

    kind: Literal["undone"] = "undone"


class Redone(Frozen):
    """The last correction that was taken back stands again, if none was made since."""

    kind: Literal["redone"] = "redone"


Change = Renamed | Moved | Merged | Split | Deleted | Added | Placed | Refused | Incoherent
Correction = Annotated[Change | Undone | Redone, Field(discriminator="kind")]


def standing(log: Iterable[Correction]) -> list[Change]:
    """Return the corrections that are in force, in their order."""
    done: list[Change] = []
    undone: list[Change] = []
    for event in log:
        match event:
            case Undone():
                if done:
                    undone.append(done.pop())
            case Redone():
                if undone:
                    done.append(undone.pop())
            case _:
                done.append(event)
                undone.clear()
    return done


def folded(made: Hierarchy, log: Iterable[Correction]) -> Hierarchy:
    """Return the hierarchy after the corrections; one that has lost what it speaks of changes nothing."""
    draft = Draft(made)
    for change in standing(log):
        if not problem(draft, change):
            _apply(draft, change)
    return draft.hierarchy()


def corrected(given: Hierarchy, change: Change) -> Hierarchy:
    """Return the hierarchy after one correction.

    Raises:
        SetupError: it speaks of what is not there, or would make something that is no tree.
    """
    draft = Draft(given)
    if wrong := problem(draft, change):
        raise SetupError(f"The hierarchy cannot be corrected so: {wrong}.")
    _apply(draft, change)
    return draft.hierarchy()


def problem(draft: Draft, change: Change) -> str:
    """Return why a correction cannot be made, in words that end a sentence; empty if it can."""
    if missing := [name for name in _spoken_of(change) if name not in draft.categories]:
        return f"there is no category {missing[0]!r}"
    match change:
        case Renamed(name=name) | Added(name=name) if not name.strip():
            return "a category needs a name"
        case Added(id=new) if not new or new in draft.categories:
            return f"there is a category {new!r} already" if new else "a category needs an id"
        case Moved(category=name, parent=parent) if parent in draft.below(name):
            return "a category cannot stand under itself"
        case Merged(category=name, into=into) if into in draft.below(name):
            return "a category cannot be merged into itself or into what is under it"
        case Placed(study=study) | Refused(study=study) if study not in draft.places:
            return f"there is no study {study!r} in the hierarchy"
        case Split(category=name, parts=parts):
            return _split_problem(draft, name, parts)
    return ""


def _split_problem(draft: Draft, category: str, parts: Sequence[Part]) -> str:
    new = [part.id for part in parts]
    if not parts or len(set(new)) < len(new) or any(not name or name in draft.categories for name in new):
        return "the parts of a split need ids of their own"
    if any(not part.name.strip() for part in parts):
        return "a category needs a name"
    held = {study for name in draft.below(category) for study in draft.own(name)}
    strange = [study for part in parts for study in part.studies if study not in held]
    return f"study {strange[0]!r} does not stand in the category" if strange else ""


def _spoken_of(change: Change) -> list[str]:
    match change:
        case Moved(category=name, parent=parent):
            return [name, *filter(None, [parent])]
        case Merged(category=name, into=into):
            return [name, into]
        case Added(parent=parent):
            return list(filter(None, [parent]))
        case Renamed() | Split() | Deleted() | Placed() | Refused() | Incoherent():
            return [change.category]


def _apply(draft: Draft, change: Change) -> None:
    match change:
        case Renamed(category=category, name=name):
            draft.rename(category, name)
        case Moved(category=category, parent=parent):
            draft.move(category, parent)
        case Merged(category=category, into=into):
            draft.merge(category, into)
        case Split(category=category, parts=parts):
            for part in parts:
                draft.add(part.id, part.name, category)
                for study in part.studies:
                    draft.lower(study, category, part.id)
        case Deleted(category=category):
            draft.delete(category)
        case Added(id=new, name=name, parent=parent):
            draft.add(new, name, parent)
        case Placed(study=study, category=category, also=also):
            draft.place(study, category, also)
        case Refused(study=study, category=category):
            draft.refuse(study, category)
        case Incoherent():
            pass
