"""Embed the bundled library, so that its first search waits for no embedding.

python -m benchmarks.export_vectors     after a change of assistant/data/bundled.jsonl or of the built-in model
"""

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from assistant.bundled import VECTORS, records
from assistant.embedding import Hashing, MiniLM, Vectors
from assistant.library import Library
from assistant.vector_cache import ship


class Listening:
    """An embedder that keeps the texts that it is asked for; its vectors are of no use to anybody."""

    def __init__(self) -> None:
        self._inner = Hashing()
        self.id, self.dimensions = self._inner.id, self._inner.dimensions
        self.texts: list[str] = []

    def embed(self, texts: Sequence[str]) -> Vectors:
        self.texts += texts
        return self._inner.embed(texts)


def embedded_texts() -> list[str]:
    """Return what a library embeds of the bundled works."""
    listening = Listening()
    with TemporaryDirectory() as folder, Library.open(Path(folder), listening) as library:
        library.add(records())
    return listening.texts


def main() -> None:
    texts = embedded_texts()
    ship(MiniLM(), texts, VECTORS)
    print(f"{VECTORS}: {len(texts)} vectors, {VECTORS.stat().st_size // 1024} KiB")


if __name__ == "__main__":
    main()
