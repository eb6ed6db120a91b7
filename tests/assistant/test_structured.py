"""Laws of reading what models write."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.experts.structured import Unreadable, parse, render, schema
from assistant.tasks import TASKS
from assistant.tasks.plan import PlanInput
from assistant.tasks.screen import Rating, Ratings

GOOD = '{"ratings": [{"study": 1, "relevance": 2}]}'
VALUE = Ratings(ratings=(Rating(study=1, relevance=2),))


@pytest.mark.parametrize(
    "reply",
    [
        GOOD,
        f"```json\n{GOOD}\n```",
        f'<think>{{"ratings": []}} let me see</think>\n{GOOD}',
        f"Sure, here it is:\n{GOOD}\nAnything else?",
        f"{{not json}} {GOOD}",
        '[{"study": 1, "relevance": 2}]',
    ],
)
def test_json_is_found_in_whatever_surrounds_it(reply: str) -> None:
    assert parse(reply, Ratings) == VALUE


@pytest.mark.parametrize(
    ("reply", "fault"),
    [
        ("I cannot do that.", "no JSON"),
        ('{"ratings": [{"study": 1}]}', "ratings.0.relevance"),
        ('{"ratings": [{"study": 1, "relevance": 3}]}', "ratings.0.relevance"),
        ('{"ratings": [], "extra": 1}', "extra"),
        ('{"ratings": [{"study": 1, "rel', "no JSON"),
        ("<think>I never stop thinking", "no JSON"),
    ],
)
def test_what_does_not_fit_is_named(reply: str, fault: str) -> None:
    with pytest.raises(Unreadable) as error:
        parse(reply, Ratings)
    assert fault in str(error.value)


@given(st.text(max_size=300) | st.text(alphabet='{}[]":,1a \\', max_size=120))
def test_any_reply_is_read_or_refused_in_words(reply: str) -> None:
    outcome: Ratings | tuple[str, ...]
    try:
        outcome = parse(reply, Ratings)
    except Unreadable as error:
        outcome = error.faults
    assert isinstance(outcome, Ratings) or outcome


@pytest.mark.parametrize("task", TASKS, ids=lambda task: task.name)
def test_schemas_are_strict(task) -> None:  # type: ignore[no-untyped-def]
    def check(node: object) -> None:
        if isinstance(node, list):
            for part in node:
                check(part)
        if isinstance(node, dict):
            if node.get("type") == "object":
                assert node["additionalProperties"] is False
                assert sorted(node["required"]) == sorted(node["properties"])
            for part in node.values():
                check(part)

    check(schema(task.output))
    json.dumps(schema(task.output))


def test_inputs_are_rendered_with_a_heading_for_every_field() -> None:
    assert render(PlanInput(question="Why?", breadth=2)) == "# Question\nWhy?\n\n# Breadth\n2"
