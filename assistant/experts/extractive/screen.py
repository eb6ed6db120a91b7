"""SCREEN without a model: what is near the question, and near what is nearest to it.

Nearness to the question alone lets in what shares its words; nearness to the question moved towards its best studies
(pseudo-relevance feedback, Rocchio 1971) keeps to one subject. A study must pass both.
"""

from typing import Literal

import numpy as np

from assistant.embedding import Embedder, Vectors
from assistant.library.ranking import towards
from assistant.tasks.screen import Rating, Ratings, ScreenInput

FEEDBACK = 3
"""Studies, known to be relevant or else nearest to the question, that say what was meant."""
NEAR = 0.34
"""Cosine with the question from which a study can be about it; below it, nothing is, and the run abstains."""
TOGETHER = 0.52
"""Cosine with the moved question from which it is about the same as the best studies."""
CENTRAL = 0.62
"""Cosine with the moved question from which it answers part of the question."""


def screen(given: ScreenInput, embedder: Embedder) -> Ratings:
    """Rate every study; deterministic, and the same for any order of the studies."""
    texts = [f"{study.study}. {study.text}" for study in given.studies]
    vectors = embedder.embed([given.question, *given.known, *texts])
    question, known, studies = vectors[0], vectors[1 : 1 + len(given.known)], vectors[1 + len(given.known) :]
    near = studies @ question
    together = studies @ _moved(question, known, studies[np.argsort(-near, kind="stable")])
    return Ratings(
        ratings=tuple(
            Rating(study=number, relevance=_relevance(*cosines))
            for number, cosines in enumerate(zip(near, together, strict=True), 1)
        )
    )


def _moved(question: Vectors, known: Vectors, nearest: Vectors) -> Vectors:
    best = np.concatenate([known, nearest])[:FEEDBACK]
    return towards(question, best) if len(best) else question


def _relevance(near: float, together: float) -> Literal[0, 1, 2]:
    if near < NEAR or together < TOGETHER:
        return 0
    return 2 if together >= CENTRAL else 1
