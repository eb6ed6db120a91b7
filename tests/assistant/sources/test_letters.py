"""Text files: every letter arrives as it was meant, or the text is left as damaged as it is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.sources.letters import GUESSED, decoded

LETTERS = st.characters(exclude_categories=["Cs"])
WESTERN = "Prosa über Größen, “quoted” – déjà vu, señor: 5 € a piece.\n"


@given(st.text(LETTERS))
def test_whatever_is_utf_8_or_marked_as_utf_16_arrives_untold(text: str) -> None:
    assert decoded(text.encode("utf-8-sig")) == (text, "")
    assert decoded(text.encode("utf-16")) == (text, "")


@pytest.mark.parametrize("encoding", ["cp1252", "latin-1"])
def test_a_western_text_is_read_and_how_is_told(encoding: str) -> None:
    text = WESTERN if encoding == "cp1252" else "Prosa über Größen, déjà vu, señor."
    assert decoded(text.encode(encoding)) == (text, GUESSED)


@pytest.mark.parametrize(
    "content",
    [
        "Привет, мир: это проза".encode("koi8-r"),
        "専門家の経路選択".encode("shift_jis"),
        "Größe".encode() + "Größe".encode("cp1252"),
        "Größe\0".encode("cp1252"),
        b"\x89PNG\r\n\x1a\n",
        "prose \x81 that Windows-1252 does not know".encode("latin-1"),
    ],
)
def test_no_letters_are_made_up(content: bytes) -> None:
    text, told = decoded(content)
    assert told == ""
    assert text.encode("utf-8", "surrogateescape") == content


def test_a_mark_that_lies_is_an_error() -> None:
    with pytest.raises(UnicodeDecodeError):
        decoded(b"\xff\xfe\x00\xd8a")
