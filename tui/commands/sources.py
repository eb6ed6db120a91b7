"""`assistant sources`: where studies can be looked for; `assistant sources check` asks each one."""

import asyncio
import os
import time
from argparse import Namespace
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from assistant.bundled import is_borrowed
from assistant.errors import Exit, SetupError, SourceError
from assistant.layout import open_web
from assistant.settings import Settings
from assistant.sources import Query
from assistant.sources.catalogue import CATALOGUE, Entry, Kit
from assistant.workbench import BUNDLED_NAME, open_workbench
from tui.commands.flags import resolved
from tui.table import table

PROBE = Query(text="language", limit=1)
"""A word that every source has something on."""


class Probe(NamedTuple):
    """What a source answered to the probe."""

    name: str
    seconds: float
    problem: str
    """Empty if it answered."""


def run(given: Namespace) -> int:
    settings = resolved(given).settings
    return _check(settings, given.names) if given.action == "check" else _list(settings)


def _list(settings: Settings) -> int:
    """Nobody is contacted."""
    rows = [
        ("", "library", "your own studies, or the bundled ones while you have none", ""),
        ("", BUNDLED_NAME, "the bundled ones, whatever you have", ""),
    ]
    rows += [("", name, entry.about, _key(entry, os.environ)) for name, entry in CATALOGUE.items()]
    print(table([("used" if name in settings.sources else "", name, *rest) for _, name, *rest in rows]))
    with open_workbench(settings) as bench:
        print(f"\nasked now: {', '.join(source.name for source in bench.sources)}")
        own = sum(not is_borrowed(study) for study in bench.library.studies())
        print(f"your library: {own} studies")
    if settings.offline:
        print("Offline: sources that leave this machine are not asked.")
    return Exit.COMPLETE


def _check(settings: Settings, names: Sequence[str]) -> int:
    """Ask every source, or those that are named, for one record, and tell how it went."""
    from agents.loop import wait_for

    if unknown := [name for name in names if name not in CATALOGUE]:
        raise SetupError(f"There is no source {unknown[0]!r}; there are {', '.join(CATALOGUE)}.")
    if settings.offline:
        raise SetupError("Offline, no source is asked; leave --offline out.")
    probes = wait_for(_ask_all(settings, names or list(CATALOGUE)))
    print(table([_row(probe, CATALOGUE[probe.name]) for probe in probes]))
    used = [probe for probe in probes if probe.name in (names or settings.sources)]
    return Exit.PARTIAL if any(probe.problem for probe in used) else Exit.COMPLETE


async def _ask_all(settings: Settings, names: Sequence[str]) -> list[Probe]:
    kit = Kit(settings, open_web(settings), os.environ)
    async with kit.web.connections.kept():
        return await asyncio.gather(*(_ask(name, kit) for name in names))


async def _ask(name: str, kit: Kit) -> Probe:
    began = time.monotonic()
    try:
        found = await CATALOGUE[name].make(kit).search(PROBE)
        problem = "" if found else "it answered, but found nothing"
    except (SourceError, SetupError) as error:
        problem = str(error)
    return Probe(name, time.monotonic() - began, problem)


def _row(probe: Probe, entry: Entry) -> tuple[str, str, str, str]:
    how = probe.problem or f"answers in {probe.seconds:.1f} s"
    return probe.name, "failed" if probe.problem else "ok", how, _key(entry, os.environ)


def _key(entry: Entry, environment: Mapping[str, str]) -> str:
    if not entry.key:
        return ""
    return f"{entry.key} is set" if environment.get(entry.key) else f"set {entry.key} for {entry.gain}"
