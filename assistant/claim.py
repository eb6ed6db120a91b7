"""A claim: one verifiable statement about the literature, resting on verbatim evidence. The currency of every step."""

from typing import Literal

from pydantic import Field

from assistant.base import Frozen
from assistant.study import digest

Stance = Literal["supports", "contradicts"]
Status = Literal["proposed", "supported", "contested", "rejected"]


class Evidence(Frozen):
    """Where a claim is said: a passage of a study, and the words of it that say so."""

    passage: str
    """Id of the passage."""
    quote: str
    """Verbatim: a slice of the passage."""
    stance: Stance = "supports"


class Claim(Frozen):
    """One statement of one study."""

    text: str
    study: str
    """Key of the study that makes it."""
    evidence: tuple[Evidence, ...] = Field(min_length=1)
    status: Status = "proposed"

    @property
    def id(self) -> str:
        """Named by what it says and where; its status may change, its id does not."""
        parts = [self.study, self.text, *(f"{e.passage} {e.stance} {e.quote}" for e in self.evidence)]
        return digest("\n".join(parts))[:16]
