"""WIP"""

from collections.abc import Sequence

from agents.journal import Journal


async def fetch(journal: Journal, studies: Sequence[str]) -> None:
    return
