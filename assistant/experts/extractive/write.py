"""WRITE and REPAIR without a model: an ordered synthesis of quotes, each under the name of its study."""

from assistant.embedding import Embedder
from assistant.experts.extractive.diversity import choose
from assistant.tasks.repair import RepairInput
from assistant.tasks.write import Draft, Noted, WriteInput, Written

SAME = 0.92
"""Cosine from which two quotes say the same."""


def write(given: WriteInput, embedder: Embedder) -> Draft:
    """Return the quotes, the study closest to what is asked first, each study's in their order, nothing said twice."""
    vectors = embedder.embed([given.question, given.heading, *(finding.quote for finding in given.findings)])
    quotes = vectors[2:]
    relevance = quotes @ vectors[:2].mean(axis=0)
    kept = choose(relevance, quotes, len(given.findings), balance=0.8, repeat=SAME)
    studies = dict.fromkeys(given.findings[index].study for index in kept)
    return Draft(
        sentences=tuple(
            _quoted(given.findings[index], index + 1, again=nth > 0)
            for study in studies
            for nth, index in enumerate(sorted(i for i in kept if given.findings[i].study == study))
        )
    )


def repair(given: RepairInput, embedder: Embedder) -> Draft:
    """Put the quote of its first finding in the place of each faulty sentence."""
    return Draft(
        sentences=tuple(
            _quoted(given.findings[number - 1], number) for faulty in given.sentences for number in faulty.findings[:1]
        )
    )


def _quoted(finding: Noted, number: int, again: bool = False) -> Written:
    source = "The same work adds" if again else finding.study
    return Written(text=f"{source}: “{finding.quote}”", findings=(number,), opens_paragraph=not again)
