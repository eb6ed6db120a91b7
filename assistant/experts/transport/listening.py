"""Hearing an answer to its end: in one piece, or in many."""

import asyncio
from collections.abc import Callable, Sequence
from typing import Any

from assistant.experts.transport.wire import Heard


class Broken(Exception):
    """A reply that was not heard to its end."""


class Unstreamed(Exception):
    """An endpoint that was asked for pieces and sent none."""


def heard(response: Any) -> Heard:
    """Return what an answer in one piece says."""
    choice = response.choices[0] if response.choices else None
    return _heard(
        (choice.message.content if choice else None) or "",
        choice.finish_reason if choice else None,
        getattr(response, "usage", None),
        response._hidden_params.get("response_cost"),
    )


async def listened(stream: Any, tell: Callable[[str], None], patience: float) -> Heard:
    """Pass on the pieces of a reply as they come, and return it whole.

    Args:
        patience: seconds of silence between two pieces.

    Raises:
        Unstreamed: there were none.
        Broken: it ended without saying that this is its end, or there was silence for too long.
    """
    chunks, loop = [], asyncio.get_running_loop()
    try:
        async with asyncio.timeout(patience) as silence:
            async for chunk in stream:
                silence.reschedule(loop.time() + patience)
                chunks.append(chunk)
                for choice in chunk.choices:
                    if choice.delta.content:
                        tell(choice.delta.content)
    except TimeoutError:
        raise Broken(f"nothing more of its reply came for {patience:g} s") from None
    answer = _joined(stream, chunks)
    if answer.finish is None:
        raise Broken("its reply broke off in the middle") if answer.text else Unstreamed("it does not stream")
    return answer


def _joined(stream: Any, chunks: Sequence[Any]) -> Heard:
    """Return what an answer in pieces says; litellm ends each with `stop` and makes up what it took, if need be."""
    text = "".join(choice.delta.content or "" for chunk in chunks for choice in chunk.choices)
    told = any(getattr(chunk, "usage", None) for chunk in stream.chunks)
    totals = [usage for chunk in chunks if (usage := getattr(chunk, "usage", None))]
    return _heard(text, stream.received_finish_reason, totals[-1] if told and totals else None)


def _heard(text: str, finish: str | None, usage: Any, cost: float | None = None) -> Heard:
    prompt, completion = (getattr(usage, f"{kind}_tokens", 0) or 0 for kind in ("prompt", "completion"))
    return Heard(text=text, finish=finish, prompt_tokens=prompt, completion_tokens=completion, cost=cost or None)
