"""Claims with evidence, and sentences with sources, read from the folder where the public data stand."""

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from assistant.verification.attribution import Source
from assistant.verification.verdict import Label, Pair

_MARKS = re.compile(r"\s*\[\d+(?:\s*[,-]\s*\d+)*\]|https?://\S+")
"""Citation marks and addresses, which are no part of what is said."""
_MASK = re.compile(r"\s*\[CITE\]")

_LABELS: Mapping[str, Label] = {
    "SUPPORT": "supports",
    "CONTRADICT": "contradicts",
    "NEI": "not_enough",
    "Supports": "supports",
    "Refutes": "contradicts",
    "Neutral": "not_enough",
    "attributable": "supports",
    "not attributable": "not_enough",
}


class Judged(NamedTuple):
    """A pair that people have judged."""

    pair: Pair
    label: Label
    group: str
    """What must not be torn apart when data are split: the id of the claim."""
    deciding: tuple[str, ...] = ()
    """The sentences of the evidence that decide, if people said so."""


class Cited(NamedTuple):
    """Sentences that cite, and the sources that they may cite."""

    sentences: list[str]
    gold: list[frozenset[int]]
    """For each sentence, which sources it cites; empty: not asked for."""
    sources: list[Source]


def scifact_pairs(data: Path, split: str, fold: str | None = None) -> list[Judged]:
    """Claims with each abstract that is cited for them (Wadden et al. 2020).

    Args:
        fold: only claims of this part of the split; None: all of them.
    """
    folder = data / "scifact"
    abstracts = {d["doc_id"]: d["sentences"] for d in _lines(folder / "corpus.jsonl")}
    claims = [c for c in _lines(folder / f"claims.{split}.jsonl") if fold is None or c.get("fold") == fold]
    return [_scifact(claim, str(name), abstracts[str(name)]) for claim in claims for name in claim["cited"]]


def _scifact(claim: Mapping[str, Any], name: str, abstract: list[str]) -> Judged:
    found = claim["evidence"].get(name)
    label = _LABELS[found["label"] if found else "NEI"]
    deciding = {place for rationale in found["rationales"] for place in rationale} if found else set()
    # A blank line keeps the abstract's own sentences apart, whatever they end with.
    pair = Pair(claim["claim"], ("\n\n".join(sentence.strip() for sentence in abstract),))
    return Judged(pair, label, str(claim["id"]), tuple(abstract[place].strip() for place in sorted(deciding)))


def attributionbench(data: Path, split: str) -> list[Judged]:
    """Sentences of generated answers with what they cite (Li et al. 2024); a label is supports or not_enough."""
    return [
        Judged(
            Pair(_MARKS.sub("", line["claim"]), tuple(_MARKS.sub("", text) for text in line["references"])),
            _LABELS[line["label"]],
            line["id"],
        )
        for line in _lines(data / "attributionbench" / f"{split}.jsonl")
    ]


def healthver(data: Path, split: str) -> list[Judged]:
    """Claims about health with a piece of evidence each (Sarrouti et al. 2021)."""
    lines = _lines(data / "healthver" / f"{split}.jsonl")
    return [Judged(Pair(line["claim"], (line["evidence"],)), _LABELS[line["label"]], line["id"]) for line in lines]


def scholarqa(data: Path, split: str) -> list[Cited]:
    """Sentences of experts' answers, and the passages that each answer cites (ScholarQABench)."""
    folder = data / "scholarqa"
    said: dict[str, list[Mapping[str, Any]]] = {}
    for line in _lines(folder / f"cited_sentences.{split}.jsonl"):
        said.setdefault(line["answer_id"], []).append(line)
    return [
        Cited(
            [line["sentence"] for line in said[answer["id"]]],
            [frozenset(line["gold"]) for line in said[answer["id"]]],
            [Source(passage["title"] or "", passage["text"] or "") for passage in answer["ctxs"]],
        )
        for answer in _lines(folder / f"human_answers.{split}.jsonl")
        if answer["id"] in said
    ]


def deepscholar_citations(data: Path, split: str) -> list[Cited]:
    """Sentences of related-work sections without their citations, and the works with abstracts that each paper cites.

    Asked for are those that cite only such works (DeepScholar-Bench).
    """
    folder = data / "deepscholar"
    works = {work["id"]: work for work in _lines(folder / "corpus.jsonl")}
    cited: dict[str, list[str]] = {}
    for line in (folder / f"qrels.{split}.tsv").read_text(encoding="utf-8").splitlines()[1:]:
        paper, work, _, source = line.split("\t")
        if source == "abstract":
            cited.setdefault(paper, []).append(work)
    said: dict[str, list[Mapping[str, Any]]] = {}
    for sentence in _lines(folder / f"citation_sentences.{split}.jsonl"):
        said.setdefault(sentence["qid"], []).append(sentence)
    return [_masked(said[paper], cited[paper], works) for paper in said if paper in cited]


def _masked(lines: list[Mapping[str, Any]], names: list[str], works: Mapping[str, Mapping[str, Any]]) -> Cited:
    place = {name: index for index, name in enumerate(names)}
    gold = [
        frozenset(place[name] for name in line["gold"]) if place.keys() >= set(line["gold"]) else frozenset[int]()
        for line in lines
    ]
    sources = [Source(works[name]["title"], works[name]["abstract"]) for name in names]
    return Cited([_MASK.sub("", line["sentence"]) for line in lines], gold, sources)


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    with path.open("rb") as file:
        yield from map(json.loads, file)
