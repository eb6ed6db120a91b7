"""What work by models took."""

from assistant.base import Frozen


class Usage(Frozen):
    """What model calls took. Dollars are None where a price is unknown, which is not the same as free."""

    calls: int = 0
    recorded: int = 0
    """Replies that came from the recordings and cost nothing."""
    estimated: int = 0
    """Calls of which the endpoint did not say what they took; their tokens are estimated, rather too many."""
    prompt_tokens: int = 0
    completion_tokens: int = 0
    dollars: float | None = 0.0
    seconds: float = 0.0

    def __add__(self, other: "Usage") -> "Usage":
        unknown = self.dollars is None or other.dollars is None
        return Usage(
            calls=self.calls + other.calls,
            recorded=self.recorded + other.recorded,
            estimated=self.estimated + other.estimated,
            prompt_tokens=self.prompt_tokens + other.prompt_tokens,
            completion_tokens=self.completion_tokens + other.completion_tokens,
            dollars=None if unknown else (self.dollars or 0.0) + (other.dollars or 0.0),
            seconds=self.seconds + other.seconds,
        )
