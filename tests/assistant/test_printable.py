"""Laws of what can be shown."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.printable import CONTROLS, counted, one_line, printable, shortened

BIDIRECTIONAL = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
STEERING = st.lists(st.sampled_from([*"\x1b\x07\x9b\x9d\x9c[]0;m(Bc\r\n\t\x85 ", *BIDIRECTIONAL]), max_size=12).map(
    "".join
)
TEXT = st.text() | STEERING


@given(TEXT)
def test_no_control_is_left_but_line_breaks_and_tabs(text: str) -> None:
    shown = printable(text)
    assert not CONTROLS.search(shown)
    assert all(unicodedata.category(c) not in ("Cc", "Cs") and c not in BIDIRECTIONAL for c in shown if c not in "\n\t")
    assert printable(shown) == shown


@given(st.text(st.characters(exclude_categories=["Cc", "Cs", "Cf", "Zl", "Zp"]) | st.sampled_from("\n\t")))
def test_a_text_without_controls_is_shown_as_it_is(text: str) -> None:
    assert printable(text) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\x1b]0;pwned\x07b", "ab"),
        ("a\x1b]52;c;cHduZWQ=\x1b\\b", "ab"),
        ("a\x9d0;pwned\x9cb", "ab"),
        ("a\x1b[1;31mred\x1b[0m", "ared"),
        ("a\x9b2Jb", "ab"),
        ("a\x1b(Bb", "ab"),
        ("a\x1b]0;no end", "a]0;no end"),
        ("over\rwritten\r\nnext\x0cpage", "over\nwritten\nnext\npage"),
        ("user\u202egnp.exe", "usergnp.exe"),
        ("rest\x08\x08\x7f", "rest"),
    ],
)
def test_control_sequences_go_as_a_whole(text: str, shown: str) -> None:
    assert printable(text) == shown


@given(TEXT, st.integers(2, 40))
def test_what_is_shortened_is_one_line_of_at_most_so_many_characters(text: str, longest: int) -> None:
    short, line = shortened(text, longest), one_line(text)
    assert len(short) <= longest
    assert "\n" not in short
    assert short == line if len(line) <= longest else line.startswith(short.removesuffix("…"))


def test_one_thing_is_not_called_several() -> None:
    told = [counted(number, "record") for number in (0, 1, 2)] + [counted(1, "study", "studies")]
    assert told == ["0 records", "1 record", "2 records", "1 study"]
    assert counted(1234, "study", "studies") == "1,234 studies"
