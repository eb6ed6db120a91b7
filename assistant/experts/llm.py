"""Asking a language model through litellm: one request, one recorded reply. The only module that meets litellm.

What is decided here: whether the endpoint takes a JSON schema and streams (tried once, then remembered), when a request
is sent again and when its endpoint has to rest, what is reserved for it, and that no secret leaves in an error. What a
reply means is decided by the language-model expert.
"""

import asyncio
import gc
import importlib
import json
import logging
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from pydantic import Field, JsonValue, SecretStr

from assistant.base import Frozen
from assistant.budget import Budget
from assistant.errors import ExpertError, NotRecorded, SetupError
from assistant.experts.gates import gate_of, is_own
from assistant.experts.limits import Limits
from assistant.experts.listening import Broken, Unstreamed, listened
from assistant.experts.prices import Rates, listed
from assistant.experts.replies import Heard, Message, Reply, asked, heard, most, recorded, replayed, taken
from assistant.experts.resting import FOR_GOOD, REST, RESTS, Rests
from assistant.politeness import rest_seconds
from assistant.recordings import Recordings, key
from assistant.redaction import held, redact, register
from assistant.usage import Usage

RETRIES = 2
"""How often a request is sent again, at most, that failed in transport."""
LONGEST_WAIT = 30.0
"""Seconds; an endpoint that asks for more patience than this has failed."""
LONGEST_REPLY = 4_000
"""Tokens that are set aside for a reply; where tokens or dollars are capped, no reply may be longer."""
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

    @property
    def rates(self) -> Rates | None:
        """What a token costs by the user's word."""
        if self.input_price is None or self.output_price is None:
            return None
        return Rates(self.input_price, self.output_price)


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
    streamed: Callable[[], Callable[[str], None]] | None = None
    """Says, whenever the request is sent, who is told each piece of the reply; None: it comes in one piece."""


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
        if not self.fresh and (kept := self.recordings.get(name)) is not None:
            return replayed(kept)
        if self.offline:
            raise NotRecorded(f"{self.endpoint.name} was not asked: offline, and no reply is recorded")
        self._require_awake()
        reply = await _Asked(self, messages, schema, call or Call()).answered()
        self.recordings.put(name, recorded(reply), replace=self.fresh)
        return reply

    @property
    def _who(self) -> str:
        """The endpoint by its content; another key may be accepted where this one is not."""
        secret = self.endpoint.api_key.get_secret_value()
        return key(model=self.endpoint.model, api_base=self.endpoint.api_base, api_key=secret)

    def _require_awake(self) -> None:
        if why := self.rests.why(self._who):
            raise ExpertError(f"{self.endpoint.name} is left alone for now: {why}")

    @property
    def _longest(self) -> int:
        """Tokens that a reply may have, by the user's word or by ours."""
        given = (self.endpoint.parameters.get(name) for name in ("max_tokens", "max_completion_tokens"))
        return next((number for number in given if isinstance(number, int)), LONGEST_REPLY)

    def _expected(self, messages: list[Message], schema: dict[str, Any]) -> Usage:
        """Return what a request takes at most."""
        prompt, completion, rates = asked(messages) + most(json.dumps(schema)), self._longest, price(self.endpoint)
        dollars = None if rates is None else rates.dollars(prompt, completion)
        return Usage(calls=1, prompt_tokens=prompt, completion_tokens=completion, dollars=dollars)

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
    """One request on its way: sent again `call.retries` times at most, all that is sent counted."""

    llm: LLM
    messages: list[Message]
    schema: dict[str, Any]
    call: Call
    sent: int = 0
    failures: int = 0

    async def answered(self) -> Reply:
        """Ask with everything that the endpoint is not known to refuse; if it does refuse, ask with less."""
        litellm = _ready() if _ready.cache_info().currsize else await asyncio.to_thread(_ready)
        llm, features, dropped = self.llm, self._features(), ""
        while True:
            try:
                reply = await self._patiently(litellm, features)
            except litellm.ContextWindowExceededError as error:
                raise llm._failure("its context is too short for this request", error) from None
            except (litellm.BadRequestError, litellm.UnprocessableEntityError, Unstreamed) as error:
                if not features:
                    raise llm._failure("it refused the request", error) from None
                dropped = _refused(error, features)
                del features[dropped]
            else:
                if dropped:
                    llm.recordings.put(self._refusal(dropped), True)
                return reply

    def _features(self) -> dict[str, dict[str, Any]]:
        wanted = {"json_schema": _response_format(self.schema)}
        if self.call.streamed:
            wanted["stream"] = {"stream": True, "stream_options": {"include_usage": True}}
        return {name: extra for name, extra in wanted.items() if not self.llm.recordings.get(self._refusal(name))}

    def _refusal(self, feature: str) -> str:
        endpoint = self.llm.endpoint
        return key(ability=f"{feature} refused", model=endpoint.model, api_base=endpoint.api_base)

    async def _patiently(self, litellm: Any, features: dict[str, dict[str, Any]]) -> Reply:
        """Send the request, and again after a pause if the transport failed."""
        llm = self.llm
        passing = (
            litellm.RateLimitError, litellm.InternalServerError, litellm.ServiceUnavailableError,
            litellm.BadGatewayError, litellm.Timeout, litellm.APIConnectionError, Broken,
        )  # fmt: skip
        refused = (litellm.BadRequestError, litellm.UnprocessableEntityError)
        while True:
            try:
                reply = await self._once(litellm, features)
                llm.rests.answered(llm._who)
                return reply
            except passing as error:
                wait = _retry_after(error, llm.pause * 2**self.failures)
                if wait > LONGEST_WAIT:
                    raise llm._lasting("it did not answer", error, max(REST, wait)) from None
                if self.failures >= self.call.retries:
                    raise llm._down(error) from None
                self.failures += 1
                self.call.failed(llm._in_words("it did not answer", error))
                await asyncio.sleep(wait)
                llm._require_awake()
            except litellm.AuthenticationError as error:
                raise llm._lasting("it refused the API key", error, FOR_GOOD) from None
            except litellm.NotFoundError as error:
                raise llm._lasting(f"there is no model {llm.endpoint.model} there", error, FOR_GOOD) from None
            except litellm.exceptions.openai.OpenAIError as error:  # the base of all that litellm raises
                if isinstance(error, refused):
                    raise
                raise llm._failure("it answered with an error", error) from None

    async def _once(self, litellm: Any, features: dict[str, dict[str, Any]]) -> Reply:
        """Reserve, wait for a turn, send, settle.

        In this order nobody holds a turn while waiting for the budget; who waits for a turn holds a reservation, which
        those under way give back whatever becomes of them, so neither waits for the other for ever.
        """
        llm, budget = self.llm, self.call.budget
        expected, came = llm._expected(self.messages, self.schema), time.monotonic()
        reserved, used = await budget.reserve(expected, self.call.task), Usage()
        self._waited(time.monotonic() - came, "requests under way may yet leave enough of the budget")
        try:
            tokens = expected.prompt_tokens + expected.completion_tokens
            gate = gate_of(llm._who, llm.endpoint.api_base)
            async with gate.passed(llm._who, llm.endpoint.limits, tokens) as passed:
                self._waited(passed.waited, passed.why)
                llm._require_awake()
                self.call.asking()
                self.sent += 1
                used = Usage(calls=1)
                try:
                    answer, used = await self._measured(litellm, features)
                finally:  # what a failure took is not known; its prompt was sent at least
                    passed.sent.tokens = used.prompt_tokens + used.completion_tokens or expected.prompt_tokens
        finally:
            budget.settle(reserved, used)
        return self._reply(answer, used)

    async def _measured(self, litellm: Any, features: dict[str, dict[str, Any]]) -> tuple[Heard, Usage]:
        began, own = time.monotonic(), self.llm.endpoint.rates
        answer = await self._send(litellm, features)
        if own is not None:
            answer = answer._replace(cost=None)
        return answer, taken(answer, self.messages, price(self.llm.endpoint), time.monotonic() - began)

    def _waited(self, seconds: float, why: str) -> None:
        if seconds > NOTICEABLE:
            self.call.waited(seconds, why)

    def _reply(self, answer: Heard, used: Usage) -> Reply:
        """Return what the model said; to say nothing is a failure, and no reply to be kept."""
        if not answer.text.strip():
            why = f"finish_reason: {answer.finish}" if answer.finish else "no choices"
            raise ExpertError(f"{self.llm.endpoint.name}: its reply is empty ({why})")
        usage = used.model_copy(update={"calls": self.sent})
        return Reply(text=answer.text, usage=usage, cut=answer.finish == "length", tries=self.failures + 1)

    async def _send(self, litellm: Any, features: dict[str, dict[str, Any]]) -> Heard:
        llm, endpoint = self.llm, self.llm.endpoint
        capped = {"max_tokens": llm._longest} if self.call.budget.caps.measured else {}
        extra = {name: value for feature in features.values() for name, value in feature.items()}
        response = await litellm.acompletion(
            model=endpoint.model,
            messages=self.messages,
            api_base=endpoint.api_base or None,
            api_key=llm._key(litellm),
            timeout=llm.timeout,
            max_retries=0,
            num_retries=0,
            drop_params=True,
            **{"temperature": 0.0} | capped | endpoint.parameters | extra,
        )
        if self.call.streamed and "stream" in features:
            return await listened(response, self.call.streamed(), llm.timeout)
        return heard(response)


def price(endpoint: Endpoint) -> Rates | None:
    """Return the dollars for a token of a prompt and of a reply; None: they are not known."""
    if endpoint.rates is not None:
        return endpoint.rates
    if is_own(endpoint.api_base):
        return None  # what it calls its models says nothing about what they cost there
    return listed(_litellm().model_cost, endpoint.model)


def _refused(error: Exception, features: dict[str, dict[str, Any]]) -> str:
    """Return which feature was refused, or may have been."""
    streaming = isinstance(error, Unstreamed) or "stream" in str(error).lower()
    return "stream" if "stream" in features and streaming else next(iter(features))


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
    _ready()


@cache
def _ready() -> Any:
    """Do what litellm would do with its first request, which would hold up the event loop; nobody is asked."""
    litellm = _litellm()
    with _uncollected():
        importlib.import_module("openai.resources")
        litellm.token_counter(model="", text="")
        litellm.completion(
            model="openai/-", messages=[{"role": "user", "content": "?"}], api_key="-", mock_response="!"
        )
    gc.freeze()  # what is imported stays, and each search for garbage would go through all of it
    return litellm


@cache
def _litellm() -> Any:
    """Import litellm so that it neither asks the network for prices nor writes over the screen."""
    os.environ.setdefault("LITELLM_LOCAL_MODEL_COST_MAP", "True")
    with _uncollected():
        import litellm

    litellm.suppress_debug_info = True
    litellm.telemetry = False
    for name in ("LiteLLM", "LiteLLM Router", "LiteLLM Proxy"):
        logger = logging.getLogger(name)
        logger.handlers.clear()
        logger.setLevel(logging.ERROR)
    return litellm


@contextmanager
def _uncollected() -> Iterator[None]:
    """Leave garbage alone: to look for it among what is being imported takes a quarter of the time, in vain.

    Of several threads at once, the first one to end may turn the search on again for all; none leaves it off, because
    one that finds it off was preceded by one that turns it on.
    """
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()
