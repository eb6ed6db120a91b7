"""The played model says what follows from the prompts as they are really rendered, and says it well enough to pass."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.base import Frozen
from assistant.experts.language_model import opening
from assistant.experts.structured import parse, render, schema
from assistant.plan import Plan
from assistant.task import AnyTask
from assistant.tasks import PLAN, READ, REPAIR, SCREEN, WRITE
from assistant.tasks.excerpt import Excerpt
from assistant.tasks.plan import PlanInput
from assistant.tasks.read import ReadInput
from assistant.tasks.repair import Faulty, RepairInput
from assistant.tasks.screen import ScreenInput
from assistant.tasks.write import Noted, WriteInput
from assistant.verification.support import is_verbatim
from benchmarks.rules import entries, reply, sections, task
from prompts import load

QUESTION = "What prior work bears on Sparse Expert Routing for Large Language Models?"
PARTS = ("Which methods route sparse experts?", "Which data test routing?", "Which theory explains it?")
TEXTS = (
    "Sparse experts are routed by a learned gate over large language models. The gain was 3.5 points on 12 tasks [4].",
    "# A heading\n\nOf 1,200 birds we ringed 80 at the coast of an island in the north. Nothing else was done.",
    "We analyse why the routing of experts collapses (cf. e.g. Fig. 2). A bound of order n explains what “they” saw.",
)
STUDIES = tuple(Excerpt(study=f"Study {n} [1] (202{n})", kind="abstract", text=text) for n, text in enumerate(TEXTS))
NOTED = tuple(Noted(study=f"Study {n}", statement=text, quote=text) for n, text in enumerate(TEXTS))

FAULTY = Faulty(text="It rose by 7.", faults=("the number 7 is in none of its quotes", "it is blank"), findings=(2, 3))

CASES: list[tuple[AnyTask, Any]] = [
    (PLAN, PlanInput(question=QUESTION, breadth=4, seen=STUDIES)),
    (SCREEN, ScreenInput(question=QUESTION, subquestion=PARTS[0], known=("One", "Two"), studies=STUDIES)),
    (READ, ReadInput(question=QUESTION, subquestions=PARTS, passages=STUDIES)),
    (WRITE, WriteInput(question=QUESTION, heading=PARTS[0], findings=NOTED)),
    (REPAIR, RepairInput(heading=PARTS[0], findings=NOTED, sentences=(FAULTY,))),
]


def said(which: AnyTask, value: Frozen) -> Any:
    messages = opening(load(which.name, "openai/simulated"), which, value)
    assert task(messages) == which.name
    return parse(reply({"messages": messages}), which.output)


@pytest.mark.parametrize(("which", "value"), CASES, ids=[which.name for which, _ in CASES])
def test_every_task_is_known_by_its_prompt_and_done_without_a_fault(which: AnyTask, value: Any) -> None:
    assert which.faults(value, said(which, value)) == []


def test_a_plan_has_four_subquestions_or_as_many_as_are_wanted() -> None:
    for breadth, number in ((4, 4), (2, 2), (9, 4)):
        made = said(PLAN, PlanInput(question=QUESTION, breadth=breadth))
        assert isinstance(made, Plan)
        assert len(made.subquestions) == number


def test_what_shares_no_word_with_the_question_is_irrelevant() -> None:
    made = said(SCREEN, ScreenInput(question=QUESTION, subquestion=PARTS[0], studies=STUDIES))
    assert [rating.relevance for rating in made.ratings][:2] == [2, 0]


def test_each_study_that_is_read_gives_one_claim_and_no_subquestion_stays_empty() -> None:
    made = said(READ, ReadInput(question=QUESTION, subquestions=PARTS, passages=STUDIES))
    assert sorted(finding.passage for finding in made.findings) == [1, 2, 3]
    assert sorted(finding.subquestion for finding in made.findings) == [1, 2, 3]


def test_every_claim_is_written_about_in_the_words_of_its_quote() -> None:
    made = said(WRITE, WriteInput(question=QUESTION, heading=PARTS[0], findings=NOTED))
    assert [sentence.findings for sentence in made.sentences] == [(1,), (2,), (3,)]
    assert all(is_verbatim(each.text, [noted.quote]) for each, noted in zip(made.sentences, NOTED, strict=True))


def test_a_task_without_a_rule_gets_the_least_that_fits_its_schema() -> None:
    form = {"json_schema": {"schema": schema(READ.output)}}
    body = {
        "messages": [{"role": "system", "content": "Sing."}, {"role": "user", "content": ""}],
        "response_format": form,
    }
    assert json.loads(reply(body)) == {"findings": []}


@given(st.lists(st.text("ab .\n[]12#:", min_size=1), min_size=1, max_size=5))
def test_entries_are_found_as_they_were_numbered_whatever_stands_in_them(texts: list[str]) -> None:
    studies = tuple(Excerpt(study="A name", kind="abstract", text=text) for text in texts)
    given_ = render(ScreenInput(question=QUESTION, subquestion="Why?", studies=studies))
    found = entries(sections(given_)["studies"], ("Study", "Kind", "Text"))
    assert len(found) == len(texts)
    assert all(entry.fields["Study"] == "A name" for entry in found)
