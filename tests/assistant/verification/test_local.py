"""The local verifier: what its features mean, what its weights are, and what they make of plain cases."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from pydantic import ValidationError

from assistant.verification.features import COVERAGE, RELATION, VERSION
from assistant.verification.local import Examined, Local
from assistant.verification.verdict import LABELS, Pair
from assistant.verification.weights import Weights, shipped
from assistant.verification.wording import Values

ABSTRACT = (
    "We followed 2,000 patients with diabetes for three years. Metformin reduced the risk of stroke by 30% compared"
    " with placebo. Side effects were mild."
)
LOCAL = Local()


def examined(claim: str, *evidence: str) -> Examined:
    (found,) = LOCAL.examine([Pair(claim, evidence or (ABSTRACT,))])
    assert found is not None
    return found


def test_the_weights_tell_what_they_were_fitted_to() -> None:
    weights = shipped()
    assert (weights.features, weights.provenance.fold) == (VERSION, "train")
    assert "SciFact" in weights.provenance.data
    assert "CC BY" in weights.provenance.licence
    assert (weights.coverage.features, weights.relation.features) == (COVERAGE, RELATION)
    assert weights.relation.classes == LABELS


@pytest.mark.parametrize("change", [{"features": VERSION + 1}, {"coverage": shipped().relation.model_dump()}])
def test_weights_of_other_features_are_refused(change: dict[str, object]) -> None:
    with pytest.raises(ValidationError, match="fit them again"):
        Weights.model_validate(shipped().model_dump() | change)


def test_a_weight_that_is_missing_is_noticed() -> None:
    model = shipped().coverage.model_dump()
    with pytest.raises(ValidationError, match="missing or too many"):
        type(shipped().coverage).model_validate(model | {"biases": model["biases"][:1]})


@given(arrays(np.float64, (4, len(RELATION)), elements=st.floats(-100, 100)))
def test_probabilities_are_probabilities(values: Values) -> None:
    found = shipped().relation.probabilities(values)
    np.testing.assert_allclose(found.sum(axis=1), 1)
    assert (found >= 0).all()


def test_a_sentence_covers_itself_wholly() -> None:
    (sentence,) = examined("Side effects were mild.", "Side effects were mild.").evidence.sentences
    for name in ("cosine", "found", "covered", "least_covered", "precision", "pairs"):
        assert sentence[name] == pytest.approx(1, abs=1e-4)
    for name in ("negation_differs", "opposite_direction", "directions_differ", "missing_numbers"):
        assert sentence[name] == 0


@pytest.mark.parametrize(
    ("claim", "feature"),
    [
        ("Metformin did not reduce the risk of stroke.", "negation_differs"),
        ("Metformin increased the risk of stroke.", "opposite_direction"),
        ("Metformin increased the risk of stroke.", "directions_differ"),
        ("Metformin reduced the risk of stroke by 80%.", "missing_numbers"),
    ],
)
def test_what_turns_a_claim_is_measured(claim: str, feature: str) -> None:
    said = examined("Metformin reduced the risk of stroke by 30%.").evidence.sentences[1]
    assert examined(claim).evidence.sentences[1][feature] > said[feature] == 0


def test_the_order_of_the_sentences_does_not_matter() -> None:
    parts = ("Side effects were mild.", "Metformin reduced the risk of stroke by 30%.", "We followed patients.")
    one, other = LOCAL.judge([Pair("Metformin lowers stroke risk.", order) for order in (parts, parts[::-1])])
    assert one.sentence == other.sentence == parts[1]
    np.testing.assert_allclose(one.probabilities, other.probabilities, atol=1e-4)


def test_plain_cases_are_told_apart_and_the_deciding_sentence_is_found() -> None:
    supported, denied, unrelated = LOCAL.judge(
        [
            Pair("Metformin reduces the risk of stroke.", (ABSTRACT,)),
            Pair("Metformin does not reduce the risk of stroke.", (ABSTRACT,)),
            Pair("Bilingual children learn to read earlier.", (ABSTRACT,)),
        ]
    )
    assert supported.label == "supports"
    assert supported.sentence.startswith("Metformin reduced")
    assert denied.support < supported.support
    assert denied.probabilities[1] > supported.probabilities[1]
    assert unrelated.label == "not_enough"


def test_the_name_of_the_study_needs_no_evidence() -> None:
    name = "A Trial of Metformin (2020)"
    with_name, without = LOCAL.judge(
        [Pair(f"{name}: side effects were mild.", (ABSTRACT,), name), Pair("side effects were mild.", (ABSTRACT,))]
    )
    np.testing.assert_allclose(with_name.probabilities, without.probabilities, atol=1e-4)
