"""Asking a language model through litellm: one request, one recorded reply. The only module that meets litellm.

What is decided here: whether the endpoint takes a JSON schema (tried once, then remembered), one more attempt when
the transport fails and a rest for the endpoint when that fails too, how many requests a model gets at a time, and that
no secret leaves in an error. What a reply means is decided by the language-model expert.
"""

import asyncio
import gc
import json
import logging
import os
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Literal

from pydantic import Field, JsonValue, SecretStr

from assistant.base import Frozen
from assistant.budget import Budget
from assistant.errors import ExpertError, NotRecorded, SetupError
from assistant.experts.limits import Limits, gate_of
from assistant.experts.resting import FOR_GOOD, REST, RESTS, Rests
from assistant.politeness import rest_seconds
from assistant.recordings import Recordings, key
from assistant.redaction import held, redact, register
from assistant.usage import Usage

Message = dict[Literal["role", "content"], str]

RETRIES = 2
"""How often a request is sent again, at most, that failed in transport."""
LONGEST_WAIT = 30.0
"""Seconds; an endpoint that asks for more patience than this has failed."""
LONGEST_REPLY = 4_000
"""Tokens that are set aside for a reply; where a budget is kept, no reply may be longer."""
NOTICEABLE = 0.2
"""Seconds of waiting for a turn that are worth telling."""


class Endpoint(Frozen):
    """A model and where it answers, as an entry of litellm's `model_list` says it."""

    name: str
    """What the user calls it."""
    model: str
    """What litellm calls it: `provider/name`."""
    api_base: str = ""
    api_key: SecretStr = SecretStr("")
    parameters: dict[str, JsonValue] = Field(default_factory=dict, repr=False)
    """Everything else in `litellm_params`, passed on as it is; it may hold keys."""
    limits: Limits = Limits()
    input_price: float | None = None
    """Dollars per prompt token; None leaves it to litellm's price list."""
    output_price: float | None = None


class Reply(Frozen):
    """What the model said, and what it took."""

    text: str
    usage: Usage
    cut: bool = False
    """Whether it was broken off because it grew too long."""


@dataclass(frozen=True)
class Call:
    """For what a request is made, what pays for it, and who hears of it."""

    task: str = ""
    budget: Budget = field(default_factory=Budget)
    retries: int = RETRIES
    asking: Callable[[], None] = lambda: None
    """Told when a request is about to be sent, for nothing is recorded."""
    failed: Callable[[str], None] = lambda _: None
    """Told why a request failed that is sent again."""
    waited: Callable[[float, str], None] = lambda _, __: None
    """Told for how many seconds it stood in a queue, and why."""
    streamed: Callable[[str], None] | None = None
    """Told each piece of the reply as it arrives; None: it comes in one piece."""


@dataclass
class LLM:
    """One endpoint."""

    endpoint: Endpoint
    recordings: Recordings
    offline: bool = False
    fresh: bool = False
    """Whether to ask whatever is recorded; the new reply takes the place of the old one."""
    timeout: float = 120.0
    """Seconds for one request."""
    pause: float = 1.0
    """Seconds before the second attempt where the endpoint names none; twice as long before the third."""
    rests: Rests = field(default_factory=lambda: RESTS, repr=False)

    def __post_init__(self) -> None:
        register([self.endpoint.api_key.get_secret_value(), *held(self.endpoint.parameters)])

    async def ask(
        self, messages: list[Message], schema: dict[str, Any], sample: int = 1, call: Call | None = None
    ) -> Reply:
        """Return the recorded reply to these messages, or ask for one and record it.

        Raises:
            NotRecorded: offline, and never asked before.
            BudgetSpent: it would pass a cap.
            ExpertError: the endpoint did not answer, now or a moment ago; the message is free of secrets.
            SetupError: a key that the model needs is missing.
        """
        name = key(
            model=self.endpoint.model,
            api_base=self.endpoint.api_base,
            parameters=self.endpoint.parameters,
            messages=messages,
            schema=schema,
            sample=sample,
        )
        if not self.fresh and (recorded := self.recordings.get(name)) is not None:
            return Reply(text=str(recorded), usage=Usage(recorded=1))
        if self.offline:
            raise NotRecorded(f"{self.endpoint.name} was not asked: offline, and no reply is recorded")
        self._require_awake()
        asked = _Asked(self, messages, schema, call or Call())
        reply = await asked.answered()
        self.recordings.put(name, reply.text, replace=self.fresh)
        return reply

    @property
    def _who(self) -> str:
        """The endpoint by its content; another key may be accepted where this one is not."""
        secret = self.endpoint.api_key.get_secret_value()
        return key(model=self.endpoint.model, api_base=self.endpoint.api_base, api_key=secret)

    def _require_awake(self) -> None:
        if why := self.rests.why(self._who):
            raise ExpertError(f"{self.endpoint.name} is left alone for now: {why}")

    def _expected(self, messages: list[Message], schema: dict[str, Any]) -> Usage:
        """Return what a request takes at most: a token is hardly ever less than three bytes of UTF-8."""
        letters = sum(len(message["content"].encode()) // 3 + 8 for message in messages)
        prompt = letters + len(json.dumps(schema)) // 3
        rates = price(self.endpoint)
        dollars = None if rates is None else prompt * rates[0] + LONGEST_REPLY * rates[1]
        return Usage(calls=1, prompt_tokens=prompt, completion_tokens=LONGEST_REPLY, dollars=dollars)

    def _reply(self, response: Any, messages: list[Message], seconds: float) -> Reply:
        """Return what the model said; to say nothing is a failure, and no reply to be kept."""
        choice = response.choices[0] if response.choices else None
        text: str = (choice.message.content if choice else None) or ""
        if not text.strip():
            why = f"finish_reason: {choice.finish_reason}" if choice else "no choices"
            raise ExpertError(f"{self.endpoint.name}: its reply is empty ({why})")
        return Reply(
            text=text,
            usage=self._usage(response, seconds),
            cut=choice is not None and choice.finish_reason == "length",
        )

    def _usage(self, response: Any, seconds: float) -> Usage:
        usage = getattr(response, "usage", None)
        prompt = getattr(usage, "prompt_tokens", 0) or 0
        completion = getattr(usage, "completion_tokens", 0) or 0
        return Usage(
            calls=1,
            prompt_tokens=prompt,
            completion_tokens=completion,
            dollars=self._price(response, prompt, completion),
            seconds=seconds,
        )

    def _price(self, response: Any, prompt: int, completion: int) -> float | None:
        if self.endpoint.input_price is not None and self.endpoint.output_price is not None:
            return prompt * self.endpoint.input_price + completion * self.endpoint.output_price
        cost = response._hidden_params.get("response_cost")
        return float(cost) if cost else None

    def _key(self, litellm: Any) -> str | None:
        """Return the key to send; None where litellm finds one in the environment or needs none."""
        if given := self.endpoint.api_key.get_secret_value():
            return given
        missing = litellm.validate_environment(model=self.endpoint.model)["missing_keys"]
        provider = self.endpoint.model.partition("/")[0]
        if f"{provider.upper()}_API_KEY" in os.environ:
            return None
        if self.endpoint.api_base and (missing or provider in litellm.openai_compatible_providers):
            return "none"  # a server of one's own may take any key, but the client library insists on one
        if missing:
            raise SetupError(
                f"The model {self.endpoint.model} needs {' and '.join(missing)} in the environment; set it, or choose"
                " another model with --model. Without a model the built-in extractive expert does the work."
            )
        return None

    def _down(self, error: Exception) -> ExpertError:
        """Note that a request came to nothing."""
        self.rests.failed(self._who, self._in_words("it did not answer", error))
        return self._failure("it did not answer", error)

    def _lasting(self, what: str, error: Exception, seconds: float) -> ExpertError:
        """Put the endpoint to rest: asking again before that would only be waited for."""
        self.rests.begin(self._who, self._in_words(what, error), seconds)
        return self._failure(what, error)

    def _failure(self, what: str, error: Exception) -> ExpertError:
        return ExpertError(f"{self.endpoint.name}: {self._in_words(what, error)}")

    def _in_words(self, what: str, error: Exception) -> str:
        detail = redact(str(error)).splitlines()
        return f"{what} ({detail[0][:300] if detail else type(error).__name__})"


@dataclass
class _Asked:
    """One request on its way: sent at most `1 + retries` times, all attempts counted."""

    llm: LLM
    messages: list[Message]
    schema: dict[str, Any]
    call: Call
    attempts: int = 0

    async def answered(self) -> Reply:
        litellm = _litellm() if _litellm.cache_info().currsize else await asyncio.to_thread(_litellm)
        llm = self.llm
        refused = key(ability="json_schema refused", model=llm.endpoint.model, api_base=llm.endpoint.api_base)
        if llm.recordings.get(refused):
            return await self._patiently(litellm, {})
        try:
            return await self._patiently(litellm, _response_format(self.schema))
        except litellm.ContextWindowExceededError as error:
            raise llm._failure("its context is too short for this request", error) from None
        except (litellm.BadRequestError, litellm.UnprocessableEntityError):
            reply = await self._patiently(litellm, {})
            llm.recordings.put(refused, True)
            return reply

    async def _patiently(self, litellm: Any, extra: dict[str, Any]) -> Reply:
        """Send the request, and again after a pause if the transport failed."""
        llm = self.llm
        passing = (
            litellm.RateLimitError, litellm.InternalServerError, litellm.ServiceUnavailableError,
            litellm.BadGatewayError, litellm.Timeout, litellm.APIConnectionError, Broken,
        )  # fmt: skip
        for attempt in range(self.call.retries + 1):
            try:
                reply = await self._once(litellm, extra)
                llm.rests.answered(llm._who)
                return reply
            except passing as error:
                wait = _retry_after(error, llm.pause * 2**attempt)
                if wait > LONGEST_WAIT:
                    raise llm._lasting("it did not answer", error, max(REST, wait)) from None
                if attempt == self.call.retries:
                    raise llm._down(error) from None
                self.call.failed(llm._in_words("it did not answer", error))
                await asyncio.sleep(wait)
                llm._require_awake()
            except litellm.AuthenticationError as error:
                raise llm._lasting("it refused the API key", error, FOR_GOOD) from None
            except litellm.NotFoundError as error:
                raise llm._lasting(f"there is no model {llm.endpoint.model} there", error, FOR_GOOD) from None
            except (litellm.BadRequestError, litellm.UnprocessableEntityError) as error:
                if extra and not isinstance(error, litellm.ContextWindowExceededError):
                    raise
                raise llm._failure("it refused the request", error) from None
            except litellm.exceptions.openai.OpenAIError as error:  # the base of all that litellm raises
                raise llm._failure("it answered with an error", error) from None
        raise AssertionError("the last attempt returns or raises")

    async def _once(self, litellm: Any, extra: dict[str, Any]) -> Reply:
        """Reserve, wait for a turn, send, settle.

        In this order nobody holds a turn while waiting for the budget; who waits for a turn holds a reservation, which
        those under way give back whatever becomes of them, so neither waits for the other for ever.
        """
        llm, budget = self.llm, self.call.budget
        expected = llm._expected(self.messages, self.schema)
        reserved = await budget.reserve(expected, self.call.task)
        taken = Usage()
        try:
            began = time.monotonic()
            tokens = expected.prompt_tokens + LONGEST_REPLY
            async with gate_of(llm._who, llm.endpoint.limits).passed(tokens) as sent:
                if (waited := time.monotonic() - began) > NOTICEABLE:
                    self.call.waited(waited, "others are asked before")
                llm._require_awake()
                self.call.asking()
                self.attempts += 1
                taken = Usage(calls=1, dollars=0.0)
                reply = await self._send(litellm, extra)
                sent.tokens = reply.usage.prompt_tokens + reply.usage.completion_tokens
            taken = reply.usage
        finally:
            budget.settle(reserved, taken)
        return reply.model_copy(update={"usage": reply.usage.model_copy(update={"calls": self.attempts})})

    async def _send(self, litellm: Any, extra: dict[str, Any]) -> Reply:
        llm, endpoint = self.llm, self.llm.endpoint
        streamed = self.call.streamed
        capped = {"max_tokens": LONGEST_REPLY} if self.call.budget.caps.binding else {}
        streaming = {"stream": True, "stream_options": {"include_usage": True}} if streamed else {}
        began = time.monotonic()
        response = await litellm.acompletion(
            model=endpoint.model,
            messages=self.messages,
            api_base=endpoint.api_base or None,
            api_key=llm._key(litellm),
            timeout=llm.timeout,
            max_retries=0,
            num_retries=0,
            drop_params=True,
            **{"temperature": 0.0} | capped | endpoint.parameters | extra | streaming,
        )
        if streamed:
            async with asyncio.timeout(llm.timeout):
                response = await self._joined(litellm, response, streamed)
        return llm._reply(response, self.messages, time.monotonic() - began)

    async def _joined(self, litellm: Any, response: Any, streamed: Callable[[str], None]) -> Any:
        """Pass on the pieces of a reply as they come, and return it whole.

        Raises:
            Broken: it ended without saying that this is its end.
        """
        chunks, finished = [], False
        async for chunk in response:
            chunks.append(chunk)
            for choice in chunk.choices:
                finished = finished or bool(choice.finish_reason)
                if choice.delta.content:
                    streamed(choice.delta.content)
        if not finished:
            raise Broken("its reply broke off in the middle")
        return litellm.stream_chunk_builder(chunks, messages=self.messages)


class Broken(Exception):
    """A reply that was not heard to its end."""


def price(endpoint: Endpoint) -> tuple[float, float] | None:
    """Return the dollars for a token of a prompt and of a reply; None: they are not known."""
    if endpoint.input_price is not None and endpoint.output_price is not None:
        return endpoint.input_price, endpoint.output_price
    known = _litellm().model_cost.get(endpoint.model) or _litellm().model_cost.get(endpoint.model.partition("/")[2])
    if not known or endpoint.api_base:
        return None
    return float(known.get("input_cost_per_token") or 0.0), float(known.get("output_cost_per_token") or 0.0)


def _response_format(schema: dict[str, Any]) -> dict[str, Any]:
    named = {"name": "reply", "schema": schema, "strict": True}
    return {"response_format": {"type": "json_schema", "json_schema": named}}


def _retry_after(error: Any, default: float) -> float:
    """Return the seconds that the endpoint asks for; litellm keeps its headers apart from the response it makes."""
    headers = getattr(error, "litellm_response_headers", None) or {}
    asked = headers.get("retry-after")
    return default if asked is None else rest_seconds(asked)


def warm_up() -> None:
    """Import the client, which takes seconds, before it is needed."""
    _litellm()


@cache
def _litellm() -> Any:
    """Import litellm so that it neither asks the network for prices nor writes over the screen."""
    os.environ.setdefault("LITELLM_LOCAL_MODEL_COST_MAP", "True")
    collecting = gc.isenabled()
    gc.disable()  # looking for garbage among what is being imported takes a quarter of the time, in vain
    try:
        import litellm
    finally:
        if collecting:
            gc.enable()

    litellm.suppress_debug_info = True
    litellm.telemetry = False
    for name in ("LiteLLM", "LiteLLM Router", "LiteLLM Proxy"):
        logger = logging.getLogger(name)
        logger.handlers.clear()
        logger.setLevel(logging.ERROR)
    return litellm
