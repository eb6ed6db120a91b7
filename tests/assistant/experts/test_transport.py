"""The process that talks to models: who waits for it always hears of it, whatever becomes of it."""

import asyncio
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.experts.endpoint import Endpoint
from assistant.experts.transport import process as of
from assistant.experts.transport.process import Failure, Process
from assistant.experts.transport.wire import ORDER, Ask, Failed, Heard, Piece, Word
from assistant.settings import Settings
from assistant.workbench import open_workbench
from tests.servers.chat_server import ChatServer, Said, script


@pytest.fixture
def models() -> Iterator[Process]:
    made = Process()
    yield made
    made.end()


async def asked(server: ChatServer) -> None:
    """Wait until a request has come."""
    while not server.requests:  # noqa: ASYNC110  it comes from another process
        await asyncio.sleep(0.02)


def ask(server: ChatServer, **facts: Any) -> Ask:
    return Ask(
        model="openai/test", messages=({"role": "user", "content": "?"},), api_base=server.base, timeout=30, **facts
    )


async def test_many_ask_at_once_and_each_gets_its_own_answer(models: Process) -> None:
    def echo(given: dict[str, Any]) -> Said:
        return Said(given["messages"][0]["content"])

    with ChatServer(echo) as server:
        asks = [
            ask(server).model_copy(update={"messages": ({"role": "user", "content": f"{number} " + "x" * 50_000},)})
            for number in range(20)
        ]
        answers = await asyncio.gather(*(models.ask(each) for each in asks))
    assert [answer.text.split()[0] for answer in answers] == [str(number) for number in range(20)]


async def test_its_end_is_told_to_who_waits_and_the_next_request_starts_another(models: Process) -> None:
    with ChatServer(script([Said(hang=20.0), "fine"])) as server:
        waiting = asyncio.create_task(models.ask(ask(server)))
        await asked(server)
        child = models._child
        assert child
        child._process.kill()
        with pytest.raises(Failure, match="has ended") as ended:
            await asyncio.wait_for(waiting, 5)
        assert ended.value.reason == "passing"
        assert (await models.ask(ask(server))).text == "fine"


async def test_who_gives_up_withdraws_the_request(models: Process) -> None:
    with ChatServer(script([Said(hang=20.0), "fine"])) as server:
        waiting = asyncio.create_task(models.ask(ask(server)))
        await asked(server)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
        assert (await models.ask(ask(server))).text == "fine"
        assert models._child
        assert not models._child._waiting


async def test_a_key_that_came_into_the_environment_meanwhile_is_found(
    models: Process, monkeypatch: pytest.MonkeyPatch
) -> None:
    with ChatServer(lambda _: Said("fine")) as server:
        keyless = ask(server).model_copy(update={"model": "anthropic/claude-3", "api_base": ""})
        with pytest.raises(Failure, match="ANTHROPIC_API_KEY") as failure:
            await models.ask(keyless)
        assert failure.value.reason == "keyless"
        monkeypatch.setenv("OPENAI_API_KEY", "sk-from-the-environment")
        await models.ask(ask(server))
        assert server.requests[-1].headers["authorization"] == "Bearer sk-from-the-environment"


async def test_a_process_that_cannot_start_is_a_failure_in_words(
    models: Process, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    models.start()
    with ChatServer(script([])) as server, pytest.raises(Failure, match="no process could be started"):
        await models.ask(ask(server))


async def test_where_litellm_cannot_be_loaded_that_is_said(
    models: Process, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "litellm.py").write_text("raise ImportError('it is broken')", "utf-8")
    monkeypatch.setattr(of, "_ROOT", os.pathsep.join((str(tmp_path), str(of._ROOT))))
    with ChatServer(script([])) as server, pytest.raises(Failure, match=r"cannot be loaded \(it is broken\)"):
        await models.ask(ask(server))


def test_it_ends_with_who_started_it_however_that_ends() -> None:
    program = """
import os, signal
from assistant.experts.transport.process import PROCESS
PROCESS.start()
print(PROCESS._child._process.pid, flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    child = int(done.stdout)
    until = time.monotonic() + 10
    while _lives(child) and time.monotonic() < until:
        time.sleep(0.02)
    assert not _lives(child)


def _lives(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text("utf-8").rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


@pytest.mark.parametrize(
    ("facts", "started"),
    [({}, False), ({"model": "openai/test"}, True), ({"model": "openai/test", "offline": True}, False)],
)
def test_it_is_started_ahead_where_a_model_may_be_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, facts: dict[str, Any], started: bool
) -> None:
    starts: list[bool] = []
    monkeypatch.setattr(Process, "start", lambda _: starts.append(True))
    with open_workbench(Settings(sources=("library",), **facts), tmp_path):
        assert starts == [True] * started


TEXT = st.text()


@given(TEXT, TEXT, st.dictionaries(TEXT, TEXT))
def test_what_is_said_arrives_as_it_was_said_one_line_each(text: str, other: str, parameters: dict[str, str]) -> None:
    order = Ask(id=1, model=text, messages=({"content": other},), timeout=1, parameters=dict(parameters))
    words = [Word(id=1, said=said) for said in (Piece(text=text), Heard(text=other, finish=text))]
    words.append(Word(id=2, said=Failed(reason="other", message=text, retry_after=other)))
    lines = [value.model_dump_json() for value in (order, *words)]
    assert not any("\n" in line for line in lines)
    assert [ORDER.validate_json(lines[0]), *map(Word.model_validate_json, lines[1:])] == [order, *words]


def test_no_key_shows_in_what_is_said() -> None:
    shown = repr(Ask(model="m", messages=(), timeout=1, api_key="sk-hidden", parameters={"extra": "hidden-too"}))
    assert "hidden" not in shown


def test_prices_are_known_without_loading_litellm() -> None:
    program = """
import sys
from assistant.experts.endpoint import Endpoint
assert Endpoint(name="m", model="openai/gpt-4o").price
assert "litellm" not in sys.modules
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert Endpoint(name="m", model="openai/gpt-4o").price
