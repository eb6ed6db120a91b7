"""What rules can prove about a sentence and its quotes: pure functions, the cheapest first.

Each gate is made to be right when it speaks rather than to see everything: a sentence that passes may still be wrong.
"""

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

from assistant.numbers import foreign_numbers
from assistant.passages import sentences
from assistant.verification.comparisons import turned
from assistant.verification.cues import FUNCTION_WORDS, direction, is_denial, root
from assistant.verification.names import foreign_names
from assistant.verification.units import foreign_units
from assistant.verification.verdict import Fault, Kind, Pair, Verdict, certain

_WORD = re.compile(r"[^\W_]+(?:[-’'][^\W_]+)*")
_CLOSE = 0.75
"""Share of a sentence's content words from which it is taken to say what one sentence of the quotes says."""
_WINDOW = 6
"""Words on either side of a direction that tell what it is the direction of."""
_SHARED = 2
"""Words that must agree there."""

_UNIVERSAL = frozenset(
    """all always any completely each entire entirely every everywhere fully invariably never none universally whole
    both""".split()
)
_CERTAIN = frozenset("certain certainly definite definitely guarantee prove proof undoubtedly".split())
_HUGE = frozenset(
    """dramatic dramatically drastic drastically enormous enormously far huge hugely massive massively vast
    vastly""".split()
)
_SMALL = frozenset(
    """barely hardly little marginal marginally minor modest modestly negligible negligibly rarely seldom slight
    slightly""".split()
)
_SCALES: Sequence[tuple[Kind, frozenset[str]]] = (
    ("over-stated intensity", _UNIVERSAL),
    ("over-stated intensity", _CERTAIN),
    ("over-stated intensity", _HUGE),
    ("under-stated intensity", _SMALL),
)
_HEDGES = frozenset(
    """almost appear could frequently generally largely likely mainly may might mostly nearly often partly perhaps
    possibly potentially probably roughly seem some several sometimes suggest typically usually""".split()
)
_LIMITS = frozenset("although but except however if only provided unless until when whenever where without".split())


class Line(NamedTuple):
    """A sentence as its words and their roots."""

    words: list[str]
    roots: list[str]

    @property
    def content(self) -> set[str]:
        return {
            root_
            for word, root_ in zip(self.words, self.roots, strict=True)
            if word not in FUNCTION_WORDS and not is_denial(word)
        }


class Near(NamedTuple):
    """The sentence of the quotes that says most of what a sentence says."""

    line: Line
    share: float
    """Of the sentence's content words, how many are in it."""
    first: int
    last: int
    """The places of the first and last of them."""


def gate_faults(text: str, quotes: Sequence[str], label: str = "") -> list[Fault]:
    """Return what is provably wrong with a sentence, given what it may rest on; empty if nothing is.

    Args:
        quotes: verbatim texts of the evidence.
        label: the name of its study; its words and numbers may be used.
    """
    return [fault for gate in GATES for fault in gate(text, quotes, label)]


class Gates:
    """The gates as a judge: what they let pass is supported as far as they can see, and no further."""

    id = "gates/1"

    def judge(self, pairs: Sequence[Pair]) -> list[Verdict]:
        return [self._verdict(pair) for pair in pairs]

    def _verdict(self, pair: Pair) -> Verdict:
        if not _WORD.search(pair.claim) or not any(_WORD.search(text) for text in pair.evidence):
            return certain("not_enough")
        faults = gate_faults(pair.claim, pair.evidence, pair.label)
        if not faults:
            return certain("supports")
        turned_ = any(fault.kind in ("false comparison", "misleading justification") for fault in faults)
        return certain("contradicts" if turned_ else "not_enough", faults=faults)


def numbers_gate(text: str, quotes: Sequence[str], label: str) -> list[Fault]:
    """Find numbers that no quote has, and those that it has of another unit."""
    missing = [f"the number {number} is in none of its quotes" for number in foreign_numbers(text, [*quotes, label])]
    return [Fault(kind="detail misidentification", words=words) for words in (*missing, *foreign_units(text, quotes))]


def names_gate(text: str, quotes: Sequence[str], label: str) -> list[Fault]:
    """Find names of methods, data sets and the like that neither a quote nor the study's name has."""
    return [
        Fault(kind="fabricated claim", words=f"{name!r} is named in none of its quotes")
        for name in foreign_names(text, [*quotes, label])
    ]


def comparisons_gate(text: str, quotes: Sequence[str], label: str) -> list[Fault]:
    """Find comparisons that a quote makes the other way round."""
    return [Fault(kind="false comparison", words=words) for words in turned(text, quotes)]


def direction_gate(text: str, quotes: Sequence[str], label: str) -> list[Fault]:
    """Find a rise that is a fall in the quotes, or a fall that is a rise."""
    said = _line(text)
    known = [_line(quote) for quote in _lines(quotes)]
    found = []
    for at, word in enumerate(said.words):
        sign = direction(word)
        if not sign or word in FUNCTION_WORDS:
            continue
        about = _about(said, at)
        same = _agreeing(known, about, sign)
        opposite = _agreeing(known, about, -sign)
        if opposite and max(opposite)[0] > max(same, default=(0, ""))[0]:
            found.append(f"it says {word!r} where its quote says {max(opposite)[1]!r}")
    return [Fault(kind="false comparison", words=words) for words in found]


def negation_gate(text: str, quotes: Sequence[str], label: str) -> list[Fault]:
    """Find a sentence that denies what its quote says, or says what its quote denies."""
    said = _line(text)
    near = _near(said, quotes)
    if near is None or near.share < _CLOSE:
        return []
    stretch = near.line.words[max(0, near.first - 2) : near.last + 1]
    denies = _denials(said.words) % 2
    # Where the stretch ends before a denial that belongs to it, the whole sentence has as many.
    if denies in (_denials(stretch) % 2, _denials(near.line.words) % 2):
        return []
    words = "it denies what its quote says" if denies else "its quote denies what it says"
    return [Fault(kind="misleading justification", words=f"{words}: {' '.join(stretch)!r}")]


def strength_gate(text: str, quotes: Sequence[str], label: str) -> list[Fault]:
    """Find words that say more or less than the quotes do, and hedges that were left out."""
    said = _line(text)
    known = {word for quote in quotes for word in _line(quote).words}
    faults = [
        Fault(kind=kind, words=f"it says {word!r}, and its quotes say nothing of the kind")
        for kind, scale in _SCALES
        for word in said.words
        if word in scale and not known & scale
    ]
    near = _near(said, quotes)
    if near is None or near.share < _CLOSE:
        return faults
    inside = near.line.words[near.first : near.last + 1]
    hedges = _unsaid(_HEDGES, inside, said.words)
    if hedges and not _HEDGES & set(said.words):
        faults.append(Fault(kind="over-stated intensity", words=f"it leaves out {hedges[0]!r} of its quote"))
    limits = _unsaid(_LIMITS, near.line.words, said.words)
    if limits and not _LIMITS & set(said.words):
        faults.append(Fault(kind="missing context", words=f"it leaves out what its quote says from {limits[0]!r} on"))
    return faults


GATES: tuple[Callable[[str, Sequence[str], str], list[Fault]], ...] = (
    numbers_gate,
    names_gate,
    comparisons_gate,
    direction_gate,
    negation_gate,
    strength_gate,
)
"""In order of cost."""


def _line(text: str) -> Line:
    words = [word.casefold().replace("’", "'") for word in _WORD.findall(text)]
    return Line(words, list(map(root, words)))


def _lines(quotes: Sequence[str]) -> list[str]:
    return [quote[start:end] for quote in quotes for start, end in sentences(quote)]


def _near(said: Line, quotes: Sequence[str]) -> Near | None:
    wanted = said.content
    found = []
    for line in map(_line, _lines(quotes)):
        places = [at for at, root_ in enumerate(line.roots) if root_ in wanted]
        if places:
            share = len({line.roots[at] for at in places}) / len(wanted)
            found.append(Near(line, share, places[0], places[-1]))
    return max(found, key=lambda near: near.share, default=None)


def _about(line: Line, at: int) -> set[str]:
    """Return the roots of the content words around a place."""
    around = range(max(0, at - _WINDOW), min(len(line.words), at + _WINDOW + 1))
    return {
        line.roots[place]
        for place in around
        if place != at and line.words[place] not in FUNCTION_WORDS and not direction(line.words[place])
    }


def _agreeing(known: Sequence[Line], about: set[str], sign: int) -> list[tuple[int, str]]:
    """Return the words of a direction that the quotes have about the same, with how much about it agrees."""
    found = [
        (len(about & _about(line, at)), word)
        for line in known
        for at, word in enumerate(line.words)
        if direction(word) == sign and word not in FUNCTION_WORDS
    ]
    return [(shared, word) for shared, word in found if shared >= max(_SHARED, len(about) / 2)]


def _denials(words: Sequence[str]) -> int:
    """Count denials; `not only` is none."""
    return sum(
        is_denial(word) and not (word == "not" and words[at + 1 : at + 2] in (["only"], ["just"], ["merely"]))
        for at, word in enumerate(words)
    )


def _unsaid(cues: frozenset[str], quoted: Sequence[str], said: Sequence[str]) -> list[str]:
    return [word for word in quoted if word in cues and word not in said]
