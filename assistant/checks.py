"""What code can prove about a sentence: the cheapest gates of the check, and the ones that no writer talks past."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from assistant.claim import Claim
from assistant.numbers import foreign_numbers
from assistant.quotations import quoted
from assistant.quotes import SHORTEST, anchor
from assistant.report import Sentence
from assistant.study import Passage


class Grounds(NamedTuple):
    """A claim with what it rests on."""

    claim: Claim
    passages: Mapping[str, Passage]
    """The passages that its evidence names, by id."""
    label: str
    """The name of its study; a sentence may use the words and numbers of it."""


def faults(sentence: Sentence, grounds: Mapping[str, Grounds]) -> list[str]:
    """Return what is provably wrong with a sentence, in words a writer can act on; empty if nothing is.

    Args:
        grounds: what may be cited, by claim id.
    """
    if not sentence.claims:
        return ["it rests on no claim"]
    if unknown := [claim for claim in sentence.claims if claim not in grounds]:
        return [f"there is no claim {claim}" for claim in unknown]
    cited = [grounds[claim] for claim in sentence.claims]
    broken = [fault for ground in cited for fault in _broken_evidence(ground)]
    return broken or [*_foreign_quotes(sentence, cited), *_foreign_numbers(sentence, cited)]


def _broken_evidence(ground: Grounds) -> list[str]:
    return [
        f"its evidence {evidence.quote[:60]!r} is not verbatim in passage {evidence.passage}"
        for evidence in ground.claim.evidence
        if evidence.passage not in ground.passages or evidence.quote not in ground.passages[evidence.passage].content
    ]


def _foreign_quotes(sentence: Sentence, cited: Sequence[Grounds]) -> list[str]:
    sources = [text for ground in cited for text in (*_quotes(ground), ground.label)]
    return [
        f"{words!r} stands in quotation marks but in none of its quotes"
        for words in quoted(sentence.text)
        if len(words) >= SHORTEST and not any(anchor(words.rstrip(",."), source) for source in sources)
    ]


def _foreign_numbers(sentence: Sentence, cited: Sequence[Grounds]) -> list[str]:
    allowed = [text for ground in cited for text in (*_quotes(ground), ground.label)]
    return [f"the number {number} is in none of its quotes" for number in foreign_numbers(sentence.text, allowed)]


def _quotes(ground: Grounds) -> list[str]:
    return [evidence.quote for evidence in ground.claim.evidence]
