"""The process that talks to models; it ends when nobody speaks to it any more. The only module that meets litellm."""

import asyncio
import gc
import importlib
import logging
import os
import sys
import threading
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, BinaryIO

from assistant.collecting import uncollected
from assistant.experts.transport.listening import Broken, Unstreamed, heard, listened
from assistant.experts.transport.wire import (
    ORDER,
    Ask,
    Cancel,
    Environment,
    Failed,
    Heard,
    Order,
    Piece,
    Reason,
    Sent,
    Word,
)


def main() -> None:
    """Answer on stdout what is asked on stdin; what litellm prints goes where errors go."""
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)

    def say(word: Word) -> None:
        out.write(word.model_dump_json().encode() + b"\n")
        out.flush()

    asyncio.run(_serve(sys.stdin.buffer, say))


async def _serve(orders: BinaryIO, say: Callable[[Word], None]) -> None:
    came: asyncio.Queue[Order] = asyncio.Queue()
    # Read from the start, so that who writes never waits until litellm is there.
    threading.Thread(target=_read, args=(orders, asyncio.get_running_loop(), came), daemon=True).start()
    try:
        litellm = _ready()
    except Exception as error:  # noqa: BLE001  whatever it is, who asks is told
        say(Word(id=0, said=Failed(reason="other", message=f"litellm cannot be loaded ({error})")))
        return
    under_way: dict[int, asyncio.Task[None]] = {}
    while True:
        match await came.get():
            case Ask() as ask:
                task = asyncio.create_task(_answer(litellm, ask, say))
                under_way[ask.id] = task
                task.add_done_callback(partial(_leave, under_way, ask.id))
            case Cancel(id=id_):
                if id_ in under_way:
                    under_way[id_].cancel()
            case Environment(variables=variables):
                os.environ.clear()
                os.environ.update(variables)


def _leave(under_way: dict[int, asyncio.Task[None]], id_: int, _: object) -> None:
    under_way.pop(id_, None)


def _read(orders: BinaryIO, loop: asyncio.AbstractEventLoop, came: "asyncio.Queue[Order]") -> None:
    for line in orders:
        loop.call_soon_threadsafe(came.put_nowait, ORDER.validate_json(line))
    os._exit(0)  # nobody is there any more to hear an answer, however far it has come


async def _answer(litellm: Any, ask: Ask, say: Callable[[Word], None]) -> None:
    said: Heard | Failed
    try:
        said = await _asked(litellm, ask, lambda said: say(Word(id=ask.id, said=said)))
    except Exception as error:  # noqa: BLE001  whatever it is, who asks is told
        said = failure(litellm, error)
    say(Word(id=ask.id, said=said))


async def _asked(litellm: Any, ask: Ask, tell: Callable[[Sent | Piece], None]) -> Heard | Failed:
    key = ask.api_key or _key(litellm, ask)
    if isinstance(key, Failed):
        return key
    pieces = {"stream": True, "stream_options": {"include_usage": True}} if ask.stream else {}
    tell(Sent())
    response = await litellm.acompletion(
        model=ask.model,
        messages=list(ask.messages),
        api_base=ask.api_base or None,
        api_key=key,
        timeout=ask.timeout,
        max_retries=0,
        num_retries=0,
        drop_params=True,
        **ask.parameters,
        **pieces,
    )
    return await listened(response, lambda text: tell(Piece(text=text)), ask.timeout) if ask.stream else heard(response)


def _key(litellm: Any, ask: Ask) -> str | Failed | None:
    """Return the key to send; None where litellm finds one in the environment or needs none."""
    missing = litellm.validate_environment(model=ask.model)["missing_keys"]
    provider = ask.model.partition("/")[0]
    if f"{provider.upper()}_API_KEY" in os.environ:
        return None
    if ask.api_base and (missing or provider in litellm.openai_compatible_providers):
        return "none"  # a server of one's own may take any key, but the client library insists on one
    return Failed(reason="keyless", message=" and ".join(missing)) if missing else None


def failure(litellm: Any, error: Exception) -> Failed:
    """Return what an error of litellm's means for whoever asked; it keeps its headers apart from its response."""
    headers = getattr(error, "litellm_response_headers", None) or {}
    reasons: tuple[tuple[tuple[type[Exception], ...], Reason], ...] = (
        ((litellm.ContextWindowExceededError,), "too_long"),
        ((Unstreamed,), "unstreamed"),
        ((litellm.BadRequestError, litellm.UnprocessableEntityError), "refused"),
        (
            (
                litellm.RateLimitError, litellm.InternalServerError, litellm.ServiceUnavailableError,
                litellm.BadGatewayError, litellm.Timeout, litellm.APIConnectionError, Broken,
            ),
            "passing",
        ),
        ((litellm.AuthenticationError,), "key"),
        ((litellm.NotFoundError,), "model"),
    )  # fmt: skip
    fitting: Iterator[Reason] = (reason for kinds, reason in reasons if isinstance(error, kinds))
    message = str(error).strip() or type(error).__name__
    return Failed(reason=next(fitting, "other"), message=message, retry_after=headers.get("retry-after"))


def _ready() -> Any:
    """Import litellm, and do what it would do with its first request; nobody is asked."""
    hello = [{"role": "user", "content": "?"}]
    with uncollected():
        litellm = _litellm()
        importlib.import_module("openai.resources")
        litellm.token_counter(model="", text="")
        litellm.completion(model="openai/-", messages=hello, api_key="-", mock_response="!")
    gc.freeze()  # what is imported stays, and each search for garbage would go through all of it
    return litellm


def _litellm() -> Any:
    """Import litellm so that it neither asks the network for prices nor talks to people."""
    os.environ.setdefault("LITELLM_LOCAL_MODEL_COST_MAP", "True")
    import litellm

    litellm.suppress_debug_info = True
    litellm.telemetry = False
    for name in ("LiteLLM", "LiteLLM Router", "LiteLLM Proxy"):
        logger = logging.getLogger(name)
        logger.handlers.clear()
        logger.setLevel(logging.ERROR)
    return litellm


if __name__ == "__main__":
    main()
