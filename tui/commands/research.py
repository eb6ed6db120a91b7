"""`assistant research`: a question in, a cited report out."""

import sys
from argparse import Namespace

from assistant.errors import Exit
from assistant.printable import shortened
from assistant.settings import Settings
from tui.output import deliver, writable
from tui.progress import Progress


def run(given: Namespace) -> int:
    progress = Progress(sys.stderr, given.quiet)
    output = writable(given.output, "report")
    if not given.estimate:
        progress.say(f"Researching: {shortened(given.question)}")
    from tui.commands.flags import resolved

    settings = resolved(given).settings
    if given.estimate:
        deliver(_estimated(given.question, settings), output, "estimate")
        return Exit.COMPLETE
    from agents import research
    from tui.commands.running import carry_out

    return carry_out(given, settings, lambda bench: research.stream(given.question, bench), output, progress)


def _estimated(question: str, settings: Settings) -> str:
    """Return what a run is likely to take; nothing is asked and nothing is spent."""
    from assistant.expectation import expectation
    from tui.estimate import shown

    return shown(expectation(question, settings))
