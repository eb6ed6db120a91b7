"""The null route of screening: what the embedding score decides alone, so that no expert is asked.

In the manner of AdaMoE's null experts: only studies in the unclear band cost an expert's attention.
"""

from collections.abc import Iterable
from typing import NamedTuple

from assistant.events import Excluded
from assistant.flow import TITLE_ONLY
from assistant.library import Hit

ACCEPT = 0.62
"""Cosine with the question from which a study is relevant without asking."""
REJECT = 0.22
"""Cosine below which it is not."""
FAR = "far from the question"


class Triage(NamedTuple):
    """Hits by what is to become of them, each best first."""

    relevant: tuple[Hit, ...]
    unclear: tuple[Hit, ...]
    excluded: tuple[Excluded, ...]


def triage(hits: Iterable[Hit]) -> Triage:
    """Sort hits by their cosine; studies known by title only are left out, for there is nothing to read."""
    ranked = sorted(hits, key=lambda hit: (-hit.similarity, hit.study))
    readable = [hit for hit in ranked if hit.passage]
    relevant = [hit for hit in readable if hit.similarity >= ACCEPT]
    unclear = [hit for hit in readable if REJECT <= hit.similarity < ACCEPT]
    kept = {hit.study for hit in (*relevant, *unclear)}
    excluded = [
        Excluded(study=hit.study, reason=FAR if hit.passage else TITLE_ONLY) for hit in ranked if hit.study not in kept
    ]
    return Triage(tuple(relevant), tuple(unclear), tuple(excluded))
