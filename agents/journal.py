"""What a node tells, and what of it the run must remember to give an account of itself at the end."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from pydantic import TypeAdapter

from assistant.events import Event, Performed
from assistant.task import Errand, In, Out, Task
from assistant.workbench import Workbench

_EVENTS: TypeAdapter[list[Event]] = TypeAdapter(list[Event])
_ACCOUNT = {
    *("searched", "source_failed", "screened", "expanded", "fetched", "vetted"),
    *("read", "called", "expert_failed", "mended", "performed"),
}

Story = list[dict[str, Any]]
"""Events in JSON-plain form, as graph state holds them."""


@dataclass
class Journal:
    """Passes on what happens in one node, marked with its branch, and keeps what the account needs."""

    bench: Workbench
    branch: int | None = None
    _kept: list[Event] = field(default_factory=list)

    def tell(self, event: Event) -> None:
        event = event.model_copy(update={"branch": self.branch})
        if event.kind in _ACCOUNT:
            self._kept.append(event)
        self.bench.tell(event)

    async def perform(self, task: Task[In, Out], given: In) -> Out:
        """Have the task done by whoever can, and return its output."""
        result = await self.bench.expert.perform(task, given, Errand(self.tell, self.bench.budget))
        self.tell(Performed(expert=result.expert, task=task.name, usage=result.usage))
        return result.output

    @property
    def story(self) -> Story:
        return [event.model_dump(mode="json") for event in self._kept]


def events(story: Iterable[dict[str, Any]]) -> list[Event]:
    """Return the events of a story."""
    return _EVENTS.validate_python(list(story))
