"""How well the local verifier judges: `python -m benchmarks.verify --data ../shared/data --split dev`.

With `--fit` it first fits the weights that are shipped, to the train fold of SciFact and to nothing else. Prints a JSON
object a line; those with a `method` other than `ours` are baselines.
"""

import argparse
import datetime
import json
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np

from assistant.embedding import MiniLM
from assistant.library import stems
from assistant.verification.attribution import attribution
from assistant.verification.features import COVERAGE, RELATION, VERSION
from assistant.verification.local import Examined, Local
from assistant.verification.verdict import LABELS
from assistant.verification.weights import FILE, Logistic, Provenance, Weights, shipped
from assistant.verification.wording import Values
from assistant.words import overlap, words
from benchmarks.evidence import (
    Cited,
    Judged,
    attributionbench,
    deepscholar_citations,
    healthver,
    scholarqa,
    scifact_pairs,
)
from benchmarks.fitting import fitted
from benchmarks.metrics import bootstrap, f1, macro_f1, mean

FOLDS = 5
COVERAGE_PENALTY, RELATION_PENALTY = 1.0, 10.0
CROSSED_PENALTY = 500.0
"""For the model with products of features, which has some four hundred weights."""

Outcome = tuple[str, str]
"""The true label and the given one."""

_reader = MiniLM()


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure how well claims are verified, on public data.")
    parser.add_argument("--data", type=Path, required=True, help="folder of the data sets")
    parser.add_argument("--split", default="dev", help="which part of each set to judge")
    parser.add_argument("--sets", nargs="+", choices=SETS, default=list(SETS), help="which sets to run")
    parser.add_argument("--fit", action="store_true", help="fit the weights to SciFact's train fold and write them")
    arguments = parser.parse_args()
    if arguments.fit:
        FILE.write_text(fit(arguments.data).model_dump_json(indent=1) + "\n", encoding="utf-8")
        print(f"{FILE}: {FILE.stat().st_size / 1024:.1f} KiB")
    for name in arguments.sets:
        start = time.perf_counter()
        for figure in SETS[name](arguments.data, arguments.split):
            seconds = round(time.perf_counter() - start, 1)
            print(json.dumps({"set": name, **figure, "seconds": seconds}), flush=True)


def fit(data: Path) -> Weights:
    """Return weights fitted to the claims of SciFact's train fold, each with the abstracts cited for it."""
    judged = scifact_pairs(data, "dev", "train")
    examined = _examined(judged)
    coverage = _coverage(judged, examined)
    # A model is needed to see what the second one is to be fitted to; it is the one that verdicts will use.
    draft = _weights(coverage, fitted(RELATION, LABELS, np.eye(len(RELATION))[:3], LABELS, 1.0), len(judged))
    relation = fitted(RELATION, LABELS, _relations(examined, draft), [one.label for one in judged], RELATION_PENALTY)
    return _weights(coverage, relation, len(judged))


def _coverage(judged: Sequence[Judged], examined: Sequence[Examined]) -> Logistic:
    """Fit which sentences decide; those of abstracts that decide nothing are examples of what does not."""
    values = np.concatenate([one.evidence.coverage() for one in examined])
    decides = [
        "yes" if any(text in said for said in one.deciding) else "no"
        for one, seen in zip(judged, examined, strict=True)
        for text in seen.sentences
    ]
    return fitted(COVERAGE, ("no", "yes"), values, decides, COVERAGE_PENALTY)


def _weights(coverage: Logistic, relation: Logistic, pairs: int) -> Weights:
    provenance = Provenance(
        data="SciFact (Wadden et al. 2020)",
        fold="train",
        pairs=pairs,
        fitted=datetime.datetime.now(datetime.UTC).date().isoformat(),
        by="python -m benchmarks.verify --fit",
        licence="claims CC BY 4.0, abstracts ODC-By 1.0; the weights hold none of their text",
    )
    return Weights(features=VERSION, provenance=provenance, coverage=coverage, relation=relation)


def _examined(judged: Sequence[Judged]) -> list[Examined]:
    found = Local(_reader, shipped() if FILE.exists() else None).examine([one.pair for one in judged])
    return [_with_words(one) for one in found]


def _with_words(examined: Examined | None) -> Examined:
    if examined is None:
        raise ValueError("a pair of the data has no words on one side")
    return examined


def _relations(examined: Sequence[Examined], weights: Weights) -> Values:
    return np.array([one.evidence.relation(weights.rank_scores(one.evidence.coverage())) for one in examined])


def scifact(data: Path, split: str) -> Iterator[Mapping[str, object]]:
    """Yield how well the shipped weights judge claims by the abstract that is cited for them."""
    judged = scifact_pairs(data, split, "dev" if split == "dev" else None)
    examined = _examined(judged)
    verdicts = [Local(_reader).verdict(one) for one in examined]
    outcomes = [(one.label, verdict.label) for one, verdict in zip(judged, verdicts, strict=True)]
    yield from _judgement(outcomes, "ours")
    decided = [
        any(verdict.sentence in text for text in one.deciding)
        for one, verdict in zip(judged, verdicts, strict=True)
        if one.deciding
    ]
    yield _figure("P@1 of the deciding sentence", "ours", decided, mean)
    if split == "dev":
        train = scifact_pairs(data, split, "train")
        known, asked = _two(train, _examined(train)), _two(judged, examined)
        model = fitted(("overlap", "cosine"), LABELS, known, [one.label for one in train], 1.0)
        yield from _judgement(_outcomes(model, asked, [one.label for one in judged]), "two features")
    yield from _judgement([(true, "supports") for true, _ in outcomes], "always supports")


def attribution_bench(data: Path, split: str) -> Iterator[Mapping[str, object]]:
    """Yield how well attributable sentences are told: by weights of other folds on dev, else by those shipped."""
    judged = attributionbench(data, split)
    labels = [one.label for one in judged]
    examined = _examined(judged)
    verdicts = [Local(_reader).verdict(one) for one in examined]
    told = ["supports" if verdict.label == "supports" else "not_enough" for verdict in verdicts]
    yield from _judgement(
        list(zip(labels, told, strict=True)), "ours" if split != "dev" else "ours, weights as shipped"
    )
    if split == "dev":
        features = _relations(examined, shipped())
        yield from _judgement(_folded(_crossed(features), labels, CROSSED_PENALTY), "ours")
        yield from _judgement(_folded(features, labels, RELATION_PENALTY), "ours, without products of features")
        yield from _judgement(_folded(_two(judged, examined), labels, 1.0), "two features")


def health(data: Path, split: str) -> Iterator[Mapping[str, object]]:
    """Yield how well the shipped weights judge claims about health."""
    judged = healthver(data, split)
    verdicts = Local(_reader).judge([one.pair for one in judged])
    yield from _judgement([(one.label, found.label) for one, found in zip(judged, verdicts, strict=True)], "ours")
    yield from _judgement([(one.label, "not_enough") for one in judged], "always not_enough")


def _judgement(outcomes: Sequence[Outcome], method: str) -> Iterator[Mapping[str, object]]:
    yield _figure("macro-F1", method, outcomes, macro_f1) | {
        label: round(f1(outcomes, label), 4) for label in LABELS if any(true == label for true, _ in outcomes)
    }


def _two(judged: Sequence[Judged], examined: Sequence[Examined]) -> Values:
    """Return the two features of a simple verifier: shared words, and the cosine with the nearest sentence."""
    shared = [overlap(set(words(one.pair.claim)), " ".join(one.pair.evidence)) for one in judged]
    nearest = [max(sentence["cosine"] for sentence in one.evidence.sentences) for one in examined]
    return np.column_stack([shared, nearest])


def _folded(values: Values, labels: Sequence[str], penalty: float) -> list[Outcome]:
    """Judge each fold by a model that was fitted to the others; labels are spread evenly over the folds."""
    classes = sorted(set(labels))
    shuffled = np.random.default_rng(0).permutation(len(labels))
    by_label = sorted(shuffled.tolist(), key=lambda row: labels[row])
    outcomes: list[Outcome] = []
    for fold in range(FOLDS):
        asked = by_label[fold::FOLDS]
        known = sorted(set(by_label) - set(asked))
        model = fitted(_names(values), classes, values[known], [labels[row] for row in known], penalty)
        outcomes += _outcomes(model, values[asked], [labels[row] for row in asked])
    return outcomes


def _outcomes(model: Logistic, values: Values, labels: Sequence[str]) -> list[Outcome]:
    given = [model.classes[place] for place in model.probabilities(values).argmax(axis=1)]
    return list(zip(labels, given, strict=True))


def _crossed(values: Values) -> Values:
    """Return the features by their ranks, from -1 to 1, with all products of two."""
    ranks = np.array([np.searchsorted(np.sort(column), column, side="right") for column in values.T], np.float64).T
    scaled = 2 * ranks / len(values) - 1
    first, second = np.triu_indices(scaled.shape[1])
    return np.column_stack([scaled, scaled[:, first] * scaled[:, second]])


def _names(values: Values) -> list[str]:
    return [str(column) for column in range(values.shape[1])]


def sources_of_answers(data: Path, split: str) -> Iterator[Mapping[str, object]]:
    return _attributed(scholarqa(data, split))


def sources_of_papers(data: Path, split: str) -> Iterator[Mapping[str, object]]:
    return _attributed(deepscholar_citations(data, split))


def _attributed(cited: Sequence[Cited]) -> Iterator[Mapping[str, object]]:
    for method, scored in METHODS.items():
        hits = [hit for one in cited for hit in _hits(one, scored(one))]
        yield _figure("P@1", method, hits, mean)


def _hits(cited: Cited, scores: Values) -> list[bool]:
    return [int(row.argmax()) in gold for row, gold in zip(scores, cited.gold, strict=True) if gold]


def _ours(cited: Cited) -> Values:
    return attribution(cited.sentences, cited.sources, _reader)


def _apart(cited: Cited) -> Values:
    return np.concatenate([attribution([sentence], cited.sources, _reader) for sentence in cited.sentences])


def _by_bm25(cited: Cited) -> Values:
    kept = [stems.coded(source.title, source.text) for source in cited.sources]
    held = [set(np.frombuffer(codes, "<u4").tolist()) for codes in kept]
    return np.array(
        [
            stems.bm25(kept, {code: stems.weight(sum(code in one for one in held), len(held)) for code in asked})
            for sentence in cited.sentences
            for asked in [{stems.code(word) for word in stems.words(sentence)}]
        ]
    )


def _by_cosine(cited: Cited) -> Values:
    texts = [f"{source.title}. {source.text}" for source in cited.sources]
    return np.asarray(_reader.embed(cited.sentences) @ _reader.embed(texts).T, np.float64)


def _by_overlap(cited: Cited) -> Values:
    texts = [f"{source.title} {source.text}" for source in cited.sources]
    return np.array([[overlap(set(words(sentence)), text) for text in texts] for sentence in cited.sentences])


def _figure(
    metric: str, method: str, outcomes: Sequence[Outcome] | Sequence[bool], measure: Callable[..., float]
) -> dict[str, object]:
    low, high = bootstrap(outcomes, measure)
    return {
        "metric": metric,
        "method": method,
        "value": round(measure(outcomes), 4),
        "interval": [round(low, 4), round(high, 4)],
        "n": len(outcomes),
    }


METHODS: Mapping[str, Callable[[Cited], Values]] = {
    "ours": _ours,
    "ours, each sentence alone": _apart,
    "BM25": _by_bm25,
    "MiniLM": _by_cosine,
    "word overlap": _by_overlap,
}

SETS: Mapping[str, Callable[[Path, str], Iterator[Mapping[str, object]]]] = {
    "scifact": scifact,
    "attributionbench": attribution_bench,
    "healthver": health,
    "scholarqa": sources_of_answers,
    "deepscholar": sources_of_papers,
}

if __name__ == "__main__":
    main()
