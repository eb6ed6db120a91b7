"""Where LangGraph keeps the state of runs between their steps: plain values in one SQLite file."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.settings import made

if TYPE_CHECKING:
    from langgraph.checkpoint.sqlite.aio import AsyncSqliteSaver

FILE = "checkpoints.db"

# A file of checkpoints must never be able to name code that is run when it is read.
os.environ.setdefault("LANGGRAPH_STRICT_MSGPACK", "true")


@asynccontextmanager
async def checkpoints(path: Path | None) -> "AsyncIterator[AsyncSqliteSaver]":
    """Open the checkpoints; None: they live as long as this context.

    It must be closed, or the process does not end: its thread is none that Python waits for only as a daemon.
    """
    import aiosqlite
    from langgraph.checkpoint.serde.jsonplus import JsonPlusSerializer
    from langgraph.checkpoint.sqlite.aio import AsyncSqliteSaver

    if path is not None:
        made(path.parent)
    async with aiosqlite.connect(path or ":memory:", timeout=30) as connection:
        await connection.execute("PRAGMA synchronous=NORMAL")
        saver = AsyncSqliteSaver(connection, serde=JsonPlusSerializer(allowed_msgpack_modules=[]))
        try:
            yield saver
        finally:
            # A write that is broken off, or comes late, would keep the file locked until its cursor is garbage.
            async with saver.lock:
                await connection.rollback()
                await connection.close()


async def forget(path: Path, run: str) -> None:
    """Remove the checkpoints of a run, if it came to any."""
    async with checkpoints(path) as saver:
        await saver.setup()
        await saver.adelete_thread(run)
