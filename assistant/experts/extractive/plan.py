"""PLAN without a model: the question itself, and the phrases that set apart what a first look found.

Pseudo-relevance feedback (Rocchio 1971; Lavrenko and Croft 2001): the studies found first stand in for relevant ones,
and the phrases that they share widen the question. Maximal marginal relevance keeps those phrases apart.
"""

import numpy as np

from assistant.embedding import Embedder
from assistant.experts.extractive.diversity import choose
from assistant.plan import Plan, SubQuestion
from assistant.tasks.plan import PlanInput
from assistant.words import content_words, shared_phrases, stem, words

CANDIDATES = 80
"""Phrases worth a vector; the rest are rarer."""
RELATED = 0.4
"""Cosine with the question from which a phrase is a facet of it; what everybody writes about is further away."""


def plan(given: PlanInput, embedder: Embedder) -> Plan:
    """Return the question as first sub-question, and one for each of the phrases that widen it."""
    core = " ".join(content_words(given.question)) or given.question
    first = SubQuestion(text=given.question, queries=(core,))
    facets = _facets(given, embedder, given.breadth - 1)
    return Plan(subquestions=(first, *(_about(facet, core) for facet in facets)))


def _about(facet: str, core: str) -> SubQuestion:
    return SubQuestion(text=f"What is reported on {facet}?", queries=(f"{core} {facet}",))


def _facets(given: PlanInput, embedder: Embedder, count: int) -> list[str]:
    texts = [f"{excerpt.study}. {excerpt.text}" for excerpt in given.seen]
    frequency = shared_phrases(texts)
    asked = {stem(word) for word in words(given.question)}
    candidates = [
        phrase
        for phrase, found in sorted(frequency.items(), key=lambda item: (-item[1] * len(item[0].split()), item[0]))
        if found > 1 and " " in phrase and not {stem(word) for word in phrase.split()} <= asked
    ][:CANDIDATES]
    if not candidates or count < 1:
        return []
    vectors = embedder.embed([given.question, *candidates])
    near = vectors[1:] @ vectors[0]
    related = np.flatnonzero(near >= RELATED)
    spread = np.log1p([frequency[candidates[index]] for index in related]).astype(np.float32)
    picks = choose(near[related] * spread, vectors[1:][related], count, balance=0.6, repeat=0.75)
    return [candidates[related[pick]] for pick in picks]
