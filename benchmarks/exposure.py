"""What a run did while no call was in flight: the time that a faster program would save."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple


class Span(NamedTuple):
    """From one moment to another, in seconds."""

    began: float
    ended: float


class Sample(NamedTuple):
    """Where the threads of a process were at one moment."""

    at: float
    places: tuple[str, ...]


def united(spans: Iterable[Span]) -> list[Span]:
    """Return the spans that are covered, in order, none touching another."""
    made: list[Span] = []
    for span in sorted(span for span in spans if span.ended > span.began):
        if made and span.began <= made[-1].ended:
            made[-1] = Span(made[-1].began, max(made[-1].ended, span.ended))
        else:
            made.append(span)
    return made


def gaps(whole: Span, busy: Iterable[Span]) -> list[Span]:
    """Return the parts of the whole in which nothing was in flight."""
    made, at = [], whole.began
    for span in united(busy):
        made.append(Span(at, min(span.began, whole.ended)))
        at = max(at, span.ended)
    return [span for span in (*made, Span(at, whole.ended)) if span.ended > span.began]


def exposed(samples: Sequence[Sample], idle: Sequence[Span]) -> list[Sample]:
    """Return the samples that were taken while nothing was in flight."""
    starts = [span.began for span in idle]
    found = []
    for sample in samples:
        place = bisect_right(starts, sample.at) - 1
        if place >= 0 and sample.at < idle[place].ended:
            found.append(sample)
    return found


def doing(sample: Sample) -> str:
    """Return what kept the process busy, in a word or a place: threads that wait for others do not count."""
    for word, signs in _SIGNS.items():
        if any(sign in place for place in sample.places for sign in signs):
            return word
    return next((place for place in sample.places if not place.startswith(_WAITING)), "waiting")


def shares(samples: Iterable[Sample], period: float) -> dict[str, float]:
    """Return the seconds that were spent on each thing, most first."""
    return {thing: count * period for thing, count in Counter(map(doing, samples)).most_common()}


_SIGNS = {
    "embedding": ("assistant.embedding.",),
    "importing": ("import", "<module>"),
    "Chroma": ("chromadb",),
    "SQLite": ("database.", "recordings."),
}
"""What is done, and what the places where it is done are known by; the first that fits counts."""
_WAITING = ("agents.loop.wait_for", "assistant.vector_cache.embed")
