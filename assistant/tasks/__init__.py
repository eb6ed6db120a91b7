"""The tasks of the main job, one file each."""

from assistant.task import AnyTask
from assistant.tasks.plan import PLAN
from assistant.tasks.read import READ
from assistant.tasks.repair import REPAIR
from assistant.tasks.screen import SCREEN
from assistant.tasks.write import WRITE

TASKS: tuple[AnyTask, ...] = (PLAN, SCREEN, READ, WRITE, REPAIR)

__all__ = ["PLAN", "READ", "REPAIR", "SCREEN", "TASKS", "WRITE"]
