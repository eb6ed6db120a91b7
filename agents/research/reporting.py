"""Report: the sections put together, references recomputed from the prose, and an honest account of the run."""

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import NamedTuple

from agents.research import recall
from agents.research.writing import Drafted
from agents.runs.history import spent
from assistant.citing import cited_claims, numbering
from assistant.claim import Claim
from assistant.errors import SourceError
from assistant.events import (
    Dropped,
    Event,
    ExpertFailed,
    Fetched,
    Mended,
    Opened,
    Performed,
    Read,
    Searched,
    SourceFailed,
    Vetted,
)
from assistant.flow import Flow
from assistant.identity import normalised
from assistant.library import Library
from assistant.plan import Plan
from assistant.report import Counts, Report, Section, Sentence, Status
from assistant.sources.filters import Filters


class Ending(NamedTuple):
    """How a run ended that did not come to the end of its work."""

    status: Status | None = None
    missing: tuple[str, ...] = ()


def assemble(
    library: Library,
    question: str,
    plan: Plan,
    drafts: Iterable[Drafted],
    story: Sequence[Event],
    notes: Sequence[str],
    filters: Filters,
    ending: Ending,
) -> Report:
    """Return the report of a run.

    Args:
        story: what happened, without what was done twice (`agents.runs.history.lasting`).

    Raises:
        SourceError: every search failed, so there is nothing to report on.
    """
    _require_an_answer(story)
    ordered = sorted(drafts, key=lambda draft: (draft.place, draft.part))
    written = without_repetition(
        Section(heading=parts[0].heading, sentences=tuple(s for part in parts for s in part.sentences))
        for parts in (list(group) for _, group in groupby(ordered, key=lambda draft: draft.place))
    )
    gaps = _gaps(plan, ordered) if written else []
    sections, claims = _at_present(library, written)
    passages = dict.fromkeys(evidence.passage for claim in claims.values() for evidence in claim.evidence)
    studies = tuple(library.study(key) for key in numbering(sections, claims))
    failed = (*ending.missing, *failures(story))
    way = _flow(library, story, plan, [study.key for study in studies])
    return Report(
        question=question,
        plan=plan,
        status=ending.status or status(sections, failed),
        sections=sections,
        claims=tuple(claims.values()),
        passages=tuple(map(library.passage, passages)),
        studies=studies,
        removed=tuple(removed for draft in ordered for removed in draft.removed),
        missing=(*failed, *gaps),
        notes=(*notes, *account(story)),
        filters=filters,
        counts=counts(way),
        flow=way,
        usage=spent(story),
    )


def _at_present(library: Library, sections: Sequence[Section]) -> tuple[tuple[Section, ...], dict[str, Claim]]:
    """Return the sections and their claims, by id, under the present keys: two studies may have become one by now."""
    held = library.claims(cited_claims(sections))
    present = {c.id: c.model_copy(update={"study": library.study(c.study).key}) for c in held}
    library.keep_claims(present.values())

    def renamed(sentence: Sentence) -> Sentence:
        return sentence.model_copy(update={"claims": tuple(dict.fromkeys(present[c].id for c in sentence.claims))})

    return (
        tuple(s.model_copy(update={"sentences": tuple(map(renamed, s.sentences))}) for s in sections),
        {claim.id: claim for claim in present.values()},
    )


def without_repetition(sections: Iterable[Section]) -> tuple[Section, ...]:
    """Keep the first of sentences that say the same, and the sections that then still say something."""
    said: set[str] = set()

    def is_new(sentence: Sentence) -> bool:
        name = normalised(sentence.text)
        return name not in said and not said.add(name)  # type: ignore[func-returns-value]  # add returns None

    kept = ((s.heading, tuple(filter(is_new, s.sentences))) for s in sections)
    return tuple(Section(heading=heading, sentences=sentences) for heading, sentences in kept if sentences)


def _gaps(plan: Plan, drafts: Sequence[Drafted]) -> list[str]:
    """Return which parts of the plan the report does not answer, one sentence each."""
    found = {draft.place for draft in drafts}
    answered = {draft.place for draft in drafts if draft.sentences}
    return [
        f"{'Nothing that was found passed the checks' if place in found else 'Nothing was found'} on: {part.text}"
        for place, part in enumerate(plan.subquestions)
        if place not in answered
    ]


def status(sections: Sequence[Section], failed: Sequence[str]) -> Status:
    """Return how a run ended that came to its end; that nothing was found on a part of the question is no failure."""
    if failed:
        return "partial"
    return "complete" if sections else "abstained"


def failures(story: Sequence[Event]) -> list[str]:
    """Return what failed in the run, one sentence each, the searches of a source taken together."""
    answered = {(event.source, event.query) for event in story if isinstance(event, Searched)}
    failed: dict[str, list[SourceFailed]] = {}
    for event in story:
        in_vain = isinstance(event, SourceFailed) and (event.partly or (event.source, event.query) not in answered)
        if isinstance(event, SourceFailed) and in_vain and not event.expected:
            failed.setdefault(event.source, []).append(event)
    searched = Counter(event.source for event in story if isinstance(event, Searched))
    experts = (e for e in story if isinstance(e, ExpertFailed) and not e.expected)
    return [
        *(_unsearched(source, events, searched[source]) for source, events in sorted(failed.items())),
        *dict.fromkeys(f"{event.expert} failed at {event.task}: {event.reason}" for event in experts),
        *_dropped(story),
    ]


def _dropped(story: Sequence[Event]) -> list[str]:
    about = {event.branch: event.subquestion for event in story if isinstance(event, Opened)}
    reasons = {event.branch: event.reason for event in story if isinstance(event, Dropped)}
    return [f"A branch did not come to its end ({reasons[n]}): {text}" for n, text in about.items() if n in reasons]


def _unsearched(source: str, failed: Sequence[SourceFailed], answered: int) -> str:
    reason = failed[0].reason
    unanswered = sum(not event.partly for event in failed)
    if not unanswered:
        return f"{source} could be searched in part only: {reason}"
    if not answered:
        return f"{source} could not be searched: {reason}"
    return f"{source} did not answer {unanswered} of {unanswered + answered} searches: {reason}"


def account(story: Sequence[Event]) -> list[str]:
    """Return who did what, and what was left out of their replies, one sentence each."""
    who: dict[str, dict[str, None]] = {}
    for event in story:
        if isinstance(event, Performed):
            who.setdefault(event.expert, {})[event.task] = None
    lines = [f"{_introduced(expert)} did: {', '.join(tasks)}." for expert, tasks in who.items()]
    left_out = [fault for event in story if isinstance(event, Mended) for fault in event.faults]
    if left_out:
        lines.append(f"{len(left_out)} faulty parts of replies were left out: {'; '.join(left_out[:10])}.")
    lines += _unquoted([event for event in story if isinstance(event, Read)])
    lines += _unvetted([event for event in story if isinstance(event, Vetted)])
    lines += _unfetched([event for event in story if isinstance(event, Fetched)])
    unasked = ((event.expert, event.reason) for event in story if isinstance(event, ExpertFailed) and event.expected)
    return [*lines, *(f"{expert} was not asked everything: {reason}." for expert, reason in dict.fromkeys(unasked))]


def _unvetted(vetted: Sequence[Vetted]) -> list[str]:
    """Return what is not known of retractions, where they are looked up."""
    failed = dict.fromkeys(event.failed for event in vetted if event.failed)
    lines = [f"Whether works that are cited here were retracted could not be looked up: {reason}." for reason in failed]
    if nameless := {study for event in vetted for study in event.nameless}:
        lines.append(f"Works that were read, but not looked up for retractions, for want of a DOI: {len(nameless)}.")
    return lines


def _unfetched(fetched: Sequence[Fetched]) -> list[str]:
    """Return how many full texts were wanted and not had; of the others nothing is told again after a kill."""
    failed = {event.study: event.failures for event in fetched if not event.url}
    if not failed:
        return []
    return [f"Full texts that could not be had: {len(failed)} ({'; '.join(failed[min(failed)][:1])})."]


def _unquoted(readings: Sequence[Read]) -> list[str]:
    studies = {study for event in readings for study in event.studies}
    if not studies or any(event.claims for event in readings):
        return []
    told = "1 relevant study was" if len(studies) == 1 else f"{len(studies)} relevant studies were"
    return [f"{told} read, but gave no sentence to quote."]


def counts(flow: Flow) -> Counts:
    """Return how many studies reached each step."""
    read = [fate for fate in flow.fates if fate.stage in ("read", "cited")]
    return Counts(
        found=sum(search.found for search in flow.searches),
        distinct=len(flow.fates),
        relevant=sum(fate.stage != "excluded" for fate in flow.fates),
        read=len(read),
        read_in_full=sum(fate.read_as == "full_text" for fate in read),
        cited=sum(fate.stage == "cited" for fate in flow.fates),
    )


def _flow(library: Library, story: Sequence[Event], plan: Plan, cited: Sequence[str]) -> Flow:
    held = {key: library.study(key) for key in recall.found(story)}
    studies = {study.key: study for study in held.values()}
    kinds = {key: texts[0].kind for key in studies if (texts := library.texts(key))}
    merged = recall.merged(story, {key: study.key for key, study in held.items()})
    return recall.flow(merged, plan, studies, kinds, cited)


def _introduced(expert: str) -> str:
    return (
        "The built-in extractive expert (no language model; it quotes and orders)" if expert == "extractive" else expert
    )


def _require_an_answer(story: Sequence[Event]) -> None:
    failed = [event for event in story if isinstance(event, SourceFailed)]
    if failed and not any(isinstance(event, Searched) for event in story):
        reasons = dict.fromkeys(f"{event.source}: {event.reason}" for event in failed)
        raise SourceError(f"No source answered. {' '.join(reasons)}")
