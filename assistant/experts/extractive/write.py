"""WRITE and REPAIR without a model: an ordered synthesis of quotes, each under the name of its study."""

from itertools import groupby

from assistant.embedding import Embedder
from assistant.experts.extractive.diversity import choose
from assistant.tasks.repair import RepairInput
from assistant.tasks.write import Draft, Source, WriteInput, Written

SAME = 0.92
"""Cosine from which two quotes say the same."""


def write(given: WriteInput, embedder: Embedder) -> Draft:
    """Return the quotes, the study closest to the heading first, nothing said twice."""
    vectors = embedder.embed([given.heading, *(finding.quote for finding in given.findings)])
    relevance = vectors[1:] @ vectors[0]
    order = choose(relevance, vectors[1:], len(given.findings), balance=0.8, repeat=SAME)
    place: dict[str, int] = {}
    for index in order:
        place.setdefault(given.findings[index].study, len(place))
    order.sort(key=lambda index: place[given.findings[index].study])
    sentences: list[Written] = []
    for _, group in groupby(order, key=lambda index: given.findings[index].study):
        for nth, index in enumerate(group):
            sentences.append(_quoted(given.findings[index], index + 1, again=nth > 0))
    return Draft(sentences=tuple(sentences))


def repair(given: RepairInput, embedder: Embedder) -> Draft:
    """Put the quote of its first finding in the place of each faulty sentence."""
    return Draft(
        sentences=tuple(
            _quoted(given.findings[faulty.findings[0] - 1], faulty.findings[0]) for faulty in given.sentences
        )
    )


def _quoted(finding: Source, number: int, again: bool = False) -> Written:
    source = "The same work adds" if again else finding.study
    return Written(text=f"{source}: “{finding.quote}”", findings=(number,), opens_paragraph=not again)
