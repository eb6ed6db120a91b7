"""What code can prove about a sentence."""

import pytest

from assistant.checks import Grounds, faults
from assistant.claim import Claim
from assistant.report import Sentence
from tests.samples import claim, passage

MARKS = [tuple(pair) for pair in ("“”", '""', "„“", "«»", "»«", "‘’", "''", "‚‘", "‹›", "『』")]


def grounds(*claims: Claim) -> dict[str, Grounds]:
    return {c.id: Grounds(c, {passage().id: passage()}, "Balanced Routing (2024)") for c in claims}


@pytest.mark.parametrize(
    "text",
    [
        "Quality rose by 3.5%.",
        "Balanced Routing (2024): “Quality rose by 3.5%.”",
        "In 2024 a gain of 3.5 % was seen.",
        "Quality improved.",
        *(f"It says {a}quality rose by 3.5%{b}, and that’s the authors’ own claim." for a, b in MARKS),
        "“Quality rose by 3.5%,” it says.",
        "Two of the experts’ gates don’t count in the authors’ eyes.",
    ],
)
def test_a_sentence_that_says_what_its_quotes_say_passes(text: str) -> None:
    made = claim()
    assert faults(Sentence(text=text, claims=(made.id,)), grounds(made)) == []


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("Quality rose by 4.5%.", "4.5"),
        *((f"It says {a}quality fell by 3.5%{b}.", "quotation marks") for a, b in MARKS),
        ("It says “quality fell by 3.5%", "quotation marks"),
        ("Quality rose by ten percent.", "10"),
        ("Quality rose by ½.", "0.5"),
        ("In 2023 quality rose by 3.5%.", "2023"),
    ],
)
def test_an_invented_number_or_quote_is_named(text: str, fault: str) -> None:
    made = claim()
    assert fault in " ".join(faults(Sentence(text=text, claims=(made.id,)), grounds(made)))


def test_a_sentence_without_claims_rests_on_nothing() -> None:
    assert faults(Sentence(text="Experts exist.", claims=()), {}) == ["it rests on no claim"]


def test_a_claim_that_was_never_made_cannot_be_cited() -> None:
    assert faults(Sentence(text="Experts exist.", claims=("nowhere",)), {}) == ["there is no claim nowhere"]


def test_evidence_must_be_verbatim_in_its_passage() -> None:
    made = claim(quote="Quality rose by 9.9%.")
    assert "not verbatim" in faults(Sentence(text="Quality rose.", claims=(made.id,)), grounds(made))[0]
