"""The judges there are, by name, and several of them asked in order of cost."""

from collections.abc import Callable, Mapping, Sequence

from assistant.errors import SetupError
from assistant.verification.gates import Gates
from assistant.verification.inference import Inference
from assistant.verification.local import Local
from assistant.verification.verdict import Pair, Verdict, Verifier


class InTurn:
    """Judges in order of cost: a pair that one of them refuses is not shown to the next.

    What all let pass is as sure as the last one is.
    """

    def __init__(self, judges: Sequence[Verifier]) -> None:
        if not judges:
            raise ValueError("at least one judge must be asked")
        self._judges = tuple(judges)

    @property
    def id(self) -> str:
        return "+".join(judge.id for judge in self._judges)

    def judge(self, pairs: Sequence[Pair]) -> list[Verdict]:
        first, *others = self._judges
        verdicts = first.judge(pairs)
        for judge in others:
            passed = [place for place, verdict in enumerate(verdicts) if verdict.label == "supports"]
            for place, verdict in zip(passed, judge.judge([pairs[place] for place in passed]), strict=True):
                verdicts[place] = verdict
        return verdicts


JUDGES: Mapping[str, Callable[[], Verifier]] = {
    "gates": Gates,
    "local": Local,
    "both": lambda: InTurn((Gates(), Local())),
}
"""Those that come with the program."""


def open_verifier(model: str, *, offline: bool = False) -> Verifier:
    """Return the verifier that the settings name: a cross-encoder, or the built-in one for no name."""
    return Inference(model, offline) if model else Local()


def judge_named(name: str, model: str, *, offline: bool = False) -> Verifier:
    """Return the judge of that name; `verifier` is the one that the settings name.

    Raises:
        SetupError: there is none of that name, or `verifier` is asked for and the settings name none.
    """
    if name == "verifier" and model:
        return open_verifier(model, offline=offline)
    if name not in JUDGES:
        unset = " (which needs the setting `verifier`)"
        raise SetupError(f"There is no judge {name!r}; there are {', '.join(JUDGES)} and verifier{unset}.")
    return JUDGES[name]()
