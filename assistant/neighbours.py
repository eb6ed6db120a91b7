"""WIP"""

from collections.abc import Iterable

from assistant.sources import Link


def ranked(links: Iterable[Link], limit: int) -> list[str]:
    return sorted({link.work for link in links})[:limit]
