"""The null route of screening: what the rank and the embedding score decide alone, so that no expert is asked.

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
BAND = 30
"""At most so many unclear studies are shown to an expert; the rest, ranked below them, are left out."""


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
    band = [hit for hit in readable if REJECT <= hit.similarity < ACCEPT]
    reasons = {
        **{hit.study: TITLE_ONLY for hit in ranked if not hit.passage},
        **{hit.study: "far from the question" for hit in readable if hit.similarity < REJECT},
        **{hit.study: f"ranked below the {BAND} unclear ones that were looked at" for hit in band[BAND:]},
    }
    excluded = (Excluded(study=hit.study, reason=reasons[hit.study]) for hit in ranked if hit.study in reasons)
    return Triage(tuple(relevant), tuple(band[:BAND]), tuple(excluded))
