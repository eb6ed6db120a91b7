"""The built-in verifier: a few dozen features and a logistic model, no language model, no network.

It reads with the built-in embedding model whatever the settings name for searching, because its weights were fitted to
what that model says of words.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from assistant.embedding import MiniLM, Reader
from assistant.passages import sentences
from assistant.verification.features import Evidence, measured
from assistant.verification.verdict import Pair, Verdict, certain
from assistant.verification.weights import Weights, shipped
from assistant.verification.wording import Wording, wording

_PORTION = 64
"""Pairs that are read together; their sentences' words are held in memory, about 50 kB a sentence."""


class Examined(NamedTuple):
    """A pair that has words on both sides, and what was measured of it."""

    sentences: list[str]
    evidence: Evidence


class Local:
    """Judges by the features of `assistant.verification.features`; safe for threads."""

    def __init__(self, reader: Reader | None = None, weights: Weights | None = None) -> None:
        """Use these, or what comes with the program; neither is loaded before it is needed."""
        self._reader = reader or MiniLM()
        self._given = weights

    @property
    def id(self) -> str:
        return f"local/{self._weights.features}/{self._weights.provenance.fitted}"

    def judge(self, pairs: Sequence[Pair]) -> list[Verdict]:
        return [self.verdict(examined) for examined in self.examine(pairs)]

    def examine(self, pairs: Sequence[Pair]) -> list[Examined | None]:
        """Measure each pair; None: one side has no words."""
        portions = (pairs[start : start + _PORTION] for start in range(0, len(pairs), _PORTION))
        return [examined for portion in portions for examined in self._examine(portion)]

    def _examine(self, pairs: Sequence[Pair]) -> list[Examined | None]:
        split = [(_claim(pair), _sentences(pair.evidence)) for pair in pairs]
        known = self._read({text for claim, evidence in split for text in (claim, *evidence)})
        return [_examined(known, claim, evidence) for claim, evidence in split]

    def _read(self, texts: Iterable[str]) -> dict[str, Wording]:
        ordered = sorted(texts)
        return {text: wording(text, found) for text, found in zip(ordered, self._reader.read(ordered), strict=True)}

    def verdict(self, examined: Examined | None) -> Verdict:
        """Return what the weights make of what was measured."""
        if examined is None:
            return certain("not_enough")
        scores = self._weights.rank_scores(examined.evidence.coverage())
        label, probabilities = self._weights.verdict(examined.evidence.relation(scores))
        return Verdict(label=label, probabilities=probabilities, sentence=examined.sentences[int(scores.argmax())])

    @cached_property
    def _weights(self) -> Weights:
        return self._given or shipped()


def _claim(pair: Pair) -> str:
    """Return the claim without the name of the study, which no evidence need repeat."""
    return pair.claim.replace(pair.label, " ").strip(" :,") if pair.label else pair.claim


def _sentences(texts: Iterable[str]) -> list[str]:
    return [text[start:end] for text in texts for start, end in sentences(text)]


def _examined(known: Mapping[str, Wording], claim: str, evidence: Sequence[str]) -> Examined | None:
    texts = [text for text in evidence if known[text].words]
    if not texts or not known[claim].words:
        return None
    return Examined(texts, measured(known[claim], [known[text] for text in texts]))
