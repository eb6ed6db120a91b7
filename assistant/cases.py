"""A case: an input of a task with what is expected of its output. What an expert is measured by, and learns from."""

from typing import Generic, TypeVar

from assistant.base import Frozen

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


class Bearing(Frozen):
    """What is expected of a judge: whether a sentence follows from its quotes."""

    follows: bool
    reason: str = ""
    """Why, if a person said so."""
