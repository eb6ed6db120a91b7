"""Read: from the passages of a batch of studies to claims with verbatim quotes."""

import asyncio
from collections.abc import Sequence

from agents.journal import Journal
from assistant.claim import Claim, Evidence
from assistant.events import Read
from assistant.library import Library
from assistant.passages import cut
from assistant.plan import Plan
from assistant.reading import portions, telling
from assistant.study import Passage
from assistant.tasks import READ
from assistant.tasks.excerpt import Excerpt, label
from assistant.tasks.read import Finding, ReadInput


async def read(journal: Journal, question: str, plan: Plan, studies: Sequence[str]) -> list[tuple[str, int]]:
    """Return the ids of the claims that the studies make, each with the place of the sub-question it answers."""
    library = journal.bench.library
    passages = await asyncio.to_thread(_passages, library, question, plan, studies)
    asked = (_read_portion(journal, question, plan, portion) for portion in portions(passages))
    found = [pair for pairs in await asyncio.gather(*asked) for pair in pairs]
    await asyncio.to_thread(library.keep_claims, [claim for claim, _ in found])
    journal.tell(Read(studies=tuple(studies), claims=tuple(claim.id for claim, _ in found)))
    return [(claim.id, place) for claim, place in found]


async def _read_portion(
    journal: Journal, question: str, plan: Plan, passages: Sequence[Passage]
) -> list[tuple[Claim, int]]:
    names = {key: label(journal.bench.library.study(key)) for key in {passage.study for passage in passages}}
    given = ReadInput(
        question=question,
        subquestions=tuple(part.text for part in plan.subquestions),
        passages=tuple(Excerpt(study=names[p.study], kind=p.kind, text=p.content) for p in passages),
    )
    output = await journal.perform(READ, given)
    return [(_claim(finding, passages[finding.passage - 1]), finding.subquestion - 1) for finding in output.findings]


def _passages(library: Library, question: str, plan: Plan, studies: Sequence[str]) -> list[Passage]:
    questions = [question, *(part.text for part in plan.subquestions)]
    return [passage for key in studies for passage in _telling(library, key, questions)]


def _telling(library: Library, key: str, questions: Sequence[str]) -> list[Passage]:
    """Choose from the abstract and the best text: what a work is about is said in the one, its details in the other."""
    texts = library.texts(key)
    chosen = {text.kind: text for text in reversed(texts) if text is texts[0] or text.kind == "abstract"}
    return telling([passage for text in chosen.values() for passage in cut(key, text)], questions)


def _claim(finding: Finding, passage: Passage) -> Claim:
    evidence = Evidence(passage=passage.id, quote=finding.quote)
    return Claim(text=finding.statement, study=passage.study, evidence=(evidence,))
