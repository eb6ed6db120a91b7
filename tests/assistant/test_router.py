"""The first router: the first able expert wins, the next is tried on failure."""

from dataclasses import dataclass, field

import pytest

from assistant.errors import BadOutput, ExpertError, NoExpert, NotRecorded, SetupError
from assistant.events import Event, ExpertFailed
from assistant.experts.router import Router
from assistant.task import AnyTask, Errand, In, Out, Result, Task
from assistant.tasks import SCREEN
from assistant.tasks.screen import Ratings, ScreenInput

GIVEN = ScreenInput(question="q", subquestion="s", studies=())


@dataclass
class Scripted:
    """An expert that does one thing: answer, or fail in the given way."""

    name: str
    error: Exception | None = None
    willing: bool = True
    asked: int = field(default=0)

    def able(self, task: AnyTask) -> bool:
        return self.willing

    async def perform(self, task: Task[In, Out], given: In, errand: Errand) -> Result[Out]:
        self.asked += 1
        if self.error:
            raise self.error
        return Result(task.output.model_validate({"ratings": ()}), self.name)


async def test_the_first_able_expert_does_the_work() -> None:
    unable, able, spare = Scripted("unable", willing=False), Scripted("able"), Scripted("spare")
    result = await Router((unable, able, spare)).perform(SCREEN, GIVEN, Errand())
    assert result == Result(Ratings(ratings=()), "able")
    assert (unable.asked, spare.asked) == (0, 0)


@pytest.mark.parametrize("error", [BadOutput("bad"), ExpertError("down"), NotRecorded("offline")])
async def test_the_next_expert_is_asked_when_one_fails_and_the_failure_is_told(error: ExpertError) -> None:
    told: list[Event] = []
    result = await Router((Scripted("first", error), Scripted("second"))).perform(SCREEN, GIVEN, Errand(told.append))
    assert result.expert == "second"
    assert told == [
        ExpertFailed(expert="first", task="screen", reason=str(error), expected=isinstance(error, NotRecorded))
    ]


async def test_when_all_fail_the_reasons_are_named() -> None:
    with pytest.raises(NoExpert, match=r"screen.*down.*bad"):
        await Router((Scripted("a", ExpertError("down")), Scripted("b", BadOutput("bad")))).perform(
            SCREEN, GIVEN, Errand()
        )


async def test_what_the_user_must_fix_is_not_routed_around_before_anything_is_done() -> None:
    with pytest.raises(SetupError):
        await Router((Scripted("a", SetupError("no key")), Scripted("b"))).perform(SCREEN, GIVEN, Errand())


async def test_a_stand_in_that_cannot_be_used_does_not_end_the_run() -> None:
    told: list[Event] = []
    router = Router((Scripted("a", ExpertError("down")), Scripted("b", SetupError("no key")), Scripted("c")))
    assert (await router.perform(SCREEN, GIVEN, Errand(told.append))).expert == "c"
    assert [event.reason for event in told if isinstance(event, ExpertFailed)] == ["down", "no key"]


def test_a_router_is_able_when_one_of_its_experts_is() -> None:
    assert Router((Scripted("a", willing=False), Scripted("b"))).able(SCREEN)
    assert not Router(()).able(SCREEN)
