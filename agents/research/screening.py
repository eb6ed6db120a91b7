"""Screen: which of the gathered studies this branch reads."""

import asyncio
from collections.abc import Sequence

from agents.journal import Journal
from assistant.events import Excluded, Screened
from assistant.library import Hit, Library
from assistant.screening import Triage, triage
from assistant.tasks import SCREEN
from assistant.tasks.excerpt import Excerpt, label
from assistant.tasks.screen import ScreenInput

EXCERPT = 400
"""Characters of a study that decide whether it is read."""
JUDGED = "judged to have nothing to do with the question"


async def screen(journal: Journal, question: str, subquestion: str, keys: Sequence[str]) -> list[str]:
    """Return the keys of the relevant studies, best first, and tell them."""
    library = journal.bench.library
    hits = await asyncio.to_thread(library.find, question, max(1, len(keys)), set(keys)) if keys else []
    sorted_out = triage(hits)
    judged = await _judged(journal, question, subquestion, sorted_out)
    relevant = tuple(hit.study for hit in (*sorted_out.relevant, *judged))
    refused = [hit.study for hit in sorted_out.unclear if hit.study not in relevant]
    excluded = (*sorted_out.excluded, *(Excluded(study=study, reason=JUDGED) for study in refused))
    journal.tell(Screened(relevant=relevant, excluded=excluded))
    return list(relevant)


async def _judged(journal: Journal, question: str, subquestion: str, triaged: Triage) -> list[Hit]:
    """Ask about the studies that their rank does not decide; those that answer come before those that touch."""
    if not triaged.unclear:
        return []
    library = journal.bench.library
    given = ScreenInput(
        question=question,
        subquestion=subquestion,
        known=tuple(label(library.study(hit.study)) for hit in triaged.relevant),
        studies=tuple(_excerpt(library, hit) for hit in triaged.unclear),
    )
    output = await journal.perform(SCREEN, given)
    ratings = {rating.study: rating.relevance for rating in output.ratings}
    kept = [(ratings[number], hit) for number, hit in enumerate(triaged.unclear, 1) if ratings[number]]
    return [hit for _, hit in sorted(kept, key=lambda pair: -pair[0])]


def _excerpt(library: Library, hit: Hit) -> Excerpt:
    assert hit.passage is not None, "triage passes on readable studies only"
    return Excerpt(study=label(library.study(hit.study)), kind=hit.passage.kind, text=hit.passage.content[:EXCERPT])
