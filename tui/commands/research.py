"""`assistant research`: a question in, a cited report out."""

import sys
from argparse import Namespace

from assistant.errors import Exit
from assistant.printable import shortened
from assistant.report import Report, Status
from tui.output import deliver, writable
from tui.progress import Progress

EXITS: dict[Status, Exit] = {
    "complete": Exit.COMPLETE,
    "abstained": Exit.ABSTAINED,
    "partial": Exit.PARTIAL,
    "budget": Exit.BUDGET,
}


def run(given: Namespace) -> int:
    from assistant.export import FORMATS

    progress = Progress(sys.stderr, given.quiet)
    output = writable(given.output, "report")
    progress.say(f"Researching: {shortened(given.question)}")
    report = _research(given, progress)
    deliver(FORMATS[given.format](report), output, "report")
    return EXITS[report.status]


def _research(given: Namespace, progress: Progress) -> Report:
    from agents import research
    from agents.loop import wait_for
    from assistant.workbench import open_workbench
    from tui.commands.flags import resolved

    settings = resolved(given).settings
    with open_workbench(settings, tell=progress.tell) as bench:
        try:
            return wait_for(research.ask(given.question, bench))
        except KeyboardInterrupt:
            told = "What models have answered is recorded: the same question goes on from there."
            raise KeyboardInterrupt(told if settings.model or settings.models else "") from None
