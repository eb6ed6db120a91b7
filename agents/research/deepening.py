"""Deepen: after a wave, whether another one is worth it, and what it looks for. Pure functions.

A sub-question is answered when claims of enough studies speak to it. As long as some are not, waves follow: while the
last one brought claims, something is left to be asked, and neither depth nor budget is used up.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from agents.research.branches import Branch
from assistant.claim import Claim
from assistant.plan import Plan
from assistant.printable import counted
from assistant.words import leans, search_terms

ENOUGH = 2
"""Studies whose claims answer a sub-question."""
TARGET = 0.95
"""Share of the sub-questions that must be answered."""
FLOOR = 0.25
"""New claims for each query of the last wave, below which searching on is not worth it."""


class Outcome(NamedTuple):
    """What a wave came to."""

    coverage: float
    """Share of the plan's sub-questions that are answered, in [0, 1]."""
    branches: tuple[Branch, ...]
    """Those of the next wave; none: there is no next one."""
    reason: str


class Wave(NamedTuple):
    """The wave that has ended, and what is left."""

    number: int
    """From 1."""
    claims: int
    """That it brought."""
    queries: int
    """That it took."""
    depth: int
    """Waves that a run may have."""
    studies_left: int
    """That the run may still read."""
    stopped: str
    """Why no other wave may follow, whatever it would bring; empty: it may."""


def deepen(
    question: str, plan: Plan, branches: Sequence[Branch], findings: Iterable[tuple[Claim, int]], wave: Wave
) -> Outcome:
    """Decide whether another wave follows, and what it looks for."""
    found = list(findings)
    answered = coverage(plan, found)
    covered = sum(answered.values()) / max(1, len(answered))
    contested = [claim for claim, _ in found if claim.status == "contested"]
    if ending := _ending(covered, bool(contested), wave):
        return Outcome(covered, (), ending)
    still_open = [place for place, done in answered.items() if not done]
    following = _following(question, plan, branches, still_open, contested, wave.number + 1)
    if not any(branch.kind == "search" for branch in following):
        return Outcome(covered, (), "nothing is left to be asked that was not asked before")
    return Outcome(
        covered,
        tuple(following),
        f"open: {counted(len(still_open), 'sub-question')}; contested: {counted(len(contested), 'claim')}",
    )


def coverage(plan: Plan, findings: Iterable[tuple[Claim, int]]) -> Mapping[int, bool]:
    """Return for the place of each sub-question whether it is answered."""
    studies: dict[int, set[str]] = {place: set() for place in range(len(plan.subquestions))}
    for claim, place in findings:
        if claim.status != "rejected":
            studies[place].add(claim.study)
    return {place: len(found) >= ENOUGH for place, found in studies.items()}


def _ending(covered: float, contested: bool, wave: Wave) -> str:
    """Return why the run ends here, or nothing."""
    if wave.stopped:
        return wave.stopped
    if covered >= TARGET and not contested:
        return "every sub-question is answered"
    if wave.number >= wave.depth:
        return f"{wave.depth} waves are as many as were asked for"
    if wave.studies_left < 1:
        return "as many studies were read as a run may read"
    if wave.claims < FLOOR * wave.queries:
        return "the last wave brought too little"
    return ""


def _following(
    question: str,
    plan: Plan,
    branches: Sequence[Branch],
    still_open: Sequence[int],
    contested: Sequence[Claim],
    wave: int,
) -> list[Branch]:
    asked = {query for branch in branches for query in branch.queries}
    following: list[Branch] = []
    for text, queries, reason in (
        *(
            (part.text, (*part.details, _core(_named(part.text, question))), "it is open")
            for part in map(plan.subquestions.__getitem__, still_open)
        ),
        *((claim.text, (_core(claim.text),), "it is contested") for claim in contested),
    ):
        new = tuple(dict.fromkeys(query for query in queries if query and query not in asked))
        asked |= set(new)
        if new:
            place = len(branches) + len(following)
            following.append(Branch(place=place, wave=wave, text=text, queries=new, reason=reason))
    if following and any(branch.kind == "citations" for branch in branches):
        place = len(branches) + len(following)
        reason = "what was read last may lead further"
        following.append(Branch(place=place, wave=wave, kind="citations", text=question, reason=reason))
    return following


def _named(part: str, question: str) -> str:
    """Return the part with the whole question behind it, if it does not name its own subject."""
    return f"{part} {question}" if leans(part) else part


def _core(text: str) -> str:
    return " ".join(search_terms(text))
