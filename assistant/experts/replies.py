"""What a model said and what it took, as it is counted and kept in recordings. Pure functions."""

from collections.abc import Sequence
from typing import Any

from pydantic import JsonValue

from assistant.base import Frozen
from assistant.experts.prices import Rates
from assistant.experts.transport.wire import Heard, Message
from assistant.usage import Usage


class Reply(Frozen):
    """What the model said, and what it took."""

    text: str
    usage: Usage
    cut: bool = False
    """Whether it was broken off because it grew too long."""
    tries: int = 1
    """How often the request was sent before it was answered, whether now or when it was recorded."""


def taken(answer: Heard, messages: Sequence[Message], rates: Rates | None, seconds: float) -> Usage:
    """Return what a call took; tokens that the endpoint does not tell are estimated, and that is said."""
    prompt, completion = answer.prompt_tokens, answer.completion_tokens
    if unknown := not (prompt or completion):
        prompt, completion = asked(messages), most(answer.text)
    return Usage(
        calls=1,
        estimated=int(unknown),
        prompt_tokens=prompt,
        completion_tokens=completion,
        dollars=None if rates is None else answer.cost or rates.dollars(prompt, completion),
        seconds=seconds,
    )


def asked(messages: Sequence[Message]) -> int:
    """Return the most tokens that messages are likely to have."""
    return sum(most(message["content"]) + 8 for message in messages)


def most(text: str) -> int:
    """Return the most tokens that a text is likely to have: one is hardly ever less than three bytes of UTF-8."""
    return -(-len(text.encode()) // 3)


def recorded(reply: Reply) -> JsonValue:
    """Return the form in which a reply is kept: with all that decides how its task goes on, so that it goes on so."""
    if reply.cut or reply.tries > 1:
        return {"text": reply.text, "cut": reply.cut, "tries": reply.tries}
    return reply.text


def replayed(answer: JsonValue) -> Reply:
    """Return a reply that was kept; it costs nothing."""
    kept: dict[str, Any] = answer if isinstance(answer, dict) else {"text": str(answer)}
    return Reply(**kept, usage=Usage(recorded=1))
