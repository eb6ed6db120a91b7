"""The longest chain of dependent calls of a run: the time that no overlapping of calls could save.

A call depends on what it had to be told: the branches on the plan; what a branch reads on what it found relevant, and
that on what it gathered; the branch that follows citations on what the others of its wave found relevant; a wave on the
one before it; the sections on all that was read, and repairs on their sections. Whatever else a run waits for is its
own choice.

Calls count with the time that the servers took for them, so that time in our own queues is not excused.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from assistant.events import Called, Event, Expanded, Fetched, Opened, Searched
from assistant.words import search_terms
from benchmarks.endpoint import Served
from benchmarks.services import Asked

WAVE = ("gather", "follow", "screen", "fetch", "read")
"""The steps of a branch, in their order."""
SEARCHING = ("gather", "screen")
"""Those that what follows citations waits for in the other branches."""
SECTION = ("write", "repair")
SLACK = 0.02
"""Seconds by which calls one after another may seem to overlap."""


class Call(NamedTuple):
    """One call, to a model or to a source."""

    step: str
    seconds: float
    branch: int = 0
    """Or the place of the section."""
    lane: str = ""
    """Calls in one lane of a step wait for one another; the lanes do not."""
    wave: int = 1
    model: bool = True


def seconds(call: Call) -> float:
    return call.seconds


def rounds(call: Call) -> float:
    """Count calls to models."""
    return 1.0 if call.model else 0.0


def longest(calls: Iterable[Call], weight: Callable[[Call], float] = seconds) -> float:
    """Return the weight of the heaviest chain of dependent calls."""
    lanes: defaultdict[tuple[int, int, str], defaultdict[str, float]]
    lanes = defaultdict(lambda: defaultdict(float))
    for call in calls:
        lanes[0 if call.step not in WAVE else call.wave, call.branch, call.step][call.lane] += weight(call)
    heaviest = {place: max(each.values()) for place, each in lanes.items()}

    def along(wave: int, branch: int, steps: Sequence[str]) -> float:
        return sum(heaviest.get((wave, branch, step), 0.0) for step in steps)

    def of_wave(wave: int) -> float:
        branches = {branch for w, branch, step in heaviest if w == wave and step in WAVE}
        following = {branch for branch in branches if (wave, branch, "follow") in heaviest}
        found = max((along(wave, branch, SEARCHING) for branch in branches - following), default=0.0)
        return max(along(wave, branch, WAVE) + (found if branch in following else 0.0) for branch in branches)

    waves = sum(of_wave(wave) for wave in {wave for wave, _, step in heaviest if step in WAVE})
    sections = {branch for wave, branch, step in heaviest if step in SECTION}
    others = sum(weight for (_, _, step), weight in heaviest.items() if step not in (*WAVE, *SECTION))
    return others + waves + max((along(0, branch, SECTION) for branch in sections), default=0.0)


def calls(events: Sequence[Event], asked: Sequence[Asked], served: Sequence[Served]) -> list[Call]:
    """Return the calls of a run with the time that the servers took for each.

    Args:
        events: what the run told.
        asked: what the sources logged.
        served: what the model's endpoint logged.
    """
    waves = {event.branch: event.wave for event in events if isinstance(event, Opened)}
    made = [*_of_models(events, served), *_of_sources(events, asked)]
    return [call._replace(wave=waves.get(call.branch, 1)) for call in made]


def _of_models(events: Sequence[Event], served: Sequence[Served]) -> list[Call]:
    taken = {(s.task, s.prompt_tokens, s.completion_tokens): s.seconds for s in served}
    ends: dict[tuple[str, int], list[float]] = {}
    made: list[Call] = []
    for event in sorted((e for e in events if isinstance(e, Called) and e.usage.calls), key=_start):
        place, usage = (event.task, event.branch or 0), event.usage
        lane = _lane(event, ends.setdefault(place, []))
        length = taken.get((event.task, usage.prompt_tokens, usage.completion_tokens), usage.seconds)
        made.append(Call(event.task, length, event.branch or 0, str(lane)))
    return made


def _start(event: Called) -> float:
    return event.seconds - event.usage.seconds


def _lane(event: Called, ends: list[float]) -> int:
    """Return the lane of a call: a second attempt follows a first one, and a portion of screening the one before it."""
    free = [lane for lane, end in enumerate(ends) if end <= _start(event) + SLACK]
    if (event.attempt > 1 or event.task == "screen") and free:
        ends[free[-1]] = event.seconds
        return free[-1]
    ends.append(event.seconds)
    return len(ends) - 1


def _of_sources(events: Sequence[Event], asked: Sequence[Asked]) -> list[Call]:
    searches = [event for event in events if isinstance(event, Searched) and not event.recorded]
    named = [(event.source.casefold(), frozenset(search_terms(event.query))) for event in searches]
    taken: defaultdict[tuple[str, frozenset[str]], float] = defaultdict(float)
    for request in asked:
        taken[request.source, _words(request)] += request.seconds
    gathered = [
        Call("gather", taken[name] / named.count(name), event.branch or 0, f"{name[0]} {sorted(name[1])}", model=False)
        for event, name in zip(searches, named, strict=True)
    ]
    follow = sum(_longest_of(asked, kind) for kind in ("own", "citing", "works"))
    followed = {event.branch or 0 for event in events if isinstance(event, Expanded)}
    pages: defaultdict[str, float] = defaultdict(float)
    for request in asked:
        if request.source == "pages":
            pages[request.path.rsplit("/", 1)[-1]] += request.seconds
    fetched = {event.branch or 0 for event in events if isinstance(event, Fetched)}
    fetching = max(pages.values(), default=0.0)
    return [
        *gathered,
        *(Call("follow", follow, branch, model=False) for branch in followed),
        *(Call("fetch", fetching, branch, model=False) for branch in fetched),
    ]


def _words(request: Asked) -> frozenset[str]:
    """Return the words of a search, however the service is asked for them."""
    text = request.query.get("search_query", "") or request.query.get("search", "")
    return frozenset(search_terms(re.sub(r"\ball:|\bOR\b|[()]", " ", text)))


def _longest_of(asked: Sequence[Asked], kind: str) -> float:
    return max((request.seconds for request in asked if _kind(request) == kind), default=0.0)


def _kind(request: Asked) -> str:
    """Return which of the three requests that follow citations it is: each needs the answer to the one before."""
    if "filter" not in request.query or "search" in request.query:
        return ""
    if request.query["filter"].startswith("cites"):
        return "citing"
    return "works" if "abstract_inverted_index" in request.query.get("select", "") else "own"
