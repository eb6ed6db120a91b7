"""Comparisons in a sentence: who is said to exceed whom in what, and whether a quote says it the other way round."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from assistant.passages import sentences
from assistant.verification.cues import FUNCTION_WORDS, direction, is_denial, root

_WORD = re.compile(r"[^\W_]+(?:[-’'][^\W_]+)*")
_EXCEED = frozenset(map(root, "outperform exceed surpass beat overtake overtook outdo outrank outscore".split()))
_TRAIL = frozenset(map(root, "underperform trail lag".split()))
_BACK = 8
"""Words before `than` among which its comparative stands."""
_NEIGHBOURHOOD = 12
"""Words on either side that tell who is compared."""


class Comparison(NamedTuple):
    """The left side is said to be more than the right one, or less."""

    left: frozenset[str]
    right: frozenset[str]
    """The roots of the content words on either side."""
    sign: int
    of: frozenset[str]
    """What is compared, as roots; empty: what a verb such as `outperform` leaves open."""
    words: str
    """As it is written."""


def turned(text: str, quotes: Sequence[str]) -> list[str]:
    """Return in words which comparisons of a text are made in its quotes with the sides or the sign turned round.

    Only comparisons of the same thing are set against each other: fewer errors is no contradiction of more accuracy.
    """
    known = [found for quote in quotes for found in comparisons(quote)]
    faults = []
    for said in comparisons(text):
        agreements = [(_agreement(said, other), other) for other in known]
        agrees = max((value for value, _ in agreements if value > 0), default=0)
        against, other = min(agreements, key=lambda pair: pair[0], default=(0, said))
        if -against > agrees:
            faults.append(f"it says {said.words!r}, which its quote has the other way round: {other.words!r}")
    return faults


def comparisons(text: str) -> Iterator[Comparison]:
    """Yield the comparisons of a text, sentence by sentence."""
    for start, end in sentences(text):
        words = [word.casefold() for word in _WORD.findall(text[start:end])]
        for at, word in enumerate(words):
            if word == "than":
                yield from _than(words, at)
            elif root(word) in _EXCEED | _TRAIL:
                yield _verb(words, at)


def _than(words: Sequence[str], at: int) -> Iterator[Comparison]:
    for head in range(at - 1, max(-1, at - 1 - _BACK), -1):
        sign = direction(words[head])
        if sign:
            compared = _content(words[head + 1 : at]) or frozenset({_axis(words[head])})
            yield _comparison(words, head, at + 1, sign, compared)
            return


def _verb(words: Sequence[str], at: int) -> Comparison:
    sign = 1 if root(words[at]) in _EXCEED else -1
    passive = words[at + 1 : at + 2] == ["by"] and words[at].endswith(("ed", "en"))
    # `exceeded by 9 points` is no passive
    passive = passive and not any(map(str.isdigit, "".join(words[at + 2 : at + 3])))
    passive = passive and any(
        word in ("is", "was", "are", "were", "be", "been", "being") for word in words[max(0, at - 3) : at]
    )
    return _comparison(words, at, at + 1 + passive, -sign if passive else sign, frozenset())


def _comparison(words: Sequence[str], head: int, right: int, sign: int, of: frozenset[str]) -> Comparison:
    denied = sum(map(is_denial, words[max(0, head - 4) : head])) % 2
    left, after = words[max(0, head - _NEIGHBOURHOOD) : head], words[right : right + _NEIGHBOURHOOD]
    return Comparison(
        _content(left),
        _content(after),
        -sign if denied else sign,
        of,
        " ".join([*left[-3:], *words[head:right], *after[:3]]),
    )


def _agreement(said: Comparison, other: Comparison) -> int:
    """Return how many words speak for the two saying the same; less than 0: the opposite; 0: nothing can be told."""
    if bool(said.of) != bool(other.of) or (said.of and not said.of & other.of):
        return 0
    straight = min(len(said.left & other.left), 3) + min(len(said.right & other.right), 3)
    crossed = min(len(said.left & other.right), 3) + min(len(said.right & other.left), 3)
    if straight == crossed or max(straight, crossed) < 2:
        return 0
    same = (said.sign == other.sign) == (straight > crossed)
    return abs(straight - crossed) if same else -abs(straight - crossed)


def _content(words: Sequence[str]) -> frozenset[str]:
    return frozenset(
        root(word) for word in words if word not in FUNCTION_WORDS and not is_denial(word) and not word.isdigit()
    )


def _axis(word: str) -> str:
    """Return what a comparative without a noun compares, so that opposites meet: `better` and `worse` do."""
    found = root(word)
    return next((name for name, members in _AXES.items() if found in members), found)


_AXES = {
    name: frozenset(map(root, members.split()))
    for name, members in {
        "good": "better worse stronger weaker good bad",
        "size": "larger smaller bigger greater",
        "level": "higher lower",
        "amount": "more less fewer most least",
        "speed": "faster slower",
        "length": "longer shorter",
        "cost": "cheaper dearer",
        "ease": "easier harder",
        "weight": "heavier lighter",
    }.items()
}
