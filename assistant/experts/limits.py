"""How much an endpoint may be asked in a minute: a pure matter of clocks.

litellm's own limits refuse at once what they do not let through, so they are not used.
"""

from collections import deque
from dataclasses import dataclass, field

from assistant.base import Frozen

MINUTE = 60.0


class Limits(Frozen):
    """What one endpoint allows; None: as much as it is asked for."""

    at_once: int = 16
    """Requests under way."""
    rpm: int | None = None
    """Requests in any minute."""
    tpm: int | None = None
    """Tokens in any minute, of prompts and replies together."""


@dataclass(eq=False)
class Sent:
    """A request that went out, and the tokens that it took, or is expected to take."""

    at: float
    tokens: int


@dataclass
class Window:
    """The requests of the last minute."""

    limits: Limits
    _sent: deque[Sent] = field(default_factory=deque, init=False)

    def wait(self, now: float, tokens: int) -> float:
        """Return the seconds until a request may go; one that is larger than a minute's tokens goes alone."""
        while self._sent and self._sent[0].at + MINUTE <= now:
            self._sent.popleft()
        requests, taken, pause = len(self._sent), sum(sent.tokens for sent in self._sent), 0.0
        for sent in self._sent:
            if not self._full(requests, taken, tokens):
                break
            pause, requests, taken = sent.at + MINUTE - now, requests - 1, taken - sent.tokens
        return pause

    def take(self, now: float, tokens: int) -> Sent:
        """Enter a request that goes out; its tokens may be corrected when they are known."""
        sent = Sent(now, tokens)
        self._sent.append(sent)
        return sent

    def drop(self, sent: Sent) -> None:
        """Forget a request that did not go out after all."""
        if sent in self._sent:
            self._sent.remove(sent)

    def _full(self, requests: int, taken: int, tokens: int) -> bool:
        rpm, tpm = self.limits.rpm, self.limits.tpm
        return (rpm is not None and requests >= rpm) or (tpm is not None and taken > 0 and taken + tokens > tpm)
