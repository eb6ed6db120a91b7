"""Foreign values: null is absence, errors are errors, markup is no text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import JsonValue

from assistant.errors import SourceError
from assistant.sources.foreign import Foreign, plain, understood


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


@pytest.mark.parametrize(
    ("text", "content"),
    [
        ("<jats:title>Abstract</jats:title><jats:p>H<sub>2</sub>O &amp; CO</jats:p>", "Abstract H2O & CO"),
        ("  a\n\tb ", "a b"),
        ("if a <b and c> d, p < .05 <1>", "if a <b and c> d, p < .05 <1>"),
        ("<I>Drosophila</I> &lt;3", "Drosophila <3"),
    ],
)
def test_markup_is_no_text(text: str, content: str) -> None:
    assert plain(text) == content


@given(st.text(st.characters(exclude_characters="<>&")))
def test_plain_text_stays_as_it_is(text: str) -> None:
    assert plain(text) == " ".join(text.split())
