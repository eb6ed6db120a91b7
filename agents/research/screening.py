"""Screen: which of the studies that a branch found are worth reading."""

import asyncio
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from agents.journal import Journal
from agents.research.branches import Branch, Lead
from assistant.embedding import Vectors
from assistant.events import Excluded, Screened
from assistant.library import Hit, Library
from assistant.passages import cut
from assistant.reading import telling
from assistant.screening import Features, Triage, features, order, percent, recall_bound, triage, wording
from assistant.study import Passage, Record
from assistant.tasks import SCREEN
from assistant.tasks.excerpt import Excerpt
from assistant.tasks.screen import ScreenInput
from assistant.workbench import Workbench

EXCERPT = 400
"""Characters of a study that decide whether it is read."""
PORTION = 30
"""Unclear studies that an expert judges at a time; what it decides orders those that are left."""
PORTIONS = 2
"""The largest number of portions that a branch of the plan puts before an expert; later branches put one."""
FRUITFUL = 0.2
"""Share of a portion that must have been relevant for the next one to be worth asking about."""
EMBEDDED = 40
"""Studies that are compared with the question by meaning, which takes time: those whose words promise most."""
JUDGED = "judged to have nothing to do with the question"
FAR_IN_WORDS = "its words promised less than those of many others"


async def screen(journal: Journal, question: str, branch: Branch, leads: Sequence[Lead], wanted: int) -> list[Lead]:
    """Return the relevant of the leads, best first, and tell them.

    Args:
        wanted: how many can be read at most; the more, the more are looked at.
    """
    if not leads:
        journal.tell(Screened(relevant=(), excluded=()))
        return []
    known = {lead.study: lead for lead in leads}
    compared = await asyncio.to_thread(_compared, journal.bench.library, question, leads, _most(wanted))
    triaged = triage(compared.hits)
    ratings = await _rated(journal, question, branch, triaged, known, compared)
    accepted = sorted((hit for hit in ratings if ratings[hit]), key=lambda hit: -ratings[hit])
    relevant = tuple(hit.study for hit in (*triaged.relevant, *accepted))
    bound = recall_bound([bool(rating) for rating in ratings.values()], len(triaged.unclear))
    left_out = (*triaged.excluded, *_refused(triaged.unclear, ratings, bound), *compared.excluded)
    journal.tell(Screened(relevant=relevant, excluded=left_out, judged=len(ratings), recall=bound))
    return [known[study] for study in relevant]


def anticipate(bench: Workbench, question: str, records: Sequence[Record]) -> None:
    """Make the vectors of what a first look found, which branches are likely to find again; they are kept."""
    texts = [(record.title, cut("", record.texts[0])) for record in records if record.texts]
    shown = [_opening(title, telling(passages, [question], limit=1)[0]) for title, passages in texts if passages]
    best = np.argsort(-wording(question, shown), kind="stable")[: _most(bench.max_studies)]
    bench.library.embedder.embed([question, *(shown[place] for place in best)])


def _most(wanted: int) -> int:
    """Return how many studies are compared with the question so that so many can be read."""
    return max(EMBEDDED, 2 * wanted)


class Compared(NamedTuple):
    """Leads that were compared with the question by meaning."""

    hits: list[Hit]
    """One for each of them, and for each that there is nothing to read of."""
    excluded: list[Excluded]
    """The others."""
    question: Vectors
    vectors: dict[str, Vectors]
    """By the key of the study."""


def _compared(library: Library, question: str, leads: Sequence[Lead], most: int) -> Compared:
    """Compare the most promising leads with the question."""
    readable = [lead for lead in leads if lead.text]
    passages = [passage for lead in readable for passage in _telling(library, lead, question)]
    texts = [_shown(lead, passage) for lead, passage in zip(readable, passages, strict=True)]
    best = sorted(np.argsort(-wording(question, texts), kind="stable")[:most])
    made = library.embedder.embed([question, *(texts[place] for place in best)])
    near = np.clip(made[1:] @ made[0], -1, 1).tolist()
    hits = [Hit(readable[p].study, cosine, cosine, passages[p]) for p, cosine in zip(best, near, strict=True)]
    hits += [Hit(lead.study, 0.0, 0.0, None) for lead in leads if not lead.text]
    reached = {hit.study for hit in hits}
    excluded = [Excluded(study=lead.study, reason=FAR_IN_WORDS) for lead in leads if lead.study not in reached]
    return Compared(hits, excluded, made[0], {readable[p].study: made[1 + n] for n, p in enumerate(best)})


def _telling(library: Library, lead: Lead, question: str) -> list[Passage]:
    """Return the one passage of the study that says most to the question."""
    return telling(cut(lead.study, library.text(lead.text)), [question], limit=1)


def _shown(lead: Lead, passage: Passage) -> str:
    return _opening(lead.title, passage)


def _opening(title: str, passage: Passage) -> str:
    """Return what is compared of a study; its first sentences tell what it is about, and the rest takes time."""
    return f"{title}\n{passage.content[:EXCERPT]}"


async def _rated(
    journal: Journal, question: str, branch: Branch, triaged: Triage, leads: dict[str, Lead], compared: Compared
) -> dict[Hit, int]:
    """Put the unclear studies before an expert, most promising first, as long as portions bear fruit.

    Returns:
        The relevance (0 to 2) of each study that was judged, in the order of judging.
    """
    unclear = triaged.unclear
    ratings: dict[Hit, int] = {}
    if not unclear:
        return ratings
    known = tuple(leads[hit.study].label for hit in triaged.relevant)
    described = await asyncio.to_thread(_described, question, unclear, leads, compared)
    for _ in range(PORTIONS if branch.wave == 1 and branch.kind == "search" else 1):
        decisions = {unclear.index(hit): rating > 0 for hit, rating in ratings.items()}
        portion = [unclear[place] for place in order(described, decisions)[:PORTION]]
        if not portion:
            break
        studies = tuple(_excerpt(leads[hit.study], hit) for hit in portion)
        given = ScreenInput(question=question, subquestion=branch.text, known=known, studies=studies)
        output = await journal.perform(SCREEN, given)
        ratings |= {portion[rating.study - 1]: rating.relevance for rating in output.ratings}
        if sum(ratings[hit] > 0 for hit in portion) < FRUITFUL * len(portion):
            break
    return ratings


def _described(question: str, hits: Sequence[Hit], leads: dict[str, Lead], compared: Compared) -> Features:
    texts = [_shown(leads[hit.study], hit.passage) for hit in hits if hit.passage]
    return features(question, texts, np.stack([compared.question, *(compared.vectors[hit.study] for hit in hits)]))


def _refused(unclear: Sequence[Hit], ratings: dict[Hit, int], bound: float) -> list[Excluded]:
    share = f"at least {percent(bound)} % of what is relevant among them was judged, with 95 % confidence"
    left = f"not judged: those before it promised more ({share})"
    reasons = {hit: JUDGED if hit in ratings else left for hit in unclear if not ratings.get(hit)}
    return [Excluded(study=hit.study, reason=reason) for hit, reason in reasons.items()]


def _excerpt(lead: Lead, hit: Hit) -> Excerpt:
    assert hit.passage is not None, "triage passes on readable studies only"
    return Excerpt(study=lead.label, kind=hit.passage.kind, text=hit.passage.content[:EXCERPT])
