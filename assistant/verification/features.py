"""What is measured of a claim and its evidence, as numbers that a small model weighs.

Two steps: of each sentence of the evidence, how well it covers the claim (`COVERAGE`), from which the deciding sentence
is chosen; then of that sentence, and of the evidence as a whole, what tells support from contradiction (`RELATION`).
None of them looks at the claim alone, so that nothing about how false claims are usually worded can be learnt.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from assistant.numbers import numbers
from assistant.verification.wording import Alignment, Places, Values, Wording, align

VERSION = 1
"""To be raised with every change of what a feature means; weights of another version are refused."""

COVERAGE = (
    "cosine",
    "found",
    "covered",
    "covered_in_context",
    "least_covered",
    "three_least_covered",
    "precision",
    "pairs",
    "length",
    "missing_numbers",
    "same_direction",
)
_DECIDING = (
    "cosine",
    "found",
    "covered",
    "least_covered",
    "three_least_covered",
    "precision",
    "pairs",
    "negation_differs",
    "opposite_direction",
    "same_direction",
    "directions_differ",
    "missing_numbers",
)
_ATTENDED = ("negation_differs", "opposite_direction", "same_direction", "missing_numbers")
_WHOLE = ("found_anywhere", "covered_anywhere", "least_covered_anywhere", "three_least_covered_anywhere")
RELATION = (
    *_DECIDING,
    "rank_score",
    "second_rank_score",
    *_WHOLE,
    "best_cosine",
    *(f"{name}_attended" for name in _ATTENDED),
)

_REACH = 4
"""Words between two that still stand together; and before the aligned stretch, where its negation may be."""

Measured = dict[str, float]


class Evidence(NamedTuple):
    """What was measured of a claim and each sentence of its evidence."""

    sentences: list[Measured]
    whole: Measured

    def coverage(self) -> Values:
        """Return what the deciding sentence is chosen by, shape (sentences, len(COVERAGE))."""
        return np.array([[sentence[name] for name in COVERAGE] for sentence in self.sentences], np.float64)

    def relation(self, scores: Values) -> Values:
        """Return what the verdict is made of, shape (len(RELATION),), given how well each sentence covers the claim."""
        order = np.argsort(-scores, kind="stable")
        deciding = self.sentences[order[0]]
        attention = np.exp(scores - scores.max())
        attention /= attention.sum()
        second = order[1] if len(order) > 1 else order[0]
        return np.array(
            [
                *(deciding[name] for name in _DECIDING),
                scores[order[0]],
                scores[second],
                *(self.whole[name] for name in _WHOLE),
                max(sentence["cosine"] for sentence in self.sentences),
                *(attention @ [sentence[name] for sentence in self.sentences] for name in _ATTENDED),
            ],
            np.float64,
        )


def measured(claim: Wording, sentences: Sequence[Wording]) -> Evidence:
    """Measure a claim and the sentences of its evidence; both have words."""
    alignments = [align(claim, sentence) for sentence in sentences]
    each = [_sentence(claim, *pair) for pair in zip(sentences, alignments, strict=True)]
    return Evidence(each, _whole(claim, alignments))


def _whole(claim: Wording, alignments: Sequence[Alignment]) -> Measured:
    found = np.any([alignment.found for alignment in alignments], axis=0)
    alike = np.max([alignment.alike.max(axis=1) for alignment in alignments], axis=0)
    least = _least(claim, np.where(found, 1.0, alike))
    return {
        "found_anywhere": claim.share(found),
        "covered_anywhere": claim.share(alike),
        "least_covered_anywhere": float(least[0]),
        "three_least_covered_anywhere": float(least.mean()),
    }


def _sentence(claim: Wording, sentence: Wording, alignment: Alignment) -> Measured:
    best = alignment.scores.max(axis=1)
    least = _least(claim, best)
    near = _near(claim, sentence, alignment)
    same, opposite = _directions(claim, sentence, alignment, near)
    tendency = np.sign(claim.directions.sum()) * np.sign(sentence.directions[near].sum())
    return {
        "cosine": float(claim.vector @ sentence.vector),
        "found": claim.share(alignment.found),
        "covered": claim.share(best),
        "covered_in_context": claim.share(alignment.alike.max(axis=1)),
        "least_covered": float(least[0]),
        "three_least_covered": float(least.mean()),
        "precision": sentence.share(alignment.scores.max(axis=0)),
        "pairs": _pairs(claim, alignment),
        "length": float(np.log(len(sentence.words))),
        "missing_numbers": _missing_numbers(claim, sentence),
        "negation_differs": float((claim.negations.sum() % 2 == 1) != bool(sentence.negations[near].any())),
        "same_direction": same,
        "opposite_direction": opposite,
        "directions_differ": float(tendency < 0),
    }


def _least(claim: Wording, values: Values) -> Values:
    """Return the values of the up to three content words that are covered least."""
    return np.sort(values[claim.content] if claim.content.any() else values)[:3]


def _near(claim: Wording, sentence: Wording, alignment: Alignment) -> Places:
    """Return the places of the sentence about which the claim speaks: where its content words are found, roughly."""
    rows = claim.content if claim.content.any() else np.ones(len(claim.words), bool)
    places = alignment.scores[rows].argmax(axis=1)
    first, last = np.percentile(places, 15) - _REACH, np.percentile(places, 85) + _REACH // 2
    everywhere = np.arange(len(sentence.words))
    return np.flatnonzero((everywhere >= first) & (everywhere <= last))


def _directions(claim: Wording, sentence: Wording, alignment: Alignment, near: Places) -> tuple[float, float]:
    """Return how alike the words of same and of opposite direction are that correspond to each other."""
    same = opposite = 0.0
    candidates = near[sentence.directions[near] != 0]
    for word in np.flatnonzero(claim.directions) if len(candidates) else ():
        other = candidates[alignment.alike[word, candidates].argmax()]
        alike = float(alignment.alike[word, other])
        if claim.directions[word] == sentence.directions[other]:
            same = max(same, alike)
        else:
            opposite = max(opposite, alike)
    return same, opposite


def _pairs(claim: Wording, alignment: Alignment) -> float:
    """Return the share of neighbouring content words that stand together in the sentence too, in that order."""
    content = np.flatnonzero(claim.content)
    if len(content) < 2:
        return claim.share(alignment.found)
    places = [np.flatnonzero(row) for row in alignment.same]
    together = [
        any(0 < there - here <= _REACH for here in places[one] for there in places[other])
        for one, other in pairwise(content)
    ]
    return float(np.mean(together))


def _missing_numbers(claim: Wording, sentence: Wording) -> float:
    said = [number.value for number in numbers(claim.text) if number.fact]
    known = {number.value for number in numbers(sentence.text)}
    return float(np.mean([value not in known for value in said])) if said else 0.0
