"""A choice among experts, itself an expert.

The first policy: the first able expert in the user's order does the work; if it fails, the next one is asked. Nothing
here is cached: what a model was asked is recorded by the model client, and the choice is made anew.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.errors import BudgetSpent, ExpertError, NoExpert, NotRecorded, SetupError
from assistant.events import ExpertFailed
from assistant.task import AnyTask, Errand, Expert, In, Out, Result, Task


@dataclass(frozen=True)
class Router:
    """Experts in order of preference."""

    experts: Sequence[Expert]

    @property
    def name(self) -> str:
        return ", ".join(expert.name for expert in self.experts)

    def able(self, task: AnyTask) -> bool:
        return any(expert.able(task) for expert in self.experts)

    async def perform(self, task: Task[In, Out], given: In, errand: Errand) -> Result[Out]:
        """Return the first result; tell of every expert that failed on the way.

        Raises:
            NoExpert: none is able, or all that are failed.
            SetupError: the first one cannot be used as it is set up; of one that only stands in, that is told.
        """
        reasons: list[str] = []
        for expert in sorted(self.experts, key=lambda each: each.name == errand.rather_not):
            if not expert.able(task):
                continue
            try:
                return await expert.perform(task, given, errand)
            except (ExpertError, SetupError) as error:
                if isinstance(error, SetupError) and not reasons:
                    raise
                expected = isinstance(error, NotRecorded | BudgetSpent)
                errand.tell(ExpertFailed(expert=expert.name, task=task.name, reason=str(error), expected=expected))
                reasons.append(str(error))
        raise NoExpert(f"No expert could {task.name}: {'; '.join(reasons) or 'none at hand is able to'}.")
