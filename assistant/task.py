"""The heart of the assistant: what is to be done (`Task`), who can do it (`Expert`), and what came of it (`Result`).

A task never says how or by whom. A language model, the built-in extractive expert and the router that chooses among
experts are all `Expert`s, so whatever works with one works with any.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Generic, Protocol, TypeVar

from assistant.base import Frozen
from assistant.budget import Budget
from assistant.events import Tell, silent
from assistant.usage import Usage

In = TypeVar("In", bound=Frozen)
Out = TypeVar("Out", bound=Frozen)


@dataclass(frozen=True)
class Task(Generic[In, Out]):
    """A piece of work with a typed input and a typed output."""

    name: str
    input: type[In]
    output: type[Out]
    skills: tuple[str, ...]
    """What it takes, in the words that experts' cards use."""
    faults: Callable[[In, Out], list[str]]
    """What is wrong with an output beyond its type, in words an expert can act on; empty when it is right."""
    streams: bool = field(default=False, kw_only=True)
    """Whether a person wants to see the output while it is being made."""
    mend: Callable[[In, Out], Out]
    """The output without its faulty parts: `faults(i, mend(i, o))` is empty unless nothing usable is left."""


@dataclass(frozen=True)
class Result(Generic[Out]):
    """What an expert made of a task."""

    output: Out
    expert: str
    usage: Usage = field(default_factory=Usage)


@dataclass(frozen=True)
class Errand:
    """On whose behalf a task is performed."""

    tell: Tell = silent
    """Who hears what happens meanwhile."""
    budget: Budget = field(default_factory=Budget)
    """What pays for it."""
    since: float | None = None
    """From when on a recorded reply holds, in seconds since the epoch; None: whenever it was recorded."""
    rather_not: str = ""
    """The expert that is asked only if no other one can, such as the writer of what is to be judged."""


AnyTask = Task[Any, Any]


class Expert(Protocol):
    """Performs tasks."""

    @property
    def name(self) -> str: ...

    def able(self, task: AnyTask) -> bool:
        """Whether it makes sense to ask this expert at all."""
        ...

    async def perform(self, task: Task[In, Out], given: In, errand: Errand) -> Result[Out]:
        """Return an output without faults.

        Raises:
            ExpertError: it could not; another expert may.
        """
        ...
