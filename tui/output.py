"""Where the answer of a command goes: stdout, or a file that is known to be writable before any work is done."""

import sys
import time
from pathlib import Path

from assistant.errors import OutputError, SetupError
from assistant.settings import home, made


def writable(name: str | None, what: str) -> Path | None:
    """Return the file to write to, None for stdout.

    Raises:
        SetupError: it is a place that cannot be written.
    """
    if name is None:
        return None
    path = Path(name).expanduser()
    if path.is_dir() or not path.parent.is_dir():
        raise SetupError(f"The {what} cannot be written to {path}: name a file in a folder that exists.")
    return path


def deliver(text: str, output: Path | None, what: str) -> None:
    """Write the answer; one that the file does not take is on stdout, one that stdout does not take is kept.

    Raises:
        OutputError: it is not where it should be, but where the error says.
    """
    if output is None:
        _write(text, what)
        return
    try:
        output.write_text(text, encoding="utf-8")
    except OSError as error:
        _write(text, what)
        raise OutputError(f"The {what} could not be written to {output} ({error}); it is on stdout instead.") from error


def _write(text: str, what: str) -> None:
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except OutputError as error:
        raise OutputError(f"{error} {_kept(text, what)}") from error


def _kept(text: str, what: str) -> str:
    """Keep in the data folder what nobody could take, and return that in words."""
    path = home().data / f"{what}-{time.strftime('%Y%m%d-%H%M%S')}.txt"
    try:
        made(path.parent)
        path.write_text(text, encoding="utf-8")
    except (SetupError, OSError):
        return f"The {what} could not be kept in {path.parent} either; what models answered is recorded."
    return f"The {what} is kept in {path}."
