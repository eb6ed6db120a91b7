"""Documents cannot drift: the README's map is the tree, its Python runs, and every example does."""

import re
import runpy
import subprocess
from pathlib import Path

import pytest

from assistant.settings import Settings
from tui.cli import build_parser

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
EXAMPLES = sorted((ROOT / "examples").glob("*.py"))


def test_the_readme_opens_with_the_two_commands() -> None:
    first = re.search(r"```sh\n(.*?)```", README, re.DOTALL)
    assert first is not None
    assert [line.split("#")[0].strip() for line in first[1].splitlines()] == ["make demo", "make test"]


def test_the_map_names_every_module_and_nothing_else() -> None:
    named = set(re.findall(r"^\| `([\w/.]+\.(?:py|md))`", README, re.MULTILINE))
    tracked = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "assistant", "agents", "prompts", "tui"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    ).stdout.split()  # fmt: skip
    modules = {name for name in tracked if name.endswith((".py", ".md")) and (ROOT / name).is_file()}
    assert named == {name for name in modules if (ROOT / name).stat().st_size}


def test_the_readmes_python_runs(capsys: pytest.CaptureFixture[str]) -> None:
    (program,) = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    assert len(program.strip().splitlines()) <= 9
    exec(compile(program, "README.md", "exec"), {})
    assert capsys.readouterr().out.startswith("complete")


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.stem)
def test_every_example_runs_without_key_or_network(example: Path, capsys: pytest.CaptureFixture[str]) -> None:
    runpy.run_path(str(example), run_name="__main__")
    assert capsys.readouterr().out


def test_every_setting_of_the_command_line_is_a_setting() -> None:
    given = vars(build_parser().parse_args(["research", "q"]))
    assert set(given) - {"command", "question", "estimate", "format", "output", "quiet"} <= set(Settings.model_fields)


@pytest.mark.parametrize("command", ["research", "library", "experts", "sources", "config"])
def test_every_command_has_help(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as leaving:
        build_parser().parse_args([command, "--help"])
    assert leaving.value.code == 0
    assert capsys.readouterr().out.strip()
