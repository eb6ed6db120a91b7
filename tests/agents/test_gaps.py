"""What a report says of the parts of a question that it does not answer."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from agents import research
from assistant.errors import SourceError
from assistant.study import Notice
from tests.agents.test_research import QUESTION, RECORDS, SCRIPT, finding
from tests.fakes import Memory, Scripted, bench
from tests.samples import record


async def test_a_part_of_the_question_that_nothing_was_found_on_is_named(tmp_path: Path) -> None:
    parts = [{"text": text, "queries": ["routing tokens experts"]} for text in ("Routing", "Pruning")]

    def read(given: object) -> dict[str, object]:
        return {"findings": finding(given)["findings"][:1]}

    scripted = Scripted(SCRIPT | {"plan": lambda _: {"subquestions": parts}, "read": read})
    with bench(tmp_path, [Memory(RECORDS)], [scripted]) as made:
        report = await research.ask(QUESTION, made)
    assert [section.heading for section in report.sections] == ["Routing"]
    assert report.missing == ("Nothing was found on: Pruning",)
    assert report.status == "complete"


async def test_a_part_that_calls_its_subject_they_is_answered(tmp_path: Path) -> None:
    works = [
        record("Gates", "A gate routes every token in a mixture-of-experts model. Balanced routing needs no loss."),
        record("Cuts", "We prune experts of mixture-of-experts models by their use. Pruned models lose 2% of quality."),
    ]
    with bench(tmp_path, [Memory(works)]) as made:
        report = await research.ask("How do mixture-of-experts models route tokens, and how are they pruned?", made)
    routed, pruned = ([sentence.text for sentence in section.sentences] for section in report.sections)
    assert report.plan.subquestions[1].text == "How are they pruned?"
    assert any("gate routes" in text for text in routed)
    assert not any("gate routes" in text for text in pruned)
    assert any("prune experts" in text for text in pruned)


class Crossref:
    name = "Crossref"

    def __init__(self, error: str = "") -> None:
        self.error = error

    async def notices(self, _: Sequence[str]) -> Mapping[str, tuple[Notice, ...]]:
        if self.error:
            raise SourceError(self.error)
        return {}


@pytest.mark.parametrize(
    ("ids", "error", "told"),
    [
        ((), "", "Works that were read, but not looked up for retractions, for want of a DOI: 1."),
        (("doi:10.1000/1",), "no network", "Whether works that are cited here were retracted could not be looked up"),
        (("doi:10.1000/1",), "", ""),
    ],
)
async def test_retractions_that_were_not_looked_up_are_told(
    tmp_path: Path, ids: tuple[str, ...], error: str, told: str
) -> None:
    work = RECORDS[0].model_copy(update={"ids": ids})
    with bench(tmp_path, [Memory([work])]) as made:
        report = await research.ask(QUESTION, replace(made, notices=Crossref(error)))
    assert report.status == "complete"
    assert any(told in note for note in report.notes) if told else not any("retract" in n for n in report.notes)
