"""Where the answer of a command goes: stdout, or a file that is known to be writable before any work is done."""

import os
import sys
from pathlib import Path

from assistant.errors import SetupError


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
    """Write the answer; one that the file does not take is on stdout.

    Raises:
        SetupError: the file, or stdout, could not be written.
    """
    if output is None:
        _write(text, what)
        return
    try:
        output.write_text(text, encoding="utf-8")
    except OSError as error:
        _write(text, what)
        raise SetupError(f"The {what} could not be written to {output} ({error}); it is on stdout instead.") from error


def _write(text: str, what: str) -> None:
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        drop_stdout()
        raise SetupError(
            f"The {what} could not be written ({error}); what models answered is recorded, so that asking again costs"
            " nothing: name another place with --output."
        ) from error


def drop_stdout() -> None:
    """Let nobody write to stdout any more: Python would complain of what is left when it closes it."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
