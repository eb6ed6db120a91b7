"""What `assistant library add` was given, read: files and folders of this machine, and works by their names."""

import asyncio
import os
from argparse import Namespace
from collections.abc import Sequence

from assistant.errors import SetupError, SourceError
from assistant.fulltext import fetch
from assistant.resolving import is_name, resolve
from assistant.settings import Settings
from assistant.sources.catalogue import Kit
from assistant.sources.files import Reading, existing, read
from assistant.study import Record
from assistant.workbench import open_web
from tui.commands.flags import resolved


def readings(given: Namespace) -> list[Reading]:
    """Read everything that was given; nothing is looked up before all of it is known to be something.

    Raises:
        SetupError: something is neither there nor the name of a work, or is one and this machine is offline.
    """
    settings = resolved(given).settings
    paths = {name: existing(name) for name in given.paths}
    names = [name for name, path in paths.items() if path is None]
    for name in names:
        _require_name(name, settings)
    files = [read(path) for path in paths.values() if path is not None]
    return [*files, *asyncio.run(_looked_up(names, settings, given.full_text))]


def _require_name(name: str, settings: Settings) -> None:
    if not is_name(name):
        raise SetupError(f"{name[:200]!r} is neither a file or folder here, nor a DOI, an arXiv id or a web address.")
    if settings.offline:
        raise SetupError(f"Offline, {name[:200]!r} cannot be looked up; add a file, or go online.")


async def _looked_up(names: Sequence[str], settings: Settings, full_text: bool) -> list[Reading]:
    kit = Kit(settings, open_web(settings), os.environ)
    return [await _looked_up_one(name, kit, full_text) for name in names]


async def _looked_up_one(name: str, kit: Kit, full_text: bool) -> Reading:
    try:
        record = await resolve(name, kit)
    except SourceError as error:
        return Reading([], [str(error)])
    if not full_text or any(text.kind == "full_text" for text in record.texts):
        return Reading([record], [])
    return await _with_full_text(record, kit)


async def _with_full_text(record: Record, kit: Kit) -> Reading:
    found = await fetch(record, kit.web, kit.settings.arxiv_pages_url)
    if found.text is None:
        return Reading([record], [f"No full text of {record.title!r}: {'; '.join(found.failures)}."])
    gaps = [f"Of the full text of {record.title!r}, {gap}." for gap in found.gaps]
    return Reading([record.model_copy(update={"texts": (*record.texts, found.text)})], gaps)
