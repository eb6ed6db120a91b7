"""Recall evidence: from a run's story to the ledger of its searches and the fate of every study. Pure functions."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from assistant.events import Event, Expanded, Read, Screened, Searched, SourceFailed
from assistant.flow import Fate, Flow, Search, Stage
from assistant.plan import Plan
from assistant.study import Study, TextKind

CITATIONS = "citations of the best studies"
"""How the ledger calls the search along citations."""
SET_ASIDE = "relevant, but more were found than a run reads"
UNUSED = "read, but no sentence rests on it"


class Found(NamedTuple):
    """What one search brought, before anything is known about its place in the run."""

    search: Search
    studies: tuple[str, ...]


def found(story: Iterable[Event]) -> list[str]:
    """Return the keys of the studies that searches found, each once, in the order in which they were told."""
    tuples = (event.studies for event in story if isinstance(event, Searched | Expanded))
    return list(dict.fromkeys(key for keys in tuples for key in keys))


def merged(story: Iterable[Event], key: Mapping[str, str]) -> list[Event]:
    """Return the story with every study under its present key: two that were found apart may be one by now."""

    def present(keys: Iterable[str]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(key.get(study, study) for study in keys))

    def told(event: Event) -> Event:
        match event:
            case Searched() | Expanded() | Read():
                return event.model_copy(update={"studies": present(event.studies)})
            case Screened():
                excluded = tuple(e.model_copy(update={"study": key.get(e.study, e.study)}) for e in event.excluded)
                return event.model_copy(update={"relevant": present(event.relevant), "excluded": excluded})
            case _:
                return event

    return [told(event) for event in story]


def flow(
    story: Sequence[Event],
    plan: Plan,
    studies: Mapping[str, Study],
    kinds: Mapping[str, TextKind],
    cited: Iterable[str],
) -> Flow:
    """Return the whole way from searches to citations.

    Args:
        studies: every study that a search found, by key.
        kinds: the best text of each study that was read.
    """
    relevant = {key for event in story if isinstance(event, Screened) for key in event.relevant}
    searches = ledger(_in_order(story, plan), relevant)
    return Flow(searches=searches, fates=fates(story, studies, kinds, set(cited)))


def ledger(found: Iterable[Found], relevant: set[str]) -> tuple[Search, ...]:
    """Return the searches, each with what it added to those before it."""
    seen: set[str] = set()
    rows = []
    for search, studies in found:
        new = set(studies) - seen
        seen |= new
        rows.append(search.model_copy(update={"new": len(new), "relevant": len(new & relevant)}))
    return tuple(rows)


def fates(
    story: Sequence[Event], studies: Mapping[str, Study], kinds: Mapping[str, TextKind], cited: set[str]
) -> tuple[Fate, ...]:
    """Return what became of each study; what one branch excludes and another wants is wanted."""
    read = {key for event in story if isinstance(event, Read) for key in event.studies}
    relevant = {key for event in story if isinstance(event, Screened) for key in event.relevant}
    screened = sorted((event for event in story if isinstance(event, Screened)), key=_branch)
    excluded = {e.study: e.reason for event in screened for e in event.excluded}

    def stage(key: str) -> tuple[Stage, str]:
        if key in cited:
            return "cited", ""
        if key in read:
            return "read", UNUSED
        return ("set aside", SET_ASIDE) if key in relevant else ("excluded", excluded.get(key, ""))

    rows = ((key, study, *stage(key)) for key, study in studies.items())
    return tuple(
        Fate(
            study=key, title=study.title, stage=how_far, reason=reason, read_as=kinds.get(key) if key in read else None
        )
        for key, study, how_far, reason in rows
    )


def _in_order(story: Sequence[Event], plan: Plan) -> list[Found]:
    """Return the searches in the order of the plan, whoever answered first; those along citations last."""
    places = {(n, query): place for n, part in enumerate(plan.subquestions) for place, query in enumerate(part.queries)}
    told = [(event, _found(event)) for event in story]
    rows = [
        (_branch(event), places.get((_branch(event), found.search.query), 0), found) for event, found in told if found
    ]
    ordered = sorted(rows, key=lambda row: (*row[:2], row[2].search.source, bool(row[2].search.failed)))
    return _joined(found for _, _, found in ordered)


def _found(event: Event) -> Found | None:
    match event:
        case Searched():
            return Found(Search(source=event.source, query=event.query, found=event.found), event.studies)
        case SourceFailed() if event.branch is not None and not event.expected:  # a branch repeats the first look
            return Found(Search(source=event.source, query=event.query, failed=event.reason), ())
        case Expanded():
            return Found(Search(source=event.source, query=CITATIONS, found=len(event.studies)), event.studies)
        case _:
            return None


def _joined(found: Iterable[Found]) -> list[Found]:
    """Make one row of what a source gave and of why it did not give all."""
    rows: list[Found] = []
    for search, studies in found:
        if search.failed and rows and (rows[-1].search.source, rows[-1].search.query) == (search.source, search.query):
            last = rows.pop()
            rows.append(Found(last.search.model_copy(update={"failed": search.failed}), last.studies))
        else:
            rows.append(Found(search, studies))
    return rows


def _branch(event: Event) -> int:
    return -1 if event.branch is None else event.branch
