"""The vector index finds what is nearest."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from assistant.embedding import Hashing, Vectors
from assistant.library.index import Index
from assistant.library.stores import Folder

DIMENSIONS, ENTRIES, NEAREST = 64, 3000, 50


@pytest.fixture
def index(tmp_path: Path) -> Iterator[Index]:
    made = Index(Folder(tmp_path), Hashing(DIMENSIONS))
    made.open()
    yield made
    made.close()


def gathered(entries: int, seed: int) -> Vectors:
    """Return unit vectors in forty heaps: many are nearly equal, as passages on one subject are."""
    random = np.random.default_rng(seed)
    heaps = random.normal(size=(40, DIMENSIONS))
    vectors = heaps[random.integers(0, 40, entries)] + 0.4 * random.normal(size=(entries, DIMENSIONS))
    return np.array(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), dtype=np.float32)


def test_of_the_nearest_hardly_one_is_missed(index: Index) -> None:
    vectors = gathered(ENTRIES + 40, seed=7)
    entries, queries = vectors[:ENTRIES], vectors[ENTRIES:]
    index.put(range(ENTRIES), entries)
    exact = np.argsort(-(queries @ entries.T), axis=1)[:, :NEAREST]
    found = [index.nearest(query, NEAREST) for query in queries]
    shares = [len(set(near) & set(wanted.tolist())) / NEAREST for near, wanted in zip(found, exact, strict=True)]
    assert np.mean(shares) >= 0.99, shares
    for query, near in zip(queries, found, strict=True):
        assert list(near.values()) == sorted(near.values(), reverse=True)
        np.testing.assert_allclose(list(near.values()), entries[list(near)] @ query, atol=1e-4)
