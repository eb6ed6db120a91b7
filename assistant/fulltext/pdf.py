"""From a PDF to its text: a child process with limits parses it, and what its lines mean is decided here."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict, ValidationError

from assistant.errors import SourceError
from assistant.fulltext import front, layout
from assistant.fulltext.article import Article, joined
from assistant.fulltext.lines import Page

_WORKER = Path(__file__).with_name("pdf_worker.py")
_ENVIRONMENT = ("PATH", "PYTHONPATH", "PYTHONHOME", "LD_LIBRARY_PATH", "SYSTEMROOT")
"""What the child sees of the environment: keys are no business of who reads a stranger's file."""
_STARTING = 10
"""Seconds beyond those of its work that the child may take to come and go on a busy machine."""


class Limits(NamedTuple):
    """What one PDF may take."""

    seconds: int = 30
    memory: int = 1_500_000_000
    """Bytes of addresses, of which Python and the parser themselves take about 200 million."""
    pages: int = 500
    stream: int = 50_000_000
    """Bytes that one stream of it may unpack to."""
    characters: int = 5_000_000


class _Answer(BaseModel):
    model_config = ConfigDict(extra="ignore")

    fault: str = ""
    info: dict[str, str] = {}
    pages: list[Page] = []
    gaps: list[str] = []


def read(data: bytes, limits: Limits = Limits()) -> Article:  # noqa: B008  immutable
    """Return what a PDF holds of an article, with the pages and sections of its text.

    Raises:
        SourceError: it is none, encrypted, broken, without text, or takes more than it may; the message says `it`.
    """
    if b"%PDF-" not in data[:1024]:
        raise SourceError("it is no PDF")
    answer = _asked(data, limits)
    if answer.fault:
        raise SourceError(answer.fault)
    if answer.gaps and not any(page.lines for page in answer.pages):
        raise SourceError("; ".join(answer.gaps[:3]))
    text = joined(layout.pieces(answer.pages))
    if fault := layout.illegible(text.content, len(answer.pages)):
        raise SourceError(fault)
    first = answer.pages[0].lines
    return Article(
        text=text, title=front.title(answer.info, first), ids=front.ids(answer.info, first), gaps=tuple(answer.gaps)
    )


def _asked(data: bytes, limits: Limits) -> _Answer:
    try:
        done = subprocess.run(
            [sys.executable, "-P", str(_WORKER), json.dumps(limits._asdict())],
            input=data,
            capture_output=True,
            timeout=limits.seconds + _STARTING,
            check=False,
            env={name: os.environ[name] for name in _ENVIRONMENT if name in os.environ},
        )
    except subprocess.TimeoutExpired:
        raise _too_long(limits) from None
    except OSError as error:
        raise SourceError(f"no process could be started to read it ({error})") from None
    if -done.returncode in (getattr(signal, "SIGXCPU", None), getattr(signal, "SIGKILL", None)):
        raise _too_long(limits)
    try:
        return _Answer.model_validate_json(done.stdout)
    except ValidationError:
        raise SourceError(f"it makes its reader fail (exit code {done.returncode})") from None


def _too_long(limits: Limits) -> SourceError:
    return SourceError(f"to read it takes longer than {limits.seconds} s")
