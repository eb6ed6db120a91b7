"""Twelve questions over the bundled library, with lists of relevant studies made by hand before any output was seen."""

import asyncio
from statistics import mean

import pytest

from agents import research
from assistant.report import Report
from assistant.settings import Settings
from assistant.workbench import open_workbench
from tests.agents.test_research import unsound

RELEVANT = {
    "How can the prompts of language models be optimised automatically?": """
        2504.07357 2505.07886 2505.16307 2505.19514 2507.10326 2508.01541 2508.10030 2511.16122 2604.14214
        2606.30840""",
    "How can mixture-of-experts language models be pruned or compressed?": """
        2504.06792 2509.10377 2509.16105 2503.23100 2507.23279""",
    "How should queries be routed among several language models to balance quality and cost?": """
        2505.19435 2505.19970 2505.23052 2506.03880 2506.09033 2506.16655 2507.13666 2601.09692 2601.19402 2602.11877
        2603.20217 2604.23530""",
    "Can language models be trusted as judges, and what biases or attacks affect them?": """
        2504.18333 2506.13639 2508.07805 2509.03419 2602.09383 2603.05399 2603.16848 2504.15253 2505.10320
        2510.18941""",
    "How can hallucinated statements of language models be detected?": """
        2504.17004 2508.01862 2509.04492 2605.12384 2601.05866""",
    "How are dense retrievers trained?": "2004.04906 2007.00808 2112.09118 2504.21015",
    "Does reranking with language models need reasoning, and how can it be made fast?": """
        2505.16886 2511.07555 2606.22807""",
    "How do deep research agents plan their searches and collect evidence?": """
        2504.21776 2507.16075 2509.13312 2510.18939 2512.02038 2604.07720 2605.16217 2601.06021 2604.01664""",
    "How well can literature surveys and related-work sections be generated automatically, and how are they evaluated?":
        "2508.15658 2508.17647 2508.07955 2604.01452",
    "Can language models assist peer review of scientific papers?": "2506.11343 2508.10795 2604.13940 2606.23233",
    "How can citations in generated text be checked or made faithful to their sources?": """
        2510.20303 2511.16198 2601.05866 2506.14580 2606.23989 2601.06021""",
    "How can claims be verified against evidence?": "2510.01932 2604.01657 2604.11036 2604.03141 2511.16198",
}  # fmt: skip
OFF_TOPIC = (
    "How does sourdough fermentation affect the glycaemic index of bread?",
    "Which glaciers in the Alps lost the most mass in the last decade?",
    "How do honeybees communicate the location of food to each other?",
)


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Report]:
    """Every question's report, from one workbench that is laid out as a first start lays it out."""
    with open_workbench(Settings(offline=True), tmp_path_factory.mktemp("data")) as bench:
        return {question: asyncio.run(research.ask(question, bench)) for question in (*RELEVANT, *OFF_TOPIC)}


def cited(report: Report) -> set[str]:
    return {name.removeprefix("arxiv:") for study in report.studies for name in study.ids}


def test_seven_in_ten_cited_studies_are_relevant(reports: dict[str, Report]) -> None:
    shares = [len(cited(reports[q]) & set(ids.split())) / max(1, len(cited(reports[q]))) for q, ids in RELEVANT.items()]
    assert mean(shares) >= 0.7, shares


def test_half_of_the_relevant_studies_are_cited(reports: dict[str, Report]) -> None:
    shares = [len(cited(reports[q]) & set(ids.split())) / len(ids.split()) for q, ids in RELEVANT.items()]
    assert mean(shares) >= 0.5, shares


@pytest.mark.parametrize("question", RELEVANT)
def test_no_quote_is_altered_and_no_sentence_repeated(reports: dict[str, Report], question: str) -> None:
    assert reports[question].status == "complete"
    assert unsound(reports[question]) == []


@pytest.mark.parametrize("question", RELEVANT)
def test_every_sentence_is_supported(reports: dict[str, Report], question: str) -> None:
    assert {sentence.support and sentence.support.state for sentence in reports[question].sentences} == {"supported"}


@pytest.mark.parametrize("question", OFF_TOPIC)
def test_it_abstains_off_the_librarys_topics(reports: dict[str, Report], question: str) -> None:
    assert reports[question].status == "abstained"
    assert not reports[question].studies
