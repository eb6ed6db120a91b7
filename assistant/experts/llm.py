"""Asking a language model: one question, one recorded reply.

What a reply means is decided by the language-model expert, how a request is sent by `request`.
"""

from dataclasses import dataclass, field
from typing import Any

from assistant.errors import NotRecorded
from assistant.experts.endpoint import Endpoint
from assistant.experts.replies import Reply, recorded, replayed
from assistant.experts.request import Call, Patience, Request, require_awake
from assistant.experts.resting import RESTS, Rests
from assistant.experts.transport.wire import Message
from assistant.recordings import Recordings, key
from assistant.redaction import held, register


@dataclass
class LLM:
    """One endpoint, and what it said before."""

    endpoint: Endpoint
    recordings: Recordings
    offline: bool = False
    patience: Patience = Patience()  # noqa: RUF009  immutable
    rests: Rests = field(default_factory=lambda: RESTS, repr=False)

    def __post_init__(self) -> None:
        register([self.endpoint.api_key.get_secret_value(), *held(self.endpoint.parameters)])

    async def ask(
        self, messages: list[Message], schema: dict[str, Any], sample: int = 1, call: Call | None = None
    ) -> Reply:
        """Return the recorded reply to these messages, or ask for one and record it in the place of an older one.

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
        call = call or Call()
        if (kept := self.recordings.get(name, call.since)) is not None:
            return replayed(kept)
        if self.offline:
            raise NotRecorded(f"{self.endpoint.name} was not asked: offline, and no reply is recorded")
        require_awake(self.endpoint, self.rests)
        request = Request(self.endpoint, messages, schema, call, self.recordings, self.rests, self.patience)
        reply = await request.answered()
        self.recordings.put(name, recorded(reply), replace=call.since is not None)
        return reply
