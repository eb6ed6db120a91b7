"""Parts that behave exactly as told: a source in memory, an expert by script, a workbench of both."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from assistant.embedding import MiniLM
from assistant.errors import SourceError
from assistant.experts.extractive import Extractive
from assistant.experts.router import Router
from assistant.library import Library
from assistant.sources import Query, Source
from assistant.sources.files import ranked
from assistant.sources.filters import admitted
from assistant.study import Record
from assistant.task import AnyTask, Errand, Expert, In, Out, Result, Task
from assistant.workbench import Workbench

EMBEDDER = MiniLM()
"""The real one: what is near in meaning decides what a run reads."""


@dataclass
class Memory:
    """A source that holds its records, or fails."""

    records: Sequence[Record]
    name: str = "memory"
    online: bool = False
    error: str = ""
    asked: list[Query] = field(default_factory=list)

    async def search(self, query: Query) -> list[Record]:
        self.asked.append(query)
        if self.error:
            raise SourceError(self.error)
        return ranked(admitted(query.filters, self.records), query)


@dataclass
class Scripted:
    """An expert that performs each task by a function from its input to its output."""

    script: dict[str, Callable[[Any], Any]]
    name: str = "scripted"
    given: list[Any] = field(default_factory=list)

    def able(self, task: AnyTask) -> bool:
        return task.name in self.script

    async def perform(self, task: Task[In, Out], given: In, errand: Errand) -> Result[Out]:
        self.given.append(given)
        return Result(task.output.model_validate(self.script[task.name](given)), self.name)


@contextmanager
def bench(folder: Path, sources: Sequence[Source], experts: Sequence[Expert] = ()) -> Iterator[Workbench]:
    """A workbench on an empty library, the extractive expert after the given ones."""
    with Library.open(folder / "library", EMBEDDER) as library:
        expert = Router((*experts, Extractive(EMBEDDER)))
        yield Workbench(expert=expert, library=library, sources=tuple(sources))
