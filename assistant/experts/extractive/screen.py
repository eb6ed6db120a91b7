"""SCREEN without a model: how close each excerpt is to the question, in meaning and in words."""

from assistant.embedding import Embedder
from assistant.tasks.screen import Rating, Ratings, ScreenInput
from assistant.words import content_words, overlap

MEANING = 0.8
"""Weight of the cosine; the rest goes to the share of the question's words that the excerpt holds."""

RELEVANT, CENTRAL = 0.42, 0.55
"""Scores from which a study touches the question, and answers part of it."""


def screen(given: ScreenInput, embedder: Embedder) -> Ratings:
    texts = [f"{study.study}. {study.text}" for study in given.studies]
    vectors = embedder.embed([given.question, *texts])
    asked = content_words(given.question)
    scores = [
        MEANING * float(cosine) + (1 - MEANING) * overlap(asked, text)
        for cosine, text in zip(vectors[1:] @ vectors[0], texts, strict=True)
    ]
    return Ratings(
        ratings=tuple(
            Rating(study=number, relevance=2 if score >= CENTRAL else 1 if score >= RELEVANT else 0)
            for number, score in enumerate(scores, 1)
        )
    )
