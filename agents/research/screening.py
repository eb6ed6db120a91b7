"""Screen: which of the gathered studies this branch reads."""

import asyncio
from collections.abc import Sequence

from agents.journal import Journal
from assistant.events import Excluded, Screened
from assistant.library import Hit, Library
from assistant.screening import Features, Triage, features, order, recall_bound, triage
from assistant.tasks import SCREEN
from assistant.tasks.excerpt import Excerpt, label
from assistant.tasks.screen import ScreenInput

EXCERPT = 400
"""Characters of a study that decide whether it is read."""
PORTION = 30
"""Unclear studies that an expert judges at a time; what it decides orders those that are left."""
PORTIONS = 3
"""The largest number of portions, so that screening ends however much was found."""
FRUITFUL = 0.2
"""Share of a portion that must have been relevant for the next one to be worth asking about."""
JUDGED = "judged to have nothing to do with the question"


async def screen(journal: Journal, question: str, subquestion: str, keys: Sequence[str]) -> list[str]:
    """Return the keys of the relevant studies, best first, and tell them."""
    library = journal.bench.library
    hits = await asyncio.to_thread(library.find, question, max(1, len(keys)), set(keys)) if keys else []
    triaged = triage(hits)
    ratings = await _rated(journal, question, subquestion, triaged)
    accepted = sorted((hit for hit in ratings if ratings[hit]), key=lambda hit: -ratings[hit])
    relevant = tuple(hit.study for hit in (*triaged.relevant, *accepted))
    bound = recall_bound([bool(rating) for rating in ratings.values()], len(triaged.unclear))
    excluded = (*triaged.excluded, *_refused(triaged.unclear, ratings, bound))
    journal.tell(Screened(relevant=relevant, excluded=excluded, judged=len(ratings), recall=bound))
    return list(relevant)


async def _rated(journal: Journal, question: str, subquestion: str, triaged: Triage) -> dict[Hit, int]:
    """Put the unclear studies before an expert, most promising first, as long as portions bear fruit.

    Returns:
        The relevance (0 to 2) of each study that was judged, in the order of judging.
    """
    unclear, library = triaged.unclear, journal.bench.library
    ratings: dict[Hit, int] = {}
    if not unclear:
        return ratings
    known = tuple(label(library.study(hit.study)) for hit in triaged.relevant)
    described = await asyncio.to_thread(_described, library, question, unclear)
    for _ in range(PORTIONS):
        decisions = {unclear.index(hit): rating > 0 for hit, rating in ratings.items()}
        portion = [unclear[place] for place in order(described, decisions)[:PORTION]]
        if not portion:
            break
        studies = tuple(_excerpt(library, hit) for hit in portion)
        given = ScreenInput(question=question, subquestion=subquestion, known=known, studies=studies)
        output = await journal.perform(SCREEN, given)
        ratings |= {portion[rating.study - 1]: rating.relevance for rating in output.ratings}
        if sum(ratings[hit] > 0 for hit in portion) < FRUITFUL * len(portion):
            break
    return ratings


def _described(library: Library, question: str, hits: Sequence[Hit]) -> Features:
    texts = [f"{library.study(hit.study).title}\n{hit.passage.content if hit.passage else ''}" for hit in hits]
    return features(question, texts, library.embedder.embed([question, *texts]))


def _refused(unclear: Sequence[Hit], ratings: dict[Hit, int], bound: float) -> list[Excluded]:
    left = f"not judged: those before it promised more (at least {bound:.0%} of the relevant were judged)"
    reasons = {hit: JUDGED if hit in ratings else left for hit in unclear if not ratings.get(hit)}
    return [Excluded(study=hit.study, reason=reason) for hit, reason in reasons.items()]


def _excerpt(library: Library, hit: Hit) -> Excerpt:
    assert hit.passage is not None, "triage passes on readable studies only"
    return Excerpt(study=label(library.study(hit.study)), kind=hit.passage.kind, text=hit.passage.content[:EXCERPT])
