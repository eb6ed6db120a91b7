"""The expert that performs tasks by asking a language model: a model together with its prompts."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from assistant.errors import BadOutput, ExpertError
from assistant.events import Asked, Called, Mended, Retried, Streamed, Tell, Waited
from assistant.experts.llm import LLM
from assistant.experts.replies import Reply
from assistant.experts.request import RETRIES, Call
from assistant.experts.streaming import Sentences
from assistant.experts.structured import Unreadable, parse, render, schema, shape
from assistant.experts.transport.wire import Message
from assistant.task import AnyTask, Errand, In, Out, Result, Task
from assistant.usage import Usage
from prompts import Prompt, load, tasks

ATTEMPTS = 2
"""A first reply, and one more with the faults of the first one named."""


class Attempt(NamedTuple):
    """What a reply amounts to; `output` is None where it could not be read."""

    output: object
    faults: tuple[str, ...]
    recorded: bool = False
    """Whether it was given before, to the same question."""


@dataclass
class LanguageModel:
    """Fills in typed answers; it is never given tools, and never chooses what happens next."""

    llm: LLM
    prompt: Callable[[str, str], Prompt] = load
    """From a task's name and a model's name to what that model is told."""
    _known: frozenset[str] = field(default_factory=lambda: frozenset(tasks()), init=False)

    @property
    def name(self) -> str:
        return self.llm.endpoint.name

    def able(self, task: AnyTask) -> bool:
        return task.name in self._known

    async def perform(self, task: Task[In, Out], given: In, errand: Errand) -> Result[Out]:
        """Ask; ask once more with the faults named; keep what is sound of the last reply.

        Raises:
            BadOutput: nothing of the last reply can be used.
            ExpertError: the model did not answer.
        """
        tell = errand.tell
        messages = opening(self.prompt(task.name, self.llm.endpoint.model), task, given)
        usage, attempt, retries, shown = Usage(), Attempt(None, ()), RETRIES, set[str]()
        for number in range(1, ATTEMPTS + 1):
            try:
                reply = await self.llm.ask(
                    messages, schema(task.output), call=self._call(task, given, errand, retries, shown)
                )
            except ExpertError as error:
                if attempt.output is None:
                    raise
                attempt = attempt._replace(faults=(*attempt.faults, str(error)))
                break
            usage += reply.usage
            retries -= reply.tries
            tell(Called(expert=self.name, task=task.name, attempt=number, usage=reply.usage))
            attempt = judged(reply, task, given)
            if not attempt.faults or retries < 0:
                break
            if number < ATTEMPTS:
                tell(Retried(expert=self.name, task=task.name, reasons=attempt.faults))
                messages = [*messages, *correction(reply.text, attempt.faults)]
        return Result(self._sound(task, given, attempt, tell), self.name, usage)

    def _call(self, task: Task[In, Out], given: In, errand: Errand, retries: int, shown: set[str]) -> Call:
        """Return for what is asked; `shown` are the sentences of the task's replies that were told already."""
        tell, expert = errand.tell, self.name
        heading = str(getattr(given, "heading", ""))

        def listener() -> Callable[[str], None]:
            sentences = Sentences()

            def hear(piece: str) -> None:
                for text in sentences.add(piece):
                    if text not in shown:
                        shown.add(text)
                        tell(Streamed(heading=heading, text=text))

            return hear

        return Call(
            task=task.name,
            budget=errand.budget,
            retries=retries,
            since=errand.since,
            asking=lambda: tell(Asked(expert=expert, task=task.name)),
            failed=lambda reason: tell(Retried(expert=expert, task=task.name, reasons=(reason,))),
            waited=lambda seconds, why: tell(Waited(expert=expert, task=task.name, waited=seconds, reason=why)),
            streamed=listener if task.streams else None,
        )

    def _sound(self, task: Task[In, Out], given: In, attempt: Attempt, tell: Tell) -> Out:
        if not isinstance(attempt.output, task.output):
            raise self._unusable(task, attempt.faults, attempt.recorded)
        mended = task.mend(given, attempt.output)
        if left := task.faults(given, mended):
            raise self._unusable(task, left, attempt.recorded)
        if attempt.faults:
            tell(Mended(expert=self.name, task=task.name, faults=attempt.faults))
        return mended

    def _unusable(self, task: AnyTask, faults: Sequence[str], recorded: bool) -> BadOutput:
        again = "; this reply was recorded before, and with --fresh the model is asked again" if recorded else ""
        return BadOutput(f"{self.name} could not {task.name}: {'; '.join(faults)}{again}")


def opening(prompt: Prompt, task: Task[In, Out], given: In) -> list[Message]:
    """Return the messages that put a task to a model."""
    shown: list[Message] = [{"role": "system", "content": f"{prompt.instructions}\n\n{shape(task.output)}"}]
    for demonstration in prompt.demonstrations:
        shown.append({"role": "user", "content": demonstration.given})
        shown.append({"role": "assistant", "content": demonstration.reply})
    return [*shown, {"role": "user", "content": render(given)}]


def correction(reply: str, faults: Sequence[str]) -> list[Message]:
    """Return the messages that send a faulty reply back."""
    listed = "\n".join(f"- {fault}" for fault in faults)
    return [
        {"role": "assistant", "content": reply},
        {"role": "user", "content": f"That reply has faults:\n{listed}\nGive the whole reply again without them."},
    ]


def judged(reply: Reply, task: Task[In, Out], given: In) -> Attempt:
    """Read a reply and name its faults."""
    recorded = reply.usage.recorded > 0
    try:
        output = parse(reply.text, task.output)
    except Unreadable as error:
        cut = ("it was broken off because it is too long; say less",) if reply.cut else ()
        return Attempt(None, (*cut, *error.faults), recorded)
    return Attempt(output, tuple(task.faults(given, output)), recorded)
