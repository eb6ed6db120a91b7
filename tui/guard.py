"""The one place where errors of a command are met: each becomes one sentence on stderr and an exit code."""

import sys
import traceback
from collections.abc import Callable
from contextlib import suppress

from assistant.errors import AssistantError, Exit
from assistant.printable import one_line
from assistant.redaction import redact
from tui.screens import screens

FAULT = 70
"""Exit code of a fault of ours (EX_SOFTWARE in sysexits.h)."""


def guarded(command: Callable[[], int]) -> int:
    """Run a command and return its exit code."""
    with screens():
        return _met(command)


def _met(command: Callable[[], int]) -> int:
    try:
        return _written_out(command)
    except AssistantError as error:
        say(str(error))
        return error.exit
    except KeyboardInterrupt as stop:  # a command may have said what became of its work
        say(f"Interrupted. {stop}")
        return Exit.INTERRUPTED
    except BrokenPipeError:  # the reader of our output has gone
        return Exit.COMPLETE
    except Exception as error:  # noqa: BLE001  a user gets a sentence and a file to send, never a traceback
        say(f"This is a fault of the program ({type(error).__name__}); please report it with {kept(error)}.")
        return FAULT


def _written_out(command: Callable[[], int]) -> int:
    try:
        return command()
    finally:
        sys.stdout.flush()


def say(text: str) -> None:
    """Say one sentence on stderr."""
    print(f"assistant: {redact(one_line(text))}", file=sys.stderr, flush=True)


def kept(error: Exception) -> str:
    """Keep the traceback, and return where: in the data folder, or with temporary files if that cannot be used."""
    from tempfile import NamedTemporaryFile

    from assistant.settings import home

    text = redact("".join(traceback.format_exception(error)))
    with suppress(AssistantError, OSError):
        path = home().data / "fault.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", errors="replace")
        return str(path)
    with (
        suppress(OSError),
        NamedTemporaryFile(
            "w", prefix="fault-", suffix=".txt", delete=False, encoding="utf-8", errors="replace"
        ) as file,
    ):
        file.write(text)
        return file.name
    return "what you did (no file could be written)"
