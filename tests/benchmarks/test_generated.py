"""Made-up libraries: as large as asked for, always the same, and lying as real vectors do."""

import json
from itertools import islice
from pathlib import Path

import numpy as np

from assistant.embedding import Hashing
from benchmarks.data import Document
from benchmarks.generated import Generated, mixed, topics, write

DOCUMENTS = [Document(f"d {n}", f"Title {n} of it", f"One {n}. Two {n}. Three {n}.") for n in range(10)]


def test_mixed_documents_begin_with_the_real_ones_and_are_always_the_same() -> None:
    first, again = (list(islice(mixed(DOCUMENTS), 50)) for _ in range(2))
    assert first == again
    assert first[:10] == DOCUMENTS
    assert len({document.id for document in first}) == 50


def test_what_is_written_can_be_read_line_by_line(tmp_path: Path) -> None:
    write(mixed(DOCUMENTS), 25, tmp_path / "records.jsonl")
    lines = [json.loads(line) for line in (tmp_path / "records.jsonl").read_text().splitlines()]
    assert len(lines) == 25
    assert lines[3] == {"title": "Title 3 of it", "abstract": DOCUMENTS[3].text, "ids": ["benchmark:d_3"]}


def test_made_up_vectors_are_unit_vectors_near_a_topic() -> None:
    embedder = Generated(topics(Hashing(), DOCUMENTS), "made up")
    texts = [f"text {n}" for n in range(60)]
    vectors = embedder.embed(texts)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    np.testing.assert_array_equal(embedder.embed(texts[::-1])[::-1], vectors)
    nearest = (vectors @ embedder._topics.T).max(axis=1)
    assert 0.7 < nearest.min() < nearest.max() < 0.9
    assert embedder.embed([]).shape == (0, embedder.dimensions)
