"""One request to a model on its way: what is reserved for it, when it is sent again, and when its endpoint has to rest.

It asks with everything that the endpoint is not known to refuse: a JSON schema, a reply in pieces. No secret leaves in
an error.
"""

import asyncio
import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from pydantic import JsonValue

from assistant.budget import Budget
from assistant.errors import ExpertError, SetupError
from assistant.experts.endpoint import Endpoint
from assistant.experts.gates import gate_of
from assistant.experts.replies import Reply, asked, most, taken
from assistant.experts.resting import FOR_GOOD, REST, Rests
from assistant.experts.transport.process import PROCESS, Failure
from assistant.experts.transport.wire import Ask, Heard, Message, Piece, Sent
from assistant.politeness import rest_seconds
from assistant.recordings import Recordings, key
from assistant.redaction import redact
from assistant.usage import Usage

RETRIES = 2
"""How often a request is sent again, at most, that failed in transport."""
LONGEST_WAIT = 30.0
"""Seconds; an endpoint that asks for more patience than this has failed."""
NOTICEABLE = 0.2
"""Seconds of waiting for a turn that are worth telling."""
NO_ANSWER = "it did not answer"


@dataclass(frozen=True)
class Call:
    """For what a request is made, what pays for it, and who hears of it."""

    task: str = ""
    budget: Budget = field(default_factory=Budget)
    retries: int = RETRIES
    since: float | None = None
    """From when on a recorded reply holds, in seconds since the epoch; None: whenever it was recorded."""
    asking: Callable[[], None] = lambda: None
    """Told when a request is about to be sent, for nothing is recorded."""
    failed: Callable[[str], None] = lambda _: None
    """Told why a request failed that is sent again."""
    waited: Callable[[float, str], None] = lambda _, __: None
    """Told for how many seconds it stood in a queue, and why."""
    streamed: Callable[[], Callable[[str], None]] | None = None
    """Says, whenever the request is sent, who is told each piece of the reply; None: it comes in one piece."""


@dataclass(frozen=True)
class Patience:
    """How long is waited."""

    timeout: float = 120.0
    """Seconds for one request."""
    pause: float = 1.0
    """Seconds before the second attempt where the endpoint names none; twice as long before the third."""


def require_awake(endpoint: Endpoint, rests: Rests) -> None:
    """Ask nothing of an endpoint that rests."""
    if why := rests.why(endpoint.identity):
        raise ExpertError(f"{endpoint.name} is left alone for now: {why}")


@dataclass
class Request:
    """One request on its way: sent again `call.retries` times at most, all that is sent counted."""

    endpoint: Endpoint
    messages: list[Message]
    schema: dict[str, Any]
    call: Call
    abilities: Recordings
    """Remembers what endpoints refuse."""
    rests: Rests
    patience: Patience
    _sent: int = field(default=0, init=False)
    _failures: int = field(default=0, init=False)

    async def answered(self) -> Reply:
        """Ask with everything that the endpoint is not known to refuse; if it does refuse, ask with less.

        Raises:
            BudgetSpent: it would pass a cap.
            ExpertError: the endpoint did not answer.
            SetupError: a key that the model needs is missing.
        """
        features, dropped = self._features(), ""
        while True:
            try:
                reply = await self._patiently(features)
            except Failure as failure:  # refused, or unstreamed
                if not features:
                    raise self._error("it refused the request", failure) from None
                dropped = _refused(failure, features)
                del features[dropped]
            else:
                if dropped:
                    self.abilities.put(self._refusal(dropped), True)
                return reply

    def _features(self) -> dict[str, dict[str, JsonValue]]:
        """Return what may be refused, with the parameters that ask for it."""
        wanted = {"json_schema": _response_format(self.schema)}
        if self.call.streamed:
            wanted["stream"] = {}
        return {name: extra for name, extra in wanted.items() if not self.abilities.get(self._refusal(name))}

    def _refusal(self, feature: str) -> str:
        return key(ability=f"{feature} refused", model=self.endpoint.model, api_base=self.endpoint.api_base)

    async def _patiently(self, features: dict[str, dict[str, JsonValue]]) -> Reply:
        """Send the request, and again after a pause if the transport failed."""
        while True:
            try:
                reply = await self._once(features)
            except Failure as failure:
                if failure.reason != "passing":
                    raise self._lasting(failure) from None
                wait = _retry_after(failure, self.patience.pause * 2**self._failures)
                if wait > LONGEST_WAIT:
                    raise self._rest(NO_ANSWER, failure, max(REST, wait)) from None
                if self._failures >= self.call.retries:
                    self.rests.failed(self.endpoint.identity, _in_words(NO_ANSWER, failure))
                    raise self._error(NO_ANSWER, failure) from None
                self._failures += 1
                self.call.failed(_in_words(NO_ANSWER, failure))
                await asyncio.sleep(wait)
                require_awake(self.endpoint, self.rests)
            else:
                self.rests.answered(self.endpoint.identity)
                return reply

    def _lasting(self, failure: Failure) -> Exception:
        """Return what is to be said of a failure that no patience mends."""
        match failure.reason:
            case "refused" | "unstreamed":
                return failure
            case "keyless":
                return SetupError(
                    f"The model {self.endpoint.model} needs {failure} in the environment; set it, or choose another"
                    " model with --model. Without a model the built-in extractive expert does the work."
                )
            case "key":
                return self._rest("it refused the API key", failure, FOR_GOOD)
            case "model":
                return self._rest(f"there is no model {self.endpoint.model} there", failure, FOR_GOOD)
            case "too_long":
                return self._error("its context is too short for this request", failure)
            case _:
                return self._error("it answered with an error", failure)

    def _rest(self, what: str, failure: Failure, seconds: float) -> ExpertError:
        """Put the endpoint to rest: asking again before that would only be waited for."""
        self.rests.begin(self.endpoint.identity, _in_words(what, failure), seconds)
        return self._error(what, failure)

    def _error(self, what: str, failure: Failure) -> ExpertError:
        return ExpertError(f"{self.endpoint.name}: {_in_words(what, failure)}")

    async def _once(self, features: dict[str, dict[str, JsonValue]]) -> Reply:
        """Reserve, wait for a turn, send, settle.

        In this order nobody holds a turn while waiting for the budget; who waits for a turn holds a reservation, which
        those under way give back whatever becomes of them, so neither waits for the other for ever.
        """
        endpoint, budget = self.endpoint, self.call.budget
        expected, came = self._expected(), time.monotonic()
        reserved, used = await budget.reserve(expected, self.call.task), Usage()
        self._waited(time.monotonic() - came, "requests under way may yet leave enough of the budget")
        try:
            tokens = expected.prompt_tokens + expected.completion_tokens
            gate = gate_of(endpoint.identity, endpoint.api_base)
            async with gate.passed(endpoint.identity, endpoint.limits, tokens) as passed:
                self._waited(passed.waited, passed.why)
                require_awake(endpoint, self.rests)
                sent = self._sent
                try:
                    answer, used = await self._measured(features)
                finally:  # what a failure took is not known; its prompt was sent at least
                    used = used if used.calls else Usage(calls=self._sent - sent)
                    passed.sent.tokens = used.prompt_tokens + used.completion_tokens or expected.prompt_tokens
        finally:
            budget.settle(reserved, used)
        return self._reply(answer, used)

    def _expected(self) -> Usage:
        """Return what the request takes at most."""
        prompt, completion = asked(self.messages) + most(json.dumps(self.schema)), self.endpoint.longest_reply
        rates = self.endpoint.price
        dollars = None if rates is None else rates.dollars(prompt, completion)
        return Usage(calls=1, prompt_tokens=prompt, completion_tokens=completion, dollars=dollars)

    async def _measured(self, features: dict[str, dict[str, JsonValue]]) -> tuple[Heard, Usage]:
        began = time.monotonic()
        answer = await self._send(features)
        if self.endpoint.rates is not None:
            answer = answer.model_copy(update={"cost": None})
        return answer, taken(answer, self.messages, self.endpoint.price, time.monotonic() - began)

    async def _send(self, features: dict[str, dict[str, JsonValue]]) -> Heard:
        endpoint = self.endpoint
        capped = {"max_tokens": endpoint.longest_reply} if self.call.budget.caps.measured else {}
        extra = {name: value for feature in features.values() for name, value in feature.items()}
        ask = Ask(
            model=endpoint.model,
            messages=tuple(self.messages),
            api_base=endpoint.api_base,
            api_key=endpoint.api_key.get_secret_value(),
            timeout=self.patience.timeout,
            parameters={"temperature": 0.0} | capped | endpoint.parameters | extra,
            stream="stream" in features,
        )
        return await PROCESS.ask(ask, self._listener())

    def _listener(self) -> Callable[[Sent | Piece], None]:
        """Return who is told of its progress; who is told the pieces is asked for when there is a first one."""
        listening: list[Callable[[str], None]] = []

        def tell(said: Sent | Piece) -> None:
            if isinstance(said, Sent):
                self._sent += 1
                self.call.asking()
                return
            if not listening and self.call.streamed:
                listening.append(self.call.streamed())
            for listener in listening:
                listener(said.text)

        return tell

    def _waited(self, seconds: float, why: str) -> None:
        if seconds > NOTICEABLE:
            self.call.waited(seconds, why)

    def _reply(self, answer: Heard, used: Usage) -> Reply:
        """Return what the model said; to say nothing is a failure, and no reply to be kept."""
        if not answer.text.strip():
            why = f"finish_reason: {answer.finish}" if answer.finish else "no choices"
            raise ExpertError(f"{self.endpoint.name}: its reply is empty ({why})")
        usage = used.model_copy(update={"calls": self._sent})
        return Reply(text=answer.text, usage=usage, cut=answer.finish == "length", tries=self._failures + 1)


def _in_words(what: str, failure: Failure) -> str:
    detail = redact(str(failure)).splitlines()
    return f"{what} ({detail[0][:300] if detail else failure.reason})"


def _refused(failure: Failure, features: dict[str, dict[str, JsonValue]]) -> str:
    """Return which feature was refused, or may have been."""
    streaming = failure.reason == "unstreamed" or "stream" in str(failure).lower()
    return "stream" if "stream" in features and streaming else next(iter(features))


def _response_format(schema: dict[str, Any]) -> dict[str, JsonValue]:
    named: JsonValue = {"name": "reply", "schema": schema, "strict": True}
    return {"response_format": {"type": "json_schema", "json_schema": named}}


def _retry_after(failure: Failure, default: float) -> float:
    """Return the seconds that the endpoint asks for."""
    return default if failure.retry_after is None else rest_seconds(failure.retry_after)
