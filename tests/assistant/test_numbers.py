"""The numbers of a text, and those that are nowhere in its sources."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.numbers import foreign_numbers, numbers

SMALL = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen".split()
TENS = {"twenty": 20, "forty": 40, "ninety": 90}


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("1,024 tokens, 3.5% and 7", {"1024", "3.5", "7"}),
        ("in 2023, 12 of them", {"2023", "12"}),
        ("½ of 2¼ and 3² and ２５", {"0.5", "0.25", "2", "3", "25"}),
        ("Sixty-four experts, forty two heads", {"64", "42"}),
        ("three hundred tokens, ten-fold or tenfold", {"300", "10"}),
        ("someone often weighs a ton; tensor, none, phone", set()),
        ("half of a dozen, twice", set()),
    ],
)
def test_numbers_are_read_in_digits_signs_and_words(text: str, values: set[str]) -> None:
    assert {number.value for number in numbers(text)} == values


@pytest.mark.parametrize(
    ("text", "source", "foreign"),
    [
        ("It took 1024 tokens and 8 hours.", "trained on 1,024 tokens", ["8"]),
        ("It rose by ten percent.", "It rose by 12%.", ["10"]),
        ("It rose by twelve percent.", "It rose by 12%.", []),
        ("It took ½ of the time.", "It took less time.", ["0.5"]),
        ("It took ½ of the time.", "It took 0.5 of the time.", []),
        ("Only 2 of 64 experts work.", "Only two of sixty-four experts work.", []),
        ("Two million tokens are read.", "It reads 3 million tokens.", ["2"]),
        ("A threefold gain.", "A gain.", ["3"]),
        ("Two studies name three ways, and one of them wins.", "They win.", []),
        ("Fifteen studies win.", "They win.", ["15"]),
    ],
)
def test_a_number_that_no_source_states_is_foreign(text: str, source: str, foreign: list[str]) -> None:
    assert foreign_numbers(text, [source]) == foreign


@given(st.text())
def test_a_text_states_nothing_that_it_does_not_state(text: str) -> None:
    assert foreign_numbers(text, [text]) == []


@given(st.sampled_from(sorted(TENS)), st.integers(1, 9), st.sampled_from("- "))
def test_tens_and_ones_make_one_number(tens: str, ones: int, between: str) -> None:
    assert [number.value for number in numbers(f"{tens}{between}{SMALL[ones]} heads")] == [str(TENS[tens] + ones)]
