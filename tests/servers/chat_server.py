"""An OpenAI-compatible chat endpoint on loopback: completions, streams and errors in the real wire format.

It answers many requests at a time, whole or piece by piece, each at the pace that it is told to keep.
"""

import json
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.servers.base import Request, Response, Server

PIECE = 4
"""Characters of a token, which is what a stream sends at a time."""


@dataclass(frozen=True)
class Said:
    """One reply of the model, or one failure of the endpoint."""

    text: str | None = ""
    """None: a message without content."""
    finish: str = "stop"
    silent: bool = False
    """Whether the answer holds no choice at all."""
    status: int = 200
    error: str = ""
    code: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    hang: float = 0.0
    """Seconds before anything is sent."""
    pace: float = 0.0
    """Seconds for each token of the text; a whole answer comes when its last token is due."""
    cut: int | None = None
    """Bytes of the answer's body after which the connection is closed."""


Model = Callable[[dict[str, Any]], Said]


class ChatServer(Server):
    """Answers as the given model does; refuses JSON schemas or streaming, or is silent about tokens, if told to."""

    def __init__(self, model: Model, takes_schema: bool = True, streams: bool = True, tells_usage: bool = True) -> None:
        super().__init__(self._answer)
        self.model = model
        self.takes_schema = takes_schema
        self.streams = streams
        self.tells_usage = tells_usage

    @property
    def base(self) -> str:
        return f"{self.url}/v1"

    @property
    def asked(self) -> list[dict[str, Any]]:
        """The bodies of the requests so far."""
        return [json.loads(request.body) for request in self.requests if request.body]

    def _answer(self, request: Request) -> Response:
        if request.path.endswith("/models"):
            return _json(200, {"object": "list", "data": [{"id": "test", "object": "model"}]})
        body = json.loads(request.body)
        if "response_format" in body and not self.takes_schema:
            return failure(Said(status=400, error="response_format is not supported by this model"))
        if body.get("stream") and not self.streams:
            return failure(Said(status=400, error="stream is not supported by this model"))
        said = self.model(body)
        if said.status != 200:
            return failure(said)
        return self._streamed(body, said) if body.get("stream") else self._whole(body, said)

    def _whole(self, body: Mapping[str, Any], said: Said) -> Response:
        answer = completion(body, said)
        if not self.tells_usage:
            del answer["usage"]
        due = said.hang + said.pace * tokens(said.text or "")
        return Response(200, json.dumps(answer).encode(), "application/json", said.headers, due, said.cut)

    def _streamed(self, body: Mapping[str, Any], said: Said) -> Response:
        told = self.tells_usage and body.get("stream_options", {}).get("include_usage")
        pieces = [f"data: {json.dumps(chunk)}\n\n".encode() for chunk in _chunks(body, said, told)]
        return Response(
            kind="text/event-stream",
            headers=said.headers,
            hang=said.hang,
            cut=said.cut,
            pieces=[*pieces, b"data: [DONE]\n\n"],
            pace=said.pace,
        )


def script(replies: Iterable[Said | str]) -> Model:
    """Return a model that gives the replies in their order, whoever asks."""
    waiting = iter(replies)
    lock = threading.Lock()

    def model(_: dict[str, Any]) -> Said:
        with lock:
            reply = next(waiting, Said(status=500, error="the script is at its end"))
        return reply if isinstance(reply, Said) else Said(reply)

    return model


def completion(body: Mapping[str, Any], said: Said) -> dict[str, Any]:
    message = {"role": "assistant", "content": said.text}
    choices = [{"index": 0, "finish_reason": said.finish, "message": message}]
    return {
        "id": "chatcmpl-test",
        "object": "chat.completion",
        "created": 1_700_000_000,
        "model": body["model"],
        "choices": [] if said.silent else choices,
        "usage": usage(body, said.text or ""),
    }


def usage(body: Mapping[str, Any], text: str) -> dict[str, int]:
    prompt = tokens("".join(message["content"] for message in body["messages"]))
    return {"prompt_tokens": prompt, "completion_tokens": tokens(text), "total_tokens": prompt + tokens(text)}


def tokens(text: str) -> int:
    """Count tokens as a quarter of the characters."""
    return len(text) // PIECE


def failure(said: Said) -> Response:
    error = {"message": said.error or "it failed", "type": "error", "param": None, "code": said.code or None}
    answer = _json(said.status, {"error": error})
    return Response(answer.status, answer.body, answer.kind, said.headers, said.hang)


def _chunks(body: Mapping[str, Any], said: Said, told: bool) -> Iterator[dict[str, Any]]:
    """Yield a chunk for each token, one for the end, and one for what it took if that is to be told."""

    def chunk(delta: dict[str, str], finish: str | None) -> dict[str, Any]:
        choice = {"index": 0, "delta": delta, "finish_reason": finish}
        return {"id": "chatcmpl-test", "object": "chat.completion.chunk", "created": 1_700_000_000,
                "model": body["model"], "choices": [choice]}  # fmt: skip

    text = said.text or ""
    for start in range(0, len(text), PIECE):
        yield chunk({"role": "assistant", "content": text[start : start + PIECE]}, None)
    yield chunk({}, said.finish)
    if told:
        yield chunk({}, None) | {"choices": [], "usage": usage(body, text)}


def _json(status: int, value: object) -> Response:
    return Response(status, json.dumps(value).encode(), "application/json")
