"""`assistant research`: a question in, a cited report out."""

import sys
from argparse import Namespace
from pathlib import Path

from assistant.errors import Exit, SetupError
from assistant.report import Report, Status
from tui.progress import Progress

EXITS: dict[Status, Exit] = {
    "complete": Exit.COMPLETE,
    "abstained": Exit.ABSTAINED,
    "partial": Exit.PARTIAL,
    "budget": Exit.BUDGET,
}


def run(given: Namespace) -> int:
    progress = Progress(sys.stderr, given.quiet)
    output = _output(given.output)
    progress.say(f"Researching: {given.question}")
    report = _research(given, progress)
    _deliver(report, given.format, output)
    return EXITS[report.status]


def _research(given: Namespace, progress: Progress) -> Report:
    from agents import research
    from agents.loop import wait_for
    from assistant.workbench import open_workbench
    from tui.commands.flags import resolved

    with open_workbench(resolved(given).settings, tell=progress.tell) as bench:
        return wait_for(research.ask(given.question, bench))


def _output(name: str | None) -> Path | None:
    """Refuse a place that cannot be written before anything is spent on the report."""
    if name is None:
        return None
    path = Path(name).expanduser()
    if path.is_dir() or not path.parent.is_dir():
        raise SetupError(f"The report cannot be written to {path}: name a file in a folder that exists.")
    return path


def _deliver(report: Report, form: str, output: Path | None) -> None:
    from assistant.export import FORMATS

    text = FORMATS[form](report)
    if output is None:
        sys.stdout.write(text)
        sys.stdout.flush()
        return
    try:
        output.write_text(text, encoding="utf-8")
    except OSError as error:
        sys.stdout.write(text)
        raise SetupError(f"The report could not be written to {output} ({error}); it is on stdout instead.") from error
