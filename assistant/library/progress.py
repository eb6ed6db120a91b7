"""How far a long piece of work on a library has come."""

from collections.abc import Callable
from typing import NamedTuple


class Step(NamedTuple):
    """A moment of the work."""

    doing: str
    """In one word: `storing`, `embedding` or `indexing`."""
    done: int
    """How many `things` are done."""
    things: str
    share: float
    """Of all that is to be done, in [0, 1]."""


Told = Callable[[Step], None]
"""Is told each step, many times a second when the work is fast."""


def silent(_: Step) -> None:
    """Say nothing."""
