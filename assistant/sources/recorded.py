"""Sources that answer from the recordings while that is good enough, and record whatever else they are told.

Failures are never recorded, nor is an answer in part: both are asked for again. What is on this machine changes under
a run's feet, so an answer from there holds for the run that asked, which goes on with it after a crash, and for no
other.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Generic, NamedTuple, TypeVar

from pydantic import JsonValue, TypeAdapter, ValidationError

from assistant.errors import NotAsked
from assistant.recordings import Recordings, key
from assistant.redaction import redact
from assistant.sharing import Sharing
from assistant.sources import CitationSource, Link, NoticeSource, Query, Source
from assistant.study import Notice, Record, Study

T = TypeVar("T")
S = TypeVar("S", bound=Source)

DAY = 86_400.0
"""Seconds."""
_WHERE = ("base_url", "path", "library")
"""What sources call the place that they ask."""

_RECORDS = TypeAdapter(list[Record])
_LINKS = TypeAdapter(list[Link])
_NOTICES = TypeAdapter(dict[str, tuple[Notice, ...]])


@dataclass(frozen=True)
class Horizon:
    """Which recorded answers are good enough for a run."""

    run: str
    """Its id."""
    began: float
    """When it began for the first time, in seconds since the epoch."""
    freshness: float = 7.0
    """Days before that, from which on an answer holds."""
    offline: bool = False
    """Nothing is asked outside this machine, and an answer of any age holds."""
    fresh: bool = False
    """No answer holds that was recorded before the run began."""

    @property
    def since(self) -> float | None:
        """From when on an answer holds, in seconds since the epoch; None: whenever it was recorded."""
        if self.fresh:
            return self.began
        return None if self.offline else self.began - self.freshness * DAY


class Answered(NamedTuple):
    """What a source says to a query."""

    records: tuple[Record, ...]
    recorded: bool
    """Whether the source was not asked: the answer was recorded, or the same is being asked for somebody else."""


def own(run: str) -> str:
    """Return what the keys of the answers that hold for this run only begin with (see `Recordings.forget`)."""
    return f"{run}/"


@dataclass(frozen=True)
class _Keeper:
    """Answers of one source, of any form."""

    source: Source | NoticeSource
    recordings: Recordings
    horizon: Horizon
    online: bool
    _sharing: Sharing = field(default_factory=Sharing, init=False)

    async def answer(
        self, form: TypeAdapter[T], request: Mapping[str, JsonValue], ask: Callable[[], Awaitable[T]]
    ) -> tuple[T, bool]:
        """Return the answer, and whether it is had without asking the source."""
        name = self._key(request)

        async def once() -> tuple[T, bool]:
            if (kept := await asyncio.to_thread(self._kept, form, name)) is not None:
                return kept, True
            if self.horizon.offline and self.online:
                raise NotAsked(f"{self.source.name}: offline, and this was never asked")
            answer = await ask()
            await asyncio.to_thread(self._keep, form, name, answer)
            return answer, False

        (answer, recorded), joined = await self._sharing.share(name, once)
        return answer, recorded or joined

    def _key(self, request: Mapping[str, JsonValue]) -> str:
        name = key(source=self.source.name, where=_where(self.source), request=request)
        return name if self.online else own(self.horizon.run) + name

    def _kept(self, form: TypeAdapter[T], name: str) -> T | None:
        """Return what is recorded; an answer in the form of another version counts as none."""
        kept = self.recordings.get(name, self.horizon.since if self.online else None)
        try:
            return None if kept is None else form.validate_python(kept)
        except ValidationError:
            return None

    def _keep(self, form: TypeAdapter[T], name: str, answer: T) -> None:
        self.recordings.put(name, form.dump_python(answer, mode="json"), replace=True)


@dataclass(frozen=True)
class Recorded(Generic[S]):
    """A source whose answers to searches are recorded."""

    source: S
    recordings: Recordings = field(repr=False)
    horizon: Horizon

    @property
    def name(self) -> str:
        return self.source.name

    @property
    def online(self) -> bool:
        return self.source.online

    @cached_property
    def _keeper(self) -> _Keeper:
        return _Keeper(self.source, self.recordings, self.horizon, self.source.online)

    async def search(self, query: Query) -> list[Record]:
        return list((await self.answer(query)).records)

    async def answer(self, query: Query) -> Answered:
        """Return what `search` returns, and whether the source was asked.

        Raises:
            PartialAnswer: as the source raises it.
            SourceError: as the source raises it; or offline, and nothing is recorded.
        """
        records, recorded = await self._keeper.answer(
            _RECORDS, {"search": query.model_dump(mode="json")}, lambda: self.source.search(query)
        )
        return Answered(tuple(records), recorded)


@dataclass(frozen=True)
class RecordedCitations(Recorded[CitationSource]):
    """A source whose answers about citations are recorded, too."""

    async def links(self, studies: Sequence[Study]) -> list[Link]:
        asked: list[JsonValue] = [[study.key, *study.ids] for study in studies]
        links, _ = await self._keeper.answer(_LINKS, {"links": asked}, lambda: self.source.links(studies))
        return list(links)

    async def works(self, names: Sequence[str]) -> list[Record]:
        asked: list[JsonValue] = [*names]
        records, _ = await self._keeper.answer(_RECORDS, {"works": asked}, lambda: self.source.works(names))
        return list(records)


@dataclass(frozen=True)
class RecordedNotices:
    """A source whose notices are recorded."""

    source: NoticeSource
    recordings: Recordings = field(repr=False)
    horizon: Horizon

    @property
    def name(self) -> str:
        return self.source.name

    @cached_property
    def _keeper(self) -> _Keeper:
        return _Keeper(self.source, self.recordings, self.horizon, online=True)

    async def notices(self, dois: Sequence[str]) -> Mapping[str, tuple[Notice, ...]]:
        async def ask() -> dict[str, tuple[Notice, ...]]:
            return dict(await self.source.notices(dois))

        asked: list[JsonValue] = [*sorted(set(dois))]
        found, _ = await self._keeper.answer(_NOTICES, {"notices": asked}, ask)
        return found


def recorded(source: Source, recordings: Recordings, horizon: Horizon) -> Recorded[Source] | RecordedCitations:
    """Return the source with recordings, able to do what it can do."""
    if isinstance(source, CitationSource):
        return RecordedCitations(source, recordings, horizon)
    return Recorded(source, recordings, horizon)


def _where(source: Source | NoticeSource) -> dict[str, JsonValue]:
    """Return the place that a source asks, as far as it has one, without what is secret in it."""
    named = ((name, getattr(source, name, None)) for name in _WHERE)
    return {
        name: redact(str(value.resolve() if isinstance(value, Path) else value))
        for name, value in named
        if isinstance(value, str | Path)
    }
