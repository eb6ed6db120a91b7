"""Write and check: from the claims of a sub-question to the sentences that survive the checks."""

import asyncio
from collections.abc import Mapping, Sequence

from agents.journal import Journal
from agents.research.outlining import Outlined
from agents.runs.sitting import Sitting
from assistant.base import Frozen
from assistant.checks import Grounds, faults
from assistant.claim import Claim
from assistant.errors import ExpertError
from assistant.events import Checked
from assistant.library import Library
from assistant.report import Removed, Sentence
from assistant.tasks import REPAIR, WRITE
from assistant.tasks.excerpt import label
from assistant.tasks.repair import Faulty, RepairInput
from assistant.tasks.write import Noted, WriteInput, Written

UNWRITTEN = "no expert could write about it"


class Drafted(Frozen):
    """A checked section, and where in the report it stands."""

    place: int
    part: int = 0
    heading: str
    sentences: tuple[Sentence, ...]
    removed: tuple[Removed, ...]


async def draft(sitting: Sitting, question: str, section: Outlined) -> Drafted:
    """Return the section, written and checked."""
    sentences = await write(Journal(sitting, "write", section.place), question, section)
    return await check(Journal(sitting, "check", section.place), section, sentences)


async def write(journal: Journal, question: str, section: Outlined) -> list[Sentence]:
    """Return the section's sentences as they were written; none if no expert could write it."""
    grounds = await asyncio.to_thread(grounded, journal.bench.library, section.claims)
    findings = _findings(grounds, section.claims)
    try:
        made = await journal.perform(WRITE, WriteInput(question=question, heading=section.heading, findings=findings))
    except ExpertError:  # told by the router; the other sections go on
        return []
    return [_sentence(written, section.claims) for written in made.sentences]


async def check(journal: Journal, section: Outlined, sentences: Sequence[Sentence]) -> Drafted:
    """Return the section with every faulty sentence repaired once, or else removed with its faults named.

    A section without sentences was not written: what it should have said stands among what was removed.
    """
    grounds = await asyncio.to_thread(grounded, journal.bench.library, section.claims)
    wrong = {index: found for index, sentence in enumerate(sentences) if (found := faults(sentence, grounds))}
    repaired = await _repaired(journal, section, grounds, sentences, wrong) if wrong else {}
    kept = [repaired.get(i, s) for i, s in enumerate(sentences) if i not in wrong or i in repaired]
    removed = [Removed(text=sentences[i].text, faults=tuple(wrong[i])) for i in wrong if i not in repaired]
    if not sentences:
        removed = [Removed(text=grounds[claim].claim.text, faults=(UNWRITTEN,)) for claim in section.claims]
    journal.tell(
        Checked(heading=section.heading, sentences=len(sentences), repaired=len(repaired), removed=len(removed))
    )
    return Drafted(
        place=section.place,
        part=section.part,
        heading=section.heading,
        sentences=tuple(kept),
        removed=tuple(removed),
    )


def grounded(library: Library, claims: Sequence[str]) -> dict[str, Grounds]:
    """Return what each claim rests on, by its id."""
    return {claim.id: _grounds(library, claim) for claim in library.claims(claims)}


def _grounds(library: Library, claim: Claim) -> Grounds:
    passages = {evidence.passage: library.passage(evidence.passage) for evidence in claim.evidence}
    return Grounds(claim, passages, label(library.study(claim.study)))


async def _repaired(
    journal: Journal,
    section: Outlined,
    grounds: Mapping[str, Grounds],
    sentences: Sequence[Sentence],
    wrong: Mapping[int, Sequence[str]],
) -> dict[int, Sentence]:
    """Ask once for sentences in the place of the faulty ones, and return those that pass, by their place."""
    numbers = {claim: number for number, claim in enumerate(section.claims, 1)}
    faulty = tuple(
        Faulty(text=sentences[i].text, faults=tuple(wrong[i]), findings=tuple(numbers[c] for c in sentences[i].claims))
        for i in wrong
    )
    findings = _findings(grounds, section.claims)
    try:
        made = await journal.perform(REPAIR, RepairInput(heading=section.heading, findings=findings, sentences=faulty))
    except ExpertError:  # told by the router; what is faulty goes
        return {}
    mended = zip(wrong, (_sentence(written, section.claims) for written in made.sentences), strict=True)
    return {index: sentence for index, sentence in mended if not faults(sentence, grounds)}


def _findings(grounds: Mapping[str, Grounds], claims: Sequence[str]) -> tuple[Noted, ...]:
    return tuple(
        Noted(study=ground.label, statement=ground.claim.text, quote=" … ".join(e.quote for e in ground.claim.evidence))
        for ground in (grounds[claim] for claim in claims)
    )


def _sentence(written: Written, claims: Sequence[str]) -> Sentence:
    return Sentence(
        text=written.text.strip(),
        claims=tuple(dict.fromkeys(claims[n - 1] for n in written.findings)),
        opens_paragraph=written.opens_paragraph,
    )
