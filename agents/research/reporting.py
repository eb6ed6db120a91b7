"""Report: the sections put together, references recomputed from the prose, and an honest account of the run."""

from collections.abc import Iterable, Sequence

from agents.research import recall
from agents.research.writing import Drafted
from assistant.citing import cited_claims, numbering
from assistant.errors import SourceError
from assistant.events import Event, ExpertFailed, Mended, Performed, Searched, SourceFailed, Vetted
from assistant.flow import Flow
from assistant.identity import normalised
from assistant.library import Library
from assistant.plan import Plan
from assistant.report import Counts, Report, Section, Sentence, Status
from assistant.usage import Usage


def assemble(
    library: Library,
    question: str,
    plan: Plan,
    drafts: Iterable[Drafted],
    story: Sequence[Event],
    notes: Sequence[str],
) -> Report:
    """Return the report of a run.

    Raises:
        SourceError: every search failed, so there is nothing to report on.
    """
    _require_an_answer(story)
    ordered = sorted(drafts, key=lambda draft: draft.place)
    sections = without_repetition(Section(heading=d.heading, sentences=d.sentences) for d in ordered)
    claims = {claim.id: claim for claim in library.claims(cited_claims(sections))}
    passages = dict.fromkeys(evidence.passage for claim in claims.values() for evidence in claim.evidence)
    studies = tuple(library.study(key) for key in numbering(sections, claims))
    missing = tuple(dict.fromkeys(failures(story)))
    way = _flow(library, story, plan, [study.key for study in studies])
    return Report(
        question=question,
        status=status(sections, missing),
        sections=sections,
        claims=tuple(claims.values()),
        passages=tuple(map(library.passage, passages)),
        studies=studies,
        removed=tuple(removed for draft in ordered for removed in draft.removed),
        missing=missing,
        notes=(*notes, *account(story)),
        counts=counts(way),
        flow=way,
        usage=sum((event.usage for event in story if isinstance(event, Performed)), Usage()),
    )


def without_repetition(sections: Iterable[Section]) -> tuple[Section, ...]:
    """Keep the first of sentences that say the same, and the sections that then still say something."""
    said: set[str] = set()

    def is_new(sentence: Sentence) -> bool:
        name = normalised(sentence.text)
        return name not in said and not said.add(name)  # type: ignore[func-returns-value]  # add returns None

    kept = ((s.heading, tuple(filter(is_new, s.sentences))) for s in sections)
    return tuple(Section(heading=heading, sentences=sentences) for heading, sentences in kept if sentences)


def status(sections: Sequence[Section], missing: Sequence[str]) -> Status:
    if missing:
        return "partial"
    return "complete" if sections else "abstained"


def failures(story: Iterable[Event]) -> list[str]:
    """Return what failed in the run, one sentence each."""
    found = []
    for event in story:
        if isinstance(event, SourceFailed):
            what = "could be searched in part only" if event.partly else "could not be searched"
            found.append(f"{event.source} {what}: {event.reason}")
        elif isinstance(event, ExpertFailed) and not event.expected:
            found.append(f"{event.expert} failed at {event.task}, and the next expert did it: {event.reason}")
    return found


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
    lines += [
        f"Whether works that are cited here were retracted could not be looked up: {event.failed}."
        for event in story
        if isinstance(event, Vetted) and event.failed
    ]
    if any(isinstance(event, ExpertFailed) and event.expected for event in story):
        lines.append("Offline, models answered only what they had been asked before.")
    return lines


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
