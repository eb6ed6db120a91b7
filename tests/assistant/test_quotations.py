"""What counts as quoted, whichever marks are used."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.quotations import quotations, quoted, unquoted

PAIRS = [
    "“”",
    '""',
    "„“",
    "„”",
    "””",
    "«»",
    "»«",
    "»»",
    "‘’",
    "''",
    "‚‘",
    "‚’",
    "’’",
    "‹›",
    "›‹",
    "「」",
    "『』",
    '“"',
    '"”',
]
WORDS = st.from_regex(r"[a-z]{2,8}( [a-z]{1,6}){1,5}", fullmatch=True)


@given(st.sampled_from(PAIRS), WORDS, st.sampled_from(["", ".", ",", " [1]", "’s view"]))
def test_every_pair_of_marks_quotes(pair: str, words: str, after: str) -> None:
    text = f"They say {pair[0]}{words}{pair[1]}{after} and so on."
    assert quoted(text) == [words]
    assert unquoted(text) == f"They say {pair[0]} {pair[1]}{after} and so on."


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('He says “one thing” and "another".', ["one thing", "another"]),
        ("« un mot » et «deux mots»", ["un mot", "deux mots"]),
        ("``as in LaTeX'' it stands", ["as in LaTeX"]),
        ('says:"no space before"', ["no space before"]),
        ("(‘in brackets’)", ["in brackets"]),
        ("““Gates” of [12] win.”", ["“Gates” of [12] win."]),
        ('"a "b" c"', ['a "b" c']),
        ("'He said “x y” today'", ["He said “x y” today"]),
        ("“He said ‘x’; it's the authors' way”", ["He said ‘x’; it's the authors' way"]),
        ("“never closed, and so on", ["never closed, and so on"]),
        ("‘the authors’ words are here’", ["the authors’ words are here"]),
        ("‘experts’ are the authors’ words", ["experts"]),
        ("the authors’ words and the experts' gates don’t", []),
        ("in the '90s the authors' words", []),
        ("'tis the gate: 'a word' of it", ["a word"]),
        ('a 5" pipe of "glass"', ["glass"]),
        ("no marks at all", []),
    ],
)
def test_marks_apostrophes_and_marks_inside_marks(text: str, found: list[str]) -> None:
    assert quoted(text) == found


@given(st.text(st.sampled_from("“”\"„«»‘’'‚ abs.5"), max_size=40))
def test_quotations_stand_in_order_and_apart(text: str) -> None:
    spans = [at for span in quotations(text) for at in span]
    assert spans == sorted(spans)
    assert len(spans) == 0 or 0 < spans[0] <= spans[-1] <= len(text)


@pytest.mark.parametrize("text", ["“" * 20_000, "“a” " * 10_000, "‘" + "s’ a" * 10_000])
def test_a_long_text_takes_no_longer_than_its_length(text: str) -> None:
    began = time.process_time()
    quotations(text)
    assert time.process_time() - began < 2
