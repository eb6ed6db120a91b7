"""The model client over the real litellm and the real wire format."""

import asyncio
import itertools
import json
import random
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pydantic import JsonValue, SecretStr

from assistant.budget import Budget, Caps
from assistant.errors import BudgetSpent, ExpertError, NotRecorded, SetupError
from assistant.experts.endpoint import LONGEST_REPLY, Endpoint
from assistant.experts.limits import Limits
from assistant.experts.llm import LLM
from assistant.experts.request import RETRIES, Call, Patience
from assistant.experts.resting import REST, Rests
from assistant.experts.transport.wire import Message
from assistant.recordings import Recordings
from assistant.redaction import redact
from assistant.usage import Usage
from tests.servers.chat_server import ChatServer, Said, completion, script
from tests.servers.raw_server import RawServer

MESSAGES: list[Message] = [{"role": "user", "content": "Hello, model."}]
SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {"a": {"type": "string"}},
    "required": ["a"],
    "additionalProperties": False,
}
KEY = "sk-a-very-secret-key-0123456789"
REPLY = '{"sentences": [{"text": "One."}, {"text": "Two."}]}'


@pytest.fixture
def recordings(tmp_path: Path) -> Iterator[Recordings]:
    with Recordings(tmp_path / "recordings.db") as made:
        yield made


def client(server: ChatServer, recordings: Recordings, at_once: int = 8, timeout: float = 120, **options: Any) -> LLM:
    endpoint = Endpoint(
        name="test",
        model="openai/test",
        api_base=server.base,
        api_key=SecretStr(KEY),
        input_price=1e-6,
        output_price=1e-5,
        limits=Limits(at_once=at_once),
    )
    return LLM(endpoint, recordings, patience=Patience(timeout, pause=0.01), **options)


async def test_a_reply_comes_with_what_it_took_and_is_recorded(recordings: Recordings) -> None:
    with ChatServer(script(['{"a": "hello"}'])) as server:
        first = await client(server, recordings).ask(MESSAGES, SCHEMA)
        again = await client(server, recordings).ask(MESSAGES, SCHEMA)
        assert len(server.asked) == 1
    assert first.text == again.text == '{"a": "hello"}'
    assert (first.usage.calls, first.usage.prompt_tokens, first.usage.completion_tokens) == (1, 3, 3)
    assert first.usage.dollars == pytest.approx(3e-6 + 3e-5)
    assert (again.usage.calls, again.usage.recorded, again.usage.dollars) == (0, 1, 0)


async def test_what_is_recorded_too_long_ago_is_asked_again_and_the_new_reply_takes_the_place_of_the_old(
    recordings: Recordings,
) -> None:
    with ChatServer(script(["old", "new"])) as server:
        for fresh, text in ((False, "old"), (False, "old"), (True, "new"), (False, "new")):
            call = Call(since=time.time() if fresh else None)
            for _ in range(2):
                assert (await client(server, recordings).ask(MESSAGES, SCHEMA, call=call)).text == text
        assert len(server.requests) == 2


async def test_it_is_told_once_that_a_request_is_sent_and_not_of_what_is_recorded(
    recordings: Recordings,
) -> None:
    told: list[str] = []
    with ChatServer(script(["fine"])) as server:
        for _ in range(2):
            call = Call(asking=lambda: told.append("sent"), streamed=lambda: told.append)
            await client(server, recordings).ask(MESSAGES, SCHEMA, call=call)
    assert (told[0], "".join(told[1:])) == ("sent", "fine")


async def test_another_sample_or_schema_is_another_question(recordings: Recordings) -> None:
    with ChatServer(script(["one", "two", "three"])) as server:
        model = client(server, recordings)
        assert (await model.ask(MESSAGES, SCHEMA)).text == "one"
        assert (await model.ask(MESSAGES, SCHEMA, sample=2)).text == "two"
        assert (await model.ask(MESSAGES, SCHEMA | {"title": "other"})).text == "three"


async def test_a_schema_is_sent_where_it_is_taken(recordings: Recordings) -> None:
    with ChatServer(script(["{}"])) as server:
        await client(server, recordings).ask(MESSAGES, SCHEMA)
        (asked,) = server.asked
    assert asked["response_format"]["json_schema"]["schema"] == SCHEMA
    assert asked["response_format"]["json_schema"]["strict"] is True


async def test_a_refusal_of_schemas_is_met_once_and_remembered(recordings: Recordings) -> None:
    with ChatServer(script(["one", "two"]), takes_schema=False) as server:
        assert (await client(server, recordings).ask(MESSAGES, SCHEMA)).text == "one"
        assert (await client(server, recordings).ask(MESSAGES, SCHEMA, sample=2)).text == "two"
        assert ["response_format" in asked for asked in server.asked] == [True, False, False]


@pytest.mark.parametrize(
    "failure",
    [
        Said(status=500),
        Said(status=503),
        Said(status=429, headers={"Retry-After": "0"}),
        Said("x", cut=20),
        Said(status=503, headers={"Retry-After": "nan"}),
    ],
)
async def test_a_passing_failure_is_tried_once_more(recordings: Recordings, failure: Said) -> None:
    told: list[str] = []
    with ChatServer(script([failure, "fine"])) as server:
        assert (await client(server, recordings).ask(MESSAGES, SCHEMA, call=Call(failed=told.append))).text == "fine"
        assert len(server.requests) == 2
    assert [reason[:17] for reason in told] == ["it did not answer"]


@pytest.mark.parametrize(
    ("failure", "words"),
    [
        (Said(status=500, error="broken"), "did not answer"),
        (Said(status=429, headers={"Retry-After": "900"}), "did not answer"),
        (Said(status=401, error=f"wrong key {KEY}"), "refused the API key"),
        (Said(status=400, error="too long", code="context_length_exceeded"), "test"),
        (Said(status=403, error="not for you"), "not for you"),
        (Said(status=404, error="unknown"), "there is no model openai/test there"),
        (Said(status=418, error="teapot"), "teapot"),
        (Said(status=422, error="odd"), "refused the request"),
        (Said(hang=5.0), "did not answer"),
    ],
)
async def test_a_lasting_failure_is_named_without_secrets(recordings: Recordings, failure: Said, words: str) -> None:
    with ChatServer(lambda _: failure) as server:
        with pytest.raises(ExpertError, match=words) as error:
            await client(server, recordings, timeout=0.5).ask(MESSAGES, SCHEMA)
        assert KEY not in str(error.value)
        assert len(server.requests) <= 1 + RETRIES


WAYS_TO_FAIL = (
    Said(status=429, headers={"Retry-After": "0.01"}), Said(status=500), Said(status=502), Said(status=503),
    Said(hang=2.0), Said(REPLY, cut=30),
)  # fmt: skip


@pytest.mark.parametrize("streamed", [False, True])
async def test_a_model_that_fails_at_random_is_not_left_alone(recordings: Recordings, streamed: bool) -> None:
    """One answer in five fails; only requests fail that fail as often as they are sent."""
    chance, doomed = random.Random(4), {30, 50, 51}
    answers = {
        str(n): iter([chance.choice(WAYS_TO_FAIL) if n in doomed or chance.random() < 0.2 else Said(REPLY)
                      for _ in range(RETRIES)] + [Said(status=500) if n in doomed else Said(REPLY)])
        for n in range(80)
    }  # fmt: skip
    failed: list[str] = []
    call = replace(listening([]) if streamed else Call(), failed=failed.append)
    with ChatServer(lambda body: next(answers[body["messages"][0]["content"]])) as server:
        llm = client(server, recordings, timeout=1.0, rests=Rests())
        asked = [llm.ask([{"role": "user", "content": n}], SCHEMA, call=call) for n in answers]
        replies = await asyncio.gather(*asked, return_exceptions=True)
        sent = len(server.requests)
    errors = {n: reply for n, reply in enumerate(replies) if isinstance(reply, BaseException)}
    assert set(errors) == doomed
    assert all(isinstance(error, ExpertError) and "did not answer" in str(error) for error in errors.values())
    assert len(failed) == sent - len(replies) > 5, "whatever is sent again is told"


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.mark.parametrize(
    ("failure", "seconds"),
    [
        (Said(status=503), REST),
        (Said(hang=5.0), REST),
        (Said(status=429, headers={"Retry-After": "900"}), 900),
        (Said(status=401), None),
        (Said(status=404), None),
    ],
)
async def test_a_model_that_failed_is_left_alone_and_that_is_said_at_once(
    recordings: Recordings, failure: Said, seconds: float | None
) -> None:
    clock, answers = Clock(), [failure]
    rests = Rests(clock)
    with ChatServer(lambda _: answers[0]) as server:

        def asked(sample: int) -> Any:
            # Each with a client of its own, as two runs of one process have.
            return client(server, recordings, rests=rests, timeout=0.3).ask(MESSAGES, SCHEMA, sample)

        with pytest.raises(ExpertError, match="test: ") as first:
            await asked(1)
        sent, answers[0] = len(server.requests), Said("fine")
        for clock.now in (0.0, (seconds or 1e9) - 0.1):
            with pytest.raises(ExpertError, match="test is left alone for now: ") as later:
                await asked(1)
            assert str(later.value).endswith(str(first.value).removeprefix("test: "))
        assert len(server.requests) == sent == (1 + RETRIES if seconds == REST else 1)
        if seconds:
            clock.now = seconds
            assert (await asked(1)).text == "fine"


async def test_only_the_endpoint_that_failed_rests_and_what_is_recorded_is_answered_all_the_same(
    recordings: Recordings,
) -> None:
    rests = Rests(Clock())
    with ChatServer(script(["recorded", Said(status=401), "fine"])) as server:
        await client(server, recordings, rests=rests).ask(MESSAGES, SCHEMA)
        with pytest.raises(ExpertError, match="refused the API key"):
            await client(server, recordings, rests=rests).ask(MESSAGES, SCHEMA, sample=2)
        assert (await client(server, recordings, rests=rests).ask(MESSAGES, SCHEMA)).text == "recorded"
        other = Endpoint(name="other", model="openai/test", api_base=server.base, api_key=SecretStr("another key"))
        assert (await LLM(other, recordings, rests=rests).ask(MESSAGES, SCHEMA, sample=2)).text == "fine"


async def test_a_reply_ends_the_rest_that_another_request_began(recordings: Recordings) -> None:
    """Several are under way at a time: one may be given up while another is still answered."""
    sent, given_up = asyncio.Event(), threading.Event()

    def model(body: dict[str, Any]) -> Said:
        if body["messages"] != MESSAGES:
            given_up.wait(10)
            return Said("fine")
        return Said("fine") if given_up.is_set() else Said(status=503)

    with ChatServer(model) as server:
        llm = client(server, recordings, rests=Rests(Clock()))
        slowly: list[Message] = [{"role": "user", "content": "Slowly."}]
        slow = asyncio.create_task(llm.ask(slowly, SCHEMA, call=Call(asking=sent.set)))
        await sent.wait()
        with pytest.raises(ExpertError, match="did not answer"):
            await llm.ask(MESSAGES, SCHEMA)
        given_up.set()
        assert (await slow).text == (await llm.ask(MESSAGES, SCHEMA)).text == "fine"


@pytest.mark.parametrize(
    ("said", "why"),
    [
        (Said(None, finish="length"), "finish_reason: length"),
        (Said(" \n", finish="content_filter"), "finish_reason: content_filter"),
        (Said(silent=True), "no choices"),
    ],
)
async def test_an_empty_reply_is_a_failure_that_does_not_stick(recordings: Recordings, said: Said, why: str) -> None:
    with ChatServer(script([said, "fine"])) as server:
        with pytest.raises(ExpertError, match=f"its reply is empty .{why}"):
            await client(server, recordings).ask(MESSAGES, SCHEMA)
        assert (await client(server, recordings).ask(MESSAGES, SCHEMA)).text == "fine"


def listening(heard: list[str]) -> Call:
    """Return a call whose reply is streamed; an empty string marks where it began."""

    def listener() -> Callable[[str], None]:
        heard.append("")
        return heard.append

    return Call(streamed=listener)


async def test_a_streamed_reply_comes_in_pieces_costs_the_same_and_is_not_streamed_again_once_recorded(
    recordings: Recordings,
) -> None:
    heard: list[str] = []
    with ChatServer(script([REPLY, REPLY])) as server:
        whole = await client(server, recordings).ask(MESSAGES, SCHEMA)
        streamed = await client(server, recordings).ask(
            MESSAGES, SCHEMA, call=replace(listening(heard), since=time.time())
        )
        again = await client(server, recordings).ask(MESSAGES, SCHEMA, call=listening(heard))
    assert "".join(heard) == streamed.text == again.text == REPLY
    assert len(heard) > 5
    assert heard.count("") == 1
    assert streamed.usage.model_copy(update={"seconds": whole.usage.seconds}) == whole.usage


async def test_a_refusal_of_streaming_is_met_once_and_remembered(recordings: Recordings) -> None:
    heard: list[str] = []
    with ChatServer(script([REPLY, REPLY]), streams=False) as server:
        for sample in (1, 2):
            reply = await client(server, recordings).ask(MESSAGES, SCHEMA, sample, listening(heard))
            assert reply.text == REPLY
        assert ["stream" in asked for asked in server.asked] == [True, False, False]
        assert all("response_format" in asked for asked in server.asked), "this was not refused"
    assert heard == []


async def test_a_server_that_takes_neither_schemas_nor_streaming_is_asked_plainly(recordings: Recordings) -> None:
    with ChatServer(lambda _: Said(REPLY), takes_schema=False, streams=False) as server:
        for sample in (1, 2, 3):
            assert (await client(server, recordings).ask(MESSAGES, SCHEMA, sample, listening([]))).text == REPLY
        assert len(server.requests) <= 6


async def test_a_server_that_overhears_the_wish_for_a_stream_is_asked_plainly(recordings: Recordings) -> None:
    answer = json.dumps(completion({"model": "test", "messages": MESSAGES}, Said(REPLY))).encode()
    with RawServer(answering(answer)) as server:
        llm = LLM(Endpoint(name="test", model="openai/test", api_base=f"{server.url}/v1"), recordings)
        assert (await llm.ask(MESSAGES, SCHEMA, call=listening([]))).text == REPLY
        assert len(server.heard) == 2


@pytest.mark.parametrize("failure", [Said(REPLY, cut=700), Said(REPLY, pace=5.0), Said(status=502)])
async def test_a_stream_that_breaks_off_is_told_and_begun_anew(recordings: Recordings, failure: Said) -> None:
    heard: list[str] = []
    told: list[str] = []
    call = replace(listening(heard), failed=told.append)
    with ChatServer(script([failure, REPLY])) as server:
        reply = await client(server, recordings, timeout=0.4).ask(MESSAGES, SCHEMA, call=call)
        assert len(server.requests) == 2
    assert reply.text == "".join(heard[len(heard) - heard[::-1].index("") :]) == REPLY
    assert (reply.usage.calls, reply.tries) == (2, 2)
    assert [reason[:17] for reason in told] == ["it did not answer"]


async def test_a_stream_may_take_longer_than_a_reply_in_one_piece_if_it_is_not_silent(recordings: Recordings) -> None:
    with ChatServer(lambda _: Said(REPLY, pace=0.05)) as server:
        llm = client(server, recordings, timeout=0.4)
        assert (await llm.ask(MESSAGES, SCHEMA, call=listening([]))).usage.seconds > 0.4


@pytest.mark.parametrize("call", [Call(), listening([])])
async def test_what_the_endpoint_does_not_say_is_estimated_and_said_to_be(recordings: Recordings, call: Call) -> None:
    with ChatServer(lambda _: Said(REPLY), tells_usage=False) as server:
        usage = (await client(server, recordings).ask(MESSAGES, SCHEMA, call=call)).usage
    assert usage.estimated == 1
    assert usage.prompt_tokens >= 3
    assert usage.completion_tokens >= len(REPLY) / 4
    assert (usage.dollars or 0) > 0


def answering(body: bytes, kind: str = "application/json") -> Callable[[bytes], Iterator[bytes]]:
    head = f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
    return lambda _: iter([head.encode() + body])


@pytest.mark.parametrize("streamed", [False, True])
@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"<html>busy</html>", "text/html"),
        (b"null", "application/json"),
        (b"[]", "application/json"),
        (b'{"choices": null}', "application/json"),
        (b'{"choices": [{}]}', "application/json"),
        (b'{"error": "no"}', "application/json"),
        (b"\xff\xfe", "application/json"),
        (b"", "application/json"),
        (b'data: {"error": {"message": "overloaded"}}\n\n', "text/event-stream"),
        (b"data: nonsense\n\n", "text/event-stream"),
        (b'data: {"choices": []}\n\n', "text/event-stream"),
        (b"data: [DONE]\n\n", "text/event-stream"),
    ],
)
async def test_nothing_that_an_endpoint_sends_is_more_than_an_expert_that_failed(
    recordings: Recordings, body: bytes, kind: str, streamed: bool
) -> None:
    with RawServer(answering(body, kind)) as server:
        endpoint = Endpoint(name="test", model="openai/test", api_base=f"{server.url}/v1")
        llm = LLM(endpoint, recordings, patience=Patience(1.0, pause=0.01), rests=Rests(Clock()))
        with pytest.raises(ExpertError, match="test"):
            await llm.ask(MESSAGES, SCHEMA, call=listening([]) if streamed else Call())


async def test_retries_are_counted_over_all_forms_of_a_request(recordings: Recordings) -> None:
    broken = Said(status=500)
    with ChatServer(script([broken, Said(status=400), broken, broken])) as server:
        with pytest.raises(ExpertError, match="did not answer"):
            await client(server, recordings).ask(MESSAGES, SCHEMA)
        assert len(server.requests) == 1 + RETRIES + 1, "the last one for the schema that was refused"


@pytest.mark.parametrize(
    ("caps", "own", "sent"),
    [
        (Caps(), {}, None),
        (Caps(calls=9, seconds=9), {}, None),
        (Caps(tokens=9_000), {}, LONGEST_REPLY),
        (Caps(dollars=9), {"max_tokens": 16_000}, 16_000),
        (Caps(), {"max_tokens": 16_000}, 16_000),
    ],
)
async def test_where_tokens_or_dollars_are_capped_no_reply_may_be_longer_than_what_is_reserved(
    recordings: Recordings, caps: Caps, own: dict[str, JsonValue], sent: int | None
) -> None:
    with ChatServer(script(["fine"])) as server:
        llm = client(server, recordings)
        llm.endpoint = llm.endpoint.model_copy(update={"parameters": own})
        await llm.ask(MESSAGES, SCHEMA, call=Call(budget=Budget(caps)))
        assert server.asked[0].get("max_tokens") == sent
    assert llm.endpoint.longest_reply == (sent or LONGEST_REPLY)


@pytest.mark.parametrize("failing", [0, 3])
async def test_no_cap_is_passed_by_many_calls_at_once_whatever_becomes_of_them(
    recordings: Recordings, failing: int
) -> None:
    count = itertools.count(1)

    def model(_: dict[str, Any]) -> Said:
        failed = failing and next(count) % failing == 0
        return Said(status=500) if failed else Said("x" * 4_000, pace=0.0001)

    budget = Budget(Caps(calls=15, tokens=40_000, dollars=0.15))
    with ChatServer(model) as server:
        llm = client(server, recordings, at_once=20)
        call = Call(budget=budget, task="write")
        asking = [asyncio.create_task(llm.ask(MESSAGES, SCHEMA, n, call)) for n in range(20)]
        await asyncio.sleep(0.05)
        asking[0].cancel()
        asking[19].cancel()
        await asyncio.gather(*asking, return_exceptions=True)
        sent = len(server.requests)
    assert 0 < sent <= budget.spent.calls <= min(15, sent + 2), "what was given up may not have gone out yet"
    spent = budget.spent
    assert spent.prompt_tokens + spent.completion_tokens <= 40_000
    assert (spent.dollars or 0) <= 0.15
    assert not budget._reserved


async def test_what_is_recorded_costs_nothing_and_what_does_not_fit_is_not_asked(recordings: Recordings) -> None:
    with ChatServer(script(["fine"])) as server:
        await client(server, recordings).ask(MESSAGES, SCHEMA)
        spent = Call(budget=Budget(Caps(calls=0)))
        assert (await client(server, recordings).ask(MESSAGES, SCHEMA, call=spent)).text == "fine"
        with pytest.raises(BudgetSpent, match="0 calls"):
            await client(server, recordings).ask(MESSAGES, SCHEMA, 2, spent)
        assert len(server.requests) == 1


async def test_a_reply_that_says_nothing_is_paid_for(recordings: Recordings) -> None:
    budget = Budget()
    with ChatServer(lambda _: Said(" " * 40, finish="length")) as server, pytest.raises(ExpertError, match="empty"):
        await client(server, recordings).ask(MESSAGES, SCHEMA, call=Call(budget=budget))
    assert (budget.spent.calls, budget.spent.completion_tokens) == (1, 10)


async def test_waiting_for_a_turn_is_told_with_its_reason(recordings: Recordings) -> None:
    told: list[tuple[float, str]] = []
    with ChatServer(lambda _: Said("fine", hang=0.3)) as server:
        llm = client(server, recordings, at_once=1)
        call = Call(waited=lambda seconds, why: told.append((seconds, why)))
        await asyncio.gather(*(llm.ask(MESSAGES, SCHEMA, n, call) for n in range(2)))
    ((seconds, why),) = told
    assert 0.2 < seconds < 2
    assert why == "it takes 1 request at a time"


@pytest.mark.parametrize("answer", ["fine", Said(status=401)])
async def test_what_a_reply_may_take_counts_until_it_is_known_what_it_took(
    recordings: Recordings, answer: str | Said
) -> None:
    limits = Limits(tpm=LONGEST_REPLY + 1_000)
    first = asyncio.Event()
    with ChatServer(script([Said("fine", hang=0.3) if answer == "fine" else answer, "fine"])) as server:
        endpoint = Endpoint(name="m", model="openai/test", api_base=server.base, limits=limits)
        waited: list[float] = []
        llm, other = (LLM(endpoint, recordings, rests=Rests(Clock())) for _ in range(2))
        asking = asyncio.create_task(llm.ask(MESSAGES, SCHEMA, 1, Call(asking=first.set)))
        await first.wait()
        later = Call(waited=lambda seconds, why: waited.append(seconds))
        async with asyncio.timeout(10):
            assert (await other.ask(MESSAGES, SCHEMA, 2, later)).text == "fine"
        await asyncio.gather(asking, return_exceptions=True)
    assert len(waited) == (answer == "fine")


async def test_requests_to_a_server_of_ones_own_come_grouped_by_model(recordings: Recordings) -> None:
    with ChatServer(lambda _: Said("fine", hang=0.02)) as server:
        asking = []
        for number in range(20):
            endpoint = Endpoint(name="m", model=f"openai/{number % 2}", api_base=server.base, limits=Limits(at_once=1))
            asking.append(LLM(endpoint, recordings).ask(MESSAGES, SCHEMA, number))
        await asyncio.gather(*asking)
        models = [asked["model"] for asked in server.asked]
    assert models == ["0"] * 10 + ["1"] * 10


def test_a_price_is_the_users_or_the_lists_or_unknown() -> None:
    own = Endpoint(name="m", model="openai/gpt-4o", api_base="http://localhost:1/v1")
    assert own.price is None, "what a server of one's own calls its models says nothing"
    assert own.model_copy(update={"input_price": 1.0, "output_price": 2.0}).price == (1.0, 2.0)
    assert Endpoint(name="m", model="openai/nobody-knows-this").price is None
    listed = Endpoint(name="m", model="openai/gpt-4o").price
    assert listed is not None
    assert 0 < listed.prompt < listed.completion


async def test_fifty_requests_are_answered_side_by_side(recordings: Recordings) -> None:
    with ChatServer(lambda _: Said(REPLY, hang=0.5)) as server:
        llm = client(server, recordings, at_once=50)
        await asyncio.gather(*(llm.ask(MESSAGES, SCHEMA, n) for n in range(50)))
        began = time.monotonic()
        await asyncio.gather(*(llm.ask(MESSAGES, SCHEMA, 100 + n) for n in range(50)))
        assert time.monotonic() - began < 10 * 0.5


@pytest.mark.parametrize(
    ("own", "environment", "sent"), [("", "", "none"), ("", "sk-environment", "sk-environment"), (KEY, "sk-other", KEY)]
)
async def test_the_key_is_the_models_own_or_the_environments_or_none(
    recordings: Recordings, own: str, environment: str, sent: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if environment:
        monkeypatch.setenv("OPENAI_API_KEY", environment)
    with ChatServer(script(["fine"])) as server:
        endpoint = Endpoint(name="test", model="openai/test", api_base=server.base, api_key=SecretStr(own))
        await LLM(endpoint, recordings).ask(MESSAGES, SCHEMA)
        headers = {name.lower(): value for name, value in server.requests[0].headers.items()}
    assert headers["authorization"] == f"Bearer {sent}"


async def test_without_its_key_a_model_is_not_asked_and_nothing_is_spent(
    recordings: Recordings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    told: list[str] = []
    call = Call(budget=Budget(), asking=lambda: told.append("asking"))
    with pytest.raises(SetupError, match="needs OPENAI_API_KEY in the environment"):
        await LLM(Endpoint(name="test", model="openai/test"), recordings).ask(MESSAGES, SCHEMA, call=call)
    assert (told, call.budget.spent) == ([], Usage())


def test_one_client_serves_several_event_loops(recordings: Recordings) -> None:
    with ChatServer(lambda _: Said("fine")) as server:
        llm = client(server, recordings, at_once=1)

        async def several(first: int) -> None:
            await asyncio.gather(*(llm.ask(MESSAGES, SCHEMA, sample=first + n) for n in range(3)))

        asyncio.run(several(0))
        asyncio.run(several(10))
        assert len(server.requests) == 6


async def test_offline_only_what_is_recorded_is_answered(recordings: Recordings) -> None:
    with ChatServer(script(["one"])) as server:
        with pytest.raises(NotRecorded):
            await client(server, recordings, offline=True).ask(MESSAGES, SCHEMA)
        await client(server, recordings).ask(MESSAGES, SCHEMA)
        assert (await client(server, recordings, offline=True).ask(MESSAGES, SCHEMA)).text == "one"
        assert len(server.requests) == 1


async def test_a_model_gets_only_so_many_requests_at_a_time(recordings: Recordings) -> None:
    running, most, lock = 0, 0, threading.Lock()

    def model(_: dict[str, Any]) -> Said:
        nonlocal running, most
        with lock:
            running += 1
            most = max(most, running)
        threading.Event().wait(0.05)
        with lock:
            running -= 1
        return Said("fine")

    with ChatServer(model) as server:
        llm = client(server, recordings, at_once=2)
        await asyncio.gather(*(llm.ask(MESSAGES, SCHEMA, sample=n) for n in range(6)))
    assert most == 2


def test_keys_never_show_in_a_clients_words_nor_in_any_others(recordings: Recordings) -> None:
    headers: dict[str, JsonValue] = {"extra_headers": {"Authorization": "Bearer open-sesame"}}
    endpoint = Endpoint(name="test", model="openai/test", api_key=SecretStr("swordfish"), parameters=headers)
    words = repr(LLM(endpoint, recordings))
    assert "swordfish" not in words
    assert "sesame" not in words
    assert redact("it echoes swordfish and open-sesame") == "it echoes [secret] and [secret]"
