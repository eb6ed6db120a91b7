"""Write: from the claims of a sub-question to the sentences that survive the checks."""

import asyncio
from collections.abc import Sequence

from agents.journal import Journal
from agents.research.checking import Section, Survivors, check, findings, resting
from agents.research.outlining import Outlined
from agents.runs.sitting import Sitting
from assistant.base import Frozen
from assistant.checks import Grounds
from assistant.claim import Claim
from assistant.errors import ExpertError
from assistant.library import Library
from assistant.report import Removed, Sentence
from assistant.tasks import WRITE
from assistant.tasks.excerpt import label
from assistant.tasks.write import WriteInput

UNWRITTEN = "no expert could write about it"


class Drafted(Frozen):
    """A checked section, and where in the report it stands."""

    place: int
    part: int = 0
    heading: str
    sentences: tuple[Sentence, ...]
    removed: tuple[Removed, ...]


async def draft(sitting: Sitting, question: str, outlined: Outlined) -> Drafted:
    """Return the section, written and checked.

    A section that no expert could write has no sentences; what it should have said stands among what was removed.
    """
    grounds = await asyncio.to_thread(grounded, sitting.bench.library, outlined.claims)
    writing = Journal(sitting, "write", outlined.place)
    given = WriteInput(question=question, heading=outlined.heading, findings=findings(grounds, outlined.claims))
    try:
        written = await writing.result(WRITE, given)
    except ExpertError:  # told by the router; the other sections go on
        unwritten = tuple(Removed(text=grounds[claim].claim.text, faults=(UNWRITTEN,)) for claim in outlined.claims)
        return _drafted(outlined, Survivors((), unwritten))
    section = Section(outlined.heading, outlined.claims, grounds, written.expert)
    sentences = [resting(each, outlined.claims) for each in written.output.sentences]
    return _drafted(outlined, await check(Journal(sitting, "check", outlined.place), section, sentences))


def _drafted(outlined: Outlined, left: Survivors) -> Drafted:
    return Drafted(
        place=outlined.place,
        part=outlined.part,
        heading=outlined.heading,
        sentences=left.sentences,
        removed=left.removed,
    )


def grounded(library: Library, claims: Sequence[str]) -> dict[str, Grounds]:
    """Return what each claim rests on, by its id."""
    return {claim.id: _grounds(library, claim) for claim in library.claims(claims)}


def _grounds(library: Library, claim: Claim) -> Grounds:
    passages = {evidence.passage: library.passage(evidence.passage) for evidence in claim.evidence}
    return Grounds(claim, passages, label(library.study(claim.study)))
