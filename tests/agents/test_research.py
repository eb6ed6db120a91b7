"""Whole runs of the research graph over parts in memory."""

import asyncio
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from agents import research
from assistant.errors import BadOutput, ExpertError, SetupError, SourceError
from assistant.events import Event, ExpertFailed, Planned, Queried, Reported, Searched, SourceFailed, Started
from assistant.experts.router import Router
from assistant.identity import normalised
from assistant.quotations import quoted
from assistant.quotes import SHORTEST
from assistant.report import Report
from assistant.sources import Query
from assistant.study import Record
from assistant.workbench import Workbench
from benchmarks.judging import differences, faulty
from tests.fakes import Memory, Scripted, bench
from tests.samples import record

HASHING = (
    "Hash routing assigns tokens to experts without a learned router. It lost 1.2 points of quality against learned"
    " routing of experts."
)
BALANCED = (
    "Balanced routing of tokens to experts removed the auxiliary loss. Routing of tokens became 12% faster with"
    " balanced experts."
)
RECORDS = [
    record("Expert routing by hashing", HASHING, ids=("arxiv:2401.00001",), year=2024),
    record("Balanced routing of experts", BALANCED, ids=("arxiv:2401.00002",), year=2024),
    record("A survey of tea", "Tea is grown on hills. Its leaves are dried."),
]  # fmt: skip
QUESTION = "How does routing assign tokens to experts?"


@pytest.fixture
def laid(tmp_path: Path) -> Iterator[Workbench]:
    with bench(tmp_path, [Memory(RECORDS)]) as made:
        yield made


def unsound(report: Report) -> list[str]:
    """Return everything in a report that does not resolve or is not verbatim."""
    sentences = [sentence for section in report.sections for sentence in section.sentences]
    said = Counter(normalised(words) for s in sentences for words in {s.text, *quoted(s.text)})
    repeated = [f"it says {n} times: {words}" for words, n in said.items() if n > 1 and len(words) >= SHORTEST]
    return faulty(report) + repeated


async def told(question: str, made: Workbench) -> list[Event]:
    return [event async for event in research.stream(question, made)]


async def test_a_run_without_model_or_network_ends_in_a_cited_report(laid: Workbench) -> None:
    report = await research.ask(QUESTION, laid)
    assert report.status == "complete"
    assert {study.title for study in report.studies} == {r.title for r in RECORDS[:2]}
    assert unsound(report) == []
    assert report.usage.calls == 0


async def test_events_are_numbered_from_start_to_report(laid: Workbench) -> None:
    events = await told(QUESTION, laid)
    assert [event.sequence for event in events] == list(range(1, len(events) + 1))
    assert isinstance(events[0], Started)
    assert isinstance(events[-1], Reported)
    assert any(isinstance(event, Planned) for event in events)
    assert [e.seconds for e in events] == sorted(e.seconds for e in events)


async def test_the_same_question_gets_the_same_report(tmp_path: Path) -> None:
    reports = []
    for name in ("one", "two"):
        with bench(tmp_path / name, [Memory(RECORDS)]) as made:
            reports.append(await research.ask(QUESTION, made))
    assert differences(*reports) == []


async def test_it_abstains_when_nothing_is_about_the_question(tmp_path: Path) -> None:
    with bench(tmp_path, [Memory(RECORDS)]) as made:
        report = await research.ask("Which volcano erupted in Iceland?", made)
    assert report.status == "abstained"
    assert not report.sections
    assert not report.studies


async def test_without_a_model_a_long_section_is_written_in_one_piece(tmp_path: Path) -> None:
    works = [record(f"Routing of tokens to experts, part {n}", f"{HASHING} In part {n}, so it was.") for n in range(20)]
    with bench(tmp_path, [Memory(works)]) as made:
        events = await told(QUESTION, replace(made, breadth=1))
    checked = [event.heading for event in events if event.kind == "checked"]
    assert len(checked) == len(set(checked))
    assert len([event for event in events if event.kind == "claimed"]) > 12


FOXES = record("Foxes", "Foxes hunt at night. They use sound to find mice under snow.")


async def test_a_relevant_study_of_short_sentences_is_quoted(tmp_path: Path) -> None:
    with bench(tmp_path, [Memory([FOXES])]) as made:
        report = await research.ask("How do foxes find mice?", made)
    assert report.status == "complete"
    assert "They use sound to find mice under snow." in report.sections[0].sentences[-1].text


async def test_it_says_how_many_relevant_studies_gave_nothing_to_quote(tmp_path: Path) -> None:
    with bench(tmp_path, [Memory([record("How foxes find mice", "Foxes hear."), FOXES])]) as made:
        one = await research.ask("How do foxes find mice?", replace(made, max_studies=1))
        both = await research.ask("How do foxes find mice?", made)
    assert (one.status, both.status) == ("abstained", "complete")
    assert "1 relevant study was read, but gave no sentence to quote." in one.notes
    assert not any("quote." in note for note in both.notes)


async def test_a_failed_source_makes_the_run_partial_and_is_named(tmp_path: Path) -> None:
    down = Memory([], name="down", error="it hangs")
    with bench(tmp_path, [Memory(RECORDS), down]) as made:
        events = await told(QUESTION, made)
    report = events[-1].report if isinstance(events[-1], Reported) else None
    assert report is not None
    assert report.status == "partial"
    assert report.studies
    assert report.missing == ("down could not be searched: it hangs",)
    assert any(isinstance(event, SourceFailed) for event in events)
    assert any(isinstance(event, Searched) for event in events)


async def test_when_no_source_answers_there_is_no_report(tmp_path: Path) -> None:
    down = Memory([], online=True, error="it hangs")
    with bench(tmp_path, [down]) as made, pytest.raises(SourceError, match="it hangs"):
        await research.ask(QUESTION, made)


async def test_a_blank_question_is_refused(laid: Workbench) -> None:
    with pytest.raises(SetupError, match="blank"):
        await research.ask("  \n ", laid)


async def test_no_study_is_read_twice(laid: Workbench) -> None:
    events = await told(QUESTION, laid)
    read = [key for event in events if event.kind == "read" for key in event.studies]
    assert len(read) == len(set(read))


def finding(given: Any) -> dict[str, Any]:
    """Quote the first words of the first passage for every sub-question."""
    quote = given.passages[0].text.split(".")[0]
    places = range(1, len(given.subquestions) + 1)
    return {
        "findings": [
            {"passage": 1, "subquestion": n, "statement": f"{quote}, {'so' * n}", "quote": quote} for n in places
        ]
    }


SCRIPT = {
    "plan": lambda _: {"subquestions": [{"text": "Routing", "queries": ["routing tokens experts"]}]},
    "screen": lambda g: {"ratings": [{"study": n, "relevance": 1} for n in range(1, len(g.studies) + 1)]},
    "read": finding,
}


@pytest.mark.parametrize(
    ("sentence", "kept"),
    [
        ("Tokens are assigned.", True),
        ("Tokens are assigned to 64 experts.", False),
        ("It says “tokens are assigned to nobody”.", False),
    ],
)
async def test_a_sentence_that_fails_its_check_twice_gives_way_to_its_quote_and_is_listed(
    tmp_path: Path, sentence: str, kept: bool
) -> None:
    draft = {"sentences": [{"text": sentence, "findings": [1]}]}
    scripted = Scripted(SCRIPT | {"write": lambda _: draft, "repair": lambda _: draft})
    with bench(tmp_path, [Memory(RECORDS[:1])], [scripted]) as made:
        report = await research.ask(QUESTION, made)
    assert unsound(report) == []
    (shown,) = report.sentences
    assert (shown.text == sentence) == kept
    assert kept or shown.text.endswith(f"“{report.claims[0].evidence[0].quote}”"), "the quote itself takes its place"
    assert [removed.text for removed in report.removed] == ([] if kept else [sentence])


async def test_a_faulty_sentence_is_repaired_once(tmp_path: Path) -> None:
    said = "Hash routing assigns tokens to experts without a learned router."
    scripted = Scripted(
        SCRIPT
        | {
            "write": lambda _: {"sentences": [{"text": "It took 64 experts.", "findings": [1]}]},
            "repair": lambda _: {"sentences": [{"text": said, "findings": [1]}]},
        }
    )
    with bench(tmp_path, [Memory(RECORDS[:1])], [scripted]) as made:
        report = await research.ask(QUESTION, made)
    (shown,) = report.sentences
    assert shown.text == said
    assert [(removed.text, removed.instead) for removed in report.removed] == [("It took 64 experts.", shown.text)]


async def test_citation_marks_of_the_authors_are_part_of_their_words(tmp_path: Path) -> None:
    marked = "Routing assigns tokens to experts by a learned gate [12]. Tokens keep experts balanced by routing [3, 4]."
    with bench(tmp_path, [Memory([record("Gated routing of experts", marked)])]) as made:
        report = await research.ask(QUESTION, made)
    assert report.status == "complete"
    assert unsound(report) == []
    assert "[12]" in " ".join(s.text for section in report.sections for s in section.sentences)


async def test_a_section_that_nobody_can_write_drops_out_and_its_findings_are_listed(tmp_path: Path) -> None:
    script = SCRIPT | {"plan": lambda _: {"subquestions": [{"text": t, "queries": ["routing"]} for t in ("A", "B")]}}

    def write(given: Any) -> dict[str, Any]:
        if given.heading == "A":
            raise BadOutput("it went blank")
        return {"sentences": [{"text": "Tokens are assigned.", "findings": [1]}]}

    with only(tmp_path, Scripted(script | {"write": write})) as made:
        report = await research.ask(QUESTION, made)
    assert report.status == "partial"
    assert "it went blank" in " ".join(report.missing)
    assert [section.heading for section in report.sections] == ["B"]
    assert [(removed.text.endswith(", so"), removed.faults) for removed in report.removed] == [
        (True, ("no expert could write about it",))
    ]


async def test_when_the_repair_fails_only_what_is_faulty_goes(tmp_path: Path) -> None:
    def repair(_: object) -> dict[str, Any]:
        raise BadOutput("it went blank")

    draft = {"sentences": [{"text": text, "findings": [1]} for text in ("It took 64 experts.", "It took experts.")]}
    with only(tmp_path, Scripted(SCRIPT | {"write": lambda _: draft, "repair": repair})) as made:
        report = await research.ask(QUESTION, made)
    assert report.status == "partial"
    assert [s.text for section in report.sections for s in section.sentences] == ["It took experts."]
    assert [removed.text for removed in report.removed] == ["It took 64 experts."]


@contextmanager
def only(folder: Path, expert: Scripted) -> Iterator[Workbench]:
    """A workbench whose one expert is the given one."""
    with bench(folder, [Memory(RECORDS[:1])]) as made:
        yield replace(made, expert=Router((expert,)))


async def test_an_experts_failure_is_told_and_the_next_one_does_the_work(tmp_path: Path) -> None:
    def fail(_: object) -> object:
        raise ExpertError("the model is down")

    with bench(tmp_path, [Memory(RECORDS)], [Scripted({"plan": fail})]) as made:
        events = await told(QUESTION, made)
    last = events[-1]
    assert isinstance(last, Reported)
    assert last.report.status == "partial"
    assert "the model is down" in last.report.missing[0]
    assert any(isinstance(event, ExpertFailed) for event in events)


@dataclass
class Endless:
    """A source that never answers, and knows what becomes of those who ask."""

    name: str = "endless"
    online: bool = True
    asked: int = 0
    left: int = 0

    async def search(self, _: Query) -> list[Record]:
        self.asked += 1
        try:
            await asyncio.Event().wait()
        finally:
            self.left += 1
        raise AssertionError("it never answers")


async def test_closing_the_stream_cancels_the_run_and_returns_when_it_has_ended(tmp_path: Path) -> None:
    endless = Endless()
    before = asyncio.all_tasks()
    with bench(tmp_path, [Memory(RECORDS), endless]) as made:
        stream = research.stream(QUESTION, made)
        async for event in stream:
            if isinstance(event, Queried) and event.source == endless.name:
                break
        left = endless.left  # the planner's first look gave up
        assert endless.asked > left
        await stream.aclose()
    assert endless.left == endless.asked
    assert asyncio.all_tasks() == before


async def test_cancelling_who_asks_cancels_the_run(tmp_path: Path) -> None:
    endless = Endless()
    with bench(tmp_path, [endless]) as made:
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(research.ask(QUESTION, made), 1)
        assert endless.left == endless.asked > 0


def test_the_synchronous_call_works_inside_a_running_loop(tmp_path: Path) -> None:
    async def notebook() -> Report:
        return research.run(QUESTION, offline=True, sources=(str(_notes(tmp_path)),))

    assert asyncio.run(notebook()).status in ("complete", "abstained")


def _notes(folder: Path) -> Path:
    path = folder / "notes.txt"
    path.write_text("Expert routing\n\nRouting assigns tokens to experts by a learned gate.")
    return path
