"""What a report may say of how well a sentence is supported."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.verification.support import SURE, is_quotation, is_verbatim, settled, state
from assistant.verification.verdict import LABELS, Fault, Verdict

QUOTE = "Routing by a learned gate raised the quality of the model by 3.5 points on the benchmark."
LABEL = "Routing Tokens to Experts (2024)"
SHARES = st.tuples(*(st.floats(0.001, 1) for _ in range(3)))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"{LABEL}: “{QUOTE}”", True),
        (f"The same work adds: “{QUOTE}”", True),
        (f"Routing Tokens to Experts (2024) finds that “{QUOTE}”", True),
        (f"It is proven beyond doubt: “{QUOTE}”", False),
        (f"{LABEL}: “{QUOTE}” This holds for all models.", False),
        (f"{LABEL}: “Routing by a learned gate lowered the quality.”", False),
        (QUOTE, False),
        ("", False),
    ],
)
def test_a_quotation_says_only_who_wrote_what(text: str, expected: bool) -> None:
    assert is_quotation(text, [QUOTE], LABEL) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (QUOTE, True),
        (f"It is reported that {QUOTE}", True),
        ("Routing by a learned gate raised the quality of the model", False),
        ("Hashing raises the quality of models", False),
        ("Routing by hashing raised the quality of the model by 3.5 points on the benchmark.", False),
        (f"{QUOTE} Hashing and clustering never do as well.", False),
        ("the quality of", False),
        ("", False),
    ],
)
def test_verbatim_is_one_stretch_of_a_quote_and_hardly_anything_else(text: str, expected: bool) -> None:
    assert (
        is_verbatim(text, ["There is no evidence that hashing raises the quality of models.", f"It is small. {QUOTE}"])
        == expected
    )


def verdict(shares: tuple[float, float, float], faulty: bool = False) -> Verdict:
    supports, contradicts, rest = (share / sum(shares) for share in shares)
    best = max(range(3), key=[supports, contradicts, rest].__getitem__)
    faults = (Fault(kind="other", words="wrong"),) if faulty else ()
    return Verdict(label=LABELS[best], probabilities=(supports, contradicts, rest), faults=faults)


@given(SHARES, st.booleans())
def test_what_a_rule_finds_wrong_is_never_supported_and_no_doubt_is_certainty(
    shares: tuple[float, float, float], faulty: bool
) -> None:
    found = verdict(shares, faulty)
    decided = state(found)
    if faulty:
        assert decided == "unsupported"
    assert (decided == "supported") == (not faulty and found.support >= SURE)


@given(SHARES, st.sampled_from([None, *LABELS]), st.booleans())
def test_a_writer_alone_lifts_only_what_is_half_believed(
    shares: tuple[float, float, float], judged: str | None, independent: bool
) -> None:
    found = verdict(shares)
    decided = settled(found, judged, independent)  # type: ignore[arg-type]
    assert (decided == "undecided") == (
        judged is None or (judged == "supports" and not independent and found.support < 0.35)
    )
    assert (decided == "unsupported") == (judged in ("contradicts", "not_enough"))
