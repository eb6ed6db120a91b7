"""How fast the library is: `python -m benchmarks.speed --data ../shared/data --split dev`.

Prints a JSON object a line. Whatever is told of a process is measured in one of its own.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import NamedTuple, TypeVar

from assistant.embedding import MiniLM, Vectors
from assistant.importing import import_files
from assistant.library import Library
from assistant.library.progress import Step
from benchmarks.data import Document, preprints
from benchmarks.generated import Generated, mixed, topics, write
from benchmarks.metrics import percentile

SIZES = {"find_20k": 20_000, "find_100k": 100_000}
STARTS = 5
ABSTRACTS = 400
QUERIES = 200
WORDS = 20
"""Of a query, at most."""
LIMIT = 20
"""Studies asked for."""

_FIRST_VECTOR = "from assistant.embedding import MiniLM; MiniLM().embed(['a question']); print(flush=True)"

T = TypeVar("T")


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure how fast the library is, on public data.")
    parser.add_argument("--data", type=Path, required=True, help="folder of the data sets")
    parser.add_argument("--split", default="dev", help="which part of the preprints to take")
    arguments = parser.parse_args()
    documents = list(preprints(arguments.data, arguments.split))
    for figure in figures(documents):
        print(json.dumps({"set": "speed"} | figure), flush=True)


def figures(documents: Sequence[Document]) -> Iterator[dict[str, object]]:
    """Yield each figure as soon as it is known."""
    yield startup()
    yield embedding(documents)
    yield from scale(documents)


def startup() -> dict[str, object]:
    """From the start of a process to its first vector."""
    seconds = [_until_first_vector() for _ in range(STARTS)]
    return _figure("startup", percentile(seconds, 0.5), STARTS, unit="s", slowest=round(max(seconds), 3))


def embedding(documents: Sequence[Document]) -> dict[str, object]:
    """Titles with abstracts, whole ones as the model reads them, by the built-in model on every core."""
    embedder = MiniLM()
    texts = [f"{document.title}\n{document.text}" for document in documents[:ABSTRACTS]]
    embedder.embed(texts[:1])
    start, used = time.perf_counter(), time.process_time()
    embedder.embed(texts)
    rate = len(texts) / (time.perf_counter() - start)
    per_core = len(texts) / (time.process_time() - used)
    return _figure("embed", rate, len(texts), unit="abstracts/s", per_core_second=round(per_core, 1))


def scale(documents: Sequence[Document]) -> Iterator[dict[str, object]]:
    """Fill libraries and ask them."""
    near = topics(MiniLM(), documents)
    step = max(1, len(documents) // QUERIES)
    queries = [" ".join(document.title.split()[:WORDS]) for document in documents[::step][:QUERIES]]
    for metric, size in SIZES.items():
        with tempfile.TemporaryDirectory() as folder:
            file, library = Path(folder) / "records.jsonl", Path(folder) / "library"
            write(mixed(documents), size, file)
            filled = _apart(_filled, library, file, near)
            if size == max(SIZES.values()):
                yield from _import_figures(filled, size)
            asked = _apart(_asked, library, queries)
            yield _figure(
                metric,
                percentile(asked.milliseconds, 0.95),
                len(queries),
                unit="ms at p95",
                median=round(percentile(asked.milliseconds, 0.5), 2),
                p95=round(percentile(asked.milliseconds, 0.95), 2),
                first=round(asked.first, 1),
            )
    yield _figure("memory", asked.peak, size, unit="MB", of="a process that searches")


class Filled(NamedTuple):
    """What an import took, in seconds, and in MB at its peak."""

    storing: float
    indexing: float
    vectors: int
    peak: float


class Asked(NamedTuple):
    """What each query took, and the first of the process, with all that is loaded then; MB at the peak."""

    milliseconds: list[float]
    first: float
    peak: float


def _filled(folder: Path, file: Path, near: Vectors) -> Filled:
    """Import a file with made-up vectors, under the name of the real model."""
    stored: list[float] = []

    def told(step: Step) -> None:
        if step.doing == "storing":
            stored[:] = [time.perf_counter()]

    with Library.open(folder, Generated(near, MiniLM.id)) as library:
        start = time.perf_counter()
        import_files(library, [file], told)
        end = time.perf_counter()
        return Filled(stored[0] - start, end - stored[0], library.statistics().vectors, _peak())


def _asked(folder: Path, queries: Sequence[str]) -> Asked:
    seconds: list[float] = []
    with Library.open(folder, MiniLM()) as library:
        for query in (*queries[:5], *queries):
            start = time.perf_counter()
            library.find(query, LIMIT)
            seconds.append(1000 * (time.perf_counter() - start))
        return Asked(seconds[5:], seconds[0], _peak())


def _import_figures(filled: Filled, size: int) -> Iterator[dict[str, object]]:
    whole = "JSON lines read, studies merged, keywords and vectors stored and indexed; the vectors are made up"
    yield _figure("import", size / (filled.storing + filled.indexing), size, unit="studies/s", includes=whole)
    yield _figure("import_stored", size / filled.storing, size, unit="studies/s", includes="all but the vectors")
    yield _figure("import_indexed", filled.vectors / filled.indexing, filled.vectors, unit="vectors/s")
    yield _figure("import_memory", filled.peak, size, unit="MB", of="the process that imports")


def _until_first_vector() -> float:
    start = time.perf_counter()
    with subprocess.Popen([sys.executable, "-c", _FIRST_VECTOR], stdout=subprocess.PIPE) as process:
        assert process.stdout
        process.stdout.readline()
        return time.perf_counter() - start


def _apart(work: Callable[..., T], *given: object) -> T:
    """Do the work in a fresh process."""
    with ProcessPoolExecutor(1, get_context("spawn")) as pool:
        return pool.submit(work, *given).result()


def _peak() -> float:
    """Return the largest memory that this process held so far, in MB."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return next(int(line.split()[1]) / 1024 for line in status.splitlines() if line.startswith("VmHWM"))


def _figure(metric: str, value: float, number: int, **more: object) -> dict[str, object]:
    return {"metric": metric, "value": round(value, 3), "n": number} | more


if __name__ == "__main__":
    main()
