"""The research graph: a branch per sub-question, a section per answered one, all in parallel.

plan ─▶ branch × n (gather ─▶ screen) ─▶ expand ─▶ choose ─▶ read × n, vet ─▶ outline
                                                     ─▶ section × m (write ─▶ check) ─▶ report
"""

import asyncio
from functools import cache
from typing import Any

from langgraph.graph import END, START, StateGraph
from langgraph.graph.state import CompiledStateGraph
from langgraph.runtime import Runtime
from langgraph.types import Send

from agents.journal import Journal, events
from agents.research import (
    expanding,
    full_texts,
    gathering,
    outlining,
    planning,
    reading,
    recall,
    reporting,
    screening,
    vetting,
    writing,
)
from agents.research.outlining import Outlined
from agents.research.state import Batch, Branch, BranchOutput, Run, SectionOutput, SectionRun, Vetting
from agents.research.writing import Drafted
from assistant.plan import Plan
from assistant.reading import in_turns, shares
from assistant.report import Sentence
from assistant.workbench import Workbench

Context = Runtime[Workbench]


@cache
def graph() -> CompiledStateGraph[Run, Workbench, Run, Run]:
    """Return the compiled graph; it holds nothing of any run."""
    builder = StateGraph(Run, context_schema=Workbench)
    builder.add_node("plan", plan)
    builder.add_node("branch", _branch())
    builder.add_node("expand", expand)
    builder.add_node("choose", choose)
    builder.add_node("read", read)
    builder.add_node("vet", vet)
    builder.add_node("outline", outline)
    builder.add_node("section", _section())
    builder.add_node("report", report)
    builder.add_edge(START, "plan")
    builder.add_conditional_edges("plan", fan_out, ["branch"])
    builder.add_edge("branch", "expand")
    builder.add_edge("expand", "choose")
    builder.add_conditional_edges("choose", to_readers, ["read", "vet", "outline"])
    builder.add_edge(["read", "vet"], "outline")
    builder.add_conditional_edges("outline", to_sections, ["section", "report"])
    builder.add_edge("section", "report")
    builder.add_edge("report", END)
    return builder.compile()


def _branch() -> CompiledStateGraph[Branch, Workbench, Branch, BranchOutput]:
    builder = StateGraph(Branch, context_schema=Workbench, output_schema=BranchOutput)
    builder.add_sequence([gather, screen])
    builder.add_edge(START, "gather")
    return builder.compile()


def _section() -> CompiledStateGraph[SectionRun, Workbench, SectionRun, SectionOutput]:
    builder = StateGraph(SectionRun, context_schema=Workbench, output_schema=SectionOutput)
    builder.add_sequence([write, check])
    builder.add_edge(START, "write")
    return builder.compile()


async def plan(state: Run, runtime: Context) -> dict[str, Any]:
    journal = Journal(runtime.context)
    made = await planning.plan(journal, state["question"])
    return {"plan": made.model_dump(mode="json"), "story": journal.story}


def fan_out(state: Run) -> list[Send]:
    parts = Plan.model_validate(state["plan"]).subquestions
    shared = {"question": state["question"], "plan": state["plan"], "story": []}
    return [Send("branch", {**shared, "branch": place}) for place in range(len(parts))]


async def gather(state: Branch, runtime: Context) -> dict[str, Any]:
    journal = Journal(runtime.context, state["branch"])
    part = Plan.model_validate(state["plan"]).subquestions[state["branch"]]
    return {"studies": await gathering.gather(journal, part), "story": journal.story}


async def screen(state: Branch, runtime: Context) -> dict[str, Any]:
    journal = Journal(runtime.context, state["branch"])
    parts = Plan.model_validate(state["plan"]).subquestions
    relevant = await screening.screen(journal, state["question"], parts[state["branch"]].text, state["studies"])
    return {"relevant": [(state["branch"], relevant)], "story": journal.story}


async def expand(state: Run, runtime: Context) -> dict[str, Any]:
    """The wave along citations is a branch of its own, screened for the question as a whole."""
    place = len(Plan.model_validate(state["plan"]).subquestions)
    journal = Journal(runtime.context, place)
    best = in_turns([studies for _, studies in sorted(state["relevant"])])
    led_to = await expanding.expand(journal, best, recall.found(events(state["story"])))
    question = state["question"]
    relevant = await screening.screen(journal, question, question, led_to) if led_to else []
    return {"relevant": [(place, relevant)], "story": journal.story}


async def choose(state: Run, runtime: Context) -> dict[str, Any]:
    wanted = [studies for _, studies in sorted(state["relevant"])]
    in_full = in_turns(wanted)[: min(runtime.context.full_texts, runtime.context.max_studies)]
    return {"batches": shares(wanted, runtime.context.max_studies), "in_full": in_full}


def to_readers(state: Run) -> list[Send] | str:
    shared = {"question": state["question"], "plan": state["plan"], "in_full": state["in_full"]}
    sends = [
        Send("read", {**shared, "branch": place, "studies": studies})
        for place, studies in enumerate(state["batches"])
        if studies
    ]
    chosen = [study for studies in state["batches"] for study in studies]
    return [*sends, Send("vet", {"studies": chosen})] if sends else "outline"


async def read(state: Batch, runtime: Context) -> dict[str, Any]:
    journal = Journal(runtime.context, state["branch"])
    made = Plan.model_validate(state["plan"])
    await full_texts.obtain(journal, [study for study in state["studies"] if study in state["in_full"]])
    return {"findings": await reading.read(journal, state["question"], made, state["studies"]), "story": journal.story}


async def vet(state: Vetting, runtime: Context) -> dict[str, Any]:
    journal = Journal(runtime.context)
    await vetting.vet(journal, state["studies"])
    return {"story": journal.story}


async def outline(state: Run, runtime: Context) -> dict[str, Any]:
    made = Plan.model_validate(state["plan"])
    planned = await asyncio.to_thread(outlining.outline, runtime.context.library, made, state["findings"])
    return {"outline": [section.model_dump(mode="json") for section in planned]}


def to_sections(state: Run) -> list[Send] | str:
    sends = [
        Send("section", {"question": state["question"], "section": section, "story": []})
        for section in state["outline"]
    ]
    return sends or "report"


async def write(state: SectionRun, runtime: Context) -> dict[str, Any]:
    section = Outlined.model_validate(state["section"])
    journal = Journal(runtime.context, section.place)
    sentences = await writing.write(journal, state["question"], section)
    return {"sentences": [sentence.model_dump(mode="json") for sentence in sentences], "story": journal.story}


async def check(state: SectionRun, runtime: Context) -> dict[str, Any]:
    section = Outlined.model_validate(state["section"])
    journal = Journal(runtime.context, section.place)
    sentences = [Sentence.model_validate(sentence) for sentence in state["sentences"]]
    drafted = await writing.check(journal, section, sentences)
    return {"drafts": [drafted.model_dump(mode="json")], "story": journal.story}


async def report(state: Run, runtime: Context) -> dict[str, Any]:
    bench = runtime.context
    drafts = [Drafted.model_validate(draft) for draft in state["drafts"]]
    made = await asyncio.to_thread(
        reporting.assemble,
        bench.library,
        state["question"],
        Plan.model_validate(state["plan"]),
        drafts,
        events(state["story"]),
        bench.notes,
    )
    return {"report": made.model_dump(mode="json")}
