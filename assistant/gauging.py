"""stub"""

from typing import NamedTuple


class Gauge(NamedTuple):
    units: int
    queries: int
    short: bool
    reason: str


def gauge(question: str) -> Gauge:
    return Gauge(30, 12, False, "stub")
