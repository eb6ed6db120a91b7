"""PLAN: take a question apart into sub-questions, each with the queries that will find its literature."""

from collections.abc import Callable, Iterable
from typing import TypeVar

from pydantic import Field

from assistant.base import Frozen
from assistant.identity import normalised
from assistant.plan import Plan, SubQuestion
from assistant.task import Task
from assistant.tasks.excerpt import Excerpt

T = TypeVar("T")

DETAILS = 3
"""The largest number of queries for single facts that a sub-question has."""


class PlanInput(Frozen):
    question: str
    breadth: int = Field(ge=1)
    """The largest number of sub-questions."""
    seen: tuple[Excerpt, ...] = ()
    """What a first look at the sources on this machine found, best first."""


def faults(given: PlanInput, plan: Plan) -> list[str]:
    found = []
    if not plan.subquestions:
        found.append("there is no sub-question; at least one is needed")
    if len(plan.subquestions) > given.breadth:
        found.append(f"there are {len(plan.subquestions)} sub-questions; at most {given.breadth} are wanted")
    for number, part in enumerate(plan.subquestions, 1):
        if not normalised(part.text):
            found.append(f"sub-question {number} is blank")
        if not any(normalised(query) for query in part.queries):
            found.append(f"sub-question {number} has no query")
        if len(part.details) > DETAILS:
            found.append(f"sub-question {number} has {len(part.details)} details; at most {DETAILS} are wanted")
    if len({normalised(part.text) for part in plan.subquestions}) < len(plan.subquestions):
        found.append("a sub-question is asked twice")
    return found


def mend(given: PlanInput, plan: Plan) -> Plan:
    usable = [part for part in map(_cleaned, plan.subquestions) if normalised(part.text) and part.queries]
    return Plan(subquestions=_distinct(usable, lambda part: part.text)[: given.breadth])


def _cleaned(part: SubQuestion) -> SubQuestion:
    """Return the sub-question without blank queries, and without details that its queries ask for already."""
    queries = _distinct(part.queries, str)
    details = _distinct((*queries, *part.details), str)[len(queries) :]
    return part.model_copy(update={"queries": queries, "details": details[:DETAILS]})


def _distinct(values: Iterable[T], said: Callable[[T], str]) -> tuple[T, ...]:
    """Return the first of those that say the same, in their order; what says nothing is left out."""
    first: dict[str, T] = {}
    for value in values:
        first.setdefault(normalised(said(value)), value)
    return tuple(value for name, value in first.items() if name)


PLAN = Task("plan", PlanInput, Plan, skills=("planning", "search"), faults=faults, mend=mend)
