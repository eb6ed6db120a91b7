"""The log of a hierarchy: it was made, corrected, grown, made anew. What stands is what comes of going through it."""

from collections.abc import Iterable
from typing import Annotated, Literal

from pydantic import Field, TypeAdapter

from assistant.base import Frozen
from assistant.organising.corrections import Change, Redone, Undone, folded, standing
from assistant.organising.hierarchy import Hierarchy
from assistant.organising.renewing import renewed


class Made(Frozen):
    """A hierarchy was made: the first one, or one that takes the place of what was there."""

    kind: Literal["made"] = "made"
    hierarchy: Hierarchy
    grown: bool = False
    """Whether it is the one that stood, with more studies: then it holds as it is."""


Entry = Annotated[Made | Change | Undone | Redone, Field(discriminator="kind")]
Logged = Made | Change | Undone | Redone
ENTRY: TypeAdapter[Logged] = TypeAdapter(Entry)


def present(log: Iterable[Logged]) -> Hierarchy:
    """Return the hierarchy that stands at the end of a log. What was done before it was made anew cannot be undone."""
    made: Hierarchy | None = None
    before: list[Change] = []
    since: list[Change | Undone | Redone] = []
    for entry in log:
        if not isinstance(entry, Made):
            since.append(entry)
            continue
        if made is None or entry.grown:
            made = entry.hierarchy
        else:
            made = renewed(made, [*before, *standing(since)], entry.hierarchy)
        before += standing(since)
        since = []
    if made is None:
        raise ValueError("the log of a hierarchy begins with the hierarchy that was made")
    return folded(made, since)
