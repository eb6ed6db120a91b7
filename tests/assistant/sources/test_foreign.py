"""Foreign values: null is absence, errors are errors."""

import pytest
from pydantic import JsonValue

from assistant.errors import SourceError
from assistant.sources.foreign import Foreign, understood


class Part(Foreign):
    name: str = "none"


class Whole(Foreign):
    count: int
    part: Part = Part()
    parts: tuple[Part, ...] = ()


def test_null_is_absence_everywhere_and_unknown_fields_are_left_aside() -> None:
    answer: JsonValue = {"count": 1, "part": None, "parts": [None, {"name": None, "new": [1]}, {"name": "x"}], "y": {}}
    assert understood("It", Whole, answer) == Whole(count=1, parts=(Part(), Part(name="x")))
    assert understood("It", list[Whole | None], [None, {"count": 2}]) == [None, Whole(count=2)]


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (None, "404"),
        ({"error": "Bad", "message": "of\n it"}, r"an error \(of it\)"),
        ({"error": "No valid\tids"}, r"an error \(No valid ids\)"),
        ({"error": {"code": 7}}, "an error .*7"),
        ({"message": "Too Many Requests", "code": "429"}, "format.*count"),
        ({"count": "many"}, "format.*count"),
        ({"count": 1, "parts": {"name": "x"}}, "format.*parts"),
        ([], "format.*the whole"),
        ("<html>", "format"),
    ],
)
def test_what_is_no_answer_is_refused_in_one_sentence(answer: JsonValue, said: str) -> None:
    with pytest.raises(SourceError, match=f"^It .*{said}") as raised:
        understood("It", Whole, answer)
    assert "\n" not in str(raised.value)
