"""From what happens in a run to what is shown of it: one pure function, an event at a time.

What was seen before changes nothing, so a run may be told from its beginning as often as one likes. What a step told
that was cut short is told again when the run goes on; only what a step came to counts.
"""

from dataclasses import replace

from assistant.events import (
    Asked,
    Called,
    Checked,
    Claimed,
    Deepened,
    Dropped,
    Event,
    Expanded,
    ExpertFailed,
    Fetched,
    Gauged,
    Mended,
    Noticed,
    Opened,
    Paused,
    Performed,
    Planned,
    Queried,
    Read,
    Reported,
    Resumed,
    Retried,
    Screened,
    Searched,
    SourceFailed,
    Started,
    Stopping,
    Streamed,
    Vetted,
    Waited,
)
from assistant.printable import one_line, shortened
from tui.app.state import (
    BRANCHES_KEPT,
    CLAIMS_KEPT,
    FAILURES_KEPT,
    NOTES_KEPT,
    QUERIES_KEPT,
    STUDIES_KEPT,
    Branch,
    Failure,
    Phase,
    Query,
    Reading,
    RunView,
    Saying,
    Search,
    SearchState,
    Spent,
)

CITATIONS = "Along the citations of the best studies"
"""What a branch is called that has no queries: it follows what was found."""


def reduce(view: RunView, event: Event) -> RunView:
    """Return what is shown after the event."""
    if event.sequence and event.sequence <= view.sequence:
        return view
    seen = _seen(view, event)
    return replace(seen, sequence=event.sequence or view.sequence, seconds=max(view.seconds, event.seconds))


def _seen(view: RunView, event: Event) -> RunView:
    match event:
        case Queried() | Searched() | SourceFailed() | Screened() | Expanded() | Fetched() | Read() | Claimed():
            return _found(view, event)
        case Opened() | Dropped():
            return _branched(view, event)
        case Asked() | Called() | Performed() | Waited() | Retried() | Mended() | ExpertFailed():
            return _worked(view, event)
        case Streamed() | Checked():
            return _written(view, event)
        case Started():
            return replace(view, run=event.run, question=one_line(event.question), expert=event.expert,
                           sources=event.sources, phase="planning", doing="opening the library")  # fmt: skip
        case Resumed():
            return _gone_on(view, event)
        case Gauged():
            how = "a short question" if event.short else "a question with several parts"
            return replace(view, phase="planning", doing=f"{how}: {event.reason}")
        case Planned():
            return replace(view, phase="searching", plan=event.plan, doing="the plan is made")
        case Paused():
            return replace(view, run=event.run, phase="paused", plan=event.plan, doing="the plan waits for you")
        case Deepened():
            return _deepened(view, event)
        case Vetted():
            return _vetted(view, event)
        case Noticed():
            return _noted(view, event.text)
        case Stopping():
            return replace(view, phase="stopping", doing=f"no more is searched and read: {event.told}")
        case Reported():
            return replace(_settled(view, view.wave), phase="ended", doing="", report=event.report)


def _branched(view: RunView, event: Opened | Dropped) -> RunView:
    branch = _branch(view, event.branch)
    if isinstance(event, Dropped):
        return _with(view, replace(branch, state="dropped", reason=_plain(event.reason), ended=event.seconds))
    branch = replace(
        branch,
        question=one_line(event.subquestion) if event.queries else CITATIONS,
        wave=event.wave,
        reason=_plain(event.reason),
        began=event.seconds,
        queries=tuple(Query(one_line(text)) for text in event.queries[:QUERIES_KEPT]),
        queries_told=len(event.queries),
        state="searching",
        ended=None,
    )
    phase = view.phase if event.wave <= view.wave and view.phase in ("reading", "writing") else "searching"
    return replace(_with(view, branch), phase=phase, wave=max(view.wave, event.wave), doing="searching")


def _found(
    view: RunView,
    event: Queried | Searched | SourceFailed | Screened | Expanded | Fetched | Read | Claimed,
) -> RunView:
    """What belongs to a branch; what the run looks up as a whole, such as for its plan, leads to no branch."""
    if isinstance(event, SourceFailed):
        view = _failed(view, event.source, event.reason, event.expected)
    if event.branch is None:
        return replace(view, doing=f"asking {event.source}") if isinstance(event, Queried) else view
    branch = _branch(view, event.branch)
    match event:
        case Queried() | Searched() | SourceFailed():
            return _with(view, _asked(branch, event))
        case Expanded():
            search = Search(event.source, "answered", len(event.studies), event.studies)
            return _with(view, _searched(branch, "along citations", search))
        case Screened():
            return replace(_with(view, _screened(branch, event)), doing="reading")
        case Fetched():
            return _with(view, replace(branch, full_texts=branch.full_texts + bool(event.url)))
        case Read():
            branch = replace(
                branch, state="read", read=len(event.studies), claims=len(event.claims), ended=event.seconds
            )
            return replace(_with(view, branch), doing="")
        case Claimed():
            return _claimed(view, branch, event)


def _asked(branch: Branch, event: Queried | Searched | SourceFailed) -> Branch:
    query = one_line(event.query)
    before = _search(branch, query, event.source)
    match event:
        case Queried():
            after = replace(before, state="asked", began=event.seconds, seconds=None)
        case Searched():
            after = replace(before, state="partly" if before.state == "partly" else "answered", found=event.found,
                            studies=event.studies, recorded=event.recorded,
                            seconds=event.seconds - before.began)  # fmt: skip
        case SourceFailed():
            state: SearchState = "partly" if event.partly else "left" if event.expected else "failed"
            after = replace(
                before, state=state, reason=_reason(event.source, event.reason), seconds=event.seconds - before.began
            )
    return _searched(branch, query, after)


def _search(branch: Branch, text: str, source: str) -> Search:
    found = (s for query in branch.queries if query.text == text for s in query.searches if s.source == source)
    return next(found, Search(source))


def _searched(branch: Branch, text: str, search: Search) -> Branch:
    """Put a search in its place below its query; queries beyond those that are kept are counted."""
    for place, query in enumerate(branch.queries):
        if query.text == text:
            others = tuple(each for each in query.searches if each.source != search.source)
            known = len(others) < len(query.searches)
            searches = (
                tuple(search if each.source == search.source else each for each in query.searches)
                if known
                else (*others, search)
            )
            queries = (*branch.queries[:place], Query(text, searches), *branch.queries[place + 1 :])
            return replace(branch, queries=queries)
    told = branch.queries_told + 1
    if len(branch.queries) >= QUERIES_KEPT:
        return replace(branch, queries_told=told)
    return replace(branch, queries=(*branch.queries, Query(text, (search,))), queries_told=told)


def _screened(branch: Branch, event: Screened) -> Branch:
    known = {reading.key: reading for reading in branch.studies}
    kept = tuple(known.get(key, Reading(key)) for key in event.relevant[:STUDIES_KEPT])
    nothing = not event.relevant
    return replace(
        branch,
        state="empty" if nothing else "reading",
        studies=kept,
        relevant=len(event.relevant),
        excluded=len(event.excluded),
        ended=event.seconds if nothing else None,
    )


def _claimed(view: RunView, branch: Branch, event: Claimed) -> RunView:
    label = one_line(event.label)
    saying = Saying(event.claim, label, one_line(event.text), one_line(event.quote), event.branch, event.seconds)
    studies = branch.studies
    for place, reading in enumerate(studies):
        if reading.key == event.study:
            counted = Reading(reading.key, label, reading.claims + 1)
            studies = (*studies[:place], counted, *studies[place + 1 :])
            break
    else:
        if len(studies) < STUDIES_KEPT:
            studies = (*studies, Reading(event.study, label, 1))
    told = any(kept.claim == event.claim and kept.branch == event.branch for kept in view.claims)
    claims = view.claims if told else (*view.claims[1 - CLAIMS_KEPT :], saying)
    counted_branch = replace(branch, studies=studies, claims=branch.claims + 1)
    phase = view.phase if view.phase in ("writing", "stopping") else "reading"
    return replace(_with(view, counted_branch), claims=claims, phase=phase, doing=f"reading {label}")


def _worked(view: RunView, event: Asked | Called | Performed | Waited | Retried | Mended | ExpertFailed) -> RunView:
    match event:
        case Asked():
            return replace(view, doing=f"{event.expert} is asked to {event.task}")
        case Waited():
            return replace(view, doing=f"waited {event.waited:.0f} s for {event.expert}: {_plain(event.reason)}")
        case Retried():
            return replace(view, doing=f"{event.expert} is asked again to {event.task}")
        case Mended():
            return _noted(view, f"{event.task}: {len(event.faults)} faulty parts of a reply were left out")
        case ExpertFailed():
            return _failed(view, event.expert, f"could not {event.task}: {event.reason}", event.expected)
        case Performed():
            return replace(view, phase="writing") if event.task == "write" and view.phase != "stopping" else view
        case Called():
            usage = event.usage
            tokens = usage.prompt_tokens + usage.completion_tokens
            taken = Spent(usage.calls, usage.recorded, tokens, usage.dollars)
            return _paid(replace(view, spent=_sum(view.spent, taken)), event.branch, usage.dollars)


def _paid(view: RunView, place: int | None, dollars: float | None) -> RunView:
    if place is None:
        return view
    branch = _branch(view, place)
    known = branch.dollars is not None and dollars is not None
    return _with(view, replace(branch, dollars=(branch.dollars or 0.0) + (dollars or 0.0) if known else None))


def _sum(one: Spent, other: Spent) -> Spent:
    known = one.dollars is not None and other.dollars is not None
    return Spent(
        one.calls + other.calls,
        one.recorded + other.recorded,
        one.tokens + other.tokens,
        (one.dollars or 0.0) + (other.dollars or 0.0) if known else None,
    )


def _written(view: RunView, event: Streamed | Checked) -> RunView:
    heading = shortened(event.heading, 60)
    doing = f"writing “{heading}”"
    if isinstance(event, Checked):
        doing = f"checked “{heading}”: {event.sentences} sentences, {event.removed} removed"
    return replace(view, phase="stopping" if view.phase == "stopping" else "writing", doing=doing)


def _gone_on(view: RunView, event: Resumed) -> RunView:
    """What branches were reading when they were left is read again."""
    branches = tuple(
        replace(branch, claims=0, studies=tuple(replace(study, claims=0) for study in branch.studies))
        if branch.state == "reading"
        else branch
        for branch in view.branches
    )
    phase: Phase = "searching" if view.plan else "planning"
    return replace(view, branches=branches, phase=phase, sitting=event.sitting, report=None, doing="going on")


def _deepened(view: RunView, event: Deepened) -> RunView:
    view = _settled(view, event.wave)
    if event.further:
        doing = f"another wave follows: {event.reason}"
        return replace(view, phase="searching", wave=event.wave + 1, coverage=event.coverage, doing=doing)
    phase: Phase = "stopping" if view.phase == "stopping" else "writing"
    return replace(view, phase=phase, coverage=event.coverage, doing=f"writing: {event.reason}")


def _settled(view: RunView, wave: int) -> RunView:
    """A wave has ended: whatever its branches have not read by then, they do not read."""
    branches = tuple(
        replace(branch, state="shared" if branch.relevant else "empty", ended=view.seconds)
        if branch.wave <= wave and branch.state in ("searching", "reading")
        else branch
        for branch in view.branches
    )
    return replace(view, branches=branches)


def _vetted(view: RunView, event: Vetted) -> RunView:
    if event.flagged:
        view = _noted(view, f"{len(event.flagged)} studies were retracted, corrected or superseded")
    return _failed(view, "Crossref", event.failed, False) if event.failed else view


def _noted(view: RunView, text: str) -> RunView:
    note = _plain(text)
    return view if note in view.notes else replace(view, notes=(*view.notes[1 - NOTES_KEPT :], note))


def _failed(view: RunView, who: str, reason: str, expected: bool) -> RunView:
    reason = _reason(who, reason)
    for place, known in enumerate(view.failures):
        if (known.who, known.reason) == (who, reason):
            again = replace(known, times=known.times + 1)
            return replace(view, failures=(*view.failures[:place], again, *view.failures[place + 1 :]))
    failure = Failure(who, reason, expected=expected)
    return replace(view, failures=(*view.failures[1 - FAILURES_KEPT :], failure))


def _branch(view: RunView, place: int | None) -> Branch:
    return next((branch for branch in view.branches if branch.place == place), Branch(place or 0))


def _with(view: RunView, branch: Branch) -> RunView:
    for place, known in enumerate(view.branches):
        if known.place == branch.place:
            return replace(view, branches=(*view.branches[:place], branch, *view.branches[place + 1 :]))
        if known.place > branch.place:
            return replace(view, branches=(*view.branches[:place], branch, *view.branches[place:]))
    if len(view.branches) >= BRANCHES_KEPT:
        return view
    return replace(view, branches=(*view.branches, branch))


def _reason(who: str, reason: str) -> str:
    return _plain(reason).removeprefix(f"{who}: ")


def _plain(text: str) -> str:
    return shortened(text)
