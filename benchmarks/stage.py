"""The stage on which runs are measured: simulated services, a simulated model, and processes that are watched."""

import contextlib
import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, NamedTuple, TypeVar

from pydantic import TypeAdapter

from assistant.base import Frozen
from assistant.events import Event, Reported
from assistant.report import Report
from benchmarks.endpoint import Served
from benchmarks.exposure import Sample
from benchmarks.services import Asked

_EVENT: TypeAdapter[Event] = TypeAdapter(Event)
_TOLD = re.compile(r"^\s*\d+\.\ds ")
"""How a line on stderr that tells of an event begins."""
LIMITLESS = 10_000
"""Requests at a time."""
PATIENCE = 900.0
"""Seconds after which a process that should have ended is given up."""

T = TypeVar("T", bound=Frozen)

Given = Mapping[str, object]
"""Settings by their names."""
NONE: Given = {}


class Watched(NamedTuple):
    """A run by the Python API; times by the clock that all processes of the machine share."""

    began: float
    ended: float
    first: float
    """When its first event came."""
    peak: float
    """MB."""
    events: tuple[Event, ...]
    samples: tuple[Sample, ...]
    asked: tuple[Asked, ...]
    served: tuple[Served, ...]

    @property
    def report(self) -> Report:
        return next(event.report for event in self.events if isinstance(event, Reported))


class Ended(NamedTuple):
    """A command that ended, or was ended."""

    code: int
    out: str
    err: str
    seconds: float
    first: float | None
    """Seconds until it told its first event; None: it told none."""

    @property
    def report(self) -> Report | None:
        return Report.model_validate_json(self.out) if self.out.strip().startswith("{") else None


@dataclass
class Stage:
    """Where the servers are, and what they logged."""

    folder: Path
    environment: Mapping[str, str]
    _read: dict[str, int] = field(default_factory=dict)

    @property
    def asked(self) -> list[Asked]:
        """What sources were asked since this was last looked at."""
        return self._lines("services.log", Asked)

    @property
    def served(self) -> list[Served]:
        """What the model was asked since this was last looked at: first lines of requests, and last lines."""
        return self._lines("endpoint.log", Served)

    def home(self, like: Path | None = None, library: bool = False) -> Path:
        """Return a folder for the data of an assistant that has not run yet.

        Args:
            like: a folder whose vectors it has.
            library: whether it has the library there too.
        """
        made = Path(tempfile.mkdtemp(prefix="home", dir=self.folder))
        if like:
            keep_vectors(like, made)
        if like and library:
            shutil.copytree(like / "library", made / "library")
        return made

    def without_limit(self) -> dict[str, str]:
        """Return the settings with which the model gets as many requests at a time as there are."""
        file = self.folder / "models.yaml"
        params = {
            "model": self.environment["ASSISTANT_MODEL"],
            "api_base": self.environment["ASSISTANT_API_BASE"],
            "max_parallel_requests": LIMITLESS,
        }
        file.write_text(json.dumps({"model_list": [{"model_name": "simulated", "litellm_params": params}]}), "utf-8")
        return {"models": str(file), "model": "", "api_base": ""}

    def watch(self, question: str, home: Path, settings: Given = NONE) -> Watched:
        """Research a question by the Python API in a process of its own.

        Raises:
            RuntimeError: the process failed.
        """
        _ = self.asked, self.served
        events = home / "events.jsonl"
        began = time.monotonic()
        process = self._start(
            [sys.executable, "-m", "benchmarks.driver", question, "--events", str(events)], home, settings
        )
        assert process.stdout
        assert process.stderr
        with process.stdout, process.stderr:
            err = process.stderr.read()
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        ended = time.monotonic()
        if process.returncode:
            raise RuntimeError(f"the run ended with {process.returncode}: {err[-2000:]}")
        lines = [json.loads(line) for line in events.read_text(encoding="utf-8").splitlines()]
        samples = map(json.loads, Path(f"{events}.samples").read_text(encoding="utf-8").splitlines())
        return Watched(
            began=began,
            ended=ended,
            first=lines[0].pop("at"),
            peak=used.ru_maxrss / 1024,
            events=tuple(_EVENT.validate_python(_without_time(line)) for line in lines),
            samples=tuple(Sample(at, tuple(places)) for at, places in samples),
            asked=tuple(self.asked),
            served=tuple(served for served in self.served if served.ended),
        )

    def command(
        self,
        arguments: Sequence[str],
        home: Path,
        settings: Given = NONE,
        after: float | None = None,
        until: str = "",
    ) -> Ended:
        """Run the command line; `after` so many seconds it is killed, or as soon as stderr has a line like `until`."""
        began = time.monotonic()
        process = self._start([sys.executable, "-m", "tui.cli", *arguments], home, settings)
        watching = _Watching(process, began, until)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(PATIENCE if after is None else after)
        if process.poll() is None:
            process.send_signal(signal.SIGKILL)
        process.wait()
        took = time.monotonic() - began
        out, err = watching.finish()
        return Ended(process.returncode, out, err, took, watching.first)

    def begin(self, arguments: Sequence[str], home: Path, settings: Given = NONE) -> "subprocess.Popen[str]":
        """Start the command line and leave it alone."""
        return self._start([sys.executable, "-m", "tui.cli", *arguments], home, settings)

    def _start(self, arguments: Sequence[str], home: Path, settings: Given) -> "subprocess.Popen[str]":
        given = {f"ASSISTANT_{name.upper()}": str(value) for name, value in settings.items()}
        environment = _plain(os.environ) | dict(self.environment) | given | {"ASSISTANT_HOME": str(home)}
        return subprocess.Popen(
            arguments, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8"
        )

    def _lines(self, name: str, form: type[T]) -> list[T]:
        path = self.folder / name
        if not path.exists():
            return []
        with path.open("rb") as file:
            file.seek(self._read.get(name, 0))
            whole = file.read().rpartition(b"\n")[0]
            self._read[name] = self._read.get(name, 0) + len(whole) + bool(whole)
        return [form.model_validate_json(line) for line in whole.splitlines()]


class _Watching:
    """Reads what a process says as it says it."""

    def __init__(self, process: "subprocess.Popen[str]", began: float, until: str) -> None:
        self.first: float | None = None
        self._process, self._began, self._until = process, began, until
        self._out: list[str] = []
        self._err: list[str] = []
        self._threads = [
            threading.Thread(target=self._listen, args=(process.stdout, self._out, False), daemon=True),
            threading.Thread(target=self._listen, args=(process.stderr, self._err, True), daemon=True),
        ]
        for thread in self._threads:
            thread.start()

    def finish(self) -> tuple[str, str]:
        for thread in self._threads:
            thread.join()
        for stream in (self._process.stdout, self._process.stderr):
            if stream:
                stream.close()
        return "".join(self._out), "".join(self._err)

    def _listen(self, stream: IO[str], lines: list[str], telling: bool) -> None:
        for line in stream:
            lines.append(line)
            if telling and self.first is None and _TOLD.match(line):
                self.first = time.monotonic() - self._began
            if telling and self._until and re.search(self._until, line):
                self._process.kill()


def keep_vectors(home: Path, folder: Path) -> None:
    """Copy what was embedded in a home: to embed it again would only take time."""
    for file in home.glob("vectors.db*"):
        shutil.copy(file, folder)


@contextmanager
def stage(data: Path, split: str, faulty: float = 0.0, seed: int = 0) -> Iterator[Stage]:
    """Start the servers, and end them afterwards."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="runs")))
        model = stack.enter_context(_serving("endpoint", folder, "--faulty", str(faulty), "--seed", str(seed)))
        services = json.loads(stack.enter_context(_serving("services", folder, "--data", str(data), "--split", split)))
        asking = {"ASSISTANT_MODEL": "openai/simulated", "ASSISTANT_API_BASE": model}
        yield Stage(folder, services | asking)


@contextmanager
def _serving(module: str, folder: Path, *arguments: str) -> Iterator[str]:
    """Start a server, and yield the line in which it says where it is."""
    command = [sys.executable, "-m", f"benchmarks.{module}", "--log", str(folder / f"{module}.log"), *arguments]
    with subprocess.Popen(
        command, env=_plain(os.environ), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin
        assert process.stdout
        yield process.stdout.readline().strip()
        process.stdin.close()


def _plain(environment: Mapping[str, str]) -> dict[str, str]:
    """Return an environment without the settings, keys and proxies of whoever measures."""
    return {
        name: value
        for name, value in environment.items()
        if not name.startswith("ASSISTANT_") and not name.upper().endswith(("_API_KEY", "_PROXY"))
    }


def _without_time(line: dict[str, object]) -> dict[str, object]:
    return {name: value for name, value in line.items() if name != "at"}


def moments(number: int, usual: float, seed: int) -> list[float]:
    """Return when to kill, in seconds after the start: at random, in every part of a run alike."""
    chance = random.Random(seed)
    return [usual * (place + chance.random()) / number for place in range(number)]
