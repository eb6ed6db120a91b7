"""What the gates see, and what they leave alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.bundled import records
from assistant.verification.comparisons import comparisons
from assistant.verification.cues import direction, root
from assistant.verification.gates import gate_faults
from assistant.verification.names import names
from assistant.verification.trial import originals
from assistant.verification.units import Amount, amounts

QUOTES = [
    "The gated models achieve considerably better results than the dense baselines, and they need less computation.",
    "The dense retriever exceeded BM25 by 9 to 19 percentage points on NQ when it was trained on enough data.",
    "The method may reduce errors by 3.5%. Retrieval-augmented generation does not harm fluency.",
]
LABEL = "GateNet (2024)"


def kinds(text: str) -> set[str]:
    return {fault.kind for fault in gate_faults(text, QUOTES, LABEL)}


@pytest.mark.parametrize(
    "text",
    [
        "The gated models achieve better results than the dense baselines.",
        "Dense baselines are beaten by the gated models.",
        "BM25 was exceeded by the dense retriever by 9 to 19 percentage points when it was trained on enough data.",
        "In 2024 GateNet was said to need less computation.",
        "Errors may be reduced by 3.5 percent.",
        "RAG does not harm fluency.",
        "“The method may reduce errors by 3.5%.”",
        "Not only do gated models need less computation.",
        "",
    ],
)
def test_what_the_quotes_say_passes(text: str) -> None:
    assert kinds(text) == set()


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("The dense baselines achieve better results than the gated models.", "false comparison"),
        ("The gated models achieve worse results than the dense baselines.", "false comparison"),
        ("BM25 exceeded the dense retriever by 9 to 19 percentage points.", "false comparison"),
        ("The method may increase errors by 3.5%.", "false comparison"),
        ("The gated models do not achieve better results than the dense baselines.", "misleading justification"),
        ("Retrieval-augmented generation does harm fluency.", "misleading justification"),
        ("The method may reduce errors by 4.5%.", "detail misidentification"),
        ("The method may reduce errors by 3.5 points.", "detail misidentification"),
        ("The method may reduce errors by 3.5% on ImageNet.", "fabricated claim"),
        ("All gated models need less computation.", "over-stated intensity"),
        ("The method reduces errors by 3.5%.", "over-stated intensity"),
        ("The gated models achieve slightly better results than the dense baselines.", "under-stated intensity"),
        ("The dense retriever exceeded BM25 by 9 to 19 percentage points on NQ.", "missing context"),
    ],
)
def test_what_they_do_not_say_is_named(text: str, kind: str) -> None:
    assert kind in kinds(text)


def test_a_number_that_stands_without_unit_may_be_of_any() -> None:
    assert kinds("It exceeded BM25 by 9 percent when trained on enough data.") == set()


@given(st.sampled_from(originals(records())))
def test_a_quote_hardly_ever_offends_against_itself(original: object) -> None:
    sentence = getattr(original, "sentence")  # noqa: B009
    assert gate_faults(sentence, [sentence]) == []


@given(st.text(max_size=80), st.lists(st.text(max_size=80), max_size=3))
def test_no_text_is_too_odd(text: str, quotes: list[str]) -> None:
    gate_faults(text, quotes, "")
    assert gate_faults("", quotes) == []


def test_amounts_have_the_units_that_stand_with_them() -> None:
    text = "3.5% of 2 million, three percentage points, a 4-fold gain in 20 ms, 1,000 tokens; 10x"
    assert list(amounts(text)) == [
        Amount("3.5", "percent"),
        Amount("2", "million"),
        Amount("3", "points"),
        Amount("4", "times"),
        Amount("20", "milliseconds"),
        Amount("1000", ""),
        Amount("10", "times"),
    ]


def test_names_are_told_by_how_they_are_written() -> None:
    text = "The model BERT-large beats GPT-4o on ImageNet. Then it was run on Wikipedia: “Results were 4-bit.”"
    assert list(names(text)) == ["BERT-large", "GPT-4o", "ImageNet", "Wikipedia"]


def test_a_comparison_has_sides_a_sign_and_what_it_is_of() -> None:
    (found,) = comparisons("Small models need more memory than large ones.")
    assert (found.sign, found.of) == (1, frozenset({"memory"}))
    assert "small" in found.left
    (passive,) = comparisons("Large models are outperformed by small ones.")
    assert passive.sign == -1


def test_directions_and_roots() -> None:
    assert [direction(word) for word in ("increases", "Reduced", "better", "fewer", "table")] == [1, -1, 1, -1, 0]
    assert root("exceeded") == root("exceeds") == root("exceed")
