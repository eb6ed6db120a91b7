"""A model and where it answers."""

from pydantic import Field, JsonValue, SecretStr

from assistant.base import Frozen
from assistant.experts.gates import is_own
from assistant.experts.limits import Limits
from assistant.experts.prices import Rates, listed, price_list
from assistant.recordings import key

LONGEST_REPLY = 4_000
"""Tokens that are set aside for a reply; where tokens or dollars are capped, no reply may be longer."""


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
    def identity(self) -> str:
        """The endpoint by its content; another key may be accepted where this one is not."""
        return key(model=self.model, api_base=self.api_base, api_key=self.api_key.get_secret_value())

    @property
    def longest_reply(self) -> int:
        """Tokens that a reply may have, by the user's word or by ours."""
        given = (self.parameters.get(name) for name in ("max_tokens", "max_completion_tokens"))
        return next((number for number in given if isinstance(number, int)), LONGEST_REPLY)

    @property
    def rates(self) -> Rates | None:
        """What a token costs by the user's word."""
        if self.input_price is None or self.output_price is None:
            return None
        return Rates(self.input_price, self.output_price)

    @property
    def price(self) -> Rates | None:
        """Dollars for a token of a prompt and of a reply; None: they are not known."""
        if self.rates is not None:
            return self.rates
        if is_own(self.api_base):
            return None  # what it calls its models says nothing about what they cost there
        return listed(price_list(), self.model)
