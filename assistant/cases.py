"""A case: an input of a task with what is expected of its output. What an expert is measured by, and learns from."""

from typing import Generic, TypeVar

from assistant.base import Frozen
from assistant.tasks.excerpt import Excerpt

In = TypeVar("In", bound=Frozen)
Out = TypeVar("Out", bound=Frozen)


class Case(Frozen, Generic[In, Out]):
    """What a task was given, and what a person, or a file of theirs, says about it."""

    task: str
    """Its name."""
    input: In
    expected: Out
    provenance: str
    """Where it is from, in words."""


class Judged(Frozen):
    """A statement, and the words that are to bear it out."""

    statement: str
    quotes: tuple[Excerpt, ...]


class Judgement(Frozen):
    follows: bool
    """Whether the statement follows from the quotes."""
    reason: str = ""
    """Why, if a person said so."""
