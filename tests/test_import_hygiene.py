"""Nothing heavy is imported before it is needed."""

import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = (
    "torch", "litellm", "chromadb", "langgraph", "textual", "onnxruntime", "sentence_transformers", "arxiv", "httpx",
    "lxml", "pypdf", "pyzotero", "bibtexparser", "rispy",
)  # fmt: skip


@pytest.mark.parametrize(
    "program",
    [
        "import assistant.workbench, assistant.tasks, assistant.export",
        "import agents.research",
        "import prompts",
        "import assistant.verification.judges, tui.commands.evaluate",
        "import tui.cli",
        "import tui.commands.research, tui.commands.library",
    ],
)
def test_importing_ours_loads_nothing_heavy(program: str) -> None:
    check = (
        f"{program}\nimport sys\nloaded = [name for name in {HEAVY} if name in sys.modules]\nassert not loaded, loaded"
    )
    root = Path(__file__).parents[1]
    done = subprocess.run([sys.executable, "-c", check], capture_output=True, text=True, cwd=root, check=False)
    assert done.returncode == 0, done.stderr
