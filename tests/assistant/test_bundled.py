"""The bundled library keeps its promises, and its vectors are those that this machine would compute."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from assistant.bundled import VECTORS, bundled_library, records
from assistant.embedding import Hashing, MiniLM, Vectors
from assistant.identity import normalised
from assistant.vector_cache import Shipped, ship
from benchmarks.export_vectors import embedded_texts


class Refusing:
    """An embedder that must not be needed."""

    id, dimensions = MiniLM.id, MiniLM.dimensions

    def embed(self, texts: Sequence[str]) -> Vectors:
        raise AssertionError(f"asked to embed {len(texts)} texts")


def test_it_holds_enough_works_each_once() -> None:
    assert len(records()) >= 80
    assert max(Counter(record.ids for record in records()).values()) == 1
    assert max(Counter(normalised(record.title) for record in records()).values()) == 1


def test_every_work_has_its_facts_and_a_summary_of_fitting_length() -> None:
    for record in records():
        (text,) = record.texts
        assert text.kind == "summary", record.title
        assert 120 <= len(text.content.split()) <= 250, record.title
        assert record.year, record.title
        assert record.ids[0].startswith("arxiv:"), record.title


def test_laying_it_out_embeds_nothing(tmp_path: Path) -> None:
    with bundled_library(tmp_path, Refusing()) as library:
        assert len(library) == len(records())
        assert library.check().is_complete


def test_opening_it_again_adds_nothing(tmp_path: Path) -> None:
    for _ in range(2):
        with bundled_library(tmp_path, Refusing()) as library:
            before = library.check()
        assert before.vectors == before.indexed >= len(records())


def test_the_shipped_vectors_are_those_of_the_texts() -> None:
    texts = embedded_texts()[::12]
    assert np.allclose(Shipped(Refusing(), VECTORS).embed(texts), MiniLM().embed(texts), atol=1e-5)


def test_vectors_of_another_embedder_are_not_used(tmp_path: Path) -> None:
    ship(Hashing(64), ["one", "two"], tmp_path / "v.npz")
    shipped = Shipped(Hashing(32), tmp_path / "v.npz")
    assert np.array_equal(shipped.embed(["one", "three"]), Hashing(32).embed(["one", "three"]))
    assert shipped.embed([]).shape == (0, 32)
