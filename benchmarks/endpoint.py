"""An OpenAI-compatible endpoint with the pace of a real one, in a process of its own: `python -m benchmarks.endpoint`.

It answers by `benchmarks.rules`, many requests at a time, whole or as a stream, and takes the same time for the same
answer: `FIRST` seconds, and `PER_TOKEN` for each token of it. A share of its replies can be made to fail, always the
same ones. Its address is the first line on stdout; it ends when stdin does. Each request is a line in its log.
"""

import argparse
import asyncio
import hashlib
import json
import random
import sys
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, TextIO

from assistant.base import Frozen
from benchmarks.rules import reply, task, tokens

FIRST = 0.3
"""Seconds until the first token."""
PER_TOKEN = 0.005
"""Seconds for each token."""
PIECE = 16
"""Characters of a streamed chunk: four tokens."""
HANG = 60.0
"""Seconds for which a reply that never comes is waited for."""
Fault = Literal["", "429", "500", "timeout", "cut", "think", "truncated"]
FAULTS: tuple[Fault, ...] = ("429", "500", "timeout", "cut", "think", "truncated")


class Served(Frozen):
    """One request as the endpoint saw it; times by the clock that all processes of the machine share."""

    task: str
    body: str
    """Fingerprint of what was asked."""
    began: float
    ended: float
    """When the last byte was sent; 0 in the line that tells of its beginning."""
    prompt_tokens: int
    completion_tokens: int
    fault: Fault = ""
    status: int = 200
    streamed: bool = False

    @property
    def seconds(self) -> float:
        return self.ended - self.began


@dataclass
class Endpoint:
    """Answers requests; `faulty` is the share of replies that fail."""

    log: TextIO
    faulty: float = 0.0
    seed: int = 0
    _asked: Counter[str] = field(default_factory=Counter)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer the requests of one connection, one after another."""
        try:
            while body := await _request(reader):
                if not await self._answer(body, writer):
                    break
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass  # whoever asked has gone away, which is what being killed looks like from here, or the server ends
        finally:
            writer.close()

    async def _answer(self, raw: bytes, writer: asyncio.StreamWriter) -> bool:
        began = time.monotonic()
        if raw == b"{}":
            return await _send(writer, 200, {"object": "list", "data": [{"id": "simulated", "object": "model"}]})
        body = json.loads(raw)
        name = hashlib.blake2b(json.dumps(body["messages"]).encode(), digest_size=12).hexdigest()
        said = reply(body)
        prompt = sum(tokens(message["content"]) for message in body["messages"])
        fault = self._fault(name)
        served = Served(
            task=task(body["messages"]),
            body=name,
            began=began,
            ended=0.0,
            prompt_tokens=prompt,
            completion_tokens=tokens(said),
            fault=fault,
            status={"429": 429, "500": 500}.get(fault, 200),
            streamed=bool(body.get("stream")),
        )
        self._tell(served)
        goes_on = await self._say(writer, body, _dressed(said, fault), served)
        self._tell(served.model_copy(update={"ended": time.monotonic()}))
        return goes_on

    async def _say(self, writer: asyncio.StreamWriter, body: Mapping[str, Any], said: str, served: Served) -> bool:
        usage = {"prompt_tokens": served.prompt_tokens, "completion_tokens": tokens(said)}
        usage["total_tokens"] = sum(usage.values())
        if served.fault == "timeout":
            await asyncio.sleep(HANG)
            return False
        if served.status != 200:
            await asyncio.sleep(FIRST / 3)
            after = {"Retry-After": "1"} if served.status == 429 else {}
            return await _send(writer, served.status, _error(served.status), after)
        if served.streamed:
            return await _stream(writer, body, said, usage, served)
        await _until(served.began + FIRST + PER_TOKEN * tokens(said))
        return await _send(writer, 200, _completion(body, said, usage), cut=served.fault == "cut")

    def _fault(self, name: str) -> Fault:
        """Decide by what is asked and how often it was asked, so that no timing decides."""
        self._asked[name] += 1
        chance = random.Random(f"{self.seed} {name} {self._asked[name]}")
        return chance.choice(FAULTS) if chance.random() < self.faulty else ""

    def _tell(self, served: Served) -> None:
        self.log.write(served.model_dump_json() + "\n")
        self.log.flush()


async def _request(reader: asyncio.StreamReader) -> bytes:
    """Return the body of the next request, `{}` for one without, nothing at the end of the connection."""
    head = await reader.readuntil(b"\r\n\r\n") if not reader.at_eof() else b""
    for line in head.split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.strip().lower() == b"content-length":
            return await reader.readexactly(int(value))
    return b"{}" if head else b""


async def _send(
    writer: asyncio.StreamWriter,
    status: int,
    value: object,
    headers: Mapping[str, str] | None = None,
    cut: bool = False,
) -> bool:
    """Send a JSON answer, or the first half of it; return whether the connection goes on."""
    body = json.dumps(value).encode()
    lines = [f"HTTP/1.1 {status} Status", "Content-Type: application/json", f"Content-Length: {len(body)}"]
    lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
    writer.write("\r\n".join([*lines, "", ""]).encode() + (body[: len(body) // 2] if cut else body))
    await writer.drain()
    return not cut


async def _stream(
    writer: asyncio.StreamWriter, body: Mapping[str, Any], said: str, usage: Mapping[str, int], served: Served
) -> bool:
    lines = ["HTTP/1.1 200 OK", "Content-Type: text/event-stream", "Transfer-Encoding: chunked", "", ""]
    writer.write("\r\n".join(lines).encode())
    for start in range(0, len(said), PIECE):
        await _until(served.began + FIRST + PER_TOKEN * min(start + PIECE, len(said)) / 4)
        if served.fault == "cut" and start > len(said) // 2:
            await writer.drain()
            return False
        writer.write(_event(_chunk(body, {"role": "assistant", "content": said[start : start + PIECE]}, None)))
        await writer.drain()
    writer.write(_event(_chunk(body, {}, "stop")))
    if (body.get("stream_options") or {}).get("include_usage"):
        writer.write(_event(_chunk(body, {}, None) | {"choices": [], "usage": dict(usage)}))
    writer.write(_framed(b"data: [DONE]\n\n") + b"0\r\n\r\n")
    await writer.drain()
    return True


def _dressed(said: str, fault: Fault) -> str:
    if fault == "think":
        return f"<think>What is wanted is {{one}} object.</think>Here it is:\n{said}"
    return said[: 2 * len(said) // 3] if fault == "truncated" else said


def _completion(body: Mapping[str, Any], said: str, usage: Mapping[str, int]) -> dict[str, Any]:
    choice = {"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": said}}
    return {
        "id": "chatcmpl-simulated",
        "object": "chat.completion",
        "created": 1_700_000_000,
        "model": body["model"],
        "choices": [choice],
        "usage": dict(usage),
    }


def _chunk(body: Mapping[str, Any], delta: Mapping[str, str], finish: str | None) -> dict[str, Any]:
    choice = {"index": 0, "delta": dict(delta), "finish_reason": finish}
    return {
        "id": "chatcmpl-simulated",
        "object": "chat.completion.chunk",
        "created": 1_700_000_000,
        "model": body["model"],
        "choices": [choice],
    }


def _error(status: int) -> dict[str, Any]:
    words = {429: "Rate limit reached", 500: "The server had an error"}
    return {"error": {"message": words[status], "type": "error", "param": None, "code": None}}


def _event(value: object) -> bytes:
    return _framed(f"data: {json.dumps(value)}\n\n".encode())


def _framed(data: bytes) -> bytes:
    return f"{len(data):x}\r\n".encode() + data + b"\r\n"


async def _until(moment: float) -> None:
    await asyncio.sleep(max(0.0, moment - time.monotonic()))


async def _run(log: Path, faulty: float, seed: int) -> None:
    with log.open("a", encoding="utf-8") as lines:
        endpoint = Endpoint(lines, faulty, seed)
        server = await asyncio.start_server(endpoint.serve, "127.0.0.1", 0, limit=2**22, backlog=1024)
        async with server:
            print(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1", flush=True)
            await asyncio.to_thread(sys.stdin.read)


def main() -> None:
    parser = argparse.ArgumentParser(description="Serve a simulated model until stdin ends.")
    parser.add_argument("--log", type=Path, required=True, help="file that a line is written to for each request")
    parser.add_argument("--faulty", type=float, default=0.0, help="share of replies that fail")
    parser.add_argument("--seed", type=int, default=0, help="which replies fail")
    given = parser.parse_args()
    asyncio.run(_run(given.log, given.faulty, given.seed))


if __name__ == "__main__":
    main()
