"""The tasks of the main job, one file each."""

from assistant.task import AnyTask
from assistant.tasks.check import CHECK
from assistant.tasks.plan import PLAN
from assistant.tasks.read import READ
from assistant.tasks.repair import REPAIR
from assistant.tasks.screen import SCREEN
from assistant.tasks.write import WRITE

TASKS: tuple[AnyTask, ...] = (PLAN, SCREEN, READ, WRITE, CHECK, REPAIR)

__all__ = ["CHECK", "PLAN", "READ", "REPAIR", "SCREEN", "TASKS", "WRITE"]
