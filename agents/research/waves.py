"""The steps of a branch, and the waves that branches come in.

Each step keeps in the run's `Frontier` what it decided, before anybody acts on it: done again after a crash, it
decides the same.
"""

import asyncio
from collections.abc import Coroutine, Sequence
from typing import Any, TypeVar

from pydantic import TypeAdapter

from agents.journal import Journal
from agents.research import choosing, deepening, expanding, gathering, reading, screening, vetting
from agents.research.branches import Allowance, Batch, Branch, Lead, allowance
from agents.runs.sitting import Sitting
from assistant.events import Deepened, Dropped, Opened
from assistant.plan import Plan
from assistant.reading import in_turns

_LEADS: TypeAdapter[list[Lead]] = TypeAdapter(list[Lead])

T = TypeVar("T")

UNWANTED = "it was dropped by the user"


def first(sitting: Sitting, question: str, plan: Plan, short: bool) -> list[Branch]:
    """Return the branches of the first wave: one for each sub-question, and one along citations."""
    branches = [
        Branch(place=place, text=part.text, queries=part.queries) for place, part in enumerate(plan.subquestions)
    ]
    if not short and expanding.can_expand(sitting.bench):
        branches.append(Branch(place=len(branches), kind="citations", text=question))
    return branches


async def gather(sitting: Sitting, question: str, branches: Sequence[Branch], branch: Branch) -> None:
    """Keep what the branch finds as `found`."""
    journal = Journal(sitting, "gather", branch.place)
    journal.tell(Opened(wave=branch.wave, subquestion=branch.text, queries=branch.queries, reason=branch.reason))
    found = await _unless_dropped(journal, _found(journal, question, branches, branch))
    sitting.frontier.keep("looked", branch.place, True)
    sitting.frontier.keep("found", branch.place, _plain(found or []))


async def screen(sitting: Sitting, question: str, branches: Sequence[Branch], branch: Branch) -> None:
    """Keep what is relevant of it as `relevant`."""
    journal = Journal(sitting, "screen", branch.place)
    found = _leads(sitting, "found", branch.place)
    wanted = _allowance(sitting, branches, branch).studies
    relevant = await _unless_dropped(journal, screening.screen(journal, question, branch, found, wanted))
    sitting.frontier.keep("relevant", branch.place, _plain(relevant or []))


async def choose(sitting: Sitting, question: str, branches: Sequence[Branch], branch: Branch) -> None:
    """Keep what of that is read as `batch`."""
    journal = Journal(sitting, "choose", branch.place)
    wave = [other for other in branches if other.wave == branch.wave]
    relevant = _leads(sitting, "relevant", branch.place)
    await choosing.choose(journal, wave, branch, relevant, _allowance(sitting, branches, branch))


async def read(
    sitting: Sitting, question: str, branches: Sequence[Branch], branch: Branch, plan: Plan
) -> list[tuple[str, int]]:
    """Return the claims of what is read, by id, each with the place of the sub-question that it answers."""
    journal = Journal(sitting, "read", branch.place)
    batch = Batch.model_validate(sitting.frontier.get("batch", branch.place))
    if not batch.leads:
        return []
    return await _unless_dropped(journal, _read(journal, question, branch, plan, batch)) or []


async def deepen(
    sitting: Sitting,
    question: str,
    plan: Plan,
    branches: Sequence[Branch],
    findings: Sequence[tuple[str, int]],
    short: bool,
) -> tuple[Branch, ...]:
    """Return the branches of the next wave, none if the run ends here, and tell why."""
    bench = sitting.bench
    number = branches[-1].wave
    places = {branch.place for branch in branches if branch.wave == number}
    claims = await asyncio.to_thread(bench.library.claims, dict.fromkeys(claim for claim, _ in findings))
    known = {claim.id: claim for claim in claims}
    batches = {place: Batch.model_validate(kept) for place, kept in sitting.frontier.parts("batch").items()}
    read = {lead.study for place, batch in batches.items() if place in places for lead in batch.leads}
    wave = deepening.Wave(
        number=number,
        claims=sum(claim.study in read for claim in claims),
        queries=sum(len(branch.queries) for branch in branches if branch.place in places) * len(bench.sources),
        depth=1 if short else bench.depth,
        studies_left=bench.max_studies - sum(len(batch.leads) for batch in batches.values()),
        stopped=bench.budget.exhausted,
    )
    outcome = deepening.deepen(question, plan, branches, [(known[claim], place) for claim, place in findings], wave)
    Journal(sitting, "deepen", branches[-1].place).tell(
        Deepened(
            wave=number,
            claims=wave.claims,
            queries=wave.queries,
            coverage=outcome.coverage,
            further=bool(outcome.branches),
            reason=outcome.reason,
        )
    )
    return outcome.branches


async def _found(journal: Journal, question: str, branches: Sequence[Branch], branch: Branch) -> list[Lead]:
    frontier = journal.sitting.frontier
    wave = [other.place for other in branches if other.wave == branch.wave]
    if branch.kind == "search":
        return await gathering.gather(journal, question, branch, wave)
    frontier.keep("looked", branch.place, True)
    await frontier.all("relevant", range(branch.place))
    mine = [place for place in wave if place < branch.place]
    best = in_turns([[lead.study for lead in _leads(journal.sitting, "relevant", place)] for place in mine])
    found = {lead.study for place in range(branch.place) for lead in _leads(journal.sitting, "found", place)}
    return await expanding.expand(journal, best, found)


async def _read(journal: Journal, question: str, branch: Branch, plan: Plan, batch: Batch) -> list[tuple[str, int]]:
    frontier = journal.sitting.frontier
    passages = frontier.get("passages", branch.place)
    if passages is None:
        questions = [question, *(part.text for part in plan.subquestions)]
        chosen = await choosing.passages(journal, questions, batch)
        passages = frontier.keep("passages", branch.place, [list(pair) for pair in chosen])
    pairs = TypeAdapter(list[list[str]]).validate_python(passages)
    findings, _ = await asyncio.gather(
        reading.read(journal, question, plan, batch, pairs),
        vetting.vet(journal, [lead.study for lead in batch.leads]),
    )
    return findings


async def _unless_dropped(journal: Journal, work: Coroutine[Any, Any, T]) -> T | None:
    branch = journal.branch
    assert branch is not None
    done = await journal.sitting.unless_dropped(branch, asyncio.ensure_future(work))
    if done is None:
        journal.tell(Dropped(reason=UNWANTED))
    return done


def _allowance(sitting: Sitting, branches: Sequence[Branch], branch: Branch) -> Allowance:
    bench = sitting.bench
    before = [other.place for other in branches if other.wave < branch.wave]
    taken = sum(len(Batch.model_validate(sitting.frontier.get("batch", place)).leads) for place in before)
    last = branch.wave >= bench.depth or sum(other.kind == "search" for other in branches) == 1
    return allowance(bench.max_studies, bench.full_texts, taken, last)


def _leads(sitting: Sitting, part: str, place: int) -> list[Lead]:
    return _LEADS.validate_python(sitting.frontier.get(part, place))


def _plain(leads: Sequence[Lead]) -> Any:
    return [lead.model_dump(mode="json") for lead in leads]
