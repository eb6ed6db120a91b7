"""Laws of quotes and numbers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.quotes import SHORTEST, anchor

TEXT = "The “expert” model—trained on 1,024 tokens—gained 3.5% over the ﬁrst baseline."


@given(st.text(max_size=120), st.text(max_size=200))
def test_whatever_is_anchored_is_an_exact_slice(quote: str, text: str) -> None:
    found = anchor(quote, text)
    assert found is None or found in text


@given(st.text(min_size=30, max_size=200), st.data())
def test_every_long_enough_slice_of_words_is_anchored(text: str, data: st.DataObject) -> None:
    words = "word " + "".join(c if c.isalnum() else " " for c in text) + " word enough"
    start = data.draw(st.integers(0, len(words) - SHORTEST - 8))
    piece = words[start:].strip()
    found = anchor(piece, words)
    if len(" ".join(piece.split())) >= 2 * SHORTEST:
        assert found is not None


@pytest.mark.parametrize(
    "quote",
    [
        'The "expert" model-trained on 1,024 tokens',
        "the “EXPERT” model",
        "gained 3.5%  over\nthe first baseline",
        "… trained on 1,024 tokens …",
        "“gained 3.5% over the first baseline.”",
        "«gained 3.5% over the first baseline»",
        "The «expert» model",
    ],
)
def test_typography_is_forgiven(quote: str) -> None:
    assert (found := anchor(quote, TEXT)) is not None
    assert found in TEXT


@pytest.mark.parametrize(
    "quote", ["gained 4.5% over the first baseline", "the expert models", "", "the", "lost 3.5% over"]
)
def test_words_are_not(quote: str) -> None:
    assert anchor(quote, TEXT) is None
