"""What `assistant library add` was given: files and folders of this machine, and works by their names.

What only looking up needs is imported by it, so that the progress of adding files is seen at once.
"""

import asyncio
import os
from argparse import Namespace
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from assistant.errors import SetupError, SourceError
from assistant.settings import Settings
from assistant.sources.files import Reading, existing
from assistant.study import Record
from tui.commands.flags import resolved

if TYPE_CHECKING:
    from assistant.sources.catalogue import Kit


class Given(NamedTuple):
    """What is on this machine, and what has to be looked up."""

    paths: list[Path]
    names: list[str]


def told_apart(given: Namespace) -> Given:
    """Return the paths and the names of works that were given; nothing is read or looked up.

    Raises:
        SetupError: something is neither there nor the name of a work, or is one and this machine is offline.
    """
    settings = resolved(given).settings
    paths = {name: existing(name) if name.strip() else None for name in given.paths}
    names = [name for name, path in paths.items() if path is None]
    for name in names:
        _require_name(name, settings)
    return Given([path for path in paths.values() if path is not None], names)


def look_up(names: Sequence[str], given: Namespace) -> list[Reading]:
    """Return what is known of the works; what cannot be had is a problem, and the rest arrives."""
    return asyncio.run(_looked_up(names, resolved(given).settings, given.full_text)) if names else []


def _require_name(name: str, settings: Settings) -> None:
    from assistant.resolving import is_name

    if not name.strip():
        raise SetupError("A path is blank; name a file or folder, as in: assistant library add papers/")
    if not is_name(name):
        raise SetupError(f"{name[:200]!r} is neither a file or folder here, nor a DOI, an arXiv id or a web address.")
    if settings.offline:
        raise SetupError(f"Offline, {name[:200]!r} cannot be looked up; add a file, or go online.")


async def _looked_up(names: Sequence[str], settings: Settings, full_text: bool) -> list[Reading]:
    from assistant.layout import open_web
    from assistant.sources.catalogue import Kit

    kit = Kit(settings, open_web(settings), os.environ)
    async with kit.web.connections.kept():
        return [await _looked_up_one(name, kit, full_text) for name in names]


async def _looked_up_one(name: str, kit: "Kit", full_text: bool) -> Reading:
    from assistant.resolving import resolve

    try:
        record = await resolve(name, kit)
    except SourceError as error:
        return Reading([], [str(error)])
    if not full_text or any(text.kind == "full_text" for text in record.texts):
        return Reading([record], [])
    return await _with_full_text(record, kit)


async def _with_full_text(record: Record, kit: "Kit") -> Reading:
    from assistant.fulltext import fetch

    found = await fetch(record, kit.web, kit.settings.arxiv_pages_url)
    if found.text is None:
        return Reading([record], [f"No full text of {record.title!r}: {'; '.join(found.failures)}."])
    gaps = [f"Of the full text of {record.title!r}, {gap}." for gap in found.gaps]
    return Reading([record.model_copy(update={"texts": (*record.texts, found.text)})], gaps)
