"""The fitted weights of the local verifier: two small logistic models and where they come from."""

from functools import cache
from pathlib import Path
from typing import Self

import numpy as np
from pydantic import model_validator

from assistant.base import Frozen
from assistant.verification.features import COVERAGE, RELATION, VERSION
from assistant.verification.verdict import LABELS, Label
from assistant.verification.wording import Values

FILE = Path(__file__).parents[1] / "data" / "verifier.json"


class Logistic(Frozen):
    """A multinomial logistic model of standardised features."""

    features: tuple[str, ...]
    means: tuple[float, ...]
    scales: tuple[float, ...]
    classes: tuple[str, ...]
    weights: tuple[tuple[float, ...], ...]
    """A row for each class, a column for each feature."""
    biases: tuple[float, ...]

    @model_validator(mode="after")
    def _shapes_agree(self) -> Self:
        rows = {len(self.means), len(self.scales), *map(len, self.weights)}
        if rows != {len(self.features)} or {len(self.weights), len(self.biases)} != {len(self.classes)}:
            raise ValueError("a weight is missing or too many")
        return self

    def logits(self, values: Values) -> Values:
        """Return the unscaled logarithm of each class's probability, shape (len(values), len(classes))."""
        standard = (np.asarray(values) - self.means) / self.scales
        return np.asarray(standard @ np.transpose(self.weights) + self.biases)

    def probabilities(self, values: Values) -> Values:
        """Return the probability of each class, shape (len(values), len(classes))."""
        logits = self.logits(values)
        powers = np.exp(logits - logits.max(axis=1, keepdims=True))
        return np.asarray(powers / powers.sum(axis=1, keepdims=True))


class Provenance(Frozen):
    """What the weights were fitted to, by whom and when, and on what terms."""

    data: str
    fold: str
    pairs: int
    fitted: str
    """The date, as in 2026-01-31."""
    by: str
    """The command that makes them again."""
    licence: str


class Weights(Frozen):
    """What the local verifier knows."""

    features: int
    """The version of the features that they weigh."""
    provenance: Provenance
    coverage: Logistic
    """Whether a sentence is one that decides, from `COVERAGE`; its classes are `no` and `yes`."""
    relation: Logistic
    """What the evidence does to the claim, from `RELATION`; its classes are the labels of verdicts."""

    @model_validator(mode="after")
    def _are_of_these_features(self) -> Self:
        names = (self.coverage.features, self.relation.features)
        if self.features != VERSION or names != (COVERAGE, RELATION) or self.relation.classes != LABELS:
            raise ValueError(f"they weigh other features than those of version {VERSION}; fit them again")
        return self

    def rank_scores(self, coverage: Values) -> Values:
        """Return how well each sentence covers the claim, in nats, shape (sentences,)."""
        logits = self.coverage.logits(coverage)
        return np.asarray(logits[:, 1] - logits[:, 0])

    def verdict(self, relation: Values) -> tuple[Label, tuple[float, float, float]]:
        supports, contradicts, not_enough = map(float, self.relation.probabilities(relation[None])[0])
        probabilities = (supports, contradicts, not_enough)
        return LABELS[int(np.argmax(probabilities))], probabilities


@cache
def shipped() -> Weights:
    """Return the weights that come with the program."""
    return Weights.model_validate_json(FILE.read_text(encoding="utf-8"))
