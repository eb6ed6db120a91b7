"""Asking a language model through litellm: one request, one recorded reply. The only module that meets litellm.

What is decided here: whether the endpoint takes a JSON schema (tried once, then remembered), one more attempt when
the transport fails, how many requests a model gets at a time, and that no secret leaves in an error. What a reply
means is decided by the language-model expert.
"""

import asyncio
import logging
import os
import time
from dataclasses import dataclass, field
from typing import Any, Literal

from pydantic import Field, JsonValue, SecretStr

from assistant.base import Frozen
from assistant.errors import ExpertError, NotRecorded, SetupError
from assistant.recordings import Recordings, key
from assistant.redaction import redact
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
    parameters: dict[str, JsonValue] = Field(default_factory=dict)
    """Everything else in `litellm_params`, passed on as it is."""
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
    timeout: float = 120.0
    """Seconds for one request."""
    pause: float = 1.0
    """Seconds before the second attempt where the endpoint names none."""
    concurrency: int = 8
    _slots: asyncio.Semaphore | None = field(default=None, init=False, repr=False)

    async def ask(self, messages: list[Message], schema: dict[str, Any], sample: int = 1) -> Reply:
        """Return the recorded reply to these messages, or ask for one and record it.

        Raises:
            NotRecorded: offline, and never asked before.
            ExpertError: the endpoint did not answer; the message is free of secrets.
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
        if (recorded := self.recordings.get(name)) is not None:
            return Reply(text=str(recorded), usage=Usage(recorded=1))
        if self.offline:
            raise NotRecorded(f"{self.endpoint.name} was not asked: offline, and no reply is recorded")
        async with self._slot():
            reply = await self._request(messages, schema)
        self.recordings.put(name, reply.text)
        return reply

    def _slot(self) -> asyncio.Semaphore:
        if self._slots is None:
            self._slots = asyncio.Semaphore(self.concurrency)
        return self._slots

    async def _request(self, messages: list[Message], schema: dict[str, Any]) -> Reply:
        litellm = await asyncio.to_thread(_litellm)
        refused = key(ability="json_schema refused", model=self.endpoint.model, api_base=self.endpoint.api_base)
        if self.recordings.get(refused):
            return await self._patiently(litellm, messages, {})
        try:
            return await self._patiently(litellm, messages, _response_format(schema))
        except litellm.ContextWindowExceededError as error:
            raise self._failure("its context is too short for this request", error) from None
        except (litellm.BadRequestError, litellm.UnsupportedParamsError, litellm.UnprocessableEntityError):
            reply = await self._patiently(litellm, messages, {})
            self.recordings.put(refused, True)
            return reply

    async def _patiently(self, litellm: Any, messages: list[Message], extra: dict[str, Any]) -> Reply:
        """Send the request, and once more after a pause if the transport failed."""
        passing = (
            litellm.RateLimitError, litellm.InternalServerError, litellm.ServiceUnavailableError,
            litellm.BadGatewayError, litellm.Timeout, litellm.APIConnectionError,
        )  # fmt: skip
        for attempt in range(1, ATTEMPTS + 1):
            try:
                return await self._send(litellm, messages, extra)
            except passing as error:
                wait = _retry_after(error, self.pause)
                if attempt == ATTEMPTS or wait > LONGEST_WAIT:
                    raise self._failure("it did not answer", error) from None
                await asyncio.sleep(wait)
            except litellm.AuthenticationError as error:
                raise self._failure("it refused the API key", error) from None
            except litellm.BadRequestError as error:
                if extra and not isinstance(error, litellm.ContextWindowExceededError):
                    raise
                raise self._failure("it refused the request", error) from None
            except litellm.exceptions.APIError as error:
                raise self._failure("it answered with an error", error) from None
        raise AssertionError("the last attempt returns or raises")

    async def _send(self, litellm: Any, messages: list[Message], extra: dict[str, Any]) -> Reply:
        self._require_key(litellm)
        began = time.monotonic()
        response = await litellm.acompletion(
            model=self.endpoint.model,
            messages=messages,
            api_base=self.endpoint.api_base or None,
            api_key=self._key(),
            timeout=self.timeout,
            max_retries=0,
            num_retries=0,
            drop_params=True,
            **{"temperature": 0.0} | self.endpoint.parameters | extra,
        )
        text = response.choices[0].message.content if response.choices else None
        return Reply(text=text or "", usage=self._usage(response, time.monotonic() - began))

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

    def _key(self) -> str | None:
        """A server of one's own takes any key, but the client library insists on one."""
        return self.endpoint.api_key.get_secret_value() or ("none" if self.endpoint.api_base else None)

    def _require_key(self, litellm: Any) -> None:
        if self._key() is not None:
            return
        missing = litellm.validate_environment(model=self.endpoint.model)["missing_keys"]
        if missing:
            raise SetupError(
                f"The model {self.endpoint.model} needs {' and '.join(missing)} in the environment; set it, or choose"
                " another model with --model. Without a model the built-in extractive expert does the work."
            )

    def _failure(self, what: str, error: Exception) -> ExpertError:
        detail = redact(str(error), [self.endpoint.api_key.get_secret_value()]).splitlines()
        return ExpertError(f"{self.endpoint.name}: {what} ({detail[0][:300] if detail else type(error).__name__})")


def _response_format(schema: dict[str, Any]) -> dict[str, Any]:
    named = {"name": "reply", "schema": schema, "strict": True}
    return {"response_format": {"type": "json_schema", "json_schema": named}}


def _retry_after(error: Any, default: float) -> float:
    headers = getattr(getattr(error, "response", None), "headers", None) or {}
    try:
        return float(headers.get("retry-after", default))
    except ValueError:
        return default


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
