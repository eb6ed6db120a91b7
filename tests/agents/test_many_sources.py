"""Whole runs over four services of which three fail, each in its own way."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from assistant import politeness
from assistant.errors import Exit
from assistant.report import Report
from tests.agents.test_research import unsound
from tests.samples import record
from tests.servers.arxiv_server import ArxivServer
from tests.servers.crossref_server import CrossrefServer
from tests.servers.openalex_server import OpenAlexServer
from tests.servers.semantic_scholar_server import SemanticScholarServer
from tests.servers.source_server import SourceServer
from tui.cli import main

RECORDS = [
    record(
        f"Routing tokens to experts, variant {name}",
        f"Routing of tokens to experts by rule {name} raised the balance of experts by {n}.5 points.",
        ids=(f"doi:10.1000/routing.{n}",),
        authors=(f"Ada {name.title()}",),
        year=2020,
    )
    for n, name in enumerate(("alpha", "beta", "gamma", "delta"), 1)
]
QUESTION = "How does routing assign tokens to experts?"


@pytest.fixture
def services(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, str]]:
    politeness.forget()
    with ExitStack() as stack:
        servers: dict[str, SourceServer] = {
            "ARXIV": stack.enter_context(ArxivServer.holding(RECORDS)),
            "OPENALEX": stack.enter_context(OpenAlexServer(RECORDS, "hang")),
            "SEMANTIC_SCHOLAR": stack.enter_context(SemanticScholarServer(RECORDS, "429")),
            "CROSSREF": stack.enter_context(CrossrefServer.holding(RECORDS)),
        }
        servers["ARXIV"].fault = "broken"
        for name, server in servers.items():
            path = "/api/query" if name == "ARXIV" else ""
            monkeypatch.setenv(f"ASSISTANT_{name}_URL", f"{server.url}{path}")
        monkeypatch.setenv("ASSISTANT_SOURCE_INTERVAL", "0")
        monkeypatch.setenv("ASSISTANT_SOURCE_TIMEOUT", "0.5")
        yield {name: server.url for name, server in servers.items()}


def test_what_one_source_gives_is_reported_and_what_the_others_do_not_is_said(
    services: dict[str, str], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    named = [flag for name in ("arxiv", "openalex", "semantic-scholar", "crossref") for flag in ("--source", name)]
    output = tmp_path / "report.json"
    assert main(["research", QUESTION, *named, "--format", "json", "--output", str(output)]) == Exit.PARTIAL
    report = Report.model_validate_json(output.read_text())
    assert report.status == "partial"
    assert {study.title for study in report.studies} == {r.title for r in RECORDS}
    assert unsound(report) == []
    assert len(report.missing) == 3
    for name, reason in (("arXiv", "no feed"), ("OpenAlex", "within 0.5 s"), ("Semantic Scholar", "429")):
        assert any(line.startswith(name) and reason in line for line in report.missing), report.missing
    failed = {search.source for search in report.flow.searches if search.failed}
    assert failed == {"arXiv", "OpenAlex", "Semantic Scholar"}
    assert "Traceback" not in capsys.readouterr().err


def test_a_year_that_nothing_is_of_finds_nothing(services: dict[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["research", QUESTION, "--source", "crossref", "--since", "2021", "--quiet"]) == Exit.ABSTAINED
    assert main(["research", QUESTION, "--source", "crossref", "--since", "2020", "--quiet"]) == Exit.COMPLETE
