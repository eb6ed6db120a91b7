"""How well the library finds: `python -m benchmarks.retrieval --data ../shared/data --split dev`.

Every figure comes from a real library in a temporary folder, asked through `Library.find`. Prints a JSON object a line.
"""

import argparse
import json
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path

import numpy as np

from assistant.embedding import MINILM, Embedder, open_embedder
from assistant.library import Library, vectors
from assistant.library.database import connect
from assistant.library.index import Index
from assistant.library.stores import Folder
from assistant.study import Record, Text
from benchmarks.data import Document, Question, RetrievalSet, csfcube, deepscholar, scifact
from benchmarks.metrics import mean, ndcg, percentile, recall

SETS: Mapping[str, Callable[[Path, str], RetrievalSet]] = {
    "scifact": scifact,
    "deepscholar": deepscholar,
    "csfcube": csfcube,
}

Scorer = Callable[[Sequence[str], Question], float]

METRICS: Mapping[str, Mapping[str, Scorer]] = {
    "scifact": {"nDCG@10": lambda ranked, question: ndcg(ranked, question.gains, 10)},
    "deepscholar": {
        "nDCG@10": lambda ranked, question: ndcg(ranked, question.gains, 10),
        "R@20": lambda ranked, question: recall(ranked, question.gains, 20),
        "R@100": lambda ranked, question: recall(ranked, question.gains, 100),
    },
    "csfcube": {
        "nDCG@20%": lambda ranked, question: ndcg(ranked, question.gains, len(question.pool) // 5),
    },
}

_DEPTH = 100
_SHORT = 20
"""Words of a question as people type them; longer ones are cut for measuring the time."""


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure how well the library finds, on public data.")
    parser.add_argument("--data", type=Path, required=True, help="folder of the data sets")
    parser.add_argument("--split", default="dev", help="which part of each set to ask")
    parser.add_argument("--sets", nargs="+", choices=SETS, default=list(SETS), help="which sets to run")
    parser.add_argument(
        "--cache",
        type=Path,
        default=Path.home() / ".cache" / "research-assistant-benchmarks",
        help="where vectors are kept",
    )
    arguments = parser.parse_args()
    embedder = open_embedder(MINILM, arguments.cache / "vectors.db")
    for name in arguments.sets:
        for figure in measured(SETS[name](arguments.data, arguments.split), embedder):
            print(json.dumps(figure), flush=True)


def measured(data: RetrievalSet, embedder: Embedder) -> Iterator[dict[str, object]]:
    """Yield the figures of one set."""
    with tempfile.TemporaryDirectory() as folder, Library.open(Path(folder), embedder) as library:
        start = time.perf_counter()
        keys = _filled(library, data.documents)
        yield _figure(data.name, "documents per second", len(keys) / (time.perf_counter() - start), len(keys), start)
        yield from _quality(library, data, keys)
        yield from _speed(library, data)
        yield _agreement(Path(folder), embedder, data)


def _filled(library: Library, documents: Sequence[Document]) -> dict[str, str]:
    """Add the documents; return the name of each by the key of its study."""
    studies = library.add([_record(document) for document in documents])
    return {study.key: document.id for study, document in zip(studies, documents, strict=True)}


def _record(document: Document) -> Record:
    """Give each document an identifier of its own, so that equal titles are not taken for one work."""
    texts = (Text(kind="abstract", content=document.text),)
    name = f"benchmark:{document.id.replace(' ', '_')}"
    return Record(title=document.title, ids=(name,), texts=texts, source="benchmark")


def _quality(library: Library, data: RetrievalSet, keys: Mapping[str, str]) -> Iterator[dict[str, object]]:
    start = time.perf_counter()
    names = {name: key for key, name in keys.items()}
    ranked = []
    for question in data.questions:
        among = [names[name] for name in question.pool] or None
        hits = library.find(question.text, max(_DEPTH, len(question.pool)), among)
        ranked.append([keys[hit.study] for hit in hits])
    for metric, score in METRICS[data.name].items():
        values = [score(*pair) for pair in zip(ranked, data.questions, strict=True)]
        yield _figure(data.name, metric, mean(values), len(values), start)


def _speed(library: Library, data: RetrievalSet) -> Iterator[dict[str, object]]:
    start, seconds = time.perf_counter(), []
    for question in data.questions[:200]:
        before = time.perf_counter()
        library.find(" ".join(question.text.split()[:_SHORT]), 20)
        seconds.append(time.perf_counter() - before)
    yield _figure(data.name, "find p50 ms", 1000 * percentile(seconds, 0.5), len(seconds), start)
    yield _figure(data.name, "find p95 ms", 1000 * percentile(seconds, 0.95), len(seconds), start)


def _agreement(folder: Path, embedder: Embedder, data: RetrievalSet) -> dict[str, object]:
    """Compare the ten nearest of the index with the exact ten; equally near ones count as the same."""
    start = time.perf_counter()
    asked = embedder.embed([question.text for question in data.questions])
    with closing(connect(folder / "library.db")) as database, database.reading() as connection:
        ids = [row for (row,) in connection.execute("SELECT id FROM passages")]
        exact = vectors.rows(connection, embedder.id, embedder.dimensions, ids).vectors @ asked.T
    tenth = np.sort(exact, axis=0)[-10]
    with closing(Index(Folder(folder), embedder)) as index:
        index.open()
        found = [sum(s >= t - 1e-5 for s in index.nearest(v, 10).values()) for v, t in zip(asked, tenth, strict=True)]
    return _figure("library", "vector_recall@10", mean(found) / 10, len(found), start) | {"on": data.name}


def _figure(name: str, metric: str, value: float, number: int, start: float) -> dict[str, object]:
    seconds = round(time.perf_counter() - start, 1)
    return {"set": name, "metric": metric, "value": round(value, 4), "n": number, "seconds": seconds}


if __name__ == "__main__":
    main()
