"""Read: from the passages of a batch of studies to claims with verbatim quotes."""

import asyncio
from collections.abc import Mapping, Sequence

from agents.journal import Journal
from agents.research.branches import Batch
from assistant.claim import Claim, Evidence
from assistant.events import Claimed, Read
from assistant.library import Library
from assistant.plan import Plan
from assistant.reading import portions
from assistant.study import Passage
from assistant.tasks import READ
from assistant.tasks.excerpt import Excerpt
from assistant.tasks.read import Finding, ReadInput


async def read(
    journal: Journal, question: str, plan: Plan, batch: Batch, passages: Sequence[Sequence[str]]
) -> list[tuple[str, int]]:
    """Return the ids of the claims that the passages make, each with the place of the sub-question it answers.

    Args:
        passages: pairs of a study's key and a passage's id.
    """
    library = journal.bench.library
    pieces, names = await asyncio.to_thread(_opened, library, batch, passages)
    asked = (_read_portion(journal, question, plan, portion, names) for portion in portions(pieces))
    found = [pair for pairs in await asyncio.gather(*asked) for pair in pairs]
    journal.tell(Read(studies=tuple(lead.study for lead in batch.leads), claims=tuple(claim.id for claim, _ in found)))
    return [(claim.id, place) for claim, place in found]


async def _read_portion(
    journal: Journal, question: str, plan: Plan, passages: Sequence[Passage], names: Mapping[str, str]
) -> list[tuple[Claim, int]]:
    """Have one portion read; its claims are kept and told as soon as they are there."""
    given = ReadInput(
        question=question,
        subquestions=tuple(part.text for part in plan.subquestions),
        passages=tuple(Excerpt(study=names[p.study], kind=p.kind, text=p.content) for p in passages),
    )
    output = await journal.perform(READ, given)
    found = [(_claim(f, passages[f.passage - 1]), f.subquestion - 1, f.passage - 1) for f in output.findings]
    await asyncio.to_thread(journal.bench.library.keep_claims, [claim for claim, _, _ in found])
    for claim, place, passage in found:
        quote, name = claim.evidence[0].quote, names[passages[passage].study]
        told = Claimed(claim=claim.id, study=claim.study, label=name, text=claim.text, quote=quote, subquestion=place)
        journal.tell(told)
    return [(claim, place) for claim, place, _ in found]


def _opened(library: Library, batch: Batch, passages: Sequence[Sequence[str]]) -> tuple[list[Passage], dict[str, str]]:
    """Return the passages, each of the study that it is read for, and what those studies are called."""
    present = {lead.study: library.study(lead.study).key for lead in batch.leads}
    pieces = [library.passage(name).model_copy(update={"study": present[study]}) for study, name in passages]
    return pieces, {present[lead.study]: lead.label for lead in batch.leads}


def _claim(finding: Finding, passage: Passage) -> Claim:
    evidence = Evidence(passage=passage.id, quote=finding.quote)
    return Claim(text=finding.statement, study=passage.study, evidence=(evidence,))
