"""Asking a language model through litellm: one request, one recorded reply. The only module that meets litellm.

What is decided here: whether the endpoint takes a JSON schema (tried once, then remembered), one more attempt when
the transport fails and a rest for the endpoint when that fails too, how many requests a model gets at a time, and that
no secret leaves in an error. What a reply means is decided by the language-model expert.
"""

import asyncio
import logging
import os
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal
from weakref import WeakKeyDictionary

from pydantic import Field, JsonValue, SecretStr

from assistant.base import Frozen
from assistant.errors import ExpertError, NotRecorded, SetupError
from assistant.experts.resting import FOR_GOOD, REST, RESTS, Rests
from assistant.politeness import rest_seconds
from assistant.recordings import Recordings, key
from assistant.redaction import held, redact, register
from assistant.usage import Usage

Message = dict[Literal["role", "content"], str]

ATTEMPTS = 2
LONGEST_WAIT = 30.0
"""Seconds; an endpoint that asks for more patience than this has failed."""


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
    input_price: float | None = None
    """Dollars per prompt token; None leaves it to litellm's price list."""
    output_price: float | None = None


class Reply(Frozen):
    """What the model said, and what it took."""

    text: str
    usage: Usage


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
    """Seconds before the second attempt where the endpoint names none."""
    concurrency: int = 8
    rests: Rests = field(default_factory=lambda: RESTS, repr=False)
    _slots: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Semaphore] = field(
        default_factory=WeakKeyDictionary, init=False, repr=False
    )

    def __post_init__(self) -> None:
        register([self.endpoint.api_key.get_secret_value(), *held(self.endpoint.parameters)])

    async def ask(
        self,
        messages: list[Message],
        schema: dict[str, Any],
        sample: int = 1,
        asking: Callable[[], None] = lambda: None,
        failed: Callable[[str], None] = lambda _: None,
    ) -> Reply:
        """Return the recorded reply to these messages, or ask for one and record it.

        Args:
            asking: told when a request is about to be sent, for nothing is recorded.
            failed: told why a request failed that is sent again.

        Raises:
            NotRecorded: offline, and never asked before.
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
        async with self._slot():
            self._require_awake()
            asking()
            reply = await self._request(messages, schema, failed)
        self.recordings.put(name, reply.text, replace=self.fresh)
        return reply

    def _slot(self) -> asyncio.Semaphore:
        return self._slots.setdefault(asyncio.get_running_loop(), asyncio.Semaphore(self.concurrency))

    @property
    def _who(self) -> str:
        """The endpoint by its content; another key may be accepted where this one is not."""
        secret = self.endpoint.api_key.get_secret_value()
        return key(model=self.endpoint.model, api_base=self.endpoint.api_base, api_key=secret)

    def _require_awake(self) -> None:
        if why := self.rests.why(self._who):
            raise ExpertError(f"{self.endpoint.name} is left alone for now: {why}")

    async def _request(self, messages: list[Message], schema: dict[str, Any], failed: Callable[[str], None]) -> Reply:
        litellm = await asyncio.to_thread(_litellm)
        refused = key(ability="json_schema refused", model=self.endpoint.model, api_base=self.endpoint.api_base)
        if self.recordings.get(refused):
            return await self._patiently(litellm, messages, {}, failed)
        try:
            return await self._patiently(litellm, messages, _response_format(schema), failed)
        except litellm.ContextWindowExceededError as error:
            raise self._failure("its context is too short for this request", error) from None
        except (litellm.BadRequestError, litellm.UnprocessableEntityError):
            reply = await self._patiently(litellm, messages, {}, failed)
            self.recordings.put(refused, True)
            return reply

    async def _patiently(
        self, litellm: Any, messages: list[Message], extra: dict[str, Any], failed: Callable[[str], None]
    ) -> Reply:
        """Send the request, and once more after a pause if the transport failed."""
        passing = (
            litellm.RateLimitError, litellm.InternalServerError, litellm.ServiceUnavailableError,
            litellm.BadGatewayError, litellm.Timeout, litellm.APIConnectionError,
        )  # fmt: skip
        for attempt in range(1, ATTEMPTS + 1):
            try:
                reply = await self._send(litellm, messages, extra)
                self.rests.end(self._who)
                return reply
            except passing as error:
                wait = _retry_after(error, self.pause)
                if attempt == ATTEMPTS or wait > LONGEST_WAIT:
                    raise self._lasting("it did not answer", error, max(REST, wait)) from None
                failed(self._in_words("it did not answer", error))
                await asyncio.sleep(wait)
                self._require_awake()
            except litellm.AuthenticationError as error:
                raise self._lasting("it refused the API key", error, FOR_GOOD) from None
            except litellm.NotFoundError as error:
                raise self._lasting(f"there is no model {self.endpoint.model} there", error, FOR_GOOD) from None
            except (litellm.BadRequestError, litellm.UnprocessableEntityError) as error:
                if extra and not isinstance(error, litellm.ContextWindowExceededError):
                    raise
                raise self._failure("it refused the request", error) from None
            except litellm.exceptions.openai.OpenAIError as error:  # the base of all that litellm raises
                raise self._failure("it answered with an error", error) from None
        raise AssertionError("the last attempt returns or raises")

    async def _send(self, litellm: Any, messages: list[Message], extra: dict[str, Any]) -> Reply:
        key = self._key(litellm)
        began = time.monotonic()
        response = await litellm.acompletion(
            model=self.endpoint.model,
            messages=messages,
            api_base=self.endpoint.api_base or None,
            api_key=key,
            timeout=self.timeout,
            max_retries=0,
            num_retries=0,
            drop_params=True,
            **{"temperature": 0.0} | self.endpoint.parameters | extra,
        )
        return Reply(text=self._said(response), usage=self._usage(response, time.monotonic() - began))

    def _said(self, response: Any) -> str:
        """Return what the model said; to say nothing is a failure, and no reply to be kept."""
        choice = response.choices[0] if response.choices else None
        text: str = (choice.message.content if choice else None) or ""
        if not text.strip():
            why = f"finish_reason: {choice.finish_reason}" if choice else "no choices"
            raise ExpertError(f"{self.endpoint.name}: its reply is empty ({why})")
        return text

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

    def _lasting(self, what: str, error: Exception, seconds: float) -> ExpertError:
        """Put the endpoint to rest: asking again before that would only be waited for."""
        self.rests.begin(self._who, self._in_words(what, error), seconds)
        return self._failure(what, error)

    def _failure(self, what: str, error: Exception) -> ExpertError:
        return ExpertError(f"{self.endpoint.name}: {self._in_words(what, error)}")

    def _in_words(self, what: str, error: Exception) -> str:
        detail = redact(str(error)).splitlines()
        return f"{what} ({detail[0][:300] if detail else type(error).__name__})"


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


def _litellm() -> Any:
    """Import litellm so that it neither asks the network for prices nor writes over the screen."""
    os.environ.setdefault("LITELLM_LOCAL_MODEL_COST_MAP", "True")
    import litellm

    litellm.suppress_debug_info = True
    litellm.telemetry = False
    for name in ("LiteLLM", "LiteLLM Router", "LiteLLM Proxy"):
        logger = logging.getLogger(name)
        logger.handlers.clear()
        logger.setLevel(logging.ERROR)
    return litellm
