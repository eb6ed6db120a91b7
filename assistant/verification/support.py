"""How well a sentence is supported: from what judges say to what a report may say. Pure decisions.

A judge model only speaks on what the verifier leaves open, and a writer is not believed on its own sentences: where it
is the only model, it can sink a sentence, but only lift one that the verifier half believes.
"""

from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import Literal

from assistant.base import Frozen
from assistant.passages import sentences
from assistant.quotations import quoted, unquoted
from assistant.quotes import SHORTEST, anchor
from assistant.verification.cues import FUNCTION_WORDS, is_denial
from assistant.verification.risk import errors_of
from assistant.verification.verdict import Label, Verdict
from assistant.words import words

State = Literal["supported", "undecided", "unsupported"]

SURE = 0.6
"""Probability from which the verifier's word is taken."""
HALF = 0.35
"""Probability of support from which a writer's own word is enough to lift a sentence."""
QUOTATION = "quotation"
"""Who vouches for a sentence that only says who wrote what."""
_CONNECTING = frozenset(
    "add adds also another find finds found further known likewise report reported reports same say says state states"
    " study work write writes".split()
)


_STRETCH = 5
"""Words that a stretch must have to be somebody's words."""
_LOOSE = 0.1
"""Share of the content words of a sentence that may stand outside it."""


class Support(Frozen):
    """What a sentence of a report rests on, as far as that could be told."""

    state: Literal["supported", "undecided"]
    by: str
    """Who vouches for it: the name of a judge."""
    probability: float | None = None
    """How probable its support is, where the judge can say it."""


def is_quotation(text: str, quotes: Sequence[str], label: str) -> bool:
    """Tell whether a sentence says nothing but who wrote something, and quotes it."""
    said = [part for part in quoted(text) if len(part) >= SHORTEST]
    if not said or not all(any(anchor(part.rstrip(",."), quote) for quote in quotes) for part in said):
        return False
    own = {word.casefold() for word in words(unquoted(text))}
    return own <= {*(word.casefold() for word in words(label)), *FUNCTION_WORDS, *_CONNECTING}


def is_verbatim(text: str, quotes: Sequence[str]) -> bool:
    """Tell whether a text says word for word what a quote or one sentence of it says, and hardly anything else.

    A part of a sentence is not enough: what stands before it may deny it.
    """
    said = words(text)
    whole = [words(quote[start:end]) for quote in quotes for start, end in (*sentences(quote), (0, len(quote)))]
    return any(_agree(said, sentence) for sentence in whole)


def _agree(said: Sequence[str], quote: Sequence[str]) -> bool:
    match = SequenceMatcher(None, said, quote, autojunk=False).find_longest_match()
    outside = ((said, match.a), (quote, match.b))
    return match.size >= _STRETCH and all(_left(all_, at, match.size) <= _LOOSE for all_, at in outside)


def _left(said: Sequence[str], at: int, size: int) -> float:
    """Return the share of the content words that stand outside a stretch."""
    content = [(word not in FUNCTION_WORDS and word not in _CONNECTING) or is_denial(word) for word in said]
    return 1 - sum(content[at : at + size]) / max(1, sum(content))


def state(verdict: Verdict) -> State:
    """Return what the verifier's verdict decides."""
    supports, contradicts, _ = verdict.probabilities
    if verdict.faults or contradicts >= SURE:
        return "unsupported"
    return "supported" if supports >= SURE else "undecided"


def settled(verdict: Verdict, judged: Label | None, independent: bool) -> State:
    """Return what is decided of a sentence that the verifier left open.

    Args:
        judged: what a model says of it; None: none was able to say anything.
        independent: whether that model is another one than the writer.
    """
    if judged is None:
        return "undecided"
    if judged != "supports":
        return "unsupported"
    return "supported" if independent or verdict.support >= HALF else "undecided"


def reasons(verdict: Verdict) -> tuple[str, ...]:
    """Return what is wrong with a sentence in words that a writer can act on."""
    return tuple(error.words for error in errors_of(verdict))
