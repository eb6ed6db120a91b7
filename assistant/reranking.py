"""Reading question and text together: a cross-encoder, for those who name one in their settings.

It is slower by orders of magnitude than comparing vectors, so it reads only what other ways of searching rank highest
(Nogueira and Cho 2019, "Passage Re-ranking with BERT").
"""

import os
import threading
from collections.abc import Sequence
from functools import cached_property
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from assistant.errors import SetupError

Scores = NDArray[np.float64]


class Reranker(Protocol):
    """Judges texts by reading them."""

    def scores(self, query: str, texts: Sequence[str]) -> Scores:
        """Return how well each text answers the query, shape (len(texts),); more is better."""
        ...


class CrossEncoder:
    """A cross-encoder that sentence-transformers can load, by name or path; it is loaded when it is first asked."""

    def __init__(self, model: str, offline: bool = False) -> None:
        self._name = model
        self._offline = offline
        self._lock = threading.Lock()

    def scores(self, query: str, texts: Sequence[str]) -> Scores:
        """Return how well each text answers the query.

        Raises:
            SetupError: the model cannot be loaded, or says something else of a pair than one number.
        """
        pairs = [(query, text) for text in texts]
        with self._lock:
            # As they come: what squeezes them between 0 and 1 makes the best of them equal.
            found = np.asarray(self._model.predict(pairs, show_progress_bar=False, activation_fn=lambda raw: raw))
        if found.shape != (len(texts),):
            raise SetupError(
                f"The reranker {self._name!r} gives each text {found.shape[-1]} numbers where one is needed; name a"
                " cross-encoder that scores how well a text answers a query."
            )
        return found.astype(np.float64)

    @cached_property
    def _model(self) -> Any:
        return loaded(self._name, "reranker", offline=self._offline)


def loaded(name: str, role: str, *, offline: bool) -> Any:
    """Return the cross-encoder of sentence-transformers with that name or path.

    Args:
        role: the setting that names it.

    Raises:
        SetupError: it cannot be loaded.
    """
    os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")  # it would ask the hub who is asking, offline too
    from sentence_transformers import CrossEncoder as Model

    try:
        return Model(name, local_files_only=offline)
    except Exception as error:
        raise SetupError(
            f"The {role} {name!r} could not be loaded ({type(error).__name__}); name a local folder or a"
            " model that is downloaded already, or none."
        ) from error


def open_reranker(model: str, *, offline: bool = False) -> Reranker | None:
    """Return the cross-encoder of that name, or None for no name."""
    return CrossEncoder(model, offline) if model else None
