"""The language-model expert: whatever a model says, only what is sound comes out."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.budget import Budget, Caps
from assistant.errors import BadOutput, BudgetSpent
from assistant.events import Event, Mended, Retried, Streamed
from assistant.experts.endpoint import Endpoint
from assistant.experts.language_model import LanguageModel, judged
from assistant.experts.llm import LLM
from assistant.experts.replies import Reply
from assistant.experts.request import Call, Patience
from assistant.experts.transport.wire import Message
from assistant.recordings import Recordings
from assistant.task import Errand, Result
from assistant.tasks import PLAN, READ, SCREEN, TASKS, WRITE
from assistant.tasks.excerpt import Excerpt
from assistant.tasks.plan import PlanInput
from assistant.tasks.read import Findings, ReadInput
from assistant.tasks.screen import ScreenInput
from assistant.tasks.write import Noted, WriteInput
from assistant.usage import Usage
from prompts import load, tasks
from tests.samples import CONTENT
from tests.servers.chat_server import ChatServer, Model, Said, script

READING = ReadInput(
    question="q", subquestions=("a", "b"), passages=(Excerpt(study="S (2024)", kind="abstract", text=CONTENT),)
)
QUICK = Patience(pause=0.01)
WRITING = WriteInput(
    question="q",
    heading="h",
    findings=(Noted(study="S (2024)", statement="It rose.", quote="Quality rose by 3.5%."),),
)
SCREENING = ScreenInput(question="q", subquestion="s", studies=READING.passages)
PLANNING = PlanInput(question="q", breadth=2)

CASES = [(PLAN, PLANNING), (SCREEN, SCREENING), (READ, READING), (WRITE, WRITING)]

JSON = st.recursive(
    st.booleans() | st.integers(-2, 3) | st.sampled_from(["", "a", "Quality rose by 3.5%.", "It fell by 9%."]),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(
        st.sampled_from(
            ["subquestions", "text", "queries", "ratings", "study", "relevance", "findings", "passage", "subquestion",
             "statement", "quote", "sentences"]
        ), inner, max_size=5),
    max_leaves=12,
)  # fmt: skip


class Scripted(LLM):
    """A model that gives the next of its replies, and remembers what it was told."""

    def __init__(self, folder: Path, replies: Sequence[str]) -> None:
        super().__init__(Endpoint(name="scripted", model="openai/scripted"), Recordings(folder / "r.db"))
        self.replies: Iterator[str] = iter(replies)
        self.told: list[list[Message]] = []

    async def ask(
        self, messages: list[Message], schema: dict[str, Any], sample: int = 1, call: Call | None = None
    ) -> Reply:
        self.told.append(messages)
        return Reply(text=next(self.replies), usage=Usage(calls=1))


def said(value: object) -> Reply:
    return Reply(text=json.dumps(value), usage=Usage(calls=1))


def finding(quote: str, statement: str = "Quality rose.", passage: int = 1) -> dict[str, object]:
    return {"passage": passage, "subquestion": 1, "statement": statement, "quote": quote}


GOOD, INVENTED = finding("quality rose by 3.5%"), finding("Quality fell by 3.5%.")


async def test_a_faulty_reply_is_sent_back_once_with_its_faults(tmp_path: Path) -> None:
    model = Scripted(tmp_path, [json.dumps({"findings": [INVENTED]}), json.dumps({"findings": [GOOD]})])
    told: list[Event] = []
    result = await LanguageModel(model).perform(READ, READING, Errand(told.append))
    assert [f.quote for f in result.output.findings] == ["Quality rose by 3.5%"]
    assert "not verbatim" in model.told[1][-1]["content"]
    assert result.usage.calls == 2
    assert [type(event) for event in told if isinstance(event, Retried | Mended)] == [Retried]


async def test_what_stays_faulty_is_left_out_and_told(tmp_path: Path) -> None:
    reply = json.dumps({"findings": [GOOD, INVENTED, finding("Quality rose by 3.5%.", "It rose by 9 points.")]})
    told: list[Event] = []
    result = await LanguageModel(Scripted(tmp_path, [reply, reply])).perform(READ, READING, Errand(told.append))
    assert len(result.output.findings) == 1
    (mended,) = [event for event in told if isinstance(event, Mended)]
    assert len(mended.faults) == 2


@pytest.mark.parametrize("replies", [["no", "no"], ['{"subquestions": []}'] * 2])
async def test_when_nothing_can_be_used_it_is_bad_output(tmp_path: Path, replies: list[str]) -> None:
    with pytest.raises(BadOutput, match="scripted could not plan"):
        await LanguageModel(Scripted(tmp_path, replies)).perform(PLAN, PLANNING, Errand())


@pytest.mark.parametrize("reply", ["I would rather not.", '{"subquestions": []}'])
async def test_an_unusable_reply_is_said_to_be_recorded_if_it_was_and_how_to_ask_again(
    tmp_path: Path, reply: str
) -> None:
    with ChatServer(lambda _: Said(reply)) as server, Recordings(tmp_path / "recordings.db") as recordings:
        for recorded in (False, True):
            told: list[Event] = []
            model = LLM(Endpoint(name="m", model="openai/test", api_base=server.base), recordings)
            with pytest.raises(BadOutput) as error:
                await LanguageModel(model).perform(PLAN, PLANNING, Errand(told.append))
            assert ("recorded" in str(error.value)) == ("--fresh" in str(error.value)) == recorded
            assert [event.kind for event in told[:2]] == (["called", "retried"] if recorded else ["asked", "called"])


def reading(*findings: dict[str, object]) -> str:
    return json.dumps({"findings": findings})


async def twice(
    folder: Path, model: Model, errand: Errand | None = None
) -> tuple[Result[Findings], Result[Findings], int]:
    """Perform READ, and again offline from what was recorded; return both results and how often the model was asked."""
    with ChatServer(model) as server, Recordings(folder / "recordings.db") as recordings:
        endpoint = Endpoint(name="m", model="openai/test", api_base=server.base)
        asked, replayed = (LLM(endpoint, recordings, offline=offline, patience=QUICK) for offline in (False, True))
        first = await LanguageModel(asked).perform(READ, READING, errand or Errand())
        again = await LanguageModel(replayed).perform(READ, READING, Errand())
        return first, again, len(server.requests)


BROKEN = Said(status=503)


@pytest.mark.parametrize(
    ("replies", "requests"),
    [
        ([Said(reading(GOOD)[:-20], finish="length"), reading(GOOD)], 2),
        ([f"<think>A finding is {{this}}.</think>{reading(GOOD)}"], 1),
        ([reading(GOOD, INVENTED), reading(GOOD)], 2),
        ([BROKEN, reading(GOOD, INVENTED), BROKEN], 3),
        ([BROKEN, BROKEN, reading(GOOD, INVENTED)], 3),
        ([reading(GOOD, INVENTED), BROKEN, BROKEN], 3),
        ([reading(GOOD, INVENTED), Said(status=401)], 2),
    ],
)
async def test_what_comes_of_replies_comes_of_them_again_when_they_are_recorded(
    tmp_path: Path, replies: list[Said | str], requests: int
) -> None:
    first, again, asked = await twice(tmp_path, script(replies))
    assert first.output == again.output
    assert [f.quote for f in first.output.findings] == ["Quality rose by 3.5%"]
    assert asked == requests
    assert again.usage.calls == 0


async def test_a_reply_that_took_all_retries_is_not_sent_back_later_either(tmp_path: Path) -> None:
    with (
        ChatServer(script([BROKEN, BROKEN, reading(GOOD, INVENTED)])) as server,
        Recordings(tmp_path / "recordings.db") as recordings,
    ):
        llm = LLM(Endpoint(name="m", model="openai/test", api_base=server.base), recordings, patience=QUICK)
        for _ in range(2):
            assert len((await LanguageModel(llm).perform(READ, READING, Errand())).output.findings) == 1
        assert len(server.requests) == 3


async def test_a_reply_that_was_broken_off_is_told_so(tmp_path: Path) -> None:
    told: list[Event] = []
    cut = Said(reading(GOOD)[:-20], finish="length")
    await twice(tmp_path, script([cut, reading(GOOD)]), Errand(told.append))
    (retried,) = [event for event in told if isinstance(event, Retried)]
    assert "too long" in retried.reasons[0]


async def test_if_the_second_reply_does_not_come_the_first_one_is_mended_and_why_is_told(tmp_path: Path) -> None:
    told: list[Event] = []
    budget = Budget(Caps(calls=2))
    result, _, _ = await twice(tmp_path, script([reading(GOOD, INVENTED)]), Errand(told.append, budget))
    assert len(result.output.findings) == 1
    (mended,) = [event for event in told if isinstance(event, Mended)]
    assert "2 calls" in mended.faults[-1]


async def test_if_nothing_of_the_first_reply_can_be_used_it_is_told_why_the_second_did_not_come(tmp_path: Path) -> None:
    budget = Budget(Caps(calls=2))
    with pytest.raises(BudgetSpent, match="2 calls"):
        await twice(tmp_path, script(["no"]), Errand(budget=budget))


DRAFT = json.dumps({"sentences": [{"text": "It rose.", "findings": [1]}, {"text": "It rose again.", "findings": [1]}]})


@pytest.mark.parametrize("first", [[], [Said(DRAFT, cut=3_000)], [f"<think>{DRAFT}</think>{DRAFT[:-2]}"]])
async def test_what_is_written_is_shown_as_it_comes_and_nothing_twice(tmp_path: Path, first: list[Said | str]) -> None:
    shown: list[str] = []

    def tell(event: Event) -> None:
        if isinstance(event, Streamed):
            shown.append(f"{event.heading}: {event.text}")

    with ChatServer(script([*first, DRAFT])) as server, Recordings(tmp_path / "recordings.db") as recordings:
        llm = LLM(Endpoint(name="m", model="openai/test", api_base=server.base), recordings, patience=QUICK)
        await LanguageModel(llm).perform(WRITE, WRITING, Errand(tell))
        assert all(asked["stream"] for asked in server.asked)
        assert shown == ["h: It rose.", "h: It rose again."]
        await LanguageModel(llm).perform(WRITE, WRITING, Errand(tell))
    assert len(shown) == 2, "what is recorded is there at once"


async def test_what_fans_out_is_not_streamed(tmp_path: Path) -> None:
    with ChatServer(lambda _: Said(reading(GOOD))) as server, Recordings(tmp_path / "recordings.db") as recordings:
        llm = LLM(Endpoint(name="m", model="openai/test", api_base=server.base), recordings)
        await LanguageModel(llm).perform(READ, READING, Errand())
        assert [asked.get("stream") for asked in server.asked] == [None]


@pytest.mark.parametrize(("task", "given_input"), CASES, ids=lambda value: getattr(value, "name", ""))
@given(value=JSON)
def test_what_is_mended_has_no_faults_or_nothing_usable_is_left(task: Any, given_input: Any, value: object) -> None:
    attempt = judged(said(value), task, given_input)
    if attempt.output is None:
        assert attempt.faults
        return
    mended = task.mend(given_input, attempt.output)
    left = task.faults(given_input, mended)
    assert not left or left[0].startswith("there is no s")
    if not attempt.faults and task is not READ:
        assert mended == attempt.output


@given(st.lists(st.builds(finding, st.text(max_size=30) | st.sampled_from([CONTENT[5:40], "Quality  rose by 3.5%"]),
                          st.text(max_size=20), st.integers(-1, 3))))  # fmt: skip
def test_every_quote_that_is_kept_is_an_exact_slice_of_its_passage(findings: list[dict[str, object]]) -> None:
    attempt = judged(said({"findings": findings}), READ, READING)
    assert isinstance(attempt.output, READ.output)
    mended = READ.mend(READING, attempt.output)
    assert all(kept.quote in CONTENT for kept in mended.findings)


def test_every_task_has_instructions_and_every_instruction_a_task() -> None:
    assert sorted(task.name for task in TASKS) == tasks()


def test_a_prompts_version_changes_with_its_words() -> None:
    one, other = load("plan"), load("read")
    assert one.version != other.version
    assert one.version == load("plan", "some/model").version


def test_an_overlay_takes_the_place_of_the_instructions(tmp_path: Path) -> None:
    (tmp_path / "overlays/openai-gpt-4o").mkdir(parents=True)
    (tmp_path / "overlays/openai-gpt-4o/plan.md").write_text("Plan well.")
    (tmp_path / "plan.md").write_text("Plan.")
    assert load("plan", "openai/gpt-4o", (tmp_path,)).instructions == "Plan well."
    assert load("plan", "openai/other", (tmp_path,)).instructions == "Plan."
    with pytest.raises(LookupError, match="no instructions"):
        load("dance")
