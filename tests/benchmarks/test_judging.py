"""What is said of a disturbed run follows from its report and from the logs of the servers."""

import pytest

from assistant.report import Report, Section, Sentence
from assistant.usage import Usage
from benchmarks.disturbed import CALLS, TRIES, wrong
from benchmarks.endpoint import Served
from benchmarks.judging import asked_model_again, asked_sources_again, differences, unfounded
from benchmarks.services import Asked
from benchmarks.stage import Ended, moments
from tests.samples import report

KILLED = 10.0


def served(body: str, began: float, ended: float | None = None) -> list[Served]:
    """Return the lines about one request; without an end, it was never answered."""
    first = Served(task="read", body=body, began=began, ended=0, prompt_tokens=1, completion_tokens=1)
    return [first] if ended is None else [first, first.model_copy(update={"ended": ended})]


def asked(query: str, began: float, ended: float) -> Asked:
    return Asked(source="arxiv", path="/", query={"q": query}, began=began, ended=ended)


def test_reports_differ_where_they_say_different_things_and_not_in_what_they_took() -> None:
    made = report()
    assert differences(made, made.model_copy(update={"usage": Usage(calls=7)})) == []
    assert differences(made, made.model_copy(update={"question": "Another?"})) == ["report.question"]
    assert differences(made, made.model_copy(update={"notes": ("One.",)})) == ["report.notes"]


def test_a_sound_report_is_founded() -> None:
    assert unfounded(report()) == []


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"status": "complete", "missing": ("arXiv failed.",)}, "said to be complete"),
        ({"status": "partial"}, "but not what is missing"),
        ({"sections": (Section(heading="H", sentences=(Sentence(text="It is.", claims=("c",)),)),)}, "no claim c"),
    ],
)
def test_an_untrue_report_is_found_out(facts: dict[str, object], words: str) -> None:
    assert words in " ".join(unfounded(report(**facts)))


def test_what_was_answered_before_a_kill_must_not_be_asked_again() -> None:
    lines = [*served("done", 1, 2), *served("flying", 9), *served("done", 12, 13), *served("flying", 12, 13)]
    assert asked_model_again([*lines, *served("new", 14, 15)], KILLED) == (1, 1)
    requests = [asked("done", 1, 2), asked("flying", 9, 11), asked("flying", 12, 13), asked("done", 12, 13)]
    assert asked_sources_again([*requests, asked("new", 12, 13)], KILLED) == (1, 1)
    assert asked_sources_again([asked("done", 1, 2), asked("done", 3, 4)], KILLED) == (0, 0), "before the kill"


def ended(made: Report | None, code: int, err: str = "") -> Ended:
    return Ended(code, made.model_dump_json() if made else "", err, 1.0, None)


@pytest.mark.parametrize(
    ("one", "calls", "tries", "words"),
    [
        (ended(report(), 0), CALLS, TRIES, ""),
        (ended(report(), 4), 1, 1, "exit code 4"),
        (ended(None, 5, "assistant: no"), 1, 1, "no report (5)"),
        (ended(report(), 0, "Traceback (most recent call last)"), 1, 1, "a traceback"),
        (ended(report(status="abstained"), 3), 1, 1, "it abstains"),
        (ended(report(), 0), CALLS + 2, 1, "for a cap of"),
        (ended(report(), 0), 1, TRIES + 1, f"made {TRIES + 1} times"),
    ],
)
def test_how_a_run_among_failures_may_end(one: Ended, calls: int, tries: int, words: str) -> None:
    found = list(wrong(one, calls, tries))
    assert (words in " ".join(found)) if words else found == []


def test_kills_come_in_every_part_of_a_run_and_always_at_the_same_moments() -> None:
    made = moments(10, 20.0, seed=3)
    assert made == moments(10, 20.0, seed=3)
    assert [int(after // 2) for after in made] == list(range(10))
