"""Which of several sources a sentence rests on, from wording and meaning; for citations that are missing or doubted."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from assistant.embedding import Reader
from assistant.passages import sentences
from assistant.verification.wording import Values, Wording, wording

WEIGHTS = {"bm25": 1.0, "covered": 1.0, "cosine": 0.5, "title": 0.5, "pairs": 0.5}
"""How much each measure counts, when it is scaled to unit deviation over the sources."""

HUBS = 0.4
"""How much of a source's mean over all sentences is taken off, because a source that fits everything tells little."""

_SATURATION, _LENGTH = 1.2, 0.4


class Source(NamedTuple):
    title: str
    text: str


@dataclass(frozen=True)
class _Read:
    """A source with what is known of its words."""

    title: Wording
    whole: Wording
    """Title and text as one, as far as the model reads."""
    parts: tuple[Wording, ...]
    """The title and each sentence."""

    @property
    def roots(self) -> list[str]:
        return [root for part in self.parts for root in part.roots]


def attribution(claims: Sequence[str], sources: Sequence[Source], reader: Reader) -> Values:
    """Return how well each source fits each claim, shape (claims, sources); more is better, within a claim.

    Claims that belong together (those of one section or report) are best asked together: they tell which sources fit
    anything.
    """
    read = _sources(sources, reader)
    frequency = Counter(root for source in read for root in set(source.roots))
    rows = [
        _fits(wording(claim, reading), read, frequency)
        for claim, reading in zip(claims, reader.read(claims), strict=True)
    ]
    scores = np.array(rows, np.float64).reshape(len(claims), len(sources))
    return scores - HUBS * scores.mean(axis=0, keepdims=True) if len(claims) else scores


def _sources(sources: Sequence[Source], reader: Reader) -> list[_Read]:
    texts = [
        (source.title, f"{source.title}. {source.text}", *(source.text[a:b] for a, b in sentences(source.text)))
        for source in sources
    ]
    flat = sorted({text for group in texts for text in group})
    known = {text: wording(text, reading) for text, reading in zip(flat, reader.read(flat), strict=True)}
    return [
        _Read(known[title], known[whole], tuple(known[text] for text in (title, *rest)))
        for title, whole, *rest in texts
    ]


def _fits(claim: Wording, sources: Sequence[_Read], frequency: Counter[str]) -> Values:
    """Return how well each source fits one claim: the weighted sum of the measures, each of unit deviation."""
    inverse = {
        root: float(np.log1p((len(sources) - frequency[root] + 0.5) / (frequency[root] + 0.5)))
        for root in set(claim.roots)
    }
    length = np.mean([len(source.roots) for source in sources]) if sources else 1.0
    measures = {
        "bm25": [_bm25(claim, source.roots, inverse, float(length)) for source in sources],
        "covered": [_covered(claim, source, inverse) for source in sources],
        "cosine": [float(claim.vector @ source.whole.vector) for source in sources],
        "title": [_title(claim, source.title, inverse) for source in sources],
        "pairs": [_pairs(claim, source) for source in sources],
    }
    scaled = [WEIGHTS[name] * _standard(np.array(values)) for name, values in measures.items()]
    return np.asarray(np.sum(scaled, axis=0))


def _bm25(claim: Wording, roots: Sequence[str], inverse: dict[str, float], length: float) -> float:
    """Return Okapi BM25 (Robertson and Zaragoza 2009) with each word weighted by how rare it is in English as well."""
    times = Counter(roots)
    damping = _SATURATION * (1 - _LENGTH + _LENGTH * len(roots) / max(1.0, length))
    worth = {root: weight * inverse[root] for root, weight in _content(claim)}
    return sum(value * times[root] * (_SATURATION + 1) / (times[root] + damping) for root, value in worth.items())


def _covered(claim: Wording, source: _Read, inverse: dict[str, float]) -> float:
    """Return the mean likeness of each word to the one most like it, by how telling it is among these sources."""
    telling = claim.weights * [inverse[root] for root in claim.roots]
    parts = [claim.meanings @ part.meanings.T for part in source.parts if part.words]
    if not parts or not telling.any():
        return 0.0
    return float(telling @ np.max([alike.max(axis=1) for alike in parts], axis=0) / telling.sum())


def _title(claim: Wording, title: Wording, inverse: dict[str, float]) -> float:
    said = set(title.roots)
    worth = sum(weight * inverse[root] for root, weight in dict(_content(claim)).items() if root in said)
    return worth / float(np.sqrt(len(said))) if said else 0.0


def _pairs(claim: Wording, source: _Read) -> float:
    """Return the worth of the pairs of neighbouring content words that are neighbours in the source too."""
    known = {pair for part in source.parts for pair in pairwise(part.roots)}
    content = claim.content
    return sum(
        float(claim.weights[at] * claim.weights[at + 1])
        for at, pair in enumerate(pairwise(claim.roots))
        if content[at] and content[at + 1] and pair in known
    )


def _content(claim: Wording) -> list[tuple[str, float]]:
    return [
        (root, float(weight))
        for root, weight, telling in zip(claim.roots, claim.weights, claim.content, strict=True)
        if telling
    ]


def _standard(values: Values) -> Values:
    deviation = values.std() if len(values) else 0.0
    return np.asarray((values - values.mean()) / deviation) if deviation > 0 else np.zeros(len(values))
