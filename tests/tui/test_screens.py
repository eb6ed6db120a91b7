"""What leaves a command: nothing that steers a terminal, and never nothing in silence."""

import io
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TextIO, cast

import pytest

from assistant.errors import Exit, OutputError
from assistant.printable import CONTROLS
from assistant.report import Report
from tests.tui.test_cli import NOTES
from tui.cli import main
from tui.output import deliver
from tui.screens import Talk

ROOT = Path(__file__).parents[2]
FULL = pytest.param('exec "$@" >/dev/full', "No space left on device", id="full")
CLOSED = pytest.param('exec "$@" >&-', "it is closed", id="closed")
EVIL = "\x1b]0;pwned\x07\x1b[31m\u202eRouting\x9b2J"


def run(folder: Path, shell: str, *arguments: str) -> "subprocess.CompletedProcess[str]":
    """Run a command under a shell that does something to its streams; Python buffers them, as it does by default."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
    return subprocess.run(
        ["sh", "-c", shell, "sh", sys.executable, "-m", "tui.cli", *arguments],
        capture_output=True, text=True, cwd=folder, check=False, env=environment | {"PYTHONPATH": str(ROOT)},
    )  # fmt: skip


@pytest.fixture
def notes(tmp_path: Path) -> str:
    path = tmp_path / "routing.md"
    path.write_text(NOTES)
    return str(path)


@pytest.mark.parametrize(("shell", "why"), [FULL, CLOSED])
@pytest.mark.parametrize("arguments", [["config"], ["--help"], ["--version"], []])
def test_an_answer_that_nobody_gets_is_an_error_of_one_sentence(
    tmp_path: Path, shell: str, why: str, arguments: list[str]
) -> None:
    done = run(tmp_path, shell, *arguments)
    no_app = (
        "" if arguments else "assistant: There is no terminal here for the app to draw on; these are the commands.\n"
    )
    assert (done.returncode, done.stderr) == (
        Exit.OUTPUT,
        f"{no_app}assistant: Nothing can be written to stdout ({why}).\n",
    )


@pytest.mark.parametrize(("shell", "why"), [FULL, CLOSED])
def test_a_report_that_cannot_be_written_is_kept_and_that_is_said(
    tmp_path: Path, own_home: Path, notes: str, shell: str, why: str
) -> None:
    question = ["research", "How does routing assign tokens to experts?", "--offline", "--source", notes, "--quiet"]
    done = run(tmp_path, shell, *question, "--format", "json")
    (kept,) = own_home.glob("report-*")
    assert done.returncode == Exit.OUTPUT
    assert done.stderr == f"assistant: Nothing can be written to stdout ({why}). The report is kept in {kept}.\n"
    assert Report.model_validate_json(kept.read_text()).status == "complete"


def test_what_the_named_file_does_not_take_is_on_stdout(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(OutputError, match="it is on stdout instead"):
        deliver("the report", tmp_path / ("x" * 400), "report")
    assert capsys.readouterr().out == "the report"


@pytest.mark.parametrize("shell", ['exec "$@" 2>&-', 'exec "$@" 2>/dev/full'])
def test_what_nobody_hears_costs_no_answer(tmp_path: Path, notes: str, shell: str) -> None:
    done = run(tmp_path, shell, "research", "How are tokens routed to experts?", "--offline", "--source", notes)
    assert (done.returncode, done.stderr) == (Exit.COMPLETE, "")
    assert done.stdout.startswith("# How are tokens routed to experts?")


def test_with_all_streams_closed_no_file_takes_their_place(tmp_path: Path, own_home: Path) -> None:
    done = run(tmp_path, 'exec "$@" <&- >&- 2>&-', "library", "list")
    assert done.returncode == Exit.OUTPUT
    assert run(tmp_path, 'exec "$@"', "library", "check").returncode == Exit.COMPLETE


def test_nothing_from_a_file_or_a_question_steers_the_terminal(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = f"Routing assigns {EVIL} tokens to experts by a learned gate.\rIt is over.\nNext line."
    (tmp_path / "evil.jsonl").write_text(json.dumps({"title": f"{EVIL} of\ntokens", "abstract": text, "venue": EVIL}))
    (tmp_path / "none.jsonl").write_text(json.dumps({EVIL: EVIL}))
    assert main(["library", "add", str(tmp_path)]) == Exit.PARTIAL
    assert main(["library", "list"]) == Exit.COMPLETE
    key, *row = capsys.readouterr().out.splitlines()[-1].split()
    assert row == ["Routing", "of", "tokens"], "a title is one cell on one line"
    for form in ("md", "json", "bibtex"):
        asked = ["research", f"How does {EVIL} assign tokens to experts?", "--offline", "--format", form]
        assert main([*asked, "--source", "library"]) == Exit.COMPLETE
    assert main(["library", "show", key]) == Exit.COMPLETE
    assert main(["library", "search", EVIL]) == Exit.COMPLETE
    assert main(["library", "show", EVIL]) == Exit.SETUP
    assert main(["research", "q", "--source", EVIL]) == Exit.SETUP
    with pytest.raises(SystemExit):
        main(["research", "q", EVIL])
    out, err = capsys.readouterr()
    assert "over.\nNext line." in out
    assert not CONTROLS.search(out + err.replace("\r[", "["))


def test_json_holds_what_the_text_holds_controls_and_all(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "evil.jsonl").write_text(
        json.dumps({"title": "Routing", "abstract": "Routing \x9bassigns \u202e tokens to experts by a learned gate."})
    )
    asked = ["research", "How does routing assign tokens to experts?", "--offline", "--source", str(tmp_path)]
    assert main([*asked, "--format", "json", "--quiet"]) == Exit.COMPLETE
    out = capsys.readouterr().out
    assert "Routing \x9bassigns \u202e tokens" in Report.model_validate_json(out).passages[0].content


def test_a_bar_may_be_drawn_over_the_one_before() -> None:
    stream = io.StringIO()
    talk = cast(TextIO, Talk(stream))
    print("\r[###...] 3/6\x1b[K", end="", file=talk)
    print("title\r\x1b[K", file=talk)
    assert stream.getvalue() == "\r[###...] 3/6\x1b[Ktitle\n\n"
