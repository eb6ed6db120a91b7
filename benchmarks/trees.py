"""Measures of trees and groupings: pure functions."""

import re
from collections.abc import Hashable, Sequence

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float32]
Labels = NDArray[np.int64]

TRIPLETS = 20_000
_CLAIMS = re.compile(r"\bclaims?:?\s*((?:\d+(?:\s*[,–-]\s*)?)+)", re.IGNORECASE)
_RANGE = re.compile(r"(\d+)(?:\s*[–-]\s*(\d+))?")


def common(paths: Sequence[Sequence[str]]) -> Matrix:
    """Return the depth of the lowest common ancestor of each pair; 0 if they share none."""
    made = np.zeros((len(paths), len(paths)), dtype=np.float32)
    for depth in range(1, max(map(len, paths), default=0) + 1):
        names: dict[tuple[str, ...], int] = {}
        labels = np.array(
            [
                names.setdefault(tuple(path[:depth]), len(names)) if len(path) >= depth else -1 - number
                for number, path in enumerate(paths)
            ]
        )
        made += labels[:, None] == labels[None, :]
    return made


def triplet(gold: Matrix, made: Matrix, count: int = TRIPLETS, seed: int = 0) -> float:
    """Return how often the right one of two studies is the closer one to a third.

    Of three random studies a, b and c, gold says whether b or c has the deeper common ancestor with a; where it says
    neither, the triplet does not count. One that `made` leaves tied counts one half, so chance is one half.
    """
    random = np.random.default_rng(seed)
    drawn = random.integers(0, len(gold), (2 * count, 3))
    a, b, c = drawn.T
    a, b, c = drawn[(a != b) & (b != c) & (a != c)][:count].T
    wanted = np.sign(gold[a, b] - gold[a, c])
    found = np.sign(made[a, b] - made[a, c])
    told = wanted != 0
    return float(np.where(found == 0, 0.5, found == wanted)[told].mean()) if told.any() else 0.5


def adjusted_rand(one: Sequence[Hashable], other: Sequence[Hashable]) -> float:
    """Return the adjusted Rand index of two groupings (Hubert and Arabie 1985): 1 if equal, 0 as chance would be."""
    rows, columns = _numbered(one), _numbered(other)
    table = np.zeros((rows.max(initial=-1) + 1, columns.max(initial=-1) + 1))
    np.add.at(table, (rows, columns), 1)
    together, first, second = _pairs(table), _pairs(table.sum(axis=1)), _pairs(table.sum(axis=0))
    chance = first * second / max(_pairs(np.array([float(len(rows))])), 1.0)
    most = (first + second) / 2
    return float((together - chance) / (most - chance)) if most != chance else 1.0


def prefixes(path: tuple[str, ...]) -> set[tuple[str, ...]]:
    """Return the path and those of all that is above it."""
    return {path[:depth] for depth in range(1, len(path) + 1)}


def claimed(text: str) -> set[int]:
    """Return the numbers that stand behind the word claim, after the last heading that begins an outline."""
    start = text.find("[Response 2]")
    end = text.find("\nHuman:", start)
    found = _CLAIMS.findall(text[max(start, 0) : end if end > 0 else len(text)])
    numbers: set[int] = set()
    for first, last in (pair for listed in found for pair in _RANGE.findall(listed)):
        numbers |= set(range(int(first), int(last or first) + 1))
    return numbers


def _numbered(labels: Sequence[Hashable]) -> Labels:
    names: dict[Hashable, int] = {}
    return np.array([names.setdefault(label, len(names)) for label in labels], dtype=np.int64)


def _pairs(counts: NDArray[np.float64]) -> float:
    return float((counts * (counts - 1) / 2).sum())
