"""The command in a real terminal, and where there is none."""

import os
import shlex
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.errors import Exit
from tui.cli import main

ROOT = Path(__file__).parents[3]
PATIENCE = 40.0


class Tmux:
    """A terminal that can be read, with the command at work in it."""

    def __init__(self, name: str, command: str) -> None:
        self._name = name
        self._do("new-session", "-d", "-x", "80", "-y", "24", f"{command}; echo ended with $?; cat")

    def _do(self, *arguments: str) -> str:
        done = subprocess.run(["tmux", "-L", self._name, *arguments], capture_output=True, text=True, check=True)
        return done.stdout

    def press(self, *keys: str) -> None:
        self._do("send-keys", *keys)

    def screen(self) -> str:
        return self._do("capture-pane", "-p")

    def shows(self, text: str) -> str:
        end = time.monotonic() + PATIENCE
        while text not in (screen := self.screen()):
            assert time.monotonic() < end, screen
            time.sleep(0.05)
        return screen

    def close(self) -> None:
        subprocess.run(["tmux", "-L", self._name, "kill-server"], capture_output=True, check=False)


@pytest.fixture
def tmux(own_home: Path) -> Iterator[Tmux]:
    if shutil.which("tmux") is None:
        pytest.skip("there is no tmux")
    installed = Path(sys.executable).with_name("assistant")
    command = str(installed) if installed.exists() else f"{sys.executable} -m tui.cli"
    environment = f"env ASSISTANT_HOME={shlex.quote(str(own_home))} PYTHONPATH={shlex.quote(str(ROOT))}"
    terminal = Tmux(f"assistant-{os.getpid()}", f"{environment} {command} tui --offline")
    yield terminal
    terminal.close()


def test_the_command_opens_and_leaves_the_terminal_as_it_was(tmux: Tmux) -> None:
    tmux.shows("Ask a research question")
    tmux.press("F1")
    tmux.shows("On this screen")
    tmux.press("Escape")
    tmux.press("C-q")
    assert "Ask a research" not in tmux.shows("ended with 0")


@pytest.mark.slow
def test_a_question_is_asked_planned_answered_and_its_evidence_seen(tmux: Tmux, own_home: Path) -> None:
    tmux.shows("built-in expert")
    tmux.press("-l", "How are experts routed?")
    tmux.press("Enter")
    tmux.shows("Plan ·")
    tmux.press("Enter")
    tmux.shows("✓ complete")
    tmux.press("e")
    tmux.shows("section 1")
    tmux.press("C-q")
    assert "Traceback" not in tmux.shows("ended with 0")
    assert (own_home / "app.log").exists()


@pytest.mark.slow
def test_what_is_left_in_the_midst_is_offered_again(tmux: Tmux, own_home: Path) -> None:
    """kill -9 is as good a crash as any."""
    tmux.shows("built-in expert")
    tmux.press("-l", "How do language models judge other models, and where do they fail?")
    tmux.press("C-g")
    tmux.shows("found")
    panes = tmux._do("list-panes", "-F", "#{pane_pid}").split()
    children = subprocess.run(["pgrep", "-P", panes[0]], capture_output=True, text=True, check=True).stdout.split()
    os.kill(int(children[0]), 9)
    tmux.shows("ended with 137")
    again = Tmux(
        f"assistant-again-{os.getpid()}",
        f"env ASSISTANT_HOME={own_home} PYTHONPATH={ROOT} {sys.executable} -m tui.cli tui --offline",
    )
    try:
        again.shows("Interrupted")
        again.press("C-r")
        again.shows("✓ complete")
    finally:
        again.close()


@pytest.mark.parametrize(("arguments", "code"), [([], Exit.COMPLETE), (["tui"], Exit.SETUP)])
def test_without_a_terminal_it_says_so_and_prints_the_help(
    arguments: list[str], code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == code
    out, err = capsys.readouterr()
    assert err.count("\n") == 1
    assert "no terminal" in err
    assert "usage: assistant" in out
