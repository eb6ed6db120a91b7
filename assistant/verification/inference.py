"""A cross-encoder trained on natural-language inference as the verifier, for those who name one in their settings.

It reads the claim with each sentence of the evidence and with the evidence as a whole, and the reading that is surest
of something decides (as SummaC does with sentences; Laban et al. 2022).
"""

import threading
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

import numpy as np

from assistant.errors import SetupError
from assistant.passages import sentences
from assistant.reranking import loaded
from assistant.verification.verdict import LABELS, Label, Pair, Verdict, certain
from assistant.verification.wording import Values

_NAMES: Mapping[str, Label] = {"entail": "supports", "contradict": "contradicts", "neutral": "not_enough"}
"""How the classes of such models are called, from the beginning of their names."""


class Inference:
    """A cross-encoder by name or path; it is loaded when it is first asked. Safe for threads."""

    def __init__(self, name: str, offline: bool = False, model: Any = None) -> None:
        """Use this model of sentence-transformers, or load the one of that name."""
        self.id = f"{name}/sentence-transformers"
        self._name = name
        self._offline = offline
        self._given = model
        self._lock = threading.Lock()

    def judge(self, pairs: Sequence[Pair]) -> list[Verdict]:
        """Return a verdict for each pair.

        Raises:
            SetupError: the model cannot be loaded, or tells other classes apart than those of inference.
        """
        return [self._verdict(pair) for pair in pairs]

    def _verdict(self, pair: Pair) -> Verdict:
        premises = _premises(pair.evidence)
        if not premises or not any(map(str.isalnum, pair.claim)):
            return certain("not_enough")
        found = self._probabilities([(premise, pair.claim) for premise in premises])
        deciding = int(found[:, :2].max(axis=1).argmax())
        supports, contradicts, not_enough = map(float, found[deciding])
        label = LABELS[int(found[deciding].argmax())]
        return Verdict(label=label, probabilities=(supports, contradicts, not_enough), sentence=premises[deciding])

    def _probabilities(self, pairs: Sequence[tuple[str, str]]) -> Values:
        """Return the probability of each of our labels, shape (len(pairs), 3)."""
        with self._lock:
            logits = np.asarray(
                self._model.predict(list(pairs), show_progress_bar=False, activation_fn=lambda raw: raw), np.float64
            )
            columns = self._columns(self._model)
        powers = np.exp(logits - logits.max(axis=1, keepdims=True))
        return np.asarray(powers / powers.sum(axis=1, keepdims=True))[:, columns]

    def _columns(self, model: Any) -> list[int]:
        """Return where the model has each of our labels."""
        classes = {int(place): str(name).casefold() for place, name in model.config.id2label.items()}
        known = {
            label: place for place, name in classes.items() for start, label in _NAMES.items() if name.startswith(start)
        }
        if len(classes) != len(LABELS) or known.keys() != set(LABELS):
            raise SetupError(
                f"The verifier {self._name!r} tells apart {', '.join(classes.values())}; name a cross-encoder whose"
                " classes are entailment, contradiction and neutral."
            )
        return [known[label] for label in LABELS]

    @cached_property
    def _model(self) -> Any:
        return self._given or loaded(self._name, "verifier", offline=self._offline)


def _premises(evidence: Sequence[str]) -> list[str]:
    """Return each text and each of its sentences, once."""
    texts = [text.strip() for text in evidence]
    parts = [text[start:end] for text in texts for start, end in sentences(text)]
    return [text for text in dict.fromkeys((*parts, *texts)) if any(map(str.isalnum, text))]
