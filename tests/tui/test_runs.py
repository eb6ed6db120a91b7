"""Saved runs on the command line: nothing that was done is lost, and nothing needs a network to be seen again."""

import asyncio
import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from agents.runs.store import FILE, RunStore
from assistant.errors import Exit
from assistant.report import Report
from assistant.settings import Settings, home
from tests.servers.base import Request, Response, Server
from tui.cli import main

QUESTION = "How do deep research agents plan their searches?"
ASK = ["research", QUESTION, "--offline", "--format", "json"]


def told(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = main(list(arguments))
    out, err = capsys.readouterr()
    assert "Traceback" not in err
    return code, out, err


def listed(capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    code, out, _ = told(capsys, "runs", "list", "--format", "json")
    assert code == Exit.COMPLETE
    found: list[dict[str, object]] = json.loads(out)
    return found


def test_a_run_is_listed_shown_and_replayed_as_it_was(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = told(capsys, *ASK)
    assert code == Exit.COMPLETE
    report = Report.model_validate_json(out)
    (entry,) = listed(capsys)
    assert (entry["run"], entry["status"], entry["question"]) == (report.run, "complete", QUESTION)
    assert told(capsys, "runs", "show", report.run[:6], "--format", "json")[:2] == (Exit.COMPLETE, out)
    code, again, lines = told(capsys, "runs", "replay", report.run, "--format", "json")
    assert (code, again) == (Exit.COMPLETE, out)
    assert err.endswith(lines), "the same lines, after the first one"


def test_a_run_that_has_come_to_its_end_is_not_gone_on_with(capsys: pytest.CaptureFixture[str]) -> None:
    report = Report.model_validate_json(told(capsys, *ASK)[1])
    code, out, err = told(capsys, "runs", "resume", report.run)
    assert (code, out) == (Exit.SETUP, "")
    assert f"assistant runs show {report.run}" in err


def test_what_is_not_there_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    for arguments in (["show", "zz"], ["resume", "zz"], ["replay", "zz"], ["delete", "zz"], ["diff", "zz", "zz"]):
        code, out, err = told(capsys, "runs", *arguments)
        assert (code, out) == (Exit.SETUP, "")
        assert "There is no run" in err
    assert listed(capsys) == []


def test_a_deleted_run_is_gone(capsys: pytest.CaptureFixture[str]) -> None:
    report = Report.model_validate_json(told(capsys, *ASK)[1])
    assert told(capsys, "runs", "delete", report.run)[0] == Exit.COMPLETE
    assert listed(capsys) == []


def test_two_runs_on_one_question_rest_on_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    runs = [Report.model_validate_json(told(capsys, *ASK)[1]).run for _ in range(2)]
    assert told(capsys, "runs", "diff", *runs)[1] == "Both rest on the same claims.\n"
    other = Report.model_validate_json(told(capsys, *ASK, "--max-studies", "3")[1])
    code, out, _ = told(capsys, "runs", "diff", runs[0], other.run, "--format", "json")
    assert code == Exit.COMPLETE
    assert json.loads(out)["studies_gone"]


def test_a_plan_waits_for_its_reviewer_and_is_followed_as_edited(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, err = told(capsys, *ASK, "--review")
    assert code == Exit.WAITING
    (entry,) = listed(capsys)
    assert entry["status"] == "paused"
    assert f"assistant runs resume {entry['run']}" in err
    plan = yaml.safe_load(out)
    plan["subquestions"][0]["text"] = "Which plans do agents follow?"
    edited = tmp_path / "plan.yaml"
    edited.write_text(yaml.safe_dump(plan))
    code, out, _ = told(capsys, "runs", "resume", str(entry["run"]), "--plan", str(edited), "--format", "json")
    assert code == Exit.COMPLETE
    report = Report.model_validate_json(out)
    assert report.plan.subquestions[0].text == "Which plans do agents follow?"
    assert report.sections[0].heading == "Which plans do agents follow?"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("subquestions: []", "no sub-question"),
        ("subquestions: [{text: a, queries: []}]", "queries"),
        ("questions: 3", "questions"),
        ("{", "cannot be read"),
    ],
)
def test_a_plan_that_cannot_be_followed_is_refused_and_the_run_still_waits(
    text: str, words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told(capsys, *ASK, "--review")
    (entry,) = listed(capsys)
    file = tmp_path / "plan.yaml"
    file.write_text(text)
    code, out, err = told(capsys, "runs", "resume", str(entry["run"]), "--plan", str(file))
    assert (code, out) == (Exit.SETUP, "")
    assert words in err
    assert listed(capsys)[0]["status"] == "paused"


@pytest.mark.parametrize("presses", [1, 2])
def test_ctrl_c_ends_a_run_with_what_is_there_and_twice_at_once(
    presses: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "n.md").write_text("# Routing\n\nRouting assigns tokens to experts by a learned gate over the experts.")
    pressed: list[Request] = []

    def pressing(request: Request) -> Response:
        if not pressed:
            pressed.append(request)
            os.kill(os.getpid(), signal.SIGINT)
        return Response(hang=3.0)

    async def slowly(*_: object) -> None:
        os.kill(os.getpid(), signal.SIGINT)
        await asyncio.sleep(20)

    if presses == 2:
        monkeypatch.setattr("agents.research.driving._concluded", slowly)
    flags = ["--source", str(tmp_path / "n.md"), "--source", "arxiv", "--format", "json", "--path", "full", "--quiet"]
    with Server(pressing) as server:
        monkeypatch.setenv("ASSISTANT_ARXIV_URL", server.url)
        monkeypatch.setenv("ASSISTANT_SOURCE_INTERVAL", "0")
        code, out, err = told(capsys, "research", "How are tokens routed?", *flags)
    assert code == Exit.INTERRUPTED
    (entry,) = listed(capsys)
    assert re.search(rf"assistant runs resume {entry['run']}", err)
    assert entry["status"] == ("partial" if presses == 1 else "interrupted")
    assert bool(out) == (presses == 1)
    if out:
        assert Report.model_validate_json(out).status == "partial"
    monkeypatch.setenv("ASSISTANT_OFFLINE", "true")
    code, out, _ = told(capsys, "runs", "resume", str(entry["run"]), "--format", "json")
    assert code == Exit.COMPLETE
    assert Report.model_validate_json(out).studies


def test_settings_that_hold_a_secret_are_not_saved(own_home: Path) -> None:
    with RunStore(home().data / "runs" / FILE) as store:
        settings = Settings(api_base="https://user:pa55w0rd@host/v1", breadth=2)
        saved = store.create("abc", "q", settings, 0.0)
        assert store.settings(saved.run) == {"breadth": 2}
    assert b"pa55w0rd" not in (own_home / "runs" / FILE).read_bytes()


def test_an_estimate_spends_nothing_and_says_what_is_unknown(capsys: pytest.CaptureFixture[str]) -> None:
    def refusing(_: Request) -> Response:
        raise AssertionError("nothing is asked")

    with Server(refusing) as server:
        ask = ["research", QUESTION, "--estimate", "--model", "openai/own", "--api-base", server.url]
        code, out, _ = told(capsys, *ask)
        assert not server.requests
    assert code == Exit.COMPLETE
    assert "unknown" in out
    assert "in all" in out
    assert listed(capsys) == []


def test_a_cap_on_dollars_without_prices_is_refused_before_anything_is_spent(
    capsys: pytest.CaptureFixture[str],
) -> None:
    ask = ["research", QUESTION, "--model", "openai/own", "--api-base", "http://127.0.0.1:9", "--max-dollars", "1"]
    code, out, err = told(capsys, *ask)
    assert (code, out) == (Exit.SETUP, "")
    assert "max_dollars" in err


@pytest.mark.parametrize("wish", ["stop", "drop"])
def test_a_run_at_work_is_steered_from_another_terminal(
    wish: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "n.md").write_text("# Routing\n\nRouting assigns tokens to experts by a learned gate over the experts.")
    codes: list[int] = []

    def steering(_: Request) -> Response:
        if not codes:
            with RunStore(home().data / "runs" / FILE) as store:
                (saved,) = store.all()
            steer = {"stop": ["stop", saved.run], "drop": ["drop", saved.run, "1"]}[wish]
            command = [sys.executable, "-m", "tui.cli", "runs", *steer]
            codes.append(subprocess.run(command, check=False, capture_output=True).returncode)
        return Response(hang=6.0)

    flags = ["--source", str(tmp_path / "n.md"), "--source", "arxiv", "--format", "json", "--path", "short", "--quiet"]
    with Server(steering) as server:
        monkeypatch.setenv("ASSISTANT_ARXIV_URL", server.url)
        monkeypatch.setenv("ASSISTANT_SOURCE_TIMEOUT", "20")
        code, out, _ = told(capsys, "research", "How are tokens routed?", *flags)
    assert codes == [0]
    report = Report.model_validate_json(out)
    assert report.studies == ()
    assert code == (Exit.INTERRUPTED if wish == "stop" else Exit.PARTIAL)
    assert any("How are tokens routed?" in line for line in report.missing) == (wish == "drop")
    assert told(capsys, "runs", wish, report.run, *(["1"] if wish == "drop" else []))[0] == Exit.SETUP


@pytest.mark.parametrize("speed", ["-1", "nan", "inf"])
def test_no_run_is_replayed_at_a_speed_that_is_none(speed: str, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = told(capsys, "runs", "replay", "any", "--speed", speed)
    assert (code, out) == (Exit.SETUP, "")
    assert "--speed" in err
