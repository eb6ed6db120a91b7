"""Errors planted in true sentences, to learn what a judge would notice before it is trusted.

Pure and seeded. Every plant takes a sentence that its evidence says word for word and returns ways to spoil it; the
generator in the manner of MedVAL needs a language model for that, this one edits words.
"""

import random
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Literal, NamedTuple, get_args

from assistant.numbers import numbers
from assistant.verification.edits import (
    CONTEXTS,
    COUNTS,
    FRAMES,
    INVENTIONS,
    OPPOSITES,
    STRONGER,
    SYLLABLES,
    SYNONYMS,
    VERB,
    VERBS,
    WEAKER,
)
from assistant.verification.verdict import Kind, Pair
from assistant.words import overlap, words

Plant = Literal[
    "fabrication",
    "changed number",
    "false comparison",
    "overstatement",
    "understatement",
    "negation",
    "missing context",
    "wrong citation",
]
PLANTS: tuple[Plant, ...] = get_args(Plant)

KINDS: Mapping[Plant, Kind] = {
    "fabrication": "fabricated claim",
    "changed number": "detail misidentification",
    "false comparison": "false comparison",
    "overstatement": "over-stated intensity",
    "understatement": "under-stated intensity",
    "negation": "misleading justification",
    "missing context": "missing context",
    "wrong citation": "misleading justification",
}

_SHORTEST = 40
"""Characters that must be left of a sentence for it to say something."""

Variant = Literal["verbatim", "reworded"]
"""Sentences that are as true as their evidence; who objects to them raises a false alarm."""


class Original(NamedTuple):
    """A true sentence."""

    sentence: str
    evidence: str
    """The passage that it stands in."""
    label: str
    """The name of the study."""


class Planted(NamedTuple):
    """A sentence with one error, or with none."""

    pair: Pair
    original: str


def planted(originals: Sequence[Original], plant: Plant, number: int, seed: str = "") -> list[Planted]:
    """Return up to `number` corruptions of one kind, no two alike; fewer where the sentences offer fewer."""
    chance = random.Random(f"{seed}/{plant}")
    found = [made for original in originals for made in WAYS[plant](original, originals, chance)]
    return _chosen(found, number, chance)


def unharmed(originals: Sequence[Original], variant: Variant, number: int, seed: str = "") -> list[Planted]:
    """Return up to `number` true sentences, as they are or said otherwise."""
    chance = random.Random(f"{seed}/{variant}")
    ways = _reworded if variant == "reworded" else _unchanged
    return _chosen([made for original in originals for made in ways(original, chance)], number, chance)


def _chosen(found: Sequence[Planted], number: int, chance: random.Random) -> list[Planted]:
    distinct = list({(made.pair.claim, made.pair.evidence): made for made in found}.values())
    chance.shuffle(distinct)
    return distinct[:number]


def _said(original: Original, claim: str) -> Planted:
    return Planted(Pair(_tidy(claim), (original.evidence,), original.label), original.sentence)


def _tidy(claim: str) -> str:
    """Mend what an edit leaves behind: double spaces, spaces before commas, a small letter at the beginning."""
    claim = re.sub(r"\s+([,.;])", r"\1", re.sub(r"\s{2,}", " ", claim)).strip(" ,;")
    claim = claim[:1].upper() + claim[1:]
    return claim if claim.endswith((".", "!", "?")) else f"{claim}."


def _edits(sentence: str, table: Mapping[str, str]) -> Iterator[str]:
    """Yield the sentence with each single occurrence of a phrase of the table replaced."""
    for phrase, other in table.items():
        for match in re.finditer(rf"\b{phrase}\b", sentence, re.IGNORECASE):
            yield sentence[: match.start()] + other + sentence[match.end() :]


def _fabricated(original: Original, others: Sequence[Original], chance: random.Random) -> Iterator[Planted]:
    """Add an invented finding, or give what the sentence is about the predicate of another study."""
    body = original.sentence.rstrip(".")
    invention = chance.choice(INVENTIONS).format(name=_name(chance), number=chance.randint(11, 97))
    yield _said(original, f"{body}, {invention}")
    other = chance.choice(others)
    here, there = VERB.search(original.sentence), VERB.search(other.sentence)
    if other.label != original.label and here and there:
        yield _said(original, original.sentence[: here.start()] + other.sentence[there.start() :])


def _renumbered(original: Original, others: Sequence[Original], chance: random.Random) -> Iterator[Planted]:
    """Change one number into one that the evidence does not have."""
    known = {number.value for number in numbers(f"{original.evidence} {original.label}")}
    for match in re.finditer(r"(?<![\w.-])\d+(?:[.,]\d+)*(?![\w-])", original.sentence):
        value = float(match[0].replace(",", ""))
        choices = [value * 10, value * 2, value + 1, value / 2, value + chance.randint(2, 9)]
        fresh = [text for text in (f"{choice:.10g}" for choice in choices) if text not in known]
        if fresh:
            yield _said(
                original, original.sentence[: match.start()] + chance.choice(fresh) + original.sentence[match.end() :]
            )
    for word in COUNTS:
        others_ = [other for other in COUNTS if other != word]
        for edited in _edits(original.sentence, {word: chance.choice(others_)}):
            yield _said(original, edited)


def _turned(original: Original, others: Sequence[Original], chance: random.Random) -> Iterator[Planted]:
    """Turn one comparison or change round."""
    yield from (_said(original, edited) for edited in _edits(original.sentence, OPPOSITES))


def _overstated(original: Original, others: Sequence[Original], chance: random.Random) -> Iterator[Planted]:
    yield from (_said(original, edited) for edited in _edits(original.sentence, STRONGER))


def _understated(original: Original, others: Sequence[Original], chance: random.Random) -> Iterator[Planted]:
    yield from (_said(original, edited) for edited in _edits(original.sentence, WEAKER))


def _negated(original: Original, others: Sequence[Original], chance: random.Random) -> Iterator[Planted]:
    """Deny what is said, or say what is denied."""
    for match in re.finditer(r"\b(?:not|never)\s", original.sentence):
        yield _said(original, original.sentence[: match.start()] + original.sentence[match.end() :])
    auxiliary = re.search(r"\b(?:is|are|was|were|can|could|has|have|will|must)\b(?! not)", original.sentence)
    if auxiliary:
        yield _said(original, f"{original.sentence[: auxiliary.end()]} not{original.sentence[auxiliary.end() :]}")
    for verb, base in VERBS.items():
        for match in list(re.finditer(rf"\b{verb}\b", original.sentence))[:1]:
            before, after = original.sentence[: match.start()], original.sentence[match.end() :]
            yield _said(original, f"{before}does not {base}{after}")


def _decontextualised(original: Original, others: Sequence[Original], chance: random.Random) -> Iterator[Planted]:
    """Leave out a condition or a reservation."""
    for pattern in CONTEXTS:
        match = re.search(pattern, original.sentence)
        if match and len(original.sentence) - len(match[0]) >= _SHORTEST:
            yield _said(original, original.sentence[: match.start()] + original.sentence[match.end() :])


def _miscited(original: Original, others: Sequence[Original], chance: random.Random) -> Iterator[Planted]:
    """Cite for it the likest of some passages of other studies."""
    others = [other for other in chance.sample(others, min(len(others), 30)) if other.label != original.label]
    if others:
        wanted = set(words(original.sentence))
        other = max(others, key=lambda one: overlap(wanted, one.evidence))
        yield Planted(Pair(original.sentence, (other.evidence,), other.label), original.sentence)


def _unchanged(original: Original, chance: random.Random) -> Iterator[Planted]:
    yield _said(original, original.sentence)


def _reworded(original: Original, chance: random.Random) -> Iterator[Planted]:
    """Say the same with other words, and in half of the cases say that the authors say so."""
    claim = original.sentence
    for phrase, other in SYNONYMS.items():
        claim = re.sub(rf"\b{phrase}\b", other, claim)
    if claim == original.sentence:
        return
    if chance.random() < 0.5 and not claim[:2].isupper():
        claim = f"{chance.choice(FRAMES)} {claim[:1].lower()}{claim[1:]}"
    yield _said(original, claim)


def _name(chance: random.Random) -> str:
    """Return a name that nothing has."""
    return "".join(chance.choice(SYLLABLES) for _ in range(2)).capitalize() + chance.choice(
        ("QA", "Bench", "Net", "-2")
    )


WAYS: Mapping[Plant, Callable[[Original, Sequence[Original], random.Random], Iterator[Planted]]] = {
    "fabrication": _fabricated,
    "changed number": _renumbered,
    "false comparison": _turned,
    "overstatement": _overstated,
    "understatement": _understated,
    "negation": _negated,
    "missing context": _decontextualised,
    "wrong citation": _miscited,
}
