"""The simulated endpoint speaks the wire format, keeps its pace, and fails always in the same places."""

import asyncio
import io
import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest

from benchmarks.endpoint import FAULTS, FIRST, PER_TOKEN, Endpoint, Served
from benchmarks.rules import reply, tokens
from prompts import load

BODY: dict[str, Any] = {
    "model": "simulated",
    "messages": [
        {"role": "system", "content": load("plan", "openai/simulated").instructions},
        {"role": "user", "content": "# Question\nWhat prior work bears on Sparse Experts?\n\n# Breadth\n1"},
    ],
}


@asynccontextmanager
async def serving(endpoint: Endpoint) -> AsyncIterator[httpx.AsyncClient]:
    server = await asyncio.start_server(endpoint.serve, "127.0.0.1", 0, backlog=1024)
    base = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1"
    limits = httpx.Limits(max_connections=None)
    async with server, httpx.AsyncClient(base_url=base, timeout=30, limits=limits, trust_env=False) as client:
        yield client


def other(number: int) -> dict[str, Any]:
    return BODY | {"messages": [*BODY["messages"], {"role": "user", "content": str(number)}]}


def served(log: io.StringIO) -> list[Served]:
    return [Served.model_validate_json(line) for line in log.getvalue().splitlines()]


async def test_an_answer_takes_its_time_and_is_logged_at_both_ends() -> None:
    log, said = io.StringIO(), reply(BODY)
    async with serving(Endpoint(log)) as client:
        began = time.monotonic()
        answer = (await client.post("/chat/completions", json=BODY)).json()
        took = time.monotonic() - began
    assert answer["choices"][0]["message"]["content"] == said
    assert answer["usage"]["completion_tokens"] == tokens(said)
    expected = FIRST + PER_TOKEN * tokens(said)
    assert expected <= took < expected + 0.5
    first, last = served(log)
    assert (first.ended, last.task) == (0, "plan")
    assert last.seconds >= expected


async def test_a_stream_says_the_same_piece_by_piece() -> None:
    async with serving(Endpoint(io.StringIO())) as client:
        asked = {"stream": True, "stream_options": {"include_usage": True}}
        async with client.stream("POST", "/chat/completions", json=BODY | asked) as answer:
            lines = [line.removeprefix("data: ") async for line in answer.aiter_lines() if line]
    assert lines[-1] == "[DONE]"
    chunks = [json.loads(line) for line in lines[:-1]]
    pieces = [chunk["choices"][0]["delta"].get("content", "") for chunk in chunks if chunk["choices"]]
    assert len(pieces) > 3
    assert "".join(pieces) == reply(BODY)
    assert chunks[-1]["usage"]["completion_tokens"] == tokens(reply(BODY))


async def test_many_are_answered_at_once() -> None:
    async with serving(Endpoint(io.StringIO())) as client:
        began = time.monotonic()
        answers = await asyncio.gather(*(client.post("/chat/completions", json=other(n)) for n in range(200)))
        took = time.monotonic() - began
    assert all(answer.status_code == 200 for answer in answers)
    assert took < 200 * FIRST / 8


@pytest.mark.parametrize("seed", [1, 2])
def test_what_fails_depends_on_what_is_asked_and_how_often_only(seed: int) -> None:
    first, second = (Endpoint(io.StringIO(), faulty=0.2, seed=seed) for _ in range(2))
    names = [f"request {number % 300}" for number in range(600)]
    faults = [first._fault(name) for name in names]
    assert sorted(faults) == sorted(second._fault(name) for name in reversed(names))
    failed = [fault for fault in faults if fault]
    assert set(failed) == set(FAULTS)
    assert 0.15 < len(failed) / len(faults) < 0.25
