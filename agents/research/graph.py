"""The research graph: a branch per sub-question, a section per answered one, all in parallel.

plan ─▶ review ─▶ branch × n (gather ─▶ screen ─▶ choose ─▶ read) ─▶ deepen ─▶ outline ─▶ section × m ─▶ report
                  ▲                                                    │
                  └───────────────────── the next wave ────────────────┘

Nothing here waits that need not: a branch reads while those after it still search.
"""

from typing import Any, TypeVar

from langgraph.checkpoint.base import BaseCheckpointSaver
from langgraph.graph import END, START, StateGraph
from langgraph.graph.state import CompiledStateGraph
from langgraph.runtime import Runtime
from langgraph.types import Send, interrupt

from agents.research import concluding, planning, waves
from agents.research.branches import Branch
from agents.research.state import BranchOutput, BranchRun, Run, SectionRun
from agents.runs.sitting import Sitting
from assistant.plan import Plan

Context = Runtime[Sitting]
Graph = CompiledStateGraph[Run, Sitting, Run, Run]

T = TypeVar("T")


def research_graph(saver: "BaseCheckpointSaver[str]") -> Graph:
    """Return the whole graph."""
    builder = StateGraph(Run, context_schema=Sitting)
    builder.add_node("plan", plan)
    builder.add_node("review", review)
    builder.add_node("branch", _branch())
    builder.add_node("deepen", deepen)
    builder.add_edge(START, "plan")
    builder.add_edge("plan", "review")
    builder.add_conditional_edges("review", to_branches, ["branch"])
    builder.add_edge("branch", "deepen")
    builder.add_conditional_edges("deepen", onward, ["branch", "outline"])
    _conclude(builder)
    return builder.compile(checkpointer=saver)


def concluding_graph() -> Graph:
    """Return the end of the graph alone: it writes with whatever was found until a run was stopped."""
    builder = StateGraph(Run, context_schema=Sitting)
    builder.add_edge(START, "outline")
    _conclude(builder)
    return builder.compile()


def _conclude(builder: "StateGraph[Run, Sitting, Run, Run]") -> None:
    builder.add_node("outline", outline)
    builder.add_node("section", section)
    builder.add_node("report", report)
    builder.add_conditional_edges("outline", to_sections, ["section", "report"])
    builder.add_edge("section", "report")
    builder.add_edge("report", END)


def _branch() -> "CompiledStateGraph[BranchRun, Sitting, BranchRun, BranchOutput]":
    builder = StateGraph(BranchRun, context_schema=Sitting, output_schema=BranchOutput)
    builder.add_sequence([gather, screen, choose, read])
    builder.add_edge(START, "gather")
    return builder.compile()


async def plan(state: Run, runtime: Context) -> dict[str, Any]:
    short, made = await planning.begin(runtime.context, state["question"])
    return {"plan": made.model_dump(mode="json"), "short": short}


async def review(state: Run, runtime: Context) -> dict[str, Any]:
    """Stop until a person has looked at the plan, if that is wanted; then open its branches."""
    plan = Plan.model_validate(state["plan"])
    if runtime.context.bench.review:
        plan = Plan.model_validate(interrupt(state["plan"]))
    branches = waves.first(runtime.context, state["question"], plan, state["short"])
    return {"plan": plan.model_dump(mode="json"), "branches": [branch.model_dump(mode="json") for branch in branches]}


def to_branches(state: Run) -> list[Send]:
    """Send every branch of the last wave on its way."""
    last = state["branches"][-1]["wave"]
    shared = {name: state[name] for name in ("question", "plan", "branches")}
    return [
        Send("branch", {**shared, "place": branch["place"], "findings": []})
        for branch in state["branches"]
        if branch["wave"] == last
    ]


async def gather(state: BranchRun, runtime: Context) -> dict[str, Any]:
    await waves.gather(runtime.context, *_where(state))
    return {}


async def screen(state: BranchRun, runtime: Context) -> dict[str, Any]:
    await waves.screen(runtime.context, *_where(state))
    return {}


async def choose(state: BranchRun, runtime: Context) -> dict[str, Any]:
    await waves.choose(runtime.context, *_where(state))
    return {}


async def read(state: BranchRun, runtime: Context) -> dict[str, Any]:
    findings = await waves.read(runtime.context, *_where(state), Plan.model_validate(state["plan"]))
    return {"findings": [list(finding) for finding in findings]}


async def deepen(state: Run, runtime: Context) -> dict[str, Any]:
    branches = _branches(state["branches"])
    following = await waves.deepen(
        runtime.context, state["question"], Plan.model_validate(state["plan"]), branches, _pairs(state), state["short"]
    )
    added = [branch.model_dump(mode="json") for branch in following]
    return {"branches": [*state["branches"], *added], "further": bool(added)}


def onward(state: Run) -> list[Send] | str:
    return to_branches(state) if state["further"] else "outline"


async def outline(state: Run, runtime: Context) -> dict[str, Any]:
    planned = await concluding.outline(runtime.context, Plan.model_validate(state["plan"]), _pairs(state))
    return {"outline": [section.model_dump(mode="json") for section in planned]}


def to_sections(state: Run) -> list[Send] | str:
    sends = [Send("section", {"question": state["question"], "section": section}) for section in state["outline"]]
    return sends or "report"


async def section(state: SectionRun, runtime: Context) -> dict[str, Any]:
    return {"drafts": [await concluding.section(runtime.context, state["question"], state["section"])]}


async def report(state: Run, runtime: Context) -> dict[str, Any]:
    await concluding.report(runtime.context, state["question"], Plan.model_validate(state["plan"]), state["outline"])
    return {}


def _where(state: BranchRun) -> tuple[str, list[Branch], Branch]:
    """Return the question, all branches so far, and the one that is at work."""
    branches = _branches(state["branches"])
    return state["question"], branches, branches[state["place"]]


def _branches(stored: list[dict[str, Any]]) -> list[Branch]:
    return [Branch.model_validate(branch) for branch in stored]


def _pairs(state: Run) -> list[tuple[str, int]]:
    return [(claim, place) for claim, place in state["findings"]]
