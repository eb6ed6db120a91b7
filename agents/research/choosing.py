"""Choose: which studies a branch reads, and which passages of them, settled before anybody is asked to read."""

import asyncio
from collections.abc import Iterable, Sequence

from agents.journal import Journal
from agents.research import full_texts
from agents.research.branches import Allowance, Batch, Branch, Lead, batch
from assistant.library import Library
from assistant.passages import cut
from assistant.reading import telling
from assistant.study import Passage


async def choose(
    journal: Journal, wave: Sequence[Branch], branch: Branch, wanted: Iterable[Lead], upto: Allowance
) -> None:
    """Keep the batch that the branch reads, when those before it have kept theirs."""
    frontier = journal.sitting.frontier
    await frontier.all("batch", range(branch.place))
    before = [Batch.model_validate(each) for place, each in frontier.parts("batch").items() if place < branch.place]
    frontier.keep("batch", branch.place, batch(branch, wave, wanted, before, upto).model_dump(mode="json"))


async def passages(journal: Journal, questions: Sequence[str], chosen: Batch) -> list[list[str]]:
    """Return which passages of a batch are read: pairs of a study's key and a passage's id.

    The full texts that are wanted are fetched first.
    """
    fetching = Journal(journal.sitting, "fetch", journal.branch)  # a step of its own, which is not always done again
    await full_texts.obtain(fetching, [lead.study for lead in chosen.leads[: chosen.in_full]])
    return await asyncio.to_thread(_passages, journal.bench.library, chosen.leads, questions)


def _passages(library: Library, leads: Iterable[Lead], questions: Sequence[str]) -> list[list[str]]:
    return [[lead.study, passage.id] for lead in leads for passage in _telling(library, lead, questions)]


def _telling(library: Library, lead: Lead, questions: Sequence[str]) -> list[Passage]:
    """Choose from what was found and the full text: the one says what a work is about, the other its details."""
    full = (text for text in library.texts(lead.study) if text.kind == "full_text")
    texts = {text.id: text for text in (library.text(lead.text), *full)}
    return telling([piece for text in list(texts.values())[:2] for piece in cut(lead.study, text)], questions)
