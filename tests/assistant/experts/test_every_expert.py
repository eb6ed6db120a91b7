"""What holds for every expert, whatever it is: the contract of `assistant.task.Expert`; then what one of ours adds."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.base import Frozen
from assistant.errors import BadOutput, NoExpert
from assistant.events import Event, Mended
from assistant.experts.endpoint import Endpoint
from assistant.experts.extractive import Extractive
from assistant.experts.language_model import LanguageModel
from assistant.experts.llm import LLM
from assistant.experts.request import Patience
from assistant.experts.router import Router
from assistant.experts.structured import render
from assistant.identity import normalised
from assistant.recordings import Recordings
from assistant.task import AnyTask, Errand, Expert, Task
from assistant.tasks import CHECK, PLAN, READ, REPAIR, SCREEN, TASKS, WRITE
from assistant.tasks.check import CheckInput, Cited
from assistant.tasks.excerpt import Excerpt
from assistant.tasks.plan import PlanInput
from assistant.tasks.read import Findings, ReadInput
from assistant.tasks.repair import Faulty, RepairInput
from assistant.tasks.screen import ScreenInput
from assistant.tasks.write import Noted, WriteInput
from tests.agents.test_loopback import Obedient
from tests.fakes import EMBEDDER, Scripted
from tests.servers.chat_server import ChatServer, Said

QUESTION = "How does routing assign tokens to experts?"
PARTS = ("Which rules route tokens?", "What does routing gain?")
STUDIES = tuple(
    Excerpt(
        study=f"Routing tokens to experts, variant {n} (2024)",
        kind="abstract",
        text=f"We route tokens by rule {n}. Routing of tokens by rule {n} raised the load balance by {n}.5 points.",
    )
    for n in range(1, 5)
)
FINDINGS = tuple(Noted(study=each.study, statement=each.text, quote=each.text.split(". ")[1]) for each in STUDIES)
GIVEN: dict[AnyTask, Frozen] = {
    PLAN: PlanInput(question=QUESTION, breadth=3, seen=STUDIES),
    SCREEN: ScreenInput(question=QUESTION, subquestion=PARTS[0], known=("Gating (2020)",), studies=STUDIES),
    READ: ReadInput(question=QUESTION, subquestions=PARTS, passages=STUDIES),
    WRITE: WriteInput(question=QUESTION, heading=PARTS[0], findings=FINDINGS),
    CHECK: CheckInput(sentences=(Cited(sentence="Quality rose.", quotes=("Quality rose by 3.5%.",)),)),
    REPAIR: RepairInput(
        heading=PARTS[0],
        findings=FINDINGS,
        sentences=tuple(Faulty(text="It is so.", faults=("it is vague",), findings=(n,)) for n in (1, 2)),
    ),
}
DANCE: AnyTask = Task("dance", Frozen, Frozen, ("grace",), faults=lambda _, output: [], mend=lambda _, output: output)


@contextmanager
def model(folder: Path, server: ChatServer) -> Iterator[LanguageModel]:
    endpoint = Endpoint(name="a model", model="openai/test", api_base=server.base)
    with server, Recordings(folder / "recordings.db") as recordings:
        yield LanguageModel(LLM(endpoint, recordings, patience=Patience(pause=0.0)))


@contextmanager
def extractive(_: Path) -> Iterator[Expert]:
    yield Extractive(EMBEDDER)


@contextmanager
def language_model(folder: Path) -> Iterator[Expert]:
    with model(folder, ChatServer(Obedient())) as expert:
        yield expert


@contextmanager
def router(folder: Path) -> Iterator[Expert]:
    with model(folder, ChatServer(Obedient())) as first:
        yield Router((first, Extractive(EMBEDDER)))


@contextmanager
def router_whose_model_is_down(folder: Path) -> Iterator[Expert]:
    with model(folder, ChatServer(lambda _: Said(status=500))) as first:
        yield Router((first, Extractive(EMBEDDER)))


@contextmanager
def scripted(_: Path) -> Iterator[Expert]:
    def rule(task: AnyTask) -> Callable[[Frozen], Any]:
        return lambda given: getattr(Obedient(), task.name)(render(given))

    yield Scripted({task.name: rule(task) for task in TASKS})


EXPERTS: dict[str, tuple[Callable[[Path], AbstractContextManager[Expert]], str]] = {
    "extractive": (extractive, "extractive"),
    "language model": (language_model, "a model"),
    "router": (router, "a model"),
    "router whose model is down": (router_whose_model_is_down, "extractive"),
    "scripted": (scripted, "scripted"),
}
"""From a kind of expert to how one is made, and who does the work when it is asked."""


PAIRS = [
    pytest.param(kind, task, id=f"{kind}-{task.name}")
    for kind in EXPERTS
    for task in TASKS
    if EXPERTS[kind][1] != "extractive" or task is not CHECK
]
"""To judge prose takes a model: the extractive expert quotes, and its verifier is no expert."""


def test_without_a_model_everything_can_be_done_but_to_judge_prose() -> None:
    assert [task for task in TASKS if not OURS.able(task)] == [CHECK]


@pytest.mark.parametrize(("kind", "task"), PAIRS)
async def test_what_it_is_able_to_do_it_does_without_faults_under_the_name_of_who_did_it(
    tmp_path: Path, kind: str, task: AnyTask
) -> None:
    making, doer = EXPERTS[kind]
    with making(tmp_path) as expert:
        assert expert.able(task)
        result = await expert.perform(task, GIVEN[task], Errand())
    assert isinstance(result.output, task.output)
    assert task.faults(GIVEN[task], result.output) == []
    assert any(part for _, part in result.output), "an answer that says nothing would be easy"
    assert result.expert == doer


@pytest.mark.parametrize("kind", EXPERTS)
def test_what_it_has_not_learnt_it_is_not_able_to_do(tmp_path: Path, kind: str) -> None:
    with EXPERTS[kind][0](tmp_path) as expert:
        assert expert.name
        assert not expert.able(DANCE)


async def test_what_no_expert_is_able_to_do_is_refused_by_the_router() -> None:
    with pytest.raises(NoExpert, match="dance"):
        await Router((Extractive(EMBEDDER),)).perform(DANCE, Frozen(), Errand())


OURS = Extractive(EMBEDDER)
SENTENCES = st.sampled_from(
    [
        "Routing assigns each token to two of the sixty-four experts by a learned gate.",
        "ROUTING ASSIGNS EACH TOKEN TO TWO OF THE SIXTY-FOUR EXPERTS BY A LEARNED GATE.",
        "“Eﬃcient routing” of tokens to experts – as in [12] – costs ½ of the ﬂops, i.e. 3²\u00a0units.",
        "Tokens are routed” by a gate [3, 4] of experts, and the experts are called “balanced [5].",
        "Tokens are routed\nto experts   by hashing, and the balance of experts rose by 1,024.5 points…",
        'Experts that tokens reach\u2003by routing\u00ad alone (cf. Fig. 3) need no auxiliary loss at all!"',
        "The routing of tokens to experts Ⅳ and ④ took ２５ hours… İstanbul's ẞ experts agree.",
        "Tea is grown on the hills of Darjeeling, and is picked by hand.",
    ]
)
PROSE = st.lists(SENTENCES | st.text(st.characters(exclude_categories=["Cs"]), max_size=30), max_size=5).map(" ".join)


@pytest.mark.parametrize("task", [task for task in TASKS if task is not CHECK], ids=lambda task: task.name)
async def test_the_extractive_expert_says_the_same_every_time(task: AnyTask) -> None:
    assert await OURS.perform(task, GIVEN[task], Errand()) == await Extractive(EMBEDDER).perform(
        task, GIVEN[task], Errand()
    )


@settings(max_examples=25)
@given(st.lists(st.tuples(st.sampled_from(["A (2020)", "B"]), PROSE), max_size=3))
async def test_the_extractive_expert_quotes_verbatim(texts: list[tuple[str, str]]) -> None:
    passages = tuple(Excerpt(study=study, kind="full_text", text=text) for study, text in texts)
    reading = ReadInput(question=QUESTION, subquestions=PARTS, passages=passages)
    output = (await OURS.perform(READ, reading, Errand())).output
    assert all(finding.quote in passages[finding.passage - 1].text for finding in output.findings)
    assert READ.faults(reading, output) == []


@settings(max_examples=25)
@given(st.lists(st.tuples(st.sampled_from(["A (2020)", "B"]), SENTENCES), min_size=1, max_size=6))
async def test_the_extractive_expert_never_writes_a_sentence_twice(quotes: list[tuple[str, str]]) -> None:
    sources = tuple(Noted(study=study, statement=quote, quote=quote) for study, quote in quotes)
    writing = WriteInput(question=QUESTION, heading=PARTS[0], findings=sources)
    draft = (await OURS.perform(WRITE, writing, Errand())).output
    assert WRITE.faults(writing, draft) == []
    said = [normalised(sentence.text) for sentence in draft.sentences]
    assert len(said) == len(set(said))
    assert all(sources[s.findings[0] - 1].quote in s.text for s in draft.sentences), "and each is a quote"


@pytest.mark.parametrize(
    "question",
    ["How is tea grown in Darjeeling?", "What causes migraine in children?", "Who wrote the Nibelungenlied?"],
)
async def test_the_extractive_expert_abstains_when_nothing_is_about_the_question(question: str) -> None:
    screening = ScreenInput(question=question, subquestion=question, studies=STUDIES)
    ratings = (await OURS.perform(SCREEN, screening, Errand())).output.ratings
    assert [rating.relevance for rating in ratings] == [0] * len(STUDIES)


WHOLE = (
    "Foxes hunt at night.",
    f"Routing sends tokens {'to experts and ' * 30}to nobody else.",
    "Tea is grown on the hills of Darjeeling, and is picked by hand.",
    "狐は夜に狩りをして、昼には眠ると言う。",
    "هل ينام الثعلب في النهار أم في الليل؟",
    "The last sentence of a text has no full stop",
)
"""Too short, too long, too far, of other scripts, and unfinished: all that a sentence worth quoting is not."""


@settings(max_examples=12)
@given(st.lists(st.lists(st.sampled_from(WHOLE), min_size=1, max_size=4, unique=True), min_size=1, max_size=3))
async def test_the_extractive_expert_quotes_a_whole_sentence_of_every_study_that_it_is_given(
    texts: list[list[str]],
) -> None:
    ordered = [sorted(text, key=WHOLE.index) for text in texts]
    passages = tuple(Excerpt(study=f"S{n}", kind="abstract", text=" ".join(text)) for n, text in enumerate(ordered))
    reading = ReadInput(question=QUESTION, subquestions=PARTS, passages=passages)
    findings = (await OURS.perform(READ, reading, Errand())).output.findings
    assert {finding.passage for finding in findings} == set(range(1, len(passages) + 1))
    assert all(finding.quote in ordered[finding.passage - 1] for finding in findings)


@pytest.mark.parametrize("text", ["Foxes.", "???", "# A heading of some length", "1. 2. 3.", "A part, it goes on \n\n"])
async def test_the_extractive_expert_quotes_nothing_that_is_no_sentence(text: str) -> None:
    passages = (Excerpt(study="S", kind="abstract", text=text),)
    reading = ReadInput(question=QUESTION, subquestions=PARTS, passages=passages)
    assert (await OURS.perform(READ, reading, Errand())).output.findings == ()


async def test_the_extractive_expert_tells_what_it_leaves_out() -> None:
    told: list[Event] = []
    unclosed = Noted(study="Gating as in [7]", statement="It gates.", quote="Routing assigns tokens to experts.")
    writing = WriteInput(question=QUESTION, heading=PARTS[0], findings=(unclosed, FINDINGS[0]))
    draft = (await OURS.perform(WRITE, writing, Errand(told.append))).output
    assert [sentence.findings for sentence in draft.sentences] == [(2,)]
    ((fault,),) = [event.faults for event in told if isinstance(event, Mended)]
    assert fault.startswith("sentence 1 ('Gating as in [7]: ")
    assert fault.endswith(": [7] is a citation mark; name findings in their own field only")


async def test_the_extractive_expert_says_nothing_to_no_question_and_repairs_nothing_from_nothing() -> None:
    reading = ReadInput(question=QUESTION, subquestions=(), passages=STUDIES)
    assert (await OURS.perform(READ, reading, Errand())).output == Findings(findings=())
    baseless = Faulty(text="It is so.", faults=("it names no finding",), findings=())
    with pytest.raises(BadOutput, match="0 sentences for 1"):
        await OURS.perform(REPAIR, RepairInput(heading="h", findings=FINDINGS, sentences=(baseless,)), Errand())
