"""The retrieval sets, read from the folder where the public data stand.

A set is documents and questions with graded answers. Files that carry a split's name are read for the split asked for.
"""

import json
import lzma
from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

DISTRACTORS = 8_000
"""Records of `arxiv_scale` that hide DeepScholar's cited works."""


class Document(NamedTuple):
    id: str
    title: str
    text: str


class Question(NamedTuple):
    """What is asked, and the gain of each document that is worth anything."""

    text: str
    gains: Mapping[str, float]
    pool: tuple[str, ...] = ()
    """The documents to be ranked; empty: all."""


class RetrievalSet(NamedTuple):
    name: str
    documents: list[Document]
    questions: list[Question]


class Cited(NamedTuple):
    """A work that some paper cites."""

    id: str
    title: str
    text: str
    year: int


class Review(NamedTuple):
    """A systematic review: what its authors screened, and what they kept."""

    name: str
    question: str
    texts: list[str]
    included: list[bool]


def scifact(data: Path, split: str) -> RetrievalSet:
    """Scientific claims, and the abstracts that are cited for them (Wadden et al. 2020)."""
    folder = data / "scifact"
    documents = [Document(d["doc_id"], d["title"], " ".join(d["sentences"])) for d in _lines(folder / "corpus.jsonl")]
    gains = _qrels(folder / f"qrels.{split}.tsv")
    claims = _lines(folder / f"claims.{split}.jsonl")
    return RetrievalSet("scifact", documents, [Question(c["claim"], gains.get(str(c["id"]), {})) for c in claims])


def deepscholar(data: Path, split: str) -> RetrievalSet:
    """Papers, and the works that their related-work sections cite (DeepScholar-Bench), among unrelated preprints."""
    folder = data / "deepscholar"
    cited = [d for d in _lines(folder / "corpus.jsonl") if d["text_source"] == "abstract"]
    others = islice(_lines(data / "arxiv_scale" / "arxiv_a.jsonl.xz"), DISTRACTORS)
    documents = [Document(d["id"], d["title"], d["abstract"]) for d in (*cited, *others)]
    gains = _qrels(folder / f"qrels.{split}.tsv", "abstract")
    papers = _lines(folder / f"queries.{split}.jsonl")
    questions = [Question(f"{p['title']} {p['abstract']}", gains.get(p["qid"], {})) for p in papers]
    return RetrievalSet("deepscholar", documents, questions)


def cited_works(data: Path) -> list[Cited]:
    """DeepScholar's cited works whose abstracts are known."""
    works = _lines(data / "deepscholar" / "corpus.jsonl")
    return [
        Cited(w["id"], w["title"], w["abstract"], w["year"] or 2020) for w in works if w["text_source"] == "abstract"
    ]


def cited_together(data: Path, split: str) -> list[list[str]]:
    """Of each DeepScholar paper, the works that it cites."""
    return [list(gains) for gains in _qrels(data / "deepscholar" / f"qrels.{split}.tsv", "abstract").values()]


def titles(data: Path, split: str, number: int) -> list[str]:
    """The titles of the DeepScholar papers that cite most works whose abstracts are known."""
    papers = _lines(data / "deepscholar" / f"queries.{split}.jsonl")
    return [p["title"] for p in sorted(papers, key=lambda p: (-p["n_gold_with_abstract"], p["qid"]))[:number]]


def csfcube(data: Path, split: str) -> RetrievalSet:
    """Papers like a facet (background, method or result) of a given one, graded by experts (Mysore et al. 2021)."""
    folder = data / "csfcube"
    papers = {d["doc_id"]: d for d in _lines(folder / "corpus.jsonl")}
    documents = [Document(i, d["title"], " ".join(s["text"] for s in d["sentences"])) for i, d in papers.items()]
    questions = [_facet(papers[q["doc_id"]], q) for q in _lines(folder / f"queries.{split}.jsonl")]
    return RetrievalSet("csfcube", documents, questions)


def reviews(data: Path, split: str) -> list[Review]:
    """Systematic reviews with every record that was screened for them, titles and abstracts."""
    folder = data / "sysrev"
    records: dict[str, list[Mapping[str, Any]]] = {}
    for record in _lines(folder / f"records.{split}.jsonl"):
        records.setdefault(record["review"], []).append(record)
    return [
        Review(
            name=review["review"],
            question=review["question"],
            texts=[f"{r['title']}\n{r['abstract']}" for r in records[review["review"]]],
            included=[bool(r["included"]) for r in records[review["review"]]],
        )
        for review in _lines(folder / f"reviews.{split}.jsonl")
    ]


def preprints(data: Path, split: str) -> Iterator[Document]:
    """Titles and abstracts from arXiv: 20,000 for `dev`, and for any other split those of the other files."""
    files = sorted((data / "arxiv_scale").glob("arxiv_*.jsonl.xz"))
    chosen = [file for file in files if (file.name == "arxiv_a.jsonl.xz") == (split == "dev")]
    if not chosen:
        raise FileNotFoundError(f"{data / 'arxiv_scale'} holds no file of the split {split}")
    return (Document(d["id"], d["title"], d["abstract"]) for file in chosen for d in _lines(file))


def _facet(paper: Mapping[str, Any], query: Mapping[str, Any]) -> Question:
    said = " ".join(s["text"] for s in paper["sentences"] if s["facet"] == query["facet"])
    grades = {name: float(grade) for name, grade in query["pool"]}
    return Question(f"{paper['title']} {said}", grades, tuple(grades))


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    with lzma.open(path) if path.suffix == ".xz" else path.open("rb") as file:
        yield from map(json.loads, file)


def _qrels(path: Path, source: str | None = None) -> dict[str, dict[str, float]]:
    """Read query, document and gain; with `source`, only lines whose fourth column is that."""
    gains: dict[str, dict[str, float]] = {}
    for line in path.read_text(encoding="utf-8").splitlines()[1:]:
        query, document, gain, *rest = line.split("\t")
        if source is None or rest == [source]:
            gains.setdefault(query, {})[document] = float(gain)
    return gains
