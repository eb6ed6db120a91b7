"""Whatever a writer invents, no report says it: sections of sound and of invented sentences, written over loopback."""

import re
from typing import Any

import pytest

from assistant.errors import Exit
from assistant.export.markdown import markdown
from tests.agents.test_loopback import Obedient, arxiv, with_model
from tests.servers.chat_server import ChatServer

__all__ = ["arxiv"]

INVENTED = {
    "quote": 'The authors call it "the final answer to every question of routing".',
    "number": "Routing of tokens by rule raised the load balance of experts by 88.5 points.",
    "contradiction": "Routing of tokens by rule {rule} lowered the load balance of experts by {rule}.5 points.",
    "name": "ZebraNet raised the load balance of experts by {rule}.5 points.",
    "generality": "Every router of the world raised the load balance of all experts by {rule}.5 points.",
}
"""From what is invented to a sentence that rests on a real claim."""


def lying(said: dict[str, Any]) -> dict[str, Any]:
    """Add to a section one invention of each kind, and a sentence that cites what does not exist."""
    sentences = said["sentences"]
    if not sentences:
        return said
    first = sentences[0]
    rule = (re.search(r"rule (\d+)", first["text"]) or ["", "1"])[1]
    lies = [{"text": text.format(rule=rule), "findings": first["findings"]} for text in INVENTED.values()]
    return {"sentences": [*sentences, *lies, {"text": "A work that nobody has seen proves it.", "findings": [99]}]}


@pytest.mark.usefixtures("arxiv")
@pytest.mark.parametrize("repairs", [True, False])
def test_nothing_invented_survives_and_all_of_it_is_listed(repairs: bool, capsys: pytest.CaptureFixture[str]) -> None:
    spoil: dict[str, Any] = {"write": lying}
    if not repairs:
        spoil["repair"] = lambda _: "no"
    with ChatServer(Obedient(spoil)) as model:
        code, report, _ = with_model(capsys, model)
    assert code == (Exit.COMPLETE if repairs else Exit.PARTIAL)
    assert report is not None
    kept = " ".join(sentence.text for sentence in report.sentences)
    for sign in ("final answer", "88.5", "lowered", "ZebraNet", "Every router", "nobody has seen"):
        assert sign not in kept
    removed = " ".join(removed.text for removed in report.removed)
    for sign in ("final answer", "88.5", "lowered", "ZebraNet", "Every router"):
        assert sign in removed
    assert "nobody has seen" in " ".join(report.notes)
    assert len(report.sentences) >= 10
    assert {sentence.support and sentence.support.state for sentence in report.sentences} == {"supported"}
    assert "did not hold" in markdown(report)
