"""Libraries of any size: real titles and abstracts, mixed when more are wanted, and vectors that are made up.

Where only storage and search are measured, it does not matter what vectors mean, but how they lie: near a few hundred
topics, as real ones do.
"""

import json
import random
from collections.abc import Iterator, Sequence
from hashlib import blake2b
from itertools import islice
from pathlib import Path

import numpy as np

from assistant.embedding import Embedder, Vectors
from benchmarks.data import Document

TOPICS = 300
SPREAD = 0.8
"""Length of what is added to a topic's unit vector: two abstracts of one topic then have a cosine of about .6."""


class Generated:
    """An embedder of another's name and size: every text gets a vector near one of the topics, always the same."""

    def __init__(self, topics: Vectors, name: str) -> None:
        self.id = name
        self.dimensions = topics.shape[1]
        self._topics = topics

    def embed(self, texts: Sequence[str]) -> Vectors:
        vectors = np.array([self._vector(text) for text in texts], np.float32).reshape(len(texts), self.dimensions)
        unit: Vectors = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
        return unit

    def _vector(self, text: str) -> Vectors:
        seed = int.from_bytes(blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little")
        noise = np.random.default_rng(seed).standard_normal(self.dimensions, dtype=np.float32)
        vector: Vectors = self._topics[seed % len(self._topics)] + noise * (SPREAD / self.dimensions**0.5)
        return vector


def topics(embedder: Embedder, documents: Sequence[Document]) -> Vectors:
    """Return the vectors of titles evenly picked from the documents, shape (at most TOPICS, dimensions)."""
    step = max(1, len(documents) // TOPICS)
    return embedder.embed([document.title for document in documents[::step][:TOPICS]])


def mixed(documents: Sequence[Document], seed: int = 0) -> Iterator[Document]:
    """Yield the documents, and then without end such as are made of the halves of two of them."""
    yield from documents
    chance = random.Random(seed)
    while True:
        first, second = chance.choices(documents, k=2)
        title = _joined(first.title.split(), second.title.split(), " ")
        text = _joined(first.text.split(". "), second.text.split(". "), ". ")
        yield Document(f"mixed-{chance.getrandbits(64):x}", title, text)


def write(documents: Iterator[Document], number: int, file: Path) -> None:
    """Write so many of the documents as JSON lines, each under an identifier of its own."""
    with file.open("w", encoding="utf-8") as stream:
        for document in islice(documents, number):
            name = f"benchmark:{document.id.replace(' ', '_')}"
            stream.write(json.dumps({"title": document.title, "abstract": document.text, "ids": [name]}) + "\n")


def _joined(first: Sequence[str], second: Sequence[str], between: str) -> str:
    return between.join((*first[: len(first) // 2 + 1], *second[len(second) // 2 :]))
