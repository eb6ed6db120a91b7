"""A run in a terminal: progress on stderr, Ctrl-C once to end it with what is there, the report where it should go."""

import sys
from argparse import Namespace
from collections.abc import AsyncGenerator, Callable
from pathlib import Path

from assistant.errors import Exit, PlanWaits
from assistant.events import Event
from assistant.report import Report, Status
from assistant.settings import Settings
from assistant.workbench import Workbench, open_workbench
from tui.output import deliver
from tui.progress import Progress

EXITS: dict[Status, Exit] = {
    "complete": Exit.COMPLETE,
    "abstained": Exit.ABSTAINED,
    "partial": Exit.PARTIAL,
    "budget": Exit.BUDGET,
}

Begin = Callable[[Workbench], AsyncGenerator[Event, None]]


def carry_out(given: Namespace, settings: Settings, begin: Begin, output: Path | None, progress: Progress) -> int:
    """Go through a sitting of a run, write what it ends with, and return the exit code."""
    from assistant.export import FORMATS

    try:
        report, interrupted = _awaited(settings, begin, progress)
    except PlanWaits as waiting:
        import yaml

        plan = waiting.plan.model_dump(mode="json")
        deliver(yaml.safe_dump(plan, sort_keys=False, allow_unicode=True, width=10_000), output, "plan")
        progress.say(f"{waiting}")
        return waiting.exit
    deliver(FORMATS[given.format](report), output, "report")
    if interrupted:
        print(f"assistant: Interrupted; to go on: assistant runs resume {report.run}", file=sys.stderr, flush=True)
        return Exit.INTERRUPTED
    return EXITS[report.status]


def _awaited(settings: Settings, begin: Begin, progress: Progress) -> tuple[Report, bool]:
    from agents import research
    from agents.loop import wait_for

    with open_workbench(settings, tell=progress.tell) as bench:

        def interrupted() -> None:
            progress.say("Ending with what is there; press Ctrl-C again to leave at once.")
            bench.control.stop()

        try:
            report = wait_for(research.last(begin(bench)), interrupted)
        except KeyboardInterrupt:
            told = f"To go on: assistant runs resume {progress.run}" if progress.run else ""
            raise KeyboardInterrupt(told) from None
        return report, bench.control.stopped == "interrupted"
