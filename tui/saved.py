"""Saved runs as people see them: where they are, how they stand, and how one is forgotten."""

import asyncio
from pathlib import Path
from typing import Literal

from agents.runs.lock import is_locked, locked
from agents.runs.store import FILE, RunStatus, RunStore, Saved
from assistant.settings import home

Standing = Literal["running", "interrupted"] | RunStatus
"""As it is saved; one that has not come to its end is at work, or was interrupted."""

UNFINISHED = ("interrupted", "paused", "failed")
"""What can be gone on with, and has no report."""


def folder() -> Path:
    """Return where runs are saved."""
    return home().data / "runs"


def opened() -> RunStore:
    """Open the runs database."""
    return RunStore(folder() / FILE)


def standing(saved: Saved) -> Standing:
    """Return how a run stands."""
    if saved.status != "open":
        return saved.status
    return "running" if is_locked(folder() / "locks", saved.run) else "interrupted"


def forget(store: RunStore, run: str) -> None:
    """Forget a run, its checkpoints, and what sources answered for it alone.

    Raises:
        SetupError: a process is at work on it.
    """
    from agents.runs.checkpoints import FILE as CHECKPOINTS
    from agents.runs.checkpoints import forget as forget_checkpoints
    from assistant.recordings import Recordings
    from assistant.sources.recorded import own

    with locked(folder() / "locks", run), Recordings(home().data / "recordings.db") as recordings:
        asyncio.run(forget_checkpoints(folder() / CHECKPOINTS, run))
        recordings.forget(own(run))
        store.delete(run)
