"""Whatever a model replies, no report holds a citation that leads nowhere or a quote that nobody wrote."""

import re
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agents import research
from assistant.experts.endpoint import Endpoint
from assistant.experts.language_model import LanguageModel
from assistant.experts.llm import LLM
from assistant.experts.replies import Reply
from assistant.experts.request import Call
from assistant.experts.transport.wire import Message
from assistant.export.markdown import markdown
from assistant.recordings import Recordings
from assistant.report import Report
from assistant.usage import Usage
from assistant.workbench import Workbench
from tests.agents.test_loopback import PAPERS, QUESTION, Obedient
from tests.agents.test_research import unsound
from tests.fakes import Memory, bench
from tests.samples import record

INVENTED = "zebras"
"""A word that stands in no paper; it is said between quotation marks only."""
PAIRS = ["“”", '""', "„“", "«»", "»«", "‘’", "''", "‚‘", "‹›", "『』", '“"']
WORDS = [
    "raised the load balance of experts by",
    "It needs no auxiliary loss.",
    "We route tokens to experts by rule",
    f"raised the load of {INVENTED} by far",
    f"{INVENTED} need no auxiliary loss",
]
OTHERS = ["It is said that", "the authors’ gates don't", "[3]", "by 4711 points.", "ninety percent", "½", "’90s", '5"']
QUOTED = st.builds(lambda pair, words: f"{pair[0]}{words}{pair[1]}", st.sampled_from(PAIRS), st.sampled_from(WORDS))
AROUND = st.sampled_from(OTHERS) | st.text(max_size=6)
PROSE = st.tuples(AROUND, QUOTED, AROUND).map(" ".join) | st.lists(AROUND | QUOTED, max_size=4).map(" ".join)
NUMBERS = st.sampled_from([1, 1, 1, 1, 2, 2, 0, 9])
SENTENCES = st.fixed_dictionaries({"text": PROSE, "findings": st.lists(NUMBERS, max_size=2)})
FINDINGS = st.fixed_dictionaries(
    {"passage": NUMBERS, "subquestion": NUMBERS, "statement": PROSE, "quote": st.sampled_from(WORDS)}
)
REPLIES = {
    "write": st.fixed_dictionaries({"sentences": st.lists(SENTENCES, min_size=1, max_size=6)}),
    "repair": st.fixed_dictionaries({"sentences": st.lists(SENTENCES, max_size=3)}) | st.just("no"),
    "read": st.fixed_dictionaries({"findings": st.lists(FINDINGS, max_size=6)}) | st.just("no"),
}
"""From a task to what may be replied to it, beside what is right."""


class Talking(LLM):
    """A model that replies what a test wants, without an endpoint."""

    def __init__(self, folder: Path) -> None:
        super().__init__(Endpoint(name="talking", model="openai/talking"), Recordings(folder / "r.db"))
        self.model = Obedient()

    async def ask(
        self, messages: list[Message], schema: dict[str, Any], sample: int = 1, call: Call | None = None
    ) -> Reply:
        return Reply(text=self.model({"messages": messages}).text or "", usage=Usage(calls=1))


@pytest.fixture(scope="module")
def laid(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Workbench, Talking]]:
    folder = tmp_path_factory.mktemp("any-reply")
    talking = Talking(folder)
    papers = [record(each.title, each.abstract, ids=(f"arxiv:{each.id}",), year=each.year) for each in PAPERS[:5]]
    with bench(folder, [Memory(papers)], [LanguageModel(talking)]) as made:
        yield made, talking


@settings(max_examples=40)
@given(st.fixed_dictionaries({}, optional=REPLIES))
async def test_no_report_holds_what_nobody_wrote(laid: tuple[Workbench, Talking], replies: dict[str, Any]) -> None:
    made, talking = laid
    talking.model = Obedient({task: partial(_instead, reply) for task, reply in replies.items()})
    report = await research.ask(QUESTION, made)
    assert [fault for fault in unsound(report) if not fault.startswith("it says")] == []
    assert unresolved(report) == []
    said = [s.text for section in report.sections for s in section.sentences] + [claim.text for claim in report.claims]
    assert not [text for text in said if INVENTED in text]


def _instead(reply: Any, _: Any) -> Any:
    return reply


def unresolved(report: Report) -> list[str]:
    """Return every citation that leads nowhere, and every quote that is not in its passage, by their ids alone."""
    claims = {claim.id: claim for claim in report.claims}
    passages = {passage.id: passage for passage in report.passages}
    numbers = {int(n) for line in re.findall(r"(?<!\\)\[([\d, ]+)\]", markdown(report)) for n in line.split(",")}
    return [
        *(c for section in report.sections for s in section.sentences for c in s.claims if c not in claims),
        *(s.text for section in report.sections for s in section.sentences if not s.claims),
        *(claim.study for claim in claims.values() if claim.study not in {study.key for study in report.studies}),
        *(e.quote for claim in claims.values() for e in claim.evidence if e.quote not in passages[e.passage].content),
        *(f"[{number}]" for number in numbers if not 1 <= number <= len(report.studies)),
    ]
