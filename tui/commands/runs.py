"""`assistant runs`: saved runs listed, shown, gone on with, replayed, handed on, compared and deleted."""

import json
import math
import sys
import time
from argparse import Namespace
from collections.abc import Callable, Mapping
from pathlib import Path

from agents.runs.store import RunStore, Saved
from assistant.errors import Exit, SetupError
from assistant.plan import Plan
from assistant.printable import shortened
from tui.output import deliver, writable
from tui.progress import Progress
from tui.saved import forget, opened, standing
from tui.table import table

LONGEST_PLAN = 1_000_000
"""Bytes of a plan's file."""


def run(given: Namespace) -> int:
    with opened() as store:
        return _ACTIONS[given.action](given, store)


def _list(given: Namespace, store: RunStore) -> int:
    runs = store.all()
    if given.format == "json":
        deliver(json.dumps([_told(saved) for saved in runs], indent=2) + "\n", None, "list")
        return Exit.COMPLETE
    if not runs:
        print("No run has been saved yet; one is, whenever you ask: assistant research QUESTION", file=sys.stderr)
        return Exit.COMPLETE
    rows = [("RUN", "STATUS", "AGE", "TOOK", "QUESTION")]
    rows += [
        (saved.run, standing(saved), _age(time.time() - saved.began), _age(saved.seconds), shortened(saved.question))
        for saved in runs
    ]
    deliver(table(rows) + "\n", None, "list")
    return Exit.COMPLETE


def _show(given: Namespace, store: RunStore) -> int:
    from assistant.export import FORMATS

    saved = store.get(given.run)
    report = store.report(saved.run)
    if report is None:
        raise SetupError(f"Run {saved.run} is {standing(saved)} and has no report; {_onward(saved)}")
    deliver(FORMATS[given.format](report), writable(given.output, "report"), "report")
    return Exit.COMPLETE


def _resume(given: Namespace, store: RunStore) -> int:
    from agents import research
    from assistant.settings import resolve
    from tui.commands.flags import flags
    from tui.commands.running import carry_out

    saved = store.get(given.run)
    plan = _plan(Path(given.plan).expanduser()) if given.plan else None
    settings = resolve(store.settings(saved.run) | flags(given)).settings
    output, progress = writable(given.output, "report"), Progress(sys.stderr, given.quiet)
    progress.say(f"Going on with: {shortened(saved.question)}")
    return carry_out(given, settings, lambda bench: research.resume(saved.run, bench, plan), output, progress)


def _replay(given: Namespace, store: RunStore) -> int:
    from assistant.export import FORMATS

    if not 0 <= given.speed < math.inf:
        raise SetupError(f"--speed is {given.speed:g}; it must be 0 or more, such as 10 for ten times as fast.")
    saved = store.get(given.run)
    progress, before = Progress(sys.stderr), 0.0
    for event in store.events(saved.run):
        if given.speed:
            time.sleep(max(0.0, event.seconds - before) / given.speed)
        before = event.seconds
        progress.tell(event)
    if report := store.report(saved.run):
        deliver(FORMATS[given.format](report), None, "report")
    return Exit.COMPLETE


def _export(given: Namespace, store: RunStore) -> int:
    from agents.runs.story import lines

    output = writable(given.output, "run")
    deliver(lines(store.events(store.get(given.run).run)), output, "run")
    return Exit.COMPLETE


def _stop(given: Namespace, store: RunStore) -> int:
    saved = _running(store, given.run)
    store.wish(saved.run, None)
    print(f"Run {saved.run} ends with what is there.", file=sys.stderr)
    return Exit.COMPLETE


def _drop(given: Namespace, store: RunStore) -> int:
    saved = _running(store, given.run)
    branches = {event.branch for event in store.events(saved.run) if event.kind == "opened"}
    if given.branch - 1 not in branches:
        named = ", ".join(str(branch + 1) for branch in sorted(b for b in branches if b is not None)) or "none yet"
        raise SetupError(f"Run {saved.run} has no branch {given.branch}; there are: {named}.")
    store.wish(saved.run, given.branch - 1)
    print(f"Branch {given.branch} of run {saved.run} is dropped.", file=sys.stderr)
    return Exit.COMPLETE


def _running(store: RunStore, name: str) -> Saved:
    saved = store.get(name)
    if standing(saved) != "running":
        raise SetupError(f"Run {saved.run} is {standing(saved)}; only one that is at work can be steered.")
    return saved


def _delete(given: Namespace, store: RunStore) -> int:
    for saved in [store.get(name) for name in given.runs]:
        forget(store, saved.run)
        print(f"Deleted run {saved.run}.", file=sys.stderr)
    return Exit.COMPLETE


def _diff(given: Namespace, store: RunStore) -> int:
    from agents.runs.difference import difference

    before, after = (store.get(name) for name in (given.before, given.after))
    first, second = store.report(before.run), store.report(after.run)
    if first is None or second is None:
        lacking = before if first is None else after
        raise SetupError(f"Run {lacking.run} is {standing(lacking)} and has no report; {_onward(lacking)}")
    found = difference(first, second)
    if given.format == "json":
        deliver(found.model_dump_json(indent=2) + "\n", None, "difference")
        return Exit.COMPLETE
    lines = [
        *(f"+ cited: {title}" for title in found.studies_added),
        *(f"- cited: {title}" for title in found.studies_gone),
        *(f"+ {saying.text} ({saying.study})" for saying in found.added),
        *(f"- {saying.text} ({saying.study})" for saying in found.gone),
    ]
    deliver("\n".join(lines or ["Both rest on the same claims."]) + "\n", None, "difference")
    return Exit.COMPLETE


def _plan(path: Path) -> Plan:
    """Return the plan that a person has edited.

    Raises:
        SetupError: the file cannot be read, or holds no plan.
    """
    import yaml
    from pydantic import ValidationError

    try:
        if path.stat().st_size > LONGEST_PLAN:
            raise SetupError(f"The plan {path} has more than {LONGEST_PLAN / 1e6:g} MB; it cannot be one.")
        return Plan.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")), strict=False)
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise SetupError(f"The plan {path} cannot be read: {error}.") from error
    except ValidationError as error:
        detail = error.errors(include_input=False)[0]
        place = ".".join(map(str, detail["loc"])) or "the file"
        raise SetupError(f"The plan {path} is none: {place}: {detail['msg']}.") from None


def _told(saved: Saved) -> dict[str, object]:
    return saved.model_dump(mode="json") | {"status": standing(saved)}


def _onward(saved: Saved) -> str:
    return f"to go on with it: assistant runs resume {saved.run}"


def _age(seconds: float) -> str:
    for size, unit in ((86_400, "d"), (3_600, "h"), (60, "min")):
        if seconds >= size:
            return f"{seconds / size:.0f} {unit}"
    return f"{seconds:.0f} s"


_ACTIONS: Mapping[str, Callable[[Namespace, RunStore], int]] = {
    "list": _list,
    "show": _show,
    "resume": _resume,
    "replay": _replay,
    "export": _export,
    "stop": _stop,
    "drop": _drop,
    "delete": _delete,
    "diff": _diff,
}
