"""How whole runs fare: `python -m benchmarks.runs --data ../shared/data --split dev`.

Prints a JSON object a line. Sources and a model are played on loopback, each in a process of its own, with the pace of
real ones; the run under test is a process of its own too.
"""

import argparse
import json
import tempfile
from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate, islice
from pathlib import Path
from typing import NamedTuple

from benchmarks import disturbed
from benchmarks.critical_path import calls, longest, rounds
from benchmarks.data import titles
from benchmarks.driver import PERIOD
from benchmarks.endpoint import Served
from benchmarks.exposure import Sample, Span, exposed, gaps, shares
from benchmarks.metrics import percentile
from benchmarks.stage import Stage, Watched, stage

QUESTIONS = 5
SUBJECTS, PARTS_AT_MOST = 40, 20
"""Of the wide question, and the sub-questions that they are dealt out to."""
READ = (5, 50, 500)
"""Studies that it is answered from."""
EMBEDDING = "assistant.embedding."
"""How the places of the embedder begin."""

Figure = dict[str, object]


class Given(NamedTuple):
    """What is measured on."""

    data: Path
    split: str
    kills: int
    runs: int
    seed: int

    @property
    def questions(self) -> list[str]:
        return [f"What prior work bears on {title}?" for title in titles(self.data, self.split, QUESTIONS)]


def default(given: Given) -> Iterator[Figure]:
    """Runs with the default settings and an empty library."""
    with stage(given.data, given.split) as there:
        runs = [there.watch(question, there.home()) for question in given.questions]
        starts = [_first_told(there, question) for question in given.questions]
    for metric, measured in _MEASURES.items():
        values = [measured(run) for run in runs]
        yield _figure(metric, values)
    yield _figure("command_first_event_s", starts)
    yield _figure("excess", [(_wall(run) - _embedding(run)) / _chain(run) for run in runs], target=1.15)
    yield from _exposures(runs)


def _first_told(there: Stage, question: str) -> float:
    ended = there.command(["research", question], there.home(), until=r"^\s*\d+\.\ds ")
    assert ended.first is not None, ended.err
    return ended.first


def _exposures(runs: list[Watched]) -> Iterator[Figure]:
    """Where the time goes while nothing is in flight: the places that most of it is spent at."""
    spent = shares((sample for run in runs for sample in _exposed(run)), PERIOD)
    for thing, total in islice(spent.items(), 15):
        yield {"metric": "exposed_s", "value": round(total / len(runs), 3), "n": len(runs), "doing": thing}


def _wall(run: Watched) -> float:
    return run.ended - run.began


def _chain(run: Watched) -> float:
    return longest(calls(run.events, run.asked, run.served))


def _rounds(run: Watched) -> float:
    return longest(calls(run.events, run.asked, run.served), rounds)


def _idle(run: Watched) -> list[Span]:
    asked = [Span(each.began, each.ended) for each in run.asked]
    served = [Span(each.began, each.ended) for each in run.served]
    return gaps(Span(run.began, run.ended), [*asked, *served])


def _exposed(run: Watched) -> list[Sample]:
    return exposed(run.samples, _idle(run))


def _embedding(run: Watched) -> float:
    """Return the seconds in the embedder while nothing was in flight."""
    return PERIOD * sum(any(place.startswith(EMBEDDING) for place in sample.places) for sample in _exposed(run))


_MEASURES: dict[str, Callable[[Watched], float]] = {
    "wall_s": _wall,
    "chain_s": _chain,
    "embed_s": _embedding,
    "idle_s": lambda run: sum(span.ended - span.began for span in _idle(run)),
    "embed_total_s": lambda run: (
        PERIOD * sum(any(place.startswith(EMBEDDING) for place in sample.places) for sample in run.samples)
    ),
    "rounds": _rounds,
    "calls": lambda run: len(run.served),
    "prompt_tokens": lambda run: sum(served.prompt_tokens for served in run.served),
    "source_requests": lambda run: len(run.asked),
    "cited": lambda run: run.report.counts.cited,
    "read": lambda run: run.report.counts.read,
    "distinct": lambda run: run.report.counts.distinct,
    "first_event_s": lambda run: run.first - run.began,
    "rss_mb": lambda run: run.peak,
}


def breadth(given: Given) -> Iterator[Figure]:
    """Read ever more studies for one wide question; all vectors are there, and no limit holds calls back."""
    question = f"What prior work bears on {'; '.join(titles(given.data, given.split, SUBJECTS))}?"
    wide: dict[str, object] = {"breadth": PARTS_AT_MOST, "depth": 1, "path": "full", "full_texts": 0, "neighbours": 0}
    with stage(given.data, given.split) as there:
        settings = wide | there.without_limit()
        warm = there.home()
        there.watch(question, warm, settings | {"max_studies": max(READ)})
        runs = []
        for number in READ:
            run = there.watch(question, there.home(warm, library=True), settings | {"max_studies": number})
            runs.append(run)
            yield _figure("breadth_wall_s", [_wall(run)], wanted=number, **_told(run))
    yield _figure("breadth_ratio", [_wall(runs[-1]) / _wall(runs[-2])], target=1.5)
    yield from _exposures(runs[-1:])


def _told(run: Watched) -> Figure:
    names = ("chain_s", "embed_s", "idle_s", "read", "cited", "calls", "rss_mb")
    return {"at_once": at_once(run.served), **{name: round(_MEASURES[name](run), 3) for name in names}}


def at_once(served: Sequence[Served]) -> int:
    """Return the largest number of requests that were in flight together."""
    steps = sorted(step for one in served for step in ((one.began, 1), (one.ended, -1)))
    return max(accumulate(change for _, change in steps), default=0)


def killed(given: Given) -> Iterator[Figure]:
    with stage(given.data, given.split) as there:
        yield from disturbed.kills(there, given.questions[0], given.kills, given.seed)


def faults(given: Given) -> Iterator[Figure]:
    """Runs among failures: every one has to end, and to say truthfully how."""
    judged = []
    with tempfile.TemporaryDirectory() as vectors:
        for number in range(given.runs):
            with stage(given.data, given.split, disturbed.FAULTY, given.seed + number) as there:
                one = disturbed.fault(there, given.questions[number % QUESTIONS], Path(vectors))
            judged.append(one)
            yield {"metric": "faulty_run", "value": one.seconds, "n": 1} | one._asdict()
    yield {"metric": "faults_survived", "value": sum(not one.wrong for one in judged), "n": len(judged)}


def two(given: Given) -> Iterator[Figure]:
    with stage(given.data, given.split) as there:
        yield from disturbed.two(there, (given.questions[0], given.questions[1]))


def _figure(metric: str, values: list[float], **more: object) -> Figure:
    """Return the median, and the values themselves."""
    shown = [round(value, 3) for value in values]
    return {"metric": metric, "value": round(percentile(values, 0.5), 3), "n": len(values), "values": shown} | more


PARTS: dict[str, Callable[[Given], Iterator[Figure]]] = {
    "default": default,
    "breadth": breadth,
    "kills": killed,
    "faults": faults,
    "two": two,
}


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure how whole runs fare, on simulated services.")
    parser.add_argument("--data", type=Path, required=True, help="folder of the data sets")
    parser.add_argument("--split", default="dev", help="which papers are asked about")
    parser.add_argument("--part", choices=PARTS, default="default")
    parser.add_argument("--kills", type=int, default=30, help="how often a run is killed")
    parser.add_argument("--runs", type=int, default=20, help="how many runs meet failing servers")
    parser.add_argument("--seed", type=int, default=0, help="decides when to kill, and what fails")
    arguments = parser.parse_args()
    given = Given(arguments.data, arguments.split, arguments.kills, arguments.runs, arguments.seed)
    for figure in PARTS[arguments.part](given):
        print(json.dumps({"set": "runs"} | figure), flush=True)


if __name__ == "__main__":
    main()
