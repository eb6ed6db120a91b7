"""A sentence with what is known of each of its words, and how well the words of one are found in another."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from assistant.embedding import Reading, Vectors
from assistant.verification.cues import FUNCTION_WORDS, direction, is_negation, root
from assistant.words import stem

Values = NDArray[np.float64]
Flags = NDArray[np.bool_]
Places = NDArray[np.intp]

_FUNCTION_WEIGHT = 0.05
_LEAST_WEIGHT = 0.3
_RAREST = 10.0
"""Rarity, in nats, of a word that weighs 1."""


@dataclass(frozen=True)
class Wording:
    """A sentence as a sequence of words; signs of punctuation are left out."""

    text: str
    words: tuple[str, ...]
    """In lower case."""
    vector: Vectors
    meanings: Vectors
    weights: Values
    """How much each word matters: little for function words, and the more the rarer."""

    @cached_property
    def stems(self) -> tuple[str, ...]:
        return tuple(map(stem, self.words))

    @cached_property
    def roots(self) -> tuple[str, ...]:
        return tuple(map(root, self.words))

    @cached_property
    def content(self) -> Flags:
        """Which words are no function words."""
        return np.array([word not in FUNCTION_WORDS for word in self.words], bool)

    @cached_property
    def negations(self) -> Flags:
        return np.array([is_negation(word) for word in self.words], bool)

    @cached_property
    def directions(self) -> Values:
        return np.array([direction(word) for word in self.words], np.float64)

    def share(self, found: Values | Flags) -> float:
        """Return the mean of a value of each word, by weight; 0 for no words."""
        return float(found @ self.weights / self.weights.sum()) if self.words else 0.0


def wording(text: str, reading: Reading) -> Wording:
    kept = [row for row, (start, end) in enumerate(reading.words) if any(map(str.isalnum, text[start:end]))]
    words = [text[slice(*reading.words[row])].casefold() for row in kept]
    rarity = np.maximum(_LEAST_WEIGHT, reading.rarity[kept] / _RAREST)
    function = np.array([word in FUNCTION_WORDS for word in words], bool)
    weights = np.where(function, _FUNCTION_WEIGHT, rarity)
    return Wording(text, tuple(words), reading.vector, reading.meanings[kept], weights)


@dataclass(frozen=True)
class Alignment:
    """Each word of a claim against each word of a sentence."""

    same: Flags
    """Which are one word, by stem or root; shape (claim, sentence)."""
    alike: Values
    """How alike their meanings are, as cosines."""

    @cached_property
    def scores(self) -> Values:
        """Likeness in which the same word counts halfway to 1, whatever its neighbours make of it."""
        return np.where(self.same, (np.maximum(self.alike, 0) + 1) / 2, self.alike)

    @property
    def found(self) -> Flags:
        """Which words of the claim stand in the sentence."""
        return np.asarray(self.same.any(axis=1))


def align(claim: Wording, sentence: Wording) -> Alignment:
    by_stem = _equal(claim.stems, sentence.stems)
    by_root = _equal(claim.roots, sentence.roots)
    return Alignment(by_stem | by_root, (claim.meanings @ sentence.meanings.T).astype(np.float64))


def _equal(one: Sequence[str], other: Sequence[str]) -> Flags:
    codes: dict[str, int] = {}
    first, second = (np.array([codes.setdefault(word, len(codes)) for word in words], int) for words in (one, other))
    return np.asarray(first[:, None] == second[None, :])
