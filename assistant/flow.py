"""Recall evidence: what was searched, what each search added, and what became of every study that was found.

The counts are those of a PRISMA flow diagram (Page et al. 2021, "The PRISMA 2020 statement"): identified, merged,
screened, excluded with reasons, read in full or in part, included.
"""

from collections import Counter
from collections.abc import Mapping
from itertools import accumulate
from typing import Literal

from assistant.base import Frozen
from assistant.study import TextKind

TITLE_ONLY = "known by its title only"

Stage = Literal["excluded", "set aside", "read", "cited"]
"""How far a study came. `set aside`: relevant, but beyond the number of studies that a run reads."""


class Search(Frozen):
    """One query put to one source, in the order of the plan."""

    source: str
    query: str
    found: int = 0
    """Records that it returned."""
    new: int = 0
    """Studies that no search before it in the ledger had found."""
    relevant: int = 0
    """How many of the new ones turned out to be relevant."""
    failed: str = ""
    """Why it gave nothing, or not all; empty if it answered in full."""


class Fate(Frozen):
    """What became of one study."""

    study: str
    title: str
    stage: Stage
    reason: str = ""
    """Why it came no further; empty where it was cited."""
    read_as: TextKind | None = None
    """The best text of it that was read."""


class Flow(Frozen):
    """The whole way from searches to citations."""

    searches: tuple[Search, ...] = ()
    fates: tuple[Fate, ...] = ()

    @property
    def saturation(self) -> tuple[int, ...]:
        """How many relevant studies were known after each search; flat at its end when more searching adds nothing."""
        return tuple(accumulate(search.relevant for search in self.searches))

    @property
    def reasons(self) -> Mapping[str, int]:
        """How many studies were left out for each reason, the most frequent first."""
        return dict(Counter(fate.reason for fate in self.fates if fate.reason).most_common())
