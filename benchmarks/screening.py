"""How much reading screening saves: `python -m benchmarks.screening --data ../shared/data --split dev`.

Each systematic review is screened by a reader who knows the answers: the ranking proposes, the reader decides, and
every decision moves the ranking. Prints a JSON object a line; the lines without a review are means over reviews.
"""

import argparse
import json
import time
from collections.abc import Iterator, Sequence
from math import ceil
from pathlib import Path
from typing import NamedTuple

import numpy as np

from assistant.embedding import MINILM, Embedder, open_embedder
from assistant.screening import features, order, recall_bound
from benchmarks.data import Review, reviews
from benchmarks.metrics import average_precision, mean

TARGET = 0.95
"""Recall at which the work saved is measured, and that the stopping rule waits for."""
PORTION = 0.05
"""Share of what was read so far that is read before the ranking is computed anew, at least one study."""


class Screened(NamedTuple):
    """A review that was screened to its end."""

    accepted: list[bool]
    """Of each study in the order of reading: whether it belongs into the review."""
    stopped: int
    """How many were read when the stopping rule said that enough was found."""


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure how much reading active screening saves, on public data.")
    parser.add_argument("--data", type=Path, required=True, help="folder of the data sets")
    parser.add_argument("--split", default="dev", help="which part of the set to screen")
    parser.add_argument("--cache", type=Path, default=Path.home() / ".cache" / "research-assistant-benchmarks")
    arguments = parser.parse_args()
    embedder = open_embedder(MINILM, arguments.cache / "vectors.db")
    found: dict[str, list[float]] = {}
    began = time.perf_counter()
    for review in reviews(arguments.data, arguments.split):
        start = time.perf_counter()
        for metric, value in measures(screened(review, embedder)):
            found.setdefault(metric, []).append(value)
            _print(metric, value, len(review.texts), start, review.name)
    for metric, values in found.items():
        _print(metric, mean(values), len(values), began)


def screened(review: Review, embedder: Embedder) -> Screened:
    """Read a whole review in the order that active screening proposes."""
    given = features(review.question, review.texts, embedder.embed([review.question, *review.texts]))
    decisions: dict[int, bool] = {}
    stopped = 0
    while len(decisions) < len(given):
        portion = max(1, int(PORTION * len(decisions)))
        decisions |= {study: review.included[study] for study in order(given, decisions)[:portion]}
        if not stopped and recall_bound(list(decisions.values()), len(given)) >= TARGET:
            stopped = len(decisions)
    return Screened(list(decisions.values()), stopped or len(decisions))


def measures(done: Screened) -> Iterator[tuple[str, float]]:
    accepted, total = done.accepted, sum(done.accepted)
    yield "WSS@95", work_saved(accepted)
    yield "AP", average_precision(accepted)
    yield "R@20%", sum(accepted[: round(0.2 * len(accepted))]) / total
    yield "recall at stop", sum(accepted[: done.stopped]) / total
    yield "read at stop", done.stopped / len(accepted)


def work_saved(accepted: Sequence[bool], target: float = TARGET) -> float:
    """Return the work saved over sampling at a recall (Cohen et al. 2006): the unread share less what chance saves."""
    needed = ceil(target * sum(accepted))
    read = int(np.searchsorted(np.cumsum(accepted), needed)) + 1
    return (len(accepted) - read) / len(accepted) - (1 - target)


def _print(metric: str, value: float, number: int, start: float, review: str = "") -> None:
    figure = {"set": "sysrev", "metric": metric, "value": round(value, 4), "n": number}
    print(json.dumps(figure | {"seconds": round(time.perf_counter() - start, 1)} | ({"on": review} if review else {})))


if __name__ == "__main__":
    main()
