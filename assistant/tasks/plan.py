"""PLAN: take a question apart into sub-questions, each with the queries that will find its literature."""

from pydantic import Field

from assistant.base import Frozen
from assistant.identity import normalised
from assistant.plan import Plan, SubQuestion
from assistant.task import Task
from assistant.tasks.excerpt import Excerpt


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
    if len({normalised(part.text) for part in plan.subquestions}) < len(plan.subquestions):
        found.append("a sub-question is asked twice")
    return found


def mend(given: PlanInput, plan: Plan) -> Plan:
    distinct = {normalised(part.text): _without_blanks(part) for part in reversed(plan.subquestions)}
    usable = [part for name, part in reversed(distinct.items()) if name and part]
    return Plan(subquestions=tuple(part for part in usable if part)[: given.breadth])


def _without_blanks(part: SubQuestion) -> SubQuestion | None:
    queries = tuple(query for query in part.queries if normalised(query))
    return SubQuestion(text=part.text, queries=queries) if queries else None


PLAN = Task("plan", PlanInput, Plan, skills=("planning", "search"), faults=faults, mend=mend)
