"""What `make demo` shows: a cited answer to its question, with no key, no network and no library, in little time."""

import os
import re
import subprocess
import sys
import time
from pathlib import Path

from assistant.errors import Exit
from assistant.report import Report
from tests.agents.test_research import unsound

ROOT = Path(__file__).parents[2]


def test_the_demo_cites_eight_studies_within_a_minute(tmp_path: Path) -> None:
    question = re.search(r"^QUESTION \?= (.+)$", (ROOT / "Makefile").read_text(), re.MULTILINE)
    assert question is not None
    command = [sys.executable, "-m", "tui.cli", "research", "--offline", "--format", "json", question[1]]
    environment = os.environ | {"PYTHONPATH": str(ROOT), "ASSISTANT_HOME": str(tmp_path)}
    began = time.monotonic()
    done = subprocess.run(command, capture_output=True, cwd=tmp_path, env=environment, check=False)
    took = time.monotonic() - began
    assert done.returncode == Exit.COMPLETE, done.stderr.decode()
    report = Report.model_validate_json(done.stdout)
    assert report.counts.cited >= 8
    assert unsound(report) == []
    assert took < 60
