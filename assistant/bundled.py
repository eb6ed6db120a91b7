"""The bundled library: real works with summaries in our own words, so that the first question gets an answer."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from assistant.embedding import Embedder
from assistant.library import Library
from assistant.reranking import Reranker
from assistant.study import Record, Study, Text, digest
from assistant.vector_cache import Shipped

BUNDLED = "bundled library"
"""Name of its source."""
FILE = Path(__file__).parent / "data" / "bundled.jsonl"
VECTORS = FILE.with_suffix(".npz")
"""The vectors of its passages by the built-in embedding model; made by `python -m benchmarks.export_vectors`."""


@cache
def records() -> tuple[Record, ...]:
    """Return the bundled works."""
    return tuple(_record(json.loads(line)) for line in FILE.read_text(encoding="utf-8").splitlines())


@contextmanager
def bundled_library(data: Path, embedder: Embedder, reranker: Reranker | None = None) -> Iterator[Library]:
    """Open the bundled works as a library of its own under `data`, laid out on first use and for each edition."""
    edition = digest(FILE.read_text(encoding="utf-8"))[:8]
    with Library.open(data / f"bundled-{edition}", Shipped(embedder, VECTORS), reranker=reranker) as library:
        if len(library) < len(records()):
            library.add(records())
        yield library


def is_borrowed(study: Study) -> bool:
    """Return whether only the bundled library speaks of the study: it came in with a run and is none of the user's."""
    return set(study.sources) == {BUNDLED}


def _record(line: dict[str, str]) -> Record:
    return Record(
        title=line["title"],
        authors=tuple(line.get("authors", ())),
        year=int(line["year"]),
        ids=(f"arxiv:{line['arxiv']}",),
        texts=(Text(kind="summary", content=line["summary"]),),
        source=BUNDLED,
    )
