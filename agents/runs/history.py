"""What of a run's events counts in the account of it. Pure functions."""

from collections.abc import Iterable, Sequence

from assistant.events import Called, Claimed, Event, Planned, Resumed
from assistant.plan import Plan
from assistant.usage import Usage


def lasting(events: Sequence[Event]) -> list[Event]:
    """Return the events without those of steps that were cut short and done again in a later sitting.

    Calls to models stay whatever became of their step: they were made, and cost what they cost.
    """
    sittings = _sittings(events)
    latest = {(event.branch, event.step): sitting for event, sitting in zip(events, sittings, strict=True)}
    return [
        event
        for event, sitting in zip(events, sittings, strict=True)
        if isinstance(event, Called) or sitting == latest[event.branch, event.step] or not event.step
    ]


def spent(events: Iterable[Event]) -> Usage:
    """Return what the models took, in all sittings."""
    return sum((event.usage for event in events if isinstance(event, Called)), Usage())


def _sittings(events: Iterable[Event]) -> list[int]:
    sitting, found = 1, []
    for event in events:
        if isinstance(event, Resumed):
            sitting = event.sitting
        found.append(sitting)
    return found


def found(events: Iterable[Event]) -> tuple[Plan, list[list[str | int]]]:
    """Return the plan, empty if there is none yet, and the claims so far: pairs of an id and a sub-question's place."""
    plan = Plan(subquestions=())
    claims: dict[tuple[str, int], None] = {}
    for event in events:
        match event:
            case Planned():
                plan = event.plan
            case Claimed():
                claims[event.claim, event.subquestion] = None
    return plan, [[claim, place] for claim, place in claims]
