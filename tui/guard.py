"""The one place where errors of a command are met: each becomes one sentence on stderr and an exit code."""

import os
import sys
import traceback
from collections.abc import Callable

from assistant.errors import AssistantError, Exit
from assistant.redaction import redact

FAULT = 70
"""Exit code of a fault of ours (EX_SOFTWARE in sysexits.h)."""


def guarded(command: Callable[[], int]) -> int:
    """Run a command and return its exit code."""
    try:
        return command()
    except AssistantError as error:
        say(str(error))
        return error.exit
    except KeyboardInterrupt:
        say("Interrupted. What was done is kept: the same command goes on from there.")
        return Exit.INTERRUPTED
    except BrokenPipeError:
        # The reader of our output has gone; Python would complain again when it closes stdout.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return Exit.COMPLETE
    except Exception as error:  # noqa: BLE001  a user gets a sentence and a file to send, never a traceback
        say(f"This is a fault of the program ({type(error).__name__}); please report it with {_kept(error)}.")
        return FAULT


def say(text: str) -> None:
    """Say one sentence on stderr."""
    print(f"assistant: {redact(text)}", file=sys.stderr, flush=True)


def _kept(error: Exception) -> str:
    from assistant.settings import home

    path = home().data / "fault.txt"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(redact("".join(traceback.format_exception(error))), encoding="utf-8")
    return str(path)
