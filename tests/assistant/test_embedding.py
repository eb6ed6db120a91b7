"""Laws of embedders."""

import gc
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest

from assistant.embedding import (
    GRAPH,
    MINILM,
    Embedder,
    Hashing,
    MiniLM,
    SentenceTransformer,
    Vectors,
    model_folder,
    open_embedder,
)
from assistant.errors import SetupError
from assistant.vector_cache import Cached
from benchmarks.export_minilm import exported

TEXTS = [
    "Agents plan their searches.",
    "",
    "?",
    " two\n lines\tand a zero byte \x00 ",
    "Ångström, naïve, 注意力机制, внимание, انتباه, 🦜 — and e\u0301",
    "Attention weighs what every token sees of the others, " * 60,
    *("word " * length for length in range(3, 20, 2)),
]

EMBEDDERS: dict[str, Callable[[Path], Embedder]] = {
    "MiniLM": lambda folder: MiniLM(),
    "Hashing": lambda folder: Hashing(),
    "cached MiniLM": lambda folder: Cached(MiniLM(), folder / "vectors.db"),
    "cached Hashing": lambda folder: Cached(Hashing(), folder / "vectors.db"),
}


@pytest.fixture(params=EMBEDDERS)
def embedder(request: pytest.FixtureRequest, tmp_path: Path) -> Embedder:
    return EMBEDDERS[request.param](tmp_path)


@dataclass
class Constant:
    """An embedder that gives every text the same vector, and keeps what it was asked."""

    id: str = "constant"
    vector: tuple[float, ...] = (1, 0)
    asked: list[str] = field(default_factory=list)

    @property
    def dimensions(self) -> int:
        return len(self.vector)

    def embed(self, texts: Sequence[str]) -> Vectors:
        self.asked += texts
        return np.array([self.vector] * len(texts), dtype=np.float32)


def test_every_text_becomes_a_unit_row(embedder: Embedder) -> None:
    vectors = embedder.embed(TEXTS)
    assert vectors.dtype == np.float32
    assert vectors.shape == (len(TEXTS), embedder.dimensions)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


def test_no_texts_become_no_rows(embedder: Embedder) -> None:
    vectors = embedder.embed([])
    assert vectors.dtype == np.float32
    assert vectors.shape == (0, embedder.dimensions)


def test_a_vector_does_not_depend_on_its_neighbours(embedder: Embedder) -> None:
    backwards = embedder.embed(TEXTS[::-1])[::-1]
    alone = np.concatenate([embedder.embed([text]) for text in TEXTS])
    np.testing.assert_allclose(backwards, alone, atol=1e-5)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("MiniLM", "all-MiniLM-L6-v2/fp32"),
        ("Hashing", "hashing/256"),
        ("cached MiniLM", "all-MiniLM-L6-v2/fp32"),
        ("cached Hashing", "hashing/256"),
    ],
)
def test_an_id_stays_as_vectors_are_kept_under_it(name: str, expected: str, tmp_path: Path) -> None:
    assert EMBEDDERS[name](tmp_path).id == expected


def test_different_models_have_different_ids() -> None:
    embedders: list[Embedder] = [
        MiniLM(),
        Hashing(),
        Hashing(64),
        SentenceTransformer("one"),
        SentenceTransformer(MINILM),
    ]
    assert len({embedder.id for embedder in embedders}) == len(embedders)


def test_a_text_is_embedded_once_whoever_asks_again(tmp_path: Path) -> None:
    first, later = Constant(), Constant()
    cached = Cached(first, tmp_path / "vectors.db")
    cached.embed(["a", "b", "a"])
    cached.embed(["b", "a"])
    again = Cached(later, tmp_path / "vectors.db").embed(["b", "c", "b"])
    assert (first.asked, later.asked) == (["a", "b"], ["c"])
    np.testing.assert_array_equal(again, [first.vector] * 3)


def test_embedders_share_a_file_and_no_vectors(tmp_path: Path) -> None:
    east, north = Constant("east", (1, 0)), Constant("north", (0, 1))
    for inner in (east, north, east, north):
        vectors = Cached(inner, tmp_path / "vectors.db").embed(["same"])
        np.testing.assert_array_equal(vectors, [inner.vector])
    assert east.asked == north.asked == ["same"]


def kept(path: Path) -> None:
    """Fill a cache with enough vectors for several pages, and let go of it."""
    Cached(Constant(vector=(1,) * 300), path).embed([str(number) for number in range(50)])
    gc.collect()


@pytest.mark.parametrize(
    "damage",
    [
        lambda content: b"garbage" * 1000,
        lambda content: content[: len(content) // 2],
        lambda content: content[:5000] + b"?" * (len(content) - 5000),
    ],
    ids=["another file", "cut", "overwritten"],
)
def test_a_damaged_cache_is_begun_anew(tmp_path: Path, damage: Callable[[bytes], bytes]) -> None:
    path = tmp_path / "vectors.db"
    kept(path)
    path.write_bytes(damage(path.read_bytes()))
    told: list[str] = []
    inner = Constant(vector=(1,) * 300)
    texts = [str(number) for number in range(50)]
    assert Cached(inner, path, told.append).embed(texts).shape == (50, 300)
    assert ["they are made anew" in notice for notice in told] == [True]
    again = Constant(vector=(1,) * 300)
    Cached(again, path, told.append).embed(texts)
    assert again.asked == []


def test_a_cache_that_cannot_be_kept_is_done_without(tmp_path: Path) -> None:
    (tmp_path / "vectors.db").mkdir()
    told: list[str] = []
    inner = Constant()
    cached = Cached(inner, tmp_path / "vectors.db", told.append)
    cached.embed(["a"])
    cached.embed(["a"])
    assert inner.asked == ["a"]
    assert [notice[:22] for notice in told] == ["Vectors cannot be kept"]


@pytest.mark.slow
def test_minilm_equals_sentence_transformers() -> None:
    reference = SentenceTransformer(str(model_folder()))
    np.testing.assert_allclose(MiniLM().embed(TEXTS), reference.embed(TEXTS), atol=1e-5)


def test_offline_an_unknown_model_is_the_users_to_mend_and_is_not_looked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[object] = []
    monkeypatch.setattr("socket.getaddrinfo", lambda host, *_, **__: asked.append(host))
    for name in ("no-such-model", "nobody/no-such-model", str(tmp_path / "nowhere")):
        with pytest.raises(SetupError, match=MINILM):
            open_embedder(name, offline=True).embed(["text"])
    assert asked == []


def test_the_built_in_model_needs_no_torch() -> None:
    program = (
        f"from assistant.embedding import open_embedder\nopen_embedder({MINILM!r}).embed(['text'])\n"
        "import sys\nloaded = {'torch', 'sentence_transformers', 'transformers', 'onnx'} & set(sys.modules)\n"
        "assert not loaded, loaded"
    )
    root = Path(__file__).parents[2]
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, cwd=root, check=False)
    assert done.returncode == 0, done.stderr


def test_the_shipped_graph_is_what_its_script_writes() -> None:
    assert exported() == GRAPH.read_bytes()


def test_a_reading_covers_the_words_of_a_text_in_order_and_agrees_with_its_vector() -> None:
    model = MiniLM()
    for text, reading, vector in zip(TEXTS, model.read(TEXTS), model.embed(TEXTS), strict=True):
        np.testing.assert_allclose(reading.vector, vector, atol=1e-5)
        assert reading.meanings.shape == (len(reading.words), model.dimensions)
        assert reading.rarity.shape == (len(reading.words),)
        np.testing.assert_allclose(np.linalg.norm(reading.meanings, axis=1), 1, atol=1e-5)
        assert all(0 <= start < end <= len(text) for start, end in reading.words)
        assert reading.words == sorted(reading.words)


def test_a_word_means_what_its_neighbours_make_of_it_and_rare_words_are_told_from_frequent_ones() -> None:
    text = "The bank of the river floods; the bank lends ribonucleotides."
    (reading,) = MiniLM().read([text])
    said = [text[start:end] for start, end in reading.words]
    rarity = dict(zip(said, reading.rarity, strict=True))
    assert rarity["the"] < rarity["river"] < rarity["ribonucleotides"]
    first, second = (index for index, word in enumerate(said) if word == "bank")
    assert reading.meanings[first] @ reading.meanings[second] < 0.98
