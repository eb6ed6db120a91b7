"""What a report says of the parts of a question that it does not answer."""

from dataclasses import replace
from pathlib import Path

import pytest

from agents import research
from tests.agents.test_recall import Gazette
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


@pytest.mark.parametrize(
    ("ids", "broken", "told"),
    [
        ((), False, "Works that were read, but not looked up for retractions, for want of a DOI: 1."),
        (("doi:10.1000/1",), True, "Whether works that are cited here were retracted could not be looked up"),
        (("doi:10.1000/1",), False, ""),
    ],
)
async def test_retractions_that_were_not_looked_up_are_told(
    tmp_path: Path, ids: tuple[str, ...], broken: bool, told: str
) -> None:
    work = RECORDS[0].model_copy(update={"ids": ids})
    with bench(tmp_path, [Memory([work])]) as made:
        report = await research.ask(QUESTION, replace(made, notices=Gazette(broken)))
    assert report.status == "complete"
    assert any(told in note for note in report.notes) if told else not any("retract" in n for n in report.notes)
