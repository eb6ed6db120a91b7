"""Hearing a reply that comes in pieces to its end."""

import asyncio
from collections.abc import Callable
from typing import Any

from assistant.experts.replies import Heard, joined


class Broken(Exception):
    """A reply that was not heard to its end."""


class Unstreamed(Exception):
    """An endpoint that was asked for pieces and sent none."""


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
    answer = joined(stream, chunks)
    if answer.finish is None:
        raise Broken("its reply broke off in the middle") if answer.text else Unstreamed("it does not stream")
    return answer
