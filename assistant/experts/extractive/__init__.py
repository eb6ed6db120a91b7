"""The built-in expert: published classical methods, no model, no network, the same answer every time.

It never writes a sentence of its own about the literature: it plans from key phrases, chooses sentences, and quotes
them under the names of their studies. It abstains when nothing in reach is about the question.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast

from assistant.embedding import Embedder
from assistant.errors import BadOutput
from assistant.events import Mended
from assistant.experts.extractive.plan import plan
from assistant.experts.extractive.read import read
from assistant.experts.extractive.screen import screen
from assistant.experts.extractive.write import repair, write
from assistant.task import AnyTask, Errand, In, Out, Result, Task

METHODS: dict[str, Callable[[Any, Embedder], Any]] = {
    "plan": plan,
    "screen": screen,
    "read": read,
    "write": write,
    "repair": repair,
}
"""From a task's name to how it is done here: `(input, embedder) -> output`."""


@dataclass(frozen=True)
class Extractive:
    """Performs the tasks of the main job by ranking and quoting what is there."""

    embedder: Embedder
    name: str = "extractive"

    def able(self, task: AnyTask) -> bool:
        return task.name in METHODS

    async def perform(self, task: Task[In, Out], given: In, errand: Errand) -> Result[Out]:
        """Do it in a worker thread: embedding must not hold up the branches that wait for sources."""
        made = cast(Out, await asyncio.to_thread(METHODS[task.name], given, self.embedder))
        faulty = task.faults(given, made)
        output = task.mend(given, made)
        if left := task.faults(given, output):
            raise BadOutput(f"{self.name} could not {task.name}: {'; '.join(left)}")
        if faulty:
            errand.tell(Mended(expert=self.name, task=task.name, faults=tuple(faulty)))
        return Result(output, self.name)
