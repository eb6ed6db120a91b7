"""The command line: the answer on stdout, the rest on stderr, an exit code for each outcome, never a traceback."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from assistant.errors import AssistantError, BadOutput, Exit, ExpertError, LibraryError, SetupError, SourceError
from tui import guard
from tui.cli import EXITS, main

NOTES = """# Routing of experts

Learned routing assigns each token to two of many experts. Routing by hashing loses 1.2 points against learned routing.
"""


@pytest.fixture
def notes(tmp_path: Path) -> Path:
    folder = tmp_path / "notes"
    folder.mkdir()
    (folder / "routing.md").write_text(NOTES)
    return folder


def ask(notes: Path, *flags: str, question: str = "How does routing assign tokens to experts?") -> list[str]:
    return ["research", question, "--offline", "--source", str(notes), *flags]


def test_help_is_instant_and_loads_nothing_heavy(tmp_path: Path) -> None:
    heavy = ["torch", "litellm", "chromadb", "langgraph", "textual", "pydantic", "numpy"]
    program = (
        "import sys\nfrom tui.cli import main\ntry:\n    main(['--help'])\nexcept SystemExit: pass\n"
        f"loaded = [name for name in {heavy} if name in sys.modules]\n"
        "assert not loaded, loaded"
    )
    took = []
    for _ in range(3):
        began = time.monotonic()
        done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, cwd=_root(), check=False)
        took.append(time.monotonic() - began)
        assert done.returncode == 0, done.stderr
        assert "research" in done.stdout
    assert min(took) <= 0.3


def test_the_report_is_on_stdout_alone(notes: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(ask(notes)) == Exit.COMPLETE
    out, err = capsys.readouterr()
    assert out.startswith("# How does routing assign tokens to experts?")
    assert "[1]" in out
    assert "Researching" in err
    assert "Researching" not in out


def test_quiet_says_nothing(notes: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(ask(notes, "--quiet")) == Exit.COMPLETE
    assert capsys.readouterr().err == ""


def test_json_holds_everything(notes: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(ask(notes, "--format", "json", "--quiet")) == Exit.COMPLETE
    report = json.loads(capsys.readouterr().out)
    assert report["status"] == "complete"
    assert report["passages"]


def test_a_report_can_go_to_a_file(notes: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(ask(notes, "--output", str(tmp_path / "r.md"))) == Exit.COMPLETE
    assert capsys.readouterr().out == ""
    assert (tmp_path / "r.md").read_text().startswith("# How")


def test_a_place_that_cannot_be_written_is_refused_before_the_work(
    notes: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(ask(notes, "--output", str(tmp_path / "nowhere/r.md"))) == Exit.SETUP
    out, err = capsys.readouterr()
    assert out == ""
    assert "nowhere" in err
    assert "Researching" not in err


def test_nothing_on_the_question_is_no_report(notes: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(ask(notes, question="Which volcano erupted in Iceland?")) == Exit.ABSTAINED
    assert "abstained" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("flags", "words"),
    [
        (["--source", "nowhere"], "nowhere"),
        (["--models", "missing.yaml"], "missing.yaml"),
        (["--breadth", "0"], "breadth"),
    ],
)
def test_what_the_user_can_fix_is_one_sentence(
    notes: Path, flags: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(ask(notes, *flags, "--quiet")) == Exit.SETUP
    err = capsys.readouterr().err
    assert words in err
    assert len(err.strip().splitlines()) == 1


@pytest.mark.parametrize(
    ("error", "code"),
    [(SetupError, 2), (ExpertError, 5), (BadOutput, 5), (SourceError, 5), (LibraryError, 7)],
)
def test_every_error_has_its_exit_code(
    error: type[AssistantError], code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail() -> int:
        raise error("what failed, and what to do")

    assert guard.guarded(fail) == code
    assert capsys.readouterr().err == "assistant: what failed, and what to do\n"


def test_a_fault_of_ours_is_kept_in_a_file_without_secrets(
    own_home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SOME_API_KEY", "swordfish-swordfish")

    def fail() -> int:
        raise ZeroDivisionError("with swordfish-swordfish")

    assert guard.guarded(fail) == guard.FAULT
    err = capsys.readouterr().err
    assert "Traceback" not in err
    kept = (own_home / "fault.txt").read_text()
    assert "ZeroDivisionError" in kept
    assert "swordfish" not in kept + err


@pytest.mark.parametrize("home", ["/dev/null", "/dev/null/deeper", "~nobody-at-all/x"])
def test_a_home_that_cannot_be_used_is_one_sentence(
    home: str, notes: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ASSISTANT_HOME", home)
    for command in (ask(notes, "--quiet"), ["library", "list"]):
        assert main(command) == Exit.SETUP
        assert "ASSISTANT_HOME" in capsys.readouterr().err


def test_a_fault_is_kept_even_where_the_home_is_at_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ASSISTANT_HOME", "/dev/null")
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    assert guard.guarded(lambda: 1 // 0) == guard.FAULT
    (kept,) = tmp_path.glob("fault-*.txt")
    assert "ZeroDivisionError" in kept.read_text()
    assert str(kept) in capsys.readouterr().err
    monkeypatch.setattr("tempfile.tempdir", "/dev/null")
    assert guard.guarded(lambda: 1 // 0) == guard.FAULT
    assert "no file could be written" in capsys.readouterr().err


@pytest.mark.parametrize("encoding", ["latin-1"])
def test_no_character_of_a_report_is_lost_to_an_encoding(notes: Path, encoding: str) -> None:
    (notes / "routing.md").write_text(NOTES.replace("Learned", "Learned (注意力, “gated”)"), encoding="utf-8")
    command = [
        sys.executable,
        "-m",
        "tui.cli",
        *ask(notes, question="How does “routing” assign tokens to 专家 experts?"),
    ]
    environment = os.environ | {"PYTHONPATH": str(_root()), "PYTHONIOENCODING": encoding}
    done = subprocess.run(command, capture_output=True, cwd=_root(), env=environment, check=False)
    assert done.returncode == Exit.COMPLETE, done.stderr
    assert "# How does “routing” assign tokens to 专家 experts?" in done.stdout.decode()
    assert "注意力" in done.stdout.decode()


def test_every_exit_code_is_explained() -> None:
    readme = (_root() / "README.md").read_text()
    for code in (*Exit, guard.FAULT):
        assert f"| {int(code)} |" in readme
        assert f" {int(code)} " in EXITS


def test_an_interruption_has_its_own_exit_code() -> None:
    def interrupted() -> int:
        raise KeyboardInterrupt

    assert guard.guarded(interrupted) == Exit.INTERRUPTED


@pytest.mark.parametrize("module", ["tui.guard", "assistant.redaction", "tui.commands.config", "assistant.settings"])
def test_an_interruption_while_it_starts_is_one_sentence(module: str) -> None:
    program = (
        "import sys\n"
        "class Interrupting:\n"
        "    def find_spec(self, name, *_):\n"
        f"        if name == {module!r}: raise KeyboardInterrupt\n"
        "sys.meta_path.insert(0, Interrupting())\n"
        "from tui.cli import main\n"
        "sys.exit(main(['config']))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, cwd=_root(), check=False)
    assert (done.returncode, done.stdout, done.stderr) == (Exit.INTERRUPTED, "", "assistant: Interrupted.\n")


@pytest.mark.parametrize("question", ["???", "🙂 🙂", "…", "\x1b[0m", " "])
def test_a_question_without_a_word_is_refused(question: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["research", question, "--offline", "--quiet"]) == Exit.SETUP
    assert "ask something, as in" in capsys.readouterr().err


def test_a_long_question_is_named_not_repeated(notes: Path, capsys: pytest.CaptureFixture[str]) -> None:
    question = "How does routing assign tokens to experts " * 250
    assert main(ask(notes, question=question)) == Exit.COMPLETE
    out, err = capsys.readouterr()
    assert max(map(len, err.splitlines())) < 300
    assert max(len(line) for line in out.splitlines() if line.startswith(("#", "|"))) < 300
    assert out.splitlines()[0].endswith("…")


def test_config_shows_each_setting_with_its_origin(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ASSISTANT_MODEL", "openai/some-model")
    assert main(["config", "--breadth", "2"]) == Exit.COMPLETE
    lines = capsys.readouterr().out.splitlines()
    assert any(line.split() == ["model", "openai/some-model", "ASSISTANT_MODEL"] for line in lines)
    assert any(line.split() == ["breadth", "2", "flag"] for line in lines)


def test_experts_lists_models_and_the_built_in_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("ABSENT_API_KEY", raising=False)
    file = tmp_path / "litellm.yaml"
    file.write_text(
        "model_list:\n"
        "  - {model_name: fast, litellm_params: {model: openai/fast, api_base: 'http://127.0.0.1:1', api_key: x}}\n"
        "  - {model_name: far, litellm_params: {model: openai/far, api_key: os.environ/ABSENT_API_KEY}}\n"
        "router_settings: {num_retries: 3}\n"
    )
    assert main(["experts", "--models", str(file)]) == Exit.COMPLETE
    out = capsys.readouterr().out
    assert "fast" in out
    assert "extractive" in out
    assert "far needs ABSENT_API_KEY" in out


def test_no_password_of_an_address_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    for address in ("http://me:hunter2pass@127.0.0.1:9/v1", "http://127.0.0.1:9/v1?api_key=hunter2pass"):
        assert main(["experts", "--model", "openai/m", "--api-base", address]) == Exit.COMPLETE
        assert "hunter2pass" not in capsys.readouterr().out


def test_the_library_is_filled_searched_shown_and_emptied(notes: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for _ in range(2):
        assert main(["library", "add", str(notes)]) == Exit.COMPLETE
    said = capsys.readouterr().out.splitlines()
    assert said == [
        "1 record read, 1 new study; the library holds 1.",
        "0 records read, 0 new studies; 1 of 1 files have not changed; the library holds 1.",
    ]
    assert main(["library", "search", "routing"]) == Exit.COMPLETE
    key = capsys.readouterr().out.split()[1]
    assert main(["library", "list"]) == Exit.COMPLETE
    assert key in capsys.readouterr().out
    assert main(["library", "show", key]) == Exit.COMPLETE
    assert "Learned routing assigns" in capsys.readouterr().out
    assert main(["library", "check"]) == Exit.COMPLETE
    assert main(["library", "check", "--rebuild"]) == Exit.COMPLETE
    assert main(["library", "remove", key]) == Exit.COMPLETE
    capsys.readouterr()
    assert main(["library", "list"]) == Exit.COMPLETE
    assert "empty" in capsys.readouterr().out
    assert main(["library", "show", key]) == Exit.SETUP


def test_only_what_is_the_users_own_is_searched(notes: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["research", "How are dense retrievers trained?", "--offline", "--quiet"]) == Exit.COMPLETE
    capsys.readouterr()
    assert main(["library", "search", "dense retrievers"]) == Exit.ABSTAINED
    assert "Your library is empty" in capsys.readouterr().out
    assert main(["library", "add", str(notes)]) == Exit.COMPLETE
    capsys.readouterr()
    assert main(["library", "search", "dense retrievers", "--limit", "1"]) == Exit.COMPLETE
    (line,) = capsys.readouterr().out.splitlines()
    assert main(["library", "show", line.split()[1][:4]]) == Exit.COMPLETE
    assert "file:routing.md" in capsys.readouterr().out


@pytest.mark.parametrize("blank", ["", " ", "?!"])
def test_a_search_for_nothing_is_refused(blank: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["library", "search", blank]) == Exit.SETUP
    assert "no word" in capsys.readouterr().err


def test_offline_it_says_that_online_sources_are_not_asked(notes: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(ask(notes, "--source", "arxiv")) == Exit.COMPLETE
    assert "arXiv (as recorded)" in capsys.readouterr().err


def test_a_reader_that_leaves_early_is_no_fault(notes: Path) -> None:
    command = [sys.executable, "-m", "tui.cli", *ask(notes, "--quiet")]
    environment = os.environ | {"PYTHONPATH": str(_root())}
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=_root(), env=environment) as run:
        assert run.stdout is not None
        run.stdout.close()
        assert run.stderr is not None
        assert run.stderr.read() == b""
        assert run.wait() in (Exit.COMPLETE, Exit.PARTIAL)


def test_what_a_folder_holds_of_other_kinds_is_told_in_one_line(
    notes: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for number in range(9):
        (notes / f"{number}.png").touch()
        (notes / f"x.{number}").touch()
    assert main(["library", "add", str(notes)]) == Exit.COMPLETE
    (line,) = [line for line in capsys.readouterr().err.splitlines() if "Passed over" in line]
    assert line.endswith("Passed over, since such files cannot be read: 18 (9 .png, 1 .0, 1 .1, 1 .2, 1 .3, 5 others).")


def test_an_interrupted_add_is_gone_on_with(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ASSISTANT_EMBEDDER", "hashing")
    file = tmp_path / "papers.jsonl"
    file.write_text("".join(json.dumps({"title": f"Paper {n}"}) + "\n" for n in range(30)))
    with monkeypatch.context() as patch:
        patch.setattr("assistant.embedding.Hashing.embed", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        assert main(["library", "add", str(file)]) == Exit.INTERRUPTED
    assert "the same command goes on from there" in capsys.readouterr().err
    assert main(["library", "stats"]) == Exit.COMPLETE
    assert ["to", "be", "embedded", "30"] in [line.split()[:4] for line in capsys.readouterr().out.splitlines()]
    assert main(["library", "check"]) == Exit.COMPLETE
    assert "30  `assistant library add` embeds them" in capsys.readouterr().out
    assert main(["library", "add"]) == Exit.COMPLETE
    out, err = capsys.readouterr()
    assert out == "0 records read, 0 new studies; the library holds 30.\n"
    assert "embedding: 100%, 30 passages" in err
    assert main(["library", "check"]) == Exit.COMPLETE


def test_the_library_is_counted_and_copied(
    notes: Path, tmp_path: Path, own_home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["library", "add", str(notes)]) == Exit.COMPLETE
    capsys.readouterr()
    assert main(["library", "stats"]) == Exit.COMPLETE
    out = capsys.readouterr().out
    assert out.startswith(f"{own_home / 'library'}\n")
    rows = [line.split() for line in out.splitlines()[2:]]
    assert ["studies", "1"] in rows
    assert ["unknown", "1", "by", "year"] in rows
    assert ["full", "text", "1", "by", "best", "text"] in rows
    assert ["file:routing.md", "1", "by", "source"] in rows
    assert main(["library", "backup", str(tmp_path / "copy.db")]) == Exit.COMPLETE
    assert "1 study" in capsys.readouterr().out
    assert main(["library", "backup", str(notes / "routing.md")]) == Exit.SETUP


def test_progress_is_seen_at_once_and_in_plain_lines(notes: Path) -> None:
    program = (
        "import io, sys, time\nfrom tui.cli import main\n"
        "class Timed(io.StringIO):\n"
        "    def write(self, text):\n"
        "        self.first = getattr(self, 'first', None) or time.process_time()\n"
        "        return super().write(text)\n"
        f"sys.stderr = Timed()\nmain(['library', 'add', {str(notes)!r}])\n"
        "print(sys.stderr.first, repr(sys.stderr.getvalue()))"
    )
    environment = os.environ | {"ASSISTANT_EMBEDDER": "hashing"}
    took = []
    for _ in range(2):
        done = subprocess.run(
            [sys.executable, "-c", program], capture_output=True, text=True, cwd=_root(), env=environment, check=True
        )
        first, said = done.stdout.splitlines()[-1].split(" ", 1)
        took.append(float(first))
        assert said.startswith("'storing:   0%, 0 records\\n")
        assert "\\r" not in said
    assert min(took) <= 0.5, "seconds of work, so that a busy machine does not count"


def _root() -> Path:
    return Path(__file__).parents[2]
