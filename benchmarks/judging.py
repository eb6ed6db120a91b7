"""Whether a run that was disturbed ended as it should: what its report says, and what was asked twice for it."""

from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple, TypeVar

from pydantic import JsonValue

from assistant.checks import Grounds, faults
from assistant.report import Report
from assistant.tasks.excerpt import label
from benchmarks.endpoint import Served
from benchmarks.services import Asked

OF_THE_SITTING = frozenset({"usage", "seconds", "run", "ledger", "sittings", "recorded", "deviations"})
"""Parts of a report, at any depth, that tell how it came about and not what was found."""
RECORDING = 0.25
"""Seconds that may pass between the last byte of a reply and its being recorded."""

Names = TypeVar("Names")


class Repeats(NamedTuple):
    """Requests that were made again after a kill."""

    excused: int
    """Those that were in flight when it came."""
    wasted: int
    """Those whose answer had arrived."""


def differences(report: Report, other: Report) -> list[str]:
    """Return the paths at which two reports say different things."""
    return list(_differences(report.model_dump(mode="json"), other.model_dump(mode="json"), "report"))


def _differences(one: JsonValue, other: JsonValue, path: str) -> Iterator[str]:
    match one, other:
        case dict(), dict():
            for name in sorted({*one, *other} - OF_THE_SITTING):
                yield from _differences(one.get(name), other.get(name), f"{path}.{name}")
        case list(), list() if len(one) == len(other):
            for place, pair in enumerate(zip(one, other, strict=True)):
                yield from _differences(*pair, f"{path}[{place}]")
        case _ if one != other:
            yield path


def faulty(report: Report) -> list[str]:
    """Return what in the sentences of a report does not resolve, or does not rest on what it quotes."""
    passages = {passage.id: passage for passage in report.passages}
    studies = {study.key: study for study in report.studies}
    grounds = {claim.id: Grounds(claim, passages, label(studies[claim.study])) for claim in report.claims}
    sentences = [sentence for section in report.sections for sentence in section.sentences]
    return [fault for sentence in sentences for fault in faults(sentence, grounds)]


def unfounded(report: Report) -> list[str]:
    """Return what in a report does not rest on what it quotes, or says that it is whole though something is missing."""
    found = faulty(report)
    if report.status == "complete" and report.missing:
        found.append(f"it is said to be complete, but this is missing: {report.missing[0]}")
    if report.status == "partial" and not report.missing:
        found.append("it is said to be partial, but not what is missing")
    return found


def asked_model_again(served: Sequence[Served], killed: float) -> Repeats:
    """Return what a model was asked again after a kill.

    Args:
        served: the first and last lines of the log about each request.
        killed: when the run was killed.
    """
    before = [one.body for one in served if not one.ended and one.began <= killed]
    done = {one.body for one in served if one.ended and one.ended <= killed - RECORDING}
    after = [one.body for one in served if not one.ended and one.began > killed]
    return _repeats(before, done, after)


def asked_sources_again(asked: Sequence[Asked], killed: float) -> Repeats:
    """Return what sources were asked again after a kill; whatever did not change its address counts as the same."""
    named = [((one.source, one.path, tuple(sorted(one.query.items()))), one) for one in asked]
    before = [name for name, one in named if one.began <= killed]
    done = {name for name, one in named if one.ended <= killed - RECORDING}
    after = [name for name, one in named if one.began > killed]
    return _repeats(before, done, after)


def _repeats(before: Collection[Names], done: Collection[Names], after: Sequence[Names]) -> Repeats:
    again = [name for name in after if name in before]
    wasted = sum(name in done for name in again)
    return Repeats(excused=len(again) - wasted, wasted=wasted)
