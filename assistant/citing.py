"""From prose to references: who is cited where, computed from the sentences and from nothing else."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from assistant.claim import Claim, Evidence
from assistant.report import Report, Section
from assistant.study import Passage, Study


class Quotation(NamedTuple):
    """A quote shown under its reference."""

    evidence: Evidence
    passage: Passage


class Reference(NamedTuple):
    number: int
    study: Study
    quotations: tuple[Quotation, ...]
    """The quotes that the prose rests on, each once, in the order of their use."""


def cited_claims(sections: Iterable[Section]) -> list[str]:
    """Return the ids of the claims that the prose names, each once, in the order of their first use."""
    return list(dict.fromkeys(c for section in sections for sentence in section.sentences for c in sentence.claims))


def numbering(sections: Sequence[Section], claims: Mapping[str, Claim]) -> dict[str, int]:
    """Return the reference number of each cited study, from 1 in the order of first citation, by study key."""
    studies = dict.fromkeys(claims[claim].study for claim in cited_claims(sections))
    return {study: number for number, study in enumerate(studies, 1)}


def references(report: Report) -> list[Reference]:
    """Return the references of a report, in the order of their numbers."""
    claims = {claim.id: claim for claim in report.claims}
    passages = {passage.id: passage for passage in report.passages}
    studies = {study.key: study for study in report.studies}
    quotations: dict[str, dict[Quotation, None]] = {}
    for claim in map(claims.__getitem__, cited_claims(report.sections)):
        shown = quotations.setdefault(claim.study, {})
        shown.update((Quotation(evidence, passages[evidence.passage]), None) for evidence in claim.evidence)
    return [Reference(n, studies[key], tuple(shown)) for n, (key, shown) in enumerate(quotations.items(), 1)]
