"""Names for groups of studies: phrases that their titles and texts share, and that those of their siblings do not.

Candidates are runs of content words; they are ranked by class-based tf-idf (Grootendorst 2022) and by how near their
vectors are to the middle of the group, and the best is written as its authors write it.
"""

import re
from collections import Counter
from collections.abc import Sequence

import numpy as np

from assistant.embedding import Embedder, Vectors
from assistant.organising.dividing import Group
from assistant.organising.item import Item
from assistant.organising.views import unit
from assistant.printable import shortened
from assistant.words import phrases, stem

CANDIDATES = 12
"""Phrases of a group that are compared with its middle."""
IN_TEXT = 0.4
"""What a phrase counts in a text beside one in a title."""
LENGTHS = {1: 0.45, 2: 1.0, 3: 1.1}
"""Single words say little."""
NEARNESS = 4.0
"""Weight of nearness to the middle of the group beside the logarithm of class-based tf-idf."""
EXAMPLES = 30
"""Studies that are looked at for how a phrase is written."""
COMMON = 0.35
"""Share of all studies from which a phrase is about the topic, and sets no group of it apart."""
_OPENING = 1_000
"""Characters of a text that are looked at."""
_WEAK = frozenset(
    """towards toward via beyond using based survey review revisiting rethinking enabling enhancing leveraging
    exploring understanding simple efficient general unified scalable code available experiment extensive demonstrate
    problem method methods framework system systems approach et al task tasks result dataset additionally furthermore
    moreover finally specifically first second third high low large small current recent address introduce publicly
    remain limited crucial performance significantly setting https http www com github io widely different various
    multiple single various strong key important simply comprehensive""".split()
)
"""Words that no name begins or ends with."""

Key = tuple[str, ...]


class Phrases:
    """The phrases of every study, and how they are written."""

    def __init__(self, items: Sequence[Item]) -> None:
        self.items = items
        self.spelling: dict[Key, Counter[str]] = {}
        self.weights = [self._weights(item) for item in items]
        self.total: Counter[Key] = Counter()
        self.studies: Counter[Key] = Counter()
        self.where: dict[Key, list[int]] = {}
        for row, weights in enumerate(self.weights):
            for key, weight in weights.items():
                self.total[key] += weight  # type: ignore[assignment]  # a sum of weights
                self.studies[key] += 1
                if len(rows := self.where.setdefault(key, [])) < EXAMPLES:
                    rows.append(row)

    def _weights(self, item: Item) -> dict[Key, float]:
        found: dict[Key, float] = {}
        for text, weight in ((item.text[:_OPENING], IN_TEXT), (item.title, 1.0)):
            for phrase in phrases(text):
                key = tuple(map(stem, phrase.split()))
                if _WEAK.isdisjoint((phrase.split()[0], phrase.split()[-1], key[0], key[-1])):
                    found[key] = weight
                    self.spelling.setdefault(key, Counter())[phrase] += 1
        return found

    def candidates(self, rows: Sequence[int]) -> dict[Key, float]:
        """Return the phrases that set a group apart from all studies, with the logarithm of their weight."""
        inside: Counter[Key] = Counter()
        shared: Counter[Key] = Counter()
        for row in rows:
            for key, weight in self.weights[row].items():
                inside[key] += weight  # type: ignore[assignment]
                shared[key] += 1
        everywhere = len(self.items)
        least = 2 if len(rows) > 2 else 1
        found = {}
        for key, weight in inside.items():
            if shared[key] < least or (self.studies[key] > COMMON * everywhere and len(rows) < COMMON * everywhere):
                continue
            share, rate = weight / len(rows), self.total[key] / everywhere
            score = LENGTHS[len(key)] * share * np.log1p(1 / rate)
            found[key] = float(np.log(score))
        best = sorted(found, key=lambda key: (-found[key], key))[: 4 * CANDIDATES]
        longest: dict[Key, int] = {}
        for key in found:
            for part in (key[:-1], key[1:]):
                longest[part] = max(longest.get(part, 0), shared[key])
        whole = [key for key in best if 2 * longest.get(key, 0) <= shared[key]]  # no part of one longer phrase
        return {key: found[key] for key in whole[:CANDIDATES]}

    def written(self, key: Key) -> str:
        """Return the phrase as most authors write it, with a capital at its beginning."""
        plain = self.spelling[key].most_common(1)[0][0]
        joined = r"[\s-]+".join(map(re.escape, plain.split()))
        pattern = re.compile(rf"\b{joined}\b", re.IGNORECASE)
        found: Counter[str] = Counter()
        for row in self.where[key]:
            found.update(pattern.findall(self.items[row].text[:_OPENING]))
            found.update(pattern.findall(self.items[row].title))
        best = " ".join(max(found, key=lambda each: (found[each], each)).split()) if found else plain
        words = [word if any(map(str.isupper, word[1:])) else word.lower() for word in best.split()]
        return " ".join([words[0][0].upper() + words[0][1:], *words[1:]])


def names(groups: Sequence[Group], said: Phrases, vectors: Vectors, embedder: Embedder) -> list[tuple[str, ...]]:
    """Return for each group, in depth-first order, its name and the phrases that stand behind it, best first.

    No two siblings share a name, and none is called like what it stands under. A group that shares no phrase is
    called by the title of the study in its middle.
    """
    order = list(walk(groups))
    found = [said.candidates(group.rows.tolist()) for group, _ in order]
    wanted = sorted({key for candidates in found for key in candidates})
    texts = [said.spelling[key].most_common(1)[0][0] for key in wanted]
    place = {key: row for row, key in enumerate(wanted)}
    embedded = embedder.embed(texts) if texts else np.zeros((0, vectors.shape[1]), np.float32)
    ranked = []
    for (group, _), candidates in zip(order, found, strict=True):
        middle = unit(vectors[group.rows].mean(axis=0, keepdims=True))[0]
        scores = {key: score + NEARNESS * float(embedded[place[key]] @ middle) for key, score in candidates.items()}
        ranked.append(sorted(scores, key=lambda key: (-scores[key], key)))
    return _chosen(order, ranked, said, vectors)


def _chosen(
    order: Sequence[tuple[Group, int]], ranked: Sequence[Sequence[Key]], said: Phrases, vectors: Vectors
) -> list[tuple[str, ...]]:
    made: list[tuple[str, ...]] = []
    used: dict[int, set[Key]] = {}
    called: dict[int, set[str]] = {}
    own: list[set[Key]] = []
    for number, ((group, parent), keys) in enumerate(zip(order, ranked, strict=True)):
        above = own[parent] if parent >= 0 else set()
        taken = used.setdefault(parent, set())
        free = [key for key in keys if not any(_alike(key, other) for other in taken | above)]
        kept: list[Key] = []
        for key in free:
            if not any(_alike(key, other) for other in kept):
                kept.append(key)
        own.append(above | set(kept[:1]))
        taken.update(kept[:1])
        terms = [said.written(key) for key in kept[:4]]
        title = shortened(said.items[_middle(group, vectors)].title, 80) or f"Group {number + 1}"
        name = terms[0] if terms else title
        siblings = called.setdefault(parent, set())
        while name.casefold() in siblings:
            name = f"{name} ({title})" if title not in name else f"{name} {number + 1}"
        siblings.add(name.casefold())
        made.append((name, *terms[1:]))
    return made


def _alike(one: Key, other: Key) -> bool:
    return set(one) <= set(other) or set(other) <= set(one)


def _middle(group: Group, vectors: Vectors) -> int:
    members = vectors[group.rows]
    return int(group.rows[int((members @ members.mean(axis=0)).argmax())])


def walk(groups: Sequence[Group], parent: int = -1) -> list[tuple[Group, int]]:
    """Return the groups in depth-first order, each with the place of its parent."""
    found: list[tuple[Group, int]] = []
    waiting = [(group, parent) for group in reversed(groups)]
    while waiting:
        group, above = waiting.pop()
        found.append((group, above))
        waiting += [(part, len(found) - 1) for part in reversed(group.parts)]
    return found
