"""PLAN without a model: the question itself, and the phrases that set apart what a first look found.

Pseudo-relevance feedback (Rocchio 1971; Lavrenko and Croft 2001): the studies found first stand in for relevant ones,
and the phrases that they share widen the question. Maximal marginal relevance keeps those phrases apart.
"""

import re
from collections.abc import Mapping

import numpy as np

from assistant.embedding import Embedder
from assistant.experts.extractive.diversity import choose
from assistant.plan import Plan, SubQuestion
from assistant.tasks.plan import PlanInput
from assistant.words import ROOT, content_words, leans, roots, shared_phrases

_BESIDE = re.compile(r"(?:[,;]|\?)?\s+and\s+(?=(?:how|what|which|why|when|where|who)\b)|\?\s+", re.IGNORECASE)
CANDIDATES = 80
"""Phrases worth a vector; the rest are rarer."""
RELATED = 0.4
"""Cosine with the question from which a phrase is a facet of it; what everybody writes about is further away."""
SHARED = 3
"""Studies seen that must share a phrase."""
CUES = ("comparison evaluation", "limitations")
"""Words near which writers put single facts: how something did beside others, and where it ends."""
SUBJECT = 6
"""Words of a subject that stand beside them."""
GENERIC = frozenset(
    word[:ROOT]
    for word in """large small language model llms method system task framework data training performance quality
    setting problem analysis technique strategy solution application""".split()
)
"""Roots of words that set no work apart from another in writing about learned systems."""


def plan(given: PlanInput, embedder: Embedder) -> Plan:
    """Return the questions that were asked, and one for each of the phrases that widen them."""
    core = " ".join(content_words(given.question)) or given.question
    parts = _parts(given.question)[: given.breadth]
    asked = [SubQuestion(text=part, queries=(core,), details=_details(_named(part, core))) for part in parts]
    facets = _facets(given, embedder, given.breadth - len(asked))
    return Plan(subquestions=(*asked, *(_about(facet, core) for facet in facets)))


def _parts(question: str) -> list[str]:
    """Return the questions that stand side by side in one, each as a question."""
    parts = [part.strip(" ?") for part in _BESIDE.split(question)]
    return [f"{part[0].upper()}{part[1:]}?" for part in parts] if len(parts) > 1 and all(parts) else [question]


def _about(facet: str, core: str) -> SubQuestion:
    return SubQuestion(text=f"What is reported on {facet}?", queries=(f"{core} {facet}",), details=_details(facet))


def _named(part: str, core: str) -> str:
    """Return the part with the words of the whole question behind it, if it does not name its own subject."""
    return f"{part} {core}" if leans(part) else part


def _details(subject: str) -> tuple[str, ...]:
    """Return queries for single facts about a subject, which leave all else that was asked aside."""
    about = " ".join(content_words(subject)[:SUBJECT])
    return tuple(f"{about} {cue}" for cue in CUES) if about else ()


def _facets(given: PlanInput, embedder: Embedder, count: int) -> list[str]:
    texts = [f"{excerpt.study}. {excerpt.text}" for excerpt in given.seen]
    frequency = shared_phrases(texts)
    asked = roots(given.question)
    candidates = [
        phrase
        for phrase, found in sorted(frequency.items(), key=lambda item: (-item[1] * len(item[0].split()), item[0]))
        if found >= SHARED and " " in phrase and _widens(phrase, asked) and not _cut_off(phrase, frequency)
    ][:CANDIDATES]
    if not candidates or count < 1:
        return []
    vectors = embedder.embed([given.question, *candidates])
    near = vectors[1:] @ vectors[0]
    related = np.flatnonzero(near >= RELATED)
    spread = np.log1p([frequency[candidates[index]] for index in related]).astype(np.float32)
    picks = choose(near[related] * spread, vectors[1:][related], count, balance=0.6, repeat=0.75)
    return [candidates[related[pick]] for pick in picks]


def _widens(phrase: str, asked: set[str]) -> bool:
    """Return whether at least half of the phrase is neither in the question already nor said of everything."""
    roots = [word[:ROOT] for word in phrase.split()]
    return 2 * sum(root not in asked | GENERIC for root in roots) >= len(roots)


def _cut_off(phrase: str, frequency: Mapping[str, int]) -> bool:
    """Return whether the phrase stands mostly inside one longer phrase, and means nothing without the rest of it."""
    return any(
        2 * found > frequency[phrase] and f" {phrase} " in f" {longer} "
        for longer, found in frequency.items()
        if len(longer) > len(phrase)
    )
