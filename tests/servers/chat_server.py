"""An OpenAI-compatible chat endpoint on loopback: completions, streams and errors in the real wire format."""

import json
import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.servers.base import Request, Response, Server


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
    cut: int | None = None


Model = Callable[[dict[str, Any]], Said]


class ChatServer(Server):
    """Answers as the given model does; refuses JSON schemas if told to."""

    def __init__(self, model: Model, takes_schema: bool = True) -> None:
        super().__init__(self._answer)
        self.model = model
        self.takes_schema = takes_schema

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
        said = self.model(body)
        if said.status != 200:
            return failure(said)
        answer = _stream(body, said) if body.get("stream") else _json(200, completion(body, said))
        return Response(answer.status, answer.body, answer.kind, said.headers, said.hang, said.cut)


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
    """Count tokens as a quarter of the characters."""
    prompt = sum(len(message["content"]) for message in body["messages"]) // 4
    return {"prompt_tokens": prompt, "completion_tokens": len(text) // 4, "total_tokens": prompt + len(text) // 4}


def failure(said: Said) -> Response:
    error = {"message": said.error or "it failed", "type": "error", "param": None, "code": said.code or None}
    answer = _json(said.status, {"error": error})
    return Response(answer.status, answer.body, answer.kind, said.headers, said.hang)


def _stream(body: Mapping[str, Any], said: Said) -> Response:
    def chunk(delta: dict[str, str], finish: str | None) -> dict[str, Any]:
        choice = {"index": 0, "delta": delta, "finish_reason": finish}
        return {"id": "chatcmpl-test", "object": "chat.completion.chunk", "created": 1_700_000_000,
                "model": body["model"], "choices": [choice]}  # fmt: skip

    text = said.text or ""
    pieces = [text[start : start + 16] for start in range(0, len(text), 16)]
    chunks = [chunk({"role": "assistant", "content": piece}, None) for piece in pieces] + [chunk({}, said.finish)]
    if body.get("stream_options", {}).get("include_usage"):
        chunks.append(chunk({}, None) | {"choices": [], "usage": usage(body, text)})
    lines = "".join(f"data: {json.dumps(piece)}\n\n" for piece in chunks) + "data: [DONE]\n\n"
    return Response(200, lines.encode(), "text/event-stream")


def _json(status: int, value: object) -> Response:
    return Response(status, json.dumps(value).encode(), "application/json")
