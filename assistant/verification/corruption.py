"""Errors planted in true sentences, to learn what a judge would notice before it is trusted.

Pure and seeded. Every plant takes a sentence that its evidence says word for word and returns ways to spoil it; the
generator in the manner of MedVAL needs a language model for that, this one edits words.
"""

import random
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Literal, NamedTuple, get_args

from assistant.numbers import numbers
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
    invention = chance.choice(_INVENTIONS).format(name=_name(chance), number=chance.randint(11, 97))
    yield _said(original, f"{body}, {invention}")
    other = chance.choice(others)
    here, there = _VERB.search(original.sentence), _VERB.search(other.sentence)
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
    for word in _COUNTS:
        others_ = [other for other in _COUNTS if other != word]
        for edited in _edits(original.sentence, {word: chance.choice(others_)}):
            yield _said(original, edited)


def _turned(original: Original, others: Sequence[Original], chance: random.Random) -> Iterator[Planted]:
    """Turn one comparison or change round."""
    yield from (_said(original, edited) for edited in _edits(original.sentence, _OPPOSITES))


def _overstated(original: Original, others: Sequence[Original], chance: random.Random) -> Iterator[Planted]:
    yield from (_said(original, edited) for edited in _edits(original.sentence, _STRONGER))


def _understated(original: Original, others: Sequence[Original], chance: random.Random) -> Iterator[Planted]:
    yield from (_said(original, edited) for edited in _edits(original.sentence, _WEAKER))


def _negated(original: Original, others: Sequence[Original], chance: random.Random) -> Iterator[Planted]:
    """Deny what is said, or say what is denied."""
    for match in re.finditer(r"\b(?:not|never)\s", original.sentence):
        yield _said(original, original.sentence[: match.start()] + original.sentence[match.end() :])
    match = re.search(r"\b(?:is|are|was|were|can|could|has|have|will|must)\b(?! not)", original.sentence)
    if match:
        yield _said(original, f"{original.sentence[: match.end()]} not{original.sentence[match.end() :]}")
    for verb, base in _VERBS.items():
        match = re.search(rf"\b{verb}\b", original.sentence)
        if match:
            yield _said(
                original, f"{original.sentence[: match.start()]}does not {base}{original.sentence[match.end() :]}"
            )


def _decontextualised(original: Original, others: Sequence[Original], chance: random.Random) -> Iterator[Planted]:
    """Leave out a condition or a reservation."""
    for pattern in _CONTEXTS:
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
    for phrase, other in _SYNONYMS.items():
        claim = re.sub(rf"\b{phrase}\b", other, claim)
    if claim == original.sentence:
        return
    if chance.random() < 0.5 and not claim[:2].isupper():
        claim = f"{chance.choice(_FRAMES)} {claim[:1].lower()}{claim[1:]}"
    yield _said(original, claim)


def _name(chance: random.Random) -> str:
    return "".join(chance.choice(_SYLLABLES) for _ in range(2)).capitalize() + chance.choice(
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

_SHORTEST = 40
"""Characters that must be left of a sentence for it to say something."""
_SYLLABLES = ("vor", "lum", "ka", "tes", "rin", "pol", "dra", "mex", "qui", "zan")
_INVENTIONS = (
    "and it reaches {number}% accuracy on {name}",
    "and it was adopted as the standard method by {name}",
    "and it cuts the cost of training by {number}%",
    "and it was confirmed by a study with human participants",
    "and it needs no training data at all",
    "and the effect disappears for languages other than English",
    "and it also halves the memory that is needed",
    "which earlier theoretical work had ruled out",
    "and it remains reliable under adversarial attacks",
    "and its authors advise against using it in medicine",
)
_VERBS = {
    "achieves": "achieve", "adds": "add", "applies": "apply", "combines": "combine", "finds": "find", "gives": "give",
    "improves": "improve", "introduces": "introduce", "keeps": "keep", "learns": "learn", "makes": "make",
    "needs": "need", "outperforms": "outperform", "produces": "produce", "reaches": "reach", "reduces": "reduce",
    "removes": "remove", "replaces": "replace", "requires": "require", "shows": "show", "trains": "train", "uses": "use",
}  # fmt: skip
_VERB = re.compile(rf"\b(?:{'|'.join((*_VERBS, 'is', 'are', 'was', 'were', 'can'))})\b")
_COUNTS = ("two", "three", "four", "five", "six", "seven", "eight", "nine", "twelve", "twenty", "fifty")
_OPPOSITES = {
    "better": "worse", "worse": "better", "more": "less", "less": "more", "fewer": "more", "higher": "lower",
    "lower": "higher", "larger": "smaller", "smaller": "larger", "faster": "slower", "slower": "faster",
    "stronger": "weaker", "weaker": "stronger", "longer": "shorter", "shorter": "longer", "cheaper": "dearer",
    "best": "worst", "improves": "worsens", "improve": "worsen", "improved": "worsened", "reduces": "increases",
    "reduce": "increase", "reduced": "increased", "increases": "decreases", "increase": "decrease", "raises": "lowers",
    "raised": "lowered", "lowers": "raises", "outperforms": "underperforms", "outperform": "underperform",
    "outperformed": "underperformed", "exceeds": "falls short of", "exceeded": "fell short of", "gains": "losses",
    "gain": "loss", "rises": "falls", "falls": "rises", "grows": "shrinks", "above": "below", "below": "above",
    "most": "least", "least": "most", "surpasses": "trails", "surpassed": "trailed", "beats": "loses to",
}  # fmt: skip
_STRONGER = {
    "can": "can always", "may": "certainly will", "might": "certainly will", "could": "could always", "some": "all",
    r"(?<!how )(?<!as )(?<!very )many": "all", r"(?<!the )most": "all", "several": "all", "often": "always", "usually": "always", "sometimes": "always",
    "mostly": "entirely", "nearly": "more than", "almost": "more than", "about": "well over", "up to": "at least",
    "suggests": "proves", "suggest": "prove", "shows": "proves beyond doubt", "improves": "dramatically improves",
    "reduces": "virtually eliminates", "better": "incomparably better", "helps": "is indispensable", "a few": "all",
    "largely": "completely", "likely": "certain", "competitive with": "far superior to", "close to": "far beyond",
}  # fmt: skip
_WEAKER = {
    "all": "a few", "every": "the odd", "each": "the odd", "most": "a few", "many": "a few", "always": "occasionally",
    "significantly": "slightly", "considerably": "slightly", "substantially": "slightly", "strongly": "weakly",
    "far": "marginally", "much": "slightly", "outperforms": "roughly matches", "outperform": "roughly match",
    "improves": "marginally improves", "reduces": "slightly reduces", "must": "might", "large": "modest",
    "best": "fairly good", "shows": "speculates", "show": "speculate", "consistently": "now and then",
    "thousands": "dozens", "never": "seldom", "fully": "partly", "strong": "passable", "achieves": "nearly achieves",
}  # fmt: skip
_CONTEXTS = (
    r",? (?:when|if|unless|provided|except|only (?:when|if|in|for|on)|as long as) [^,.;]+(?=[.,;])",
    r",? (?:although|though|but|whereas|while|even though) [^.;]+(?=[.;])",
    r"^(?:When|If|Although|While|On|In|For|Under|With|Without|Given|After|Before|Until|Among|At) [^,.;]+, ",
    r"\b(?:only|up to|at most|at best|in part|partly|mostly|under \w+ conditions|in simulation)\b",
    r" (?:on|for|in|under|with) (?:small|large|long|short|two|three|several|some|many|one) [^,.;]+(?=[.,;])",
)
_SYNONYMS = {
    "shows": "demonstrates", "show": "demonstrate", "uses": "employs", "use": "employ", "large": "big",
    "needs": "requires", "need": "require", "finds": "discovers", "found": "discovered", "while": "whereas",
    "method": "technique", "methods": "techniques", "also": "additionally", "because": "since", "begins": "starts",
    "%": " percent", "percent": "per cent", "goal": "aim", "gives": "provides", "study": "work",
    "authors": "researchers", "three": "3", "two": "2", "four": "4", "five": "5", "often": "frequently", "whole": "entire", "parts": "pieces",
    "answers": "responses", "chooses": "selects", "written": "composed", "builds": "constructs", "kinds": "types",
}  # fmt: skip
_FRAMES = ("The authors report that", "According to this work,", "It is reported that", "The study finds that")
