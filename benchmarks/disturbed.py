"""Runs that are killed, that meet failing servers, or that are not alone."""

import json
import statistics
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from assistant.errors import Exit
from assistant.report import Report
from benchmarks.judging import asked_model_again, asked_sources_again, differences, unfounded
from benchmarks.stage import Ended, Stage, keep_vectors, moments

FAULTY = 0.2
"""Share of replies that fail."""
PATIENT = 15.0
"""Seconds for one reply: more than the longest takes."""
CALLS = 80
"""Cap of a run that meets failures."""
TRIES = 3
"""A request, and two retries."""

Figure = dict[str, object]


class Killed(NamedTuple):
    """What came of one run that was killed and gone on with."""

    after: float
    """Seconds."""
    outcome: str
    """`same`, `ended` before the kill, `unborn`: no run was there yet, or what went wrong."""
    model_excused: int = 0
    model_wasted: int = 0
    sources_excused: int = 0
    sources_wasted: int = 0


def kills(there: Stage, question: str, number: int, seed: int) -> Iterator[Figure]:
    """Kill a run at moments spread over its length, go on with it, and compare what comes of it."""
    warm = there.home()
    there.command(research(question), warm)
    whole = [there.command(research(question), there.home(warm)) for _ in range(2)]
    expected = [run.report for run in whole]
    assert expected[0], whole[0].err
    assert expected[1], whole[1].err
    unsteady = differences(expected[0], expected[1])
    yield {"metric": "uninterrupted_alike", "value": float(not unsteady), "n": 2, "differences": unsteady[:5]}
    usual = statistics.mean(run.seconds for run in whole)
    found = []
    for after in moments(number, usual, seed):
        killed = kill(there, question, there.home(warm), after, expected[0])
        found.append(killed)
        yield {"metric": "kill", "value": round(after, 2), "n": 1} | killed._asdict()
    outcomes = Counter(each.outcome for each in found)
    good = sum(outcomes[name] for name in ("same", "ended", "unborn"))
    yield {
        "metric": "kills_survived",
        "value": good,
        "n": number,
        "outcomes": dict(outcomes),
        "usual_s": round(usual, 1),
    }
    for name in ("model_excused", "model_wasted", "sources_excused", "sources_wasted"):
        yield {"metric": f"repeated_{name}", "value": sum(getattr(each, name) for each in found), "n": number}


def kill(there: Stage, question: str, home: Path, after: float, expected: Report) -> Killed:
    """Kill one run, go on with it, and say what came of that."""
    _ = there.asked, there.served
    first = there.command(research(question), home, after=after)
    at = time.monotonic()
    if first.code >= 0:
        return Killed(after, "ended" if _same(first, expected) else _wrong(first, expected))
    try:
        names = [run["run"] for run in listed(there, home)]
    except RuntimeError as error:
        return Killed(after, str(error))
    if not names:
        again = there.command(research(question), home)
        return Killed(after, "unborn" if _same(again, expected) else f"unborn, then {_wrong(again, expected)}")
    again = there.command(["runs", "resume", names[0], "--format", "json"], home)
    model, sources = asked_model_again(there.served, at), asked_sources_again(there.asked, at)
    return Killed(after, "same" if _same(again, expected) else _wrong(again, expected), *model, *sources)


def _same(ended: Ended, expected: Report) -> bool:
    return ended.report is not None and not differences(expected, ended.report)


def _wrong(ended: Ended, expected: Report) -> str:
    if ended.report is None:
        return f"no report ({ended.code}): {ended.err.strip().splitlines()[-1:]}"
    return f"another report: {differences(expected, ended.report)[:3]}"


def listed(there: Stage, home: Path) -> list[dict[str, str]]:
    """Return the runs that are kept in a home.

    Raises:
        RuntimeError: they cannot be listed.
    """
    told = there.command(["runs", "list", "--format", "json"], home)
    if told.code != Exit.COMPLETE:
        raise RuntimeError(f"no list of runs ({told.code}): {told.err.strip().splitlines()[-1:]}")
    runs: list[dict[str, str]] = json.loads(told.out)
    return runs


def research(question: str) -> list[str]:
    return ["research", question, "--format", "json"]


class Judged(NamedTuple):
    """What came of one run with failing servers."""

    code: int
    status: str
    seconds: float
    wrong: tuple[str, ...]
    calls: int
    tries: int
    """The largest number of times that one request was made."""


def fault(there: Stage, question: str, vectors: Path, patience: float = PATIENT) -> Judged:
    """Run once among failures, and say what is wrong with how it ended.

    Args:
        vectors: a folder for what was embedded, from run to run.
        patience: seconds for one reply.
    """
    home = there.home(vectors)
    _ = there.served
    ended = there.command(research(question), home, {"model_timeout": patience, "max_calls": CALLS})
    keep_vectors(home, vectors)
    requests = Counter(one.body for one in there.served if not one.ended)
    tries, calls = max(requests.values(), default=0), sum(requests.values())
    return Judged(
        ended.code,
        ended.report.status if ended.report else "",
        round(ended.seconds, 1),
        tuple(wrong(ended, calls, tries)),
        calls,
        tries,
    )


def wrong(ended: Ended, calls: int, tries: int) -> Iterator[str]:
    """Yield what must not be of a run among failures that took so many calls, of which one was made so many times."""
    if "Traceback" in ended.err or "Traceback" in ended.out:
        yield "a traceback"
    if ended.report is None:
        yield f"no report ({ended.code}): {ended.err.strip().splitlines()[-1:]}"
        return
    wanted = {"complete": Exit.COMPLETE, "partial": Exit.PARTIAL, "budget": Exit.BUDGET, "abstained": Exit.ABSTAINED}
    if wanted[ended.report.status] != ended.code:
        yield f"{ended.report.status}, but exit code {ended.code}"
    if ended.report.status == "abstained":
        yield "it abstains, though there is an answer when nothing fails"
    yield from unfounded(ended.report)
    if calls > CALLS + 1:
        yield f"{calls} calls for a cap of {CALLS}"
    if tries > TRIES:
        yield f"a request was made {tries} times"


def two(there: Stage, questions: tuple[str, str]) -> Iterator[Figure]:
    """Run twice at once in one home."""
    home = there.home()
    processes = [there.begin(research(question), home) for question in questions]
    began = time.monotonic()
    for question, process in zip(questions, processes, strict=True):
        out, err = process.communicate()
        ended = Ended(process.returncode, out, err, time.monotonic() - began, None)
        report = ended.report
        right = report is not None and report.question == question and not unfounded(report)
        told = {
            "code": ended.code,
            "status": report.status if report else "",
            "cited": report.counts.cited if report else 0,
        }
        more = {} if right else {"err": err.strip().splitlines()[-3:]}
        yield {"metric": "two_at_once", "value": float(right and ended.code == Exit.COMPLETE), "n": 1} | told | more
    runs = listed(there, home)
    yield {"metric": "two_listed", "value": len({run["run"] for run in runs}), "n": 2, "runs": runs}
