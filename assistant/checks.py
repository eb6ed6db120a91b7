"""What code can prove about a sentence: the cheapest gates of the check, and the ones that no writer talks past."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from assistant.claim import Claim
from assistant.quotes import foreign_quotations
from assistant.report import Sentence
from assistant.study import Passage
from assistant.verification.gates import GATES, names_gate
from assistant.verification.risk import weighs
from assistant.verification.support import is_quotation


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
    return broken or [*_foreign_quotes(sentence, cited), *_gated(sentence, cited)]


def _broken_evidence(ground: Grounds) -> list[str]:
    return [
        f"its evidence {evidence.quote[:60]!r} is not verbatim in passage {evidence.passage}"
        for evidence in ground.claim.evidence
        if evidence.passage not in ground.passages or evidence.quote not in ground.passages[evidence.passage].content
    ]


def _foreign_quotes(sentence: Sentence, cited: Sequence[Grounds]) -> list[str]:
    return [
        f"{words!r} stands in quotation marks but in none of its quotes"
        for words in foreign_quotations(sentence.text, _allowed(cited))
    ]


def _gated(sentence: Sentence, cited: Sequence[Grounds]) -> list[str]:
    """Return what the gates find that weighs; names may also come from elsewhere in the passages that are quoted."""
    quotes = [evidence.quote for ground in cited for evidence in ground.claim.evidence]
    label = " ".join(dict.fromkeys(ground.label for ground in cited))
    if is_quotation(sentence.text, quotes, label):
        return []
    around = [passage.content for ground in cited for passage in ground.passages.values()]
    found = [fault for gate in GATES if gate is not names_gate for fault in gate(sentence.text, quotes, label)]
    found += names_gate(sentence.text, [*quotes, *around], label)
    return [fault.words for fault in found if weighs(fault)]


def _allowed(cited: Sequence[Grounds]) -> list[str]:
    return [text for ground in cited for text in (*(e.quote for e in ground.claim.evidence), ground.label)]
