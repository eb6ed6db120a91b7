"""Every error a user can meet, and the exit code that it ends a command with.

AssistantError
├─ SetupError        you can fix this: usage, a missing key, an unknown name, a bad file; nothing was lost
├─ ExpertError       an expert could not perform a task
│  ├─ NoExpert       none of the experts at hand could
│  ├─ BadOutput      the expert answered, but not with what the task asks for
│  ├─ NotRecorded    offline, and this question was never asked of the model before
│  └─ BudgetSpent    asking a model would pass a cap of the run
├─ SourceError       a source did not answer, or answered with something that is not its format
│  ├─ PartialAnswer  it answered, but part of its answer could not be had
│  └─ NotAsked       offline, and it was never asked this before
├─ LibraryError      the library on disk cannot be used
├─ PlanWaits         nothing failed: a run waits for a person to look at its plan
└─ OutputError       the answer is there, but could not be written where it should go

A message says what failed, for which task or source, and what to do next.
"""

from collections.abc import Sequence
from enum import IntEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from assistant.plan import Plan
    from assistant.study import Record


class Exit(IntEnum):
    """How a command ends. A run's status names the same outcomes in words (`assistant.report.Status`)."""

    COMPLETE = 0
    SETUP = 2
    ABSTAINED = 3
    PARTIAL = 4
    NOTHING = 5
    BUDGET = 6
    LIBRARY = 7
    OUTPUT = 8
    WAITING = 9
    INTERRUPTED = 130


class AssistantError(Exception):
    """Base of all our errors; fronts catch it once and print its message."""

    exit = Exit.NOTHING


class SetupError(AssistantError):
    exit = Exit.SETUP


class ExpertError(AssistantError):
    exit = Exit.NOTHING


class NoExpert(ExpertError):
    pass


class BadOutput(ExpertError):
    pass


class NotRecorded(ExpertError):
    pass


class BudgetSpent(ExpertError):
    pass


class SourceError(AssistantError):
    exit = Exit.NOTHING


class PartialAnswer(SourceError):
    """Carries what there is, so that nothing found is lost and nothing missing is hidden."""

    def __init__(self, message: str, records: "Sequence[Record]") -> None:
        super().__init__(message)
        self.records = tuple(records)


class NotAsked(SourceError):
    pass


class LibraryError(AssistantError):
    exit = Exit.LIBRARY


class PlanWaits(AssistantError):
    """Carries the plan, to be edited and handed back when the run is resumed."""

    exit = Exit.WAITING

    def __init__(self, run: str, plan: "Plan") -> None:
        super().__init__(f"Run {run} waits at its plan; go on with: assistant runs resume {run} [--plan FILE]")
        self.run = run
        self.plan = plan


class OutputError(AssistantError):
    exit = Exit.OUTPUT
