"""How a step of a run speaks: every event bears the step and the branch that it belongs to."""

from collections.abc import Callable
from dataclasses import dataclass

from agents.runs.sitting import Sitting
from assistant.budget import CONCLUDING
from assistant.errors import ExpertError, NotAsked, PartialAnswer, SourceError
from assistant.events import Asked, Event, Performed, SourceFailed
from assistant.task import Errand, In, Out, Result, Task
from assistant.workbench import Workbench


@dataclass(frozen=True)
class Journal:
    """Passes on what happens in one step."""

    sitting: Sitting
    step: str
    branch: int | None = None

    @property
    def bench(self) -> Workbench:
        return self.sitting.bench

    def tell(self, event: Event) -> None:
        self.sitting.tell(event.model_copy(update={"step": self.step, "branch": self.branch}))

    def failed(self, source: str, query: str, error: SourceError) -> None:
        """Tell that a source did not answer, or not in full."""
        partly, expected = isinstance(error, PartialAnswer), isinstance(error, NotAsked)
        self.tell(SourceFailed(source=source, query=query, reason=str(error), partly=partly, expected=expected))

    async def perform(self, task: Task[In, Out], given: In, asked: Callable[[], None] = lambda: None) -> Out:
        """Have the task done by whoever can, and return its output; see `result`."""
        return (await self.result(task, given, asked)).output

    async def result(
        self, task: Task[In, Out], given: In, asked: Callable[[], None] = lambda: None, rather_not: str = ""
    ) -> Result[Out]:
        """Have the task done by whoever can.

        Where a cap refuses a model and nobody who costs nothing can stand in, no more is searched and read.

        Args:
            asked: called when a model is asked, which leaves this machine idle.
            rather_not: the expert that is asked only if no other one can.
        """

        def tell(event: Event) -> None:
            self.tell(event)
            if isinstance(event, Asked):
                asked()

        budget = self.bench.budget
        try:
            result = await self.bench.expert.perform(task, given, Errand(tell, budget, self.sitting.since, rather_not))
        except ExpertError:
            if budget.exhausted and task.name not in CONCLUDING:
                self.sitting.control.stop("budget", budget.exhausted)
            raise
        self.tell(Performed(expert=result.expert, task=task.name, usage=result.usage))
        return result
