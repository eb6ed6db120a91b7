"""How well studies are organised: `python -m benchmarks.organise --data ../shared/data --split dev`.

Hierarchies are made with no model and nothing of the hierarchies that people made; only `assignment` and `corrected`
are given names of leaves. Prints a JSON object a line; lines without a topic are means over topics.
"""

import argparse
import json
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from assistant.embedding import MINILM, Embedder, open_embedder
from assistant.organising.corrector import learned
from assistant.organising.hierarchy import Hierarchy
from assistant.organising.outline import Outline, parse
from assistant.organising.placing import Path as Names
from assistant.organising.placing import named, refined
from assistant.organising.proposing import EXTRACTIVE, propose
from assistant.organising.statistics import shape, written
from assistant.organising.validity import faults, violations
from assistant.organising.views import features
from benchmarks import trees
from benchmarks.metrics import mean
from benchmarks.organised_data import Topic, outlines, related_work, surveys

NEAR = 0.5
"""Cosine from which a predicted name is a gold one."""
CORRECTED = 0.1
SEEDS = 5


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure how well studies are organised, on public data.")
    parser.add_argument("--data", type=Path, required=True, help="folder of the data sets")
    parser.add_argument("--split", default="dev", help="which part of each set")
    parser.add_argument("--topics", action="store_true", help="print a line for every topic too")
    parser.add_argument("--cache", type=Path, default=Path.home() / ".cache" / "research-assistant-benchmarks")
    given = parser.parse_args()
    embedder = open_embedder(MINILM, given.cache / "vectors.db")
    sets = {
        "survey_taxonomies": [(topic, _survey(topic, embedder)) for topic in surveys(given.data, given.split)],
        "deepscholar": [(topic, _sections(topic, embedder)) for topic in related_work(given.data, given.split)],
    }
    for name, measured in sets.items():
        found: dict[str, list[float]] = {}
        began = time.perf_counter()
        for topic, figures in measured:
            for metric, value in figures:
                found.setdefault(metric, []).append(value)
                if given.topics:
                    _print(name, metric, value, len(topic.items), began, topic.name)
        for metric, values in found.items():
            _print(name, metric, mean(values), len(values), began)
    for metric, value, count in _chime(given.data):
        _print("chime", metric, value, count, time.perf_counter())


def _survey(topic: Topic, embedder: Embedder) -> Iterator[tuple[str, float]]:
    start = time.perf_counter()
    vectors = embedder.embed([item.whole for item in topic.items])
    tree = propose(topic.name, topic.items, embedder)
    gold = trees.common(topic.paths)
    paths = [tuple(c.id for c in tree.path(tree.place_of[item.study].primary)) for item in topic.items]
    yield "triplet", trees.triplet(gold, trees.common(paths))
    yield "triplet, any place", trees.triplet(gold, _closest(tree, topic))
    yield "triplet, raw cosine", trees.triplet(gold, vectors @ vectors.T)
    leaves = [path or ("Unassigned",) for path in paths]
    yield "leaf_ARI", trees.adjusted_rand(topic.paths, leaves)
    kept = [n for n, path in enumerate(topic.paths) if not topic.others[n] and topic.paths.count(path) > 1]
    yield "leaf_ARI, settled", trees.adjusted_rand([topic.paths[n] for n in kept], [leaves[n] for n in kept])
    yield "heading_recall", _recall(sorted({name for path in topic.paths for name in path}), tree, embedder)
    yield from _assigned(topic, embedder)
    figures = shape(tree)
    yield "coverage", figures.coverage
    yield "subset_violations", _violations(tree)
    yield "singletons", figures.singletons
    yield "faults", len(faults(tree, [item.study for item in topic.items], EXTRACTIVE))
    yield "depth", figures.depth
    yield "leaves", figures.leaves
    yield "places", figures.places
    yield "seconds", time.perf_counter() - start


def _closest(tree: Hierarchy, topic: Topic) -> trees.Matrix:
    """Return how deep the deepest category is that two studies share, whichever of their places they share it by."""
    made = np.zeros((len(topic.items), len(topic.items)), dtype=np.float32)
    row = {item.study: number for number, item in enumerate(topic.items)}
    for category in tree.walk():
        rows = [row[study] for study in tree.held[category.id]]
        made[np.ix_(rows, rows)] = np.maximum(made[np.ix_(rows, rows)], len(tree.path(category.id)))
    return made


def _recall(gold: Sequence[str], tree: Hierarchy, embedder: Embedder) -> float:
    names = [category.name for category in tree.categories]
    near = embedder.embed(gold) @ embedder.embed(names).T
    return float((near.max(axis=1) >= NEAR).mean())


def _violations(tree: Hierarchy) -> float:
    links = [(c.parent, c.id) for c in tree.categories if c.parent]
    return sum(not tree.held[child] <= tree.held[parent] for parent, child in links) / max(len(links), 1)


def _assigned(topic: Topic, embedder: Embedder) -> Iterator[tuple[str, float]]:
    """Yield what comes of assigning studies to the gold leaves by their names, and of correcting a tenth of that."""
    vectors = embedder.embed([item.whole for item in topic.items])
    leaves: list[Names] = sorted(set(topic.paths))
    given = features(topic.items, vectors)
    by_name = named(topic.items, leaves, vectors, embedder)
    fitted = refined(by_name, given)
    chosen = fitted.argmax(axis=1)
    plain = (vectors @ embedder.embed([leaf[-1] for leaf in leaves]).T).argmax(axis=1)
    yield "assignment", mean([leaves[n][-1] == path[-1] for n, path in zip(chosen, topic.paths, strict=True)])
    yield "assignment, whole path", mean([leaves[n] == path for n, path in zip(chosen, topic.paths, strict=True)])
    yield (
        "assignment, any place",
        mean([leaves[n] in (path, *more) for n, path, more in zip(chosen, topic.paths, topic.others, strict=True)]),
    )
    yield "assignment, MiniLM", mean([leaves[n][-1] == path[-1] for n, path in zip(plain, topic.paths, strict=True)])
    truth = np.array([leaves.index(path) for path in topic.paths])
    before, after = [], []
    for seed in range(SEEDS):
        touched = np.random.default_rng(seed).choice(len(truth), round(CORRECTED * len(truth)), replace=False)
        rest = np.setdiff1d(np.arange(len(truth)), touched)
        corrected = learned(by_name, fitted, given, {int(row): int(truth[row]) for row in touched})
        before.append(_path_f1(leaves, chosen[rest], truth[rest]))
        after.append(_path_f1(leaves, corrected.argmax(axis=1)[rest], truth[rest]))
    yield "F1 before corrections", mean(before)
    yield "F1 after corrections", mean(after)


def _path_f1(leaves: Sequence[Names], predicted: trees.Labels, truth: trees.Labels) -> float:
    """Return the F1 of pairs of a study and a category, those on the way to its leaf counting too."""
    right = total = 0
    for one, other in zip(predicted, truth, strict=True):
        made, wanted = trees.prefixes(leaves[one]), trees.prefixes(leaves[other])
        right += len(made & wanted)
        total += len(made) + len(wanted)
    return 2 * right / total


def _sections(topic: Topic, embedder: Embedder) -> Iterator[tuple[str, float]]:
    tree = propose(topic.name, topic.items, embedder)
    top = []
    for item in topic.items:
        path = tree.path(tree.place_of[item.study].primary)
        top.append(path[0].id if path else "")
    yield "ARI", trees.adjusted_rand(topic.paths, top)
    names = sorted({name for path in topic.paths for name in path})
    yield "heading_recall", _recall(names, tree, embedder)
    yield "coverage", shape(tree).coverage
    yield "singletons", shape(tree).singletons


def _chime(data: Path) -> Iterator[tuple[str, float, int]]:
    texts = outlines(data)
    parsed = [parse(text) for text in texts]
    read = [outline.roots for outline in parsed if outline.roots]
    lost = [trees.claimed(text) - _named(outline) for text, outline in zip(texts, parsed, strict=True)]
    wrong, links = violations([root for roots in read for root in roots])
    yield "parsed", len(read) / len(texts), len(texts)
    yield "outlines with lost claims", sum(map(bool, lost)), len(texts)
    yield "subset_violations", wrong / links, links
    for metric, value in written(read).model_dump().items():
        for level, count in enumerate(value, 1) if isinstance(value, tuple) else ():
            yield f"depth {level}", count, len(read)
        if not isinstance(value, tuple):
            yield metric, value, len(read)


def _named(outline: Outline) -> set[int]:
    return {number for root in outline.roots for entry in root.walk() for number in entry.numbers}


def _print(name: str, metric: str, value: float, number: int, start: float, topic: str = "") -> None:
    figure = {"set": name, "metric": metric, "value": round(float(value), 4), "n": number}
    print(json.dumps(figure | ({"on": topic} if topic else {})), flush=True)


if __name__ == "__main__":
    main()
