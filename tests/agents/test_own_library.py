"""Runs over the user's own library: they cite what it says now, and leave it as it is."""

import os
from dataclasses import replace
from pathlib import Path

from agents import research
from assistant.importing import import_files
from assistant.sources.library import LibrarySource
from tests.agents.test_research import unsound
from tests.assistant.library.contents import contents
from tests.fakes import bench

QUESTION = "How does gut microbiota diversity relate to sleep duration?"
SAID = (
    "# Gut microbiota and sleep\n\nGut microbiota diversity relates to sleep duration: adults with more diverse gut"
    " microbiota slept {} minutes longer each night in a cohort of 400 adults.\n"
)


async def test_a_note_is_cited_as_it_is_now_and_a_run_leaves_the_library_as_it_is(tmp_path: Path) -> None:
    note = tmp_path / "note.md"
    with bench(tmp_path, []) as made:
        for minutes in (24, 42):
            note.write_text(SAID.format(minutes), "utf-8")
            os.utime(note, ns=(minutes, minutes))
            import_files(made.library, [note])
        made.library.catch_up()
        before = contents(tmp_path / "library")
        laid = replace(made, sources=(LibrarySource(lambda: made.library, own=True),))
        report = await research.ask(QUESTION, laid)
        assert contents(tmp_path / "library") == before
    assert report.status == "complete"
    assert unsound(report) == []
    quotes = [evidence.quote for claim in report.claims for evidence in claim.evidence]
    assert quotes
    assert all("42 minutes" in quote and "24 minutes" not in quote for quote in quotes)
