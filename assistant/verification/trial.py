"""How far a judge can be trusted: what it notices of planted errors, and how often it objects to what is true."""

from collections.abc import Iterator, Sequence
from math import sqrt

from assistant.base import Frozen
from assistant.passages import cut, is_whole, sentences
from assistant.study import Record
from assistant.verification.corruption import PLANTS, Original, Plant, Planted, Variant, planted, unharmed
from assistant.verification.risk import graded
from assistant.verification.verdict import Verifier

_CONFIDENCE = 1.96
"""Standard deviations of a normal distribution that hold 95 % of it."""
_VARIANTS: tuple[Variant, ...] = ("verbatim", "reworded")


class Tally(Frozen):
    """What a judge said of sentences of one kind."""

    sentences: Plant | Variant
    """What was planted in them; or, that they were true."""
    number: int
    refused: int
    """Of how many it said that their evidence does not support them."""
    contradicted: int
    """Of how many it said that their evidence says otherwise."""
    held: int
    """How many are so risky that they would be held back."""

    @property
    def harmful(self) -> bool:
        return self.sentences in PLANTS

    @property
    def share(self) -> float:
        """Recall where errors were planted, the rate of false alarms where not; 0 of none."""
        return self.refused / self.number if self.number else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        """Where the share lies with a confidence of 95 % (Wilson 1927)."""
        if not self.number:
            return 0.0, 1.0
        square = _CONFIDENCE**2 / self.number
        middle = (self.share + square / 2) / (1 + square)
        reach = sqrt(self.share * (1 - self.share) * square + square**2 / 4) / (1 + square)
        return max(0.0, middle - reach), min(1.0, middle + reach)


def trial(judge: Verifier, originals: Sequence[Original], number: int, seed: str = "") -> Iterator[Tally]:
    """Yield what a judge says of up to so many sentences of each kind: planted errors first, then true ones."""
    for plant in PLANTS:
        yield _tally(judge, plant, planted(originals, plant, number, seed))
    for variant in _VARIANTS:
        yield _tally(judge, variant, unharmed(originals, variant, number, seed))


def originals(records: Sequence[Record]) -> list[Original]:
    """Return the sentences of the records' texts, each with the passage that it stands in."""
    return [
        Original(passage.content[start:end], passage.content, record.title)
        for record in records
        for text in record.texts
        for passage in cut("", text)
        for start, end in sentences(passage.content)
        if is_whole(passage.content[start:end], last=False)
    ]


def _tally(judge: Verifier, kind: Plant | Variant, made: Sequence[Planted]) -> Tally:
    verdicts = judge.judge([one.pair for one in made])
    return Tally(
        sentences=kind,
        number=len(made),
        refused=sum(verdict.label != "supports" for verdict in verdicts),
        contradicted=sum(verdict.label == "contradicts" for verdict in verdicts),
        held=sum(graded([verdict]).held for verdict in verdicts),
    )
