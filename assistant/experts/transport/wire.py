"""What is said between the process that researches and the one that talks to models: a line of JSON each."""

from typing import Annotated, Literal

from pydantic import Field, JsonValue, TypeAdapter

from assistant.base import Frozen

Message = dict[Literal["role", "content"], str]

Reason = Literal["passing", "refused", "unstreamed", "too_long", "key", "keyless", "model", "other"]
"""Why there is no answer: the transport failed (it may work when tried again), the request was refused, no pieces came
although they were asked for, the context is too short, the key is not accepted, there is none, there is no such model,
or something else."""


class Ask(Frozen):
    """A request to a model, as litellm takes it."""

    kind: Literal["ask"] = "ask"
    id: int = 0
    """Given by the process that sends it."""
    model: str
    messages: tuple[Message, ...]
    api_base: str = ""
    api_key: str = Field(default="", repr=False)
    """Empty: litellm finds one in the environment, if one is needed."""
    timeout: float
    """Seconds; of silence, where the answer comes in pieces."""
    parameters: dict[str, JsonValue] = Field(default_factory=dict, repr=False)
    """Everything else; it may hold keys."""
    stream: bool = False


class Cancel(Frozen):
    """Nobody waits for the answer any more."""

    kind: Literal["cancel"] = "cancel"
    id: int


class Environment(Frozen):
    """The environment is another one now; keys may have come."""

    kind: Literal["environment"] = "environment"
    variables: dict[str, str] = Field(repr=False)


Order = Ask | Cancel | Environment
ORDER: TypeAdapter[Order] = TypeAdapter(Annotated[Order, Field(discriminator="kind")])


class Sent(Frozen):
    """The request goes out."""

    kind: Literal["sent"] = "sent"


class Piece(Frozen):
    """A part of an answer."""

    kind: Literal["piece"] = "piece"
    text: str


class Heard(Frozen):
    """An answer as it arrived, whole."""

    kind: Literal["heard"] = "heard"
    text: str
    finish: str | None
    """Why it ended; None: it does not say."""
    prompt_tokens: int = 0
    completion_tokens: int = 0
    """Zero, both: the endpoint does not say."""
    cost: float | None = None
    """Dollars by litellm's count, which knows of discounts."""


class Failed(Frozen):
    """There is no answer."""

    kind: Literal["failed"] = "failed"
    reason: Reason
    message: str
    """Unredacted."""
    retry_after: str | None = None
    """What the endpoint says of it."""


Said = Sent | Piece | Heard | Failed


class Word(Frozen):
    """What there is to say on a request."""

    id: int
    """Zero: on all."""
    said: Annotated[Said, Field(discriminator="kind")]
