"""What holds for every judge, whatever it judges by."""

from collections.abc import Callable, Sequence
from types import SimpleNamespace

import numpy as np
import pytest
from numpy.typing import NDArray

from assistant.errors import SetupError
from assistant.verification.gates import Gates
from assistant.verification.inference import Inference
from assistant.verification.judges import JUDGES, InTurn, judge_named, open_verifier
from assistant.verification.local import Local
from assistant.verification.verdict import LABELS, Pair, Verdict, Verifier, certain

PASSAGE = "Routing sends each token to 2 of 64 experts. Balanced routing needs no auxiliary loss. Quality rose by 3.5%."
PAIRS = [
    Pair("Quality rose by 3.5%.", (PASSAGE,)),
    Pair("Quality fell by 7 points.", (PASSAGE,)),
    Pair("Penguins breed in winter.", (PASSAGE, "Nothing of the kind.")),
    Pair("Balanced Routing (2024): Quality rose.", (PASSAGE,), "Balanced Routing (2024)"),
]
EMPTY = [Pair("", (PASSAGE,)), Pair("…", (PASSAGE,)), Pair("Quality rose.", ()), Pair("Quality rose.", ("", " – "))]


class Model:
    """Entails what it finds word for word, contradicts what shares no word, and says so in an order of its own."""

    def __init__(self, *names: str) -> None:
        self.config = SimpleNamespace(id2label=dict(enumerate(names or ("contradiction", "entailment", "neutral"))))

    def predict(
        self, pairs: Sequence[tuple[str, str]], show_progress_bar: bool, activation_fn: Callable[[object], object]
    ) -> NDArray[np.float32]:
        return np.array([self._logits(*pair) for pair in pairs], np.float32)

    def _logits(self, premise: str, claim: str) -> list[float]:
        shared = bool(set(premise.casefold().split()) & set(claim.casefold().split()))
        return [3.0 * (not shared), 4.0 * (claim in premise), 1.0]


MINILM = Local()
EVERY: dict[str, Callable[[], Verifier]] = {
    "gates": Gates,
    "local": lambda: MINILM,
    "cross-encoder": lambda: Inference("a/model", model=Model()),
    "in turn": lambda: InTurn((Gates(), Inference("a/model", model=Model()))),
}


@pytest.fixture(params=EVERY)
def judge(request: pytest.FixtureRequest) -> Verifier:
    return EVERY[request.param]()


def alike(one: Verdict, other: Verdict) -> bool:
    return one.label == other.label and np.allclose(one.probabilities, other.probabilities, atol=1e-4)


def test_each_pair_gets_a_verdict_whatever_stands_beside_it(judge: Verifier) -> None:
    together = judge.judge(PAIRS)
    assert len(together) == len(PAIRS)
    assert all(map(alike, judge.judge(PAIRS[::-1])[::-1], together))
    assert all(alike(judge.judge([pair])[0], verdict) for pair, verdict in zip(PAIRS, together, strict=True))
    assert judge.judge([]) == []


def test_probabilities_sum_to_one_and_the_label_is_the_likeliest(judge: Verifier) -> None:
    for verdict in judge.judge(PAIRS + EMPTY):
        assert sum(verdict.probabilities) == pytest.approx(1)
        assert max(verdict.probabilities) == verdict.probabilities[LABELS.index(verdict.label)]
        assert verdict.support == verdict.probabilities[0]


def test_what_has_no_words_supports_nothing_and_is_supported_by_nothing(judge: Verifier) -> None:
    assert {verdict.label for verdict in judge.judge(EMPTY)} == {"not_enough"}


def test_what_decided_is_verbatim_in_the_evidence(judge: Verifier) -> None:
    for pair, verdict in zip(PAIRS, judge.judge(PAIRS), strict=True):
        assert any(verdict.sentence in text for text in pair.evidence)


def test_what_stands_in_the_evidence_is_supported(judge: Verifier) -> None:
    quoted, *_ = judge.judge(PAIRS)
    assert quoted.label == "supports"


def test_judges_have_names_of_their_own() -> None:
    assert len({made().id for made in EVERY.values()}) == len(EVERY)


def test_later_judges_are_not_asked_about_what_is_refused_already() -> None:
    asked: list[Pair] = []

    class Last:
        id = "last"

        def judge(self, pairs: Sequence[Pair]) -> list[Verdict]:
            asked.extend(pairs)
            return [certain("contradicts") for _ in pairs]

    verdicts = InTurn((Gates(), Last())).judge(PAIRS)
    assert asked == [
        pair for pair, verdict in zip(PAIRS, Gates().judge(PAIRS), strict=True) if verdict.label == "supports"
    ]
    assert len(asked) < len(PAIRS)
    assert not any(verdict.label == "supports" for verdict in verdicts)


def test_somebody_must_judge() -> None:
    with pytest.raises(ValueError, match="at least one"):
        InTurn(())


def test_the_columns_of_a_cross_encoder_are_told_by_their_names() -> None:
    usual, other = Model(), Model("NEUTRAL", "Entailment", "contradiction")
    assert Inference("m", model=usual).judge(PAIRS[:1])[0].label == "supports"
    assert Inference("m", model=other).judge(PAIRS[2:3])[0].label == "not_enough"


@pytest.mark.parametrize("names", [("LABEL_0",), ("no", "yes"), ("neutral", "entailment", "LABEL_2")])
def test_a_cross_encoder_of_another_kind_is_refused_in_words(names: tuple[str, ...]) -> None:
    with pytest.raises(SetupError, match="entailment, contradiction and neutral"):
        Inference("m", model=Model(*names)).judge(PAIRS)


def test_judges_are_found_by_name_and_an_unknown_one_is_told() -> None:
    assert {judge_named(name, "").id for name in JUDGES} == {made().id for made in JUDGES.values()}
    assert judge_named("verifier", "a/model").id == open_verifier("a/model").id != open_verifier("").id
    for name, model in (("nobody", ""), ("verifier", "")):
        with pytest.raises(SetupError, match="gates, local, both"):
            judge_named(name, model)
