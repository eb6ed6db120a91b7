"""A report as its reader decided: sentences on claims called wrong are left out and listed. A pure function.

The report of the run stays as it was; this is what is handed on.
"""

from collections.abc import Iterator, Mapping

from assistant.citing import cited_claims
from assistant.decisions import Decision
from assistant.report import Removed, Report, Section, Sentence


def revised(report: Report, holding: Mapping[str, Decision]) -> Report:
    """Return the report without what rests on claims that were called wrong, its references recomputed.

    Args:
        holding: the decision that holds for a claim, by its id.
    """
    wrong = {claim: decision for claim, decision in holding.items() if decision.ruling == "wrong"}
    sections = tuple(filter(lambda section: section.sentences, (_without(s, wrong) for s in report.sections)))
    cited = dict.fromkeys(cited_claims(sections))
    claims = tuple(
        claim.model_copy(update={"status": "supported"}) if claim.id in holding else claim
        for claim in report.claims
        if claim.id in cited
    )
    study_of = {claim.id: claim.study for claim in claims}
    named = list(dict.fromkeys(study_of[claim] for claim in cited if claim in study_of))
    studies = {study.key: study for study in report.studies}
    quoted = {evidence.passage for claim in claims for evidence in claim.evidence}
    kept = tuple(studies[key] for key in named if key in studies)
    better = [_better(each) for claim in cited if (each := holding.get(claim)) and each.better]
    return report.model_copy(
        update={
            "sections": sections,
            "claims": claims,
            "passages": tuple(passage for passage in report.passages if passage.id in quoted),
            "studies": kept,
            "counts": report.counts.model_copy(update={"cited": len(kept)}) if wrong else report.counts,
            "removed": (*report.removed, *_removed(report, wrong)),
            "notes": (*report.notes, *better),
        }
    )


def _without(section: Section, wrong: Mapping[str, Decision]) -> Section:
    """Return the section without sentences on wrong claims; a paragraph that loses its first still begins anew."""
    kept: list[Sentence] = []
    opens = False
    for sentence in section.sentences:
        opens = opens or sentence.opens_paragraph
        if wrong.keys().isdisjoint(sentence.claims):
            kept.append(sentence.model_copy(update={"opens_paragraph": opens}))
            opens = False
    return section.model_copy(update={"sentences": tuple(kept)})


def _removed(report: Report, wrong: Mapping[str, Decision]) -> Iterator[Removed]:
    for section in report.sections:
        for sentence in section.sentences:
            if faults := tuple(_fault(wrong[claim]) for claim in sentence.claims if claim in wrong):
                yield Removed(text=sentence.text, faults=faults)


def _fault(decision: Decision) -> str:
    what = f"what it says of {decision.quotes[0].label}" if decision.quotes else "what it says"
    return f"a reader called {what} wrong{f': {decision.reason}' if decision.reason else ''}"


def _better(decision: Decision) -> str:
    assert decision.better is not None
    found = decision.better
    return f"A reader finds “{decision.text}” better shown by “{found.evidence.quote}” ({found.label})."
