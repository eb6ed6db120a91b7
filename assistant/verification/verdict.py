"""What a judge says of a sentence and the texts that it is said to rest on, and the one protocol of all judges."""

from collections.abc import Sequence
from typing import Literal, NamedTuple, Protocol, get_args

from assistant.base import Frozen

Label = Literal["supports", "contradicts", "not_enough"]
"""What the evidence does to the claim."""

LABELS: tuple[Label, ...] = get_args(Label)

Kind = Literal[
    "fabricated claim",
    "misleading justification",
    "detail misidentification",
    "false comparison",
    "missing context",
    "over-stated intensity",
    "under-stated intensity",
    "other",
]
"""Kinds of errors: those of the taxonomy of MedVAL that one sentence can make; the others need the whole text."""


class Fault(Frozen):
    """Something that is wrong with a sentence."""

    kind: Kind
    words: str
    """What is wrong, so that a writer can act on it."""

    def __str__(self) -> str:
        return self.words


class Pair(NamedTuple):
    """A claim, and the texts that it is said to rest on."""

    claim: str
    evidence: tuple[str, ...]
    label: str = ""
    """The name of the study; a claim may use the words and numbers of it."""


class Verdict(Frozen):
    """What a judge makes of a claim and its evidence."""

    label: Label
    probabilities: tuple[float, float, float]
    """Of supports, contradicts and not_enough; they sum to 1, and no other is above that of `label`. A judge that only
    knows yes and no gives 1 and 0."""
    sentence: str = ""
    """The sentence of the evidence that decided it, verbatim; empty: none did."""
    faults: tuple[Fault, ...] = ()
    """What is wrong, where the judge can say it."""

    @property
    def support(self) -> float:
        """How probable it is that the evidence supports the claim."""
        return self.probabilities[0]


class Verifier(Protocol):
    """Judges claims by their evidence; a language model, a small fitted one and fixed rules alike."""

    @property
    def id(self) -> str:
        """Names the judge and its version, so that verdicts can be told apart later."""
        ...

    def judge(self, pairs: Sequence[Pair]) -> list[Verdict]:
        """Return a verdict for each pair, in order. A pair does not change the verdict on another.

        A claim without words, or evidence without any, is `not_enough`.
        """
        ...


def certain(label: Label, sentence: str = "", faults: Sequence[Fault] = ()) -> Verdict:
    """Return the verdict of a judge that knows yes and no."""
    sure = {name: float(name == label) for name in LABELS}
    return Verdict(
        label=label,
        probabilities=(sure["supports"], sure["contradicts"], sure["not_enough"]),
        sentence=sentence,
        faults=tuple(faults),
    )
