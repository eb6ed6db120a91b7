"""Decisions on claims: the latest holds, each can be taken back, and cases follow from them alone."""

import sqlite3
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from assistant.claim import Evidence
from assistant.decisions import Decision, Decisions, Quoted, Ruling, cases, standing
from assistant.errors import SetupError
from tests import samples

BETTER = Quoted(
    evidence=Evidence(passage="0" * 32 + "#0-40", quote="Balanced routing needs no auxiliary loss."),
    study="k2",
    label="Losses (2023)",
    kind="full_text",
)


def decision(ruling: Ruling = "accepted", claim: str = "", reason: str = "", when: float = 1.0) -> Decision:
    made = samples.claim()
    quoted = Quoted(evidence=made.evidence[0], study="k1", label="Balanced Routing (2024)", kind="abstract")
    return Decision(
        ruling=ruling,
        claim=claim or made.id,
        text=made.text,
        sentence="Quality rose by 3.5%.",
        quotes=(quoted,),
        better=BETTER if ruling == "better" else None,
        reason=reason,
        run="3f2a",
        when=when,
    )


MADE = st.builds(
    decision,
    ruling=st.sampled_from(("accepted", "wrong", "better")),
    claim=st.sampled_from(("one", "two", "three")),
    reason=st.sampled_from(("", "it says 3.6%", "≠ \n\ud800")),
    when=st.floats(0, 10),
)
UNDOING = st.sampled_from(("one", "two", "three"))


@given(st.lists(MADE | UNDOING, max_size=20))
def test_the_latest_decision_holds_and_taking_it_back_restores_the_one_before(acts: list[Decision | str]) -> None:
    model: dict[str, list[Decision]] = {}
    order: list[Decision] = []
    with Decisions(None) as kept:
        for act in acts:
            if isinstance(act, str):
                stack = model.get(act, [])
                assert kept.undo(act) == (stack[-1] if stack else None)
                if stack:
                    del order[max(place for place, made in enumerate(order) if made is stack[-1])]
                    stack.pop()
            else:
                kept.add(act)
                model.setdefault(act.claim, []).append(act)
                order.append(act)
        assert kept.all() == order
        assert standing(kept.all()) == {claim: stack[-1] for claim, stack in model.items() if stack}
        assert kept.of(["one", "three"]) == [made for made in order if made.claim != "two"]


@given(st.lists(MADE, max_size=12))
def test_cases_follow_from_the_decisions_that_hold_and_from_nothing_else(made: list[Decision]) -> None:
    found = cases(made)
    assert found == cases(list(standing(made).values()))
    assert len(found) == len({each.claim for each in made})
    for case, holding in zip(found, standing(made).values(), strict=True):
        assert case.expected.follows == (holding.ruling != "wrong")
        quote = holding.better or holding.quotes[0]
        assert case.input.sentences[0].quotes == (quote.evidence.quote,)
        assert type(case).model_validate(case.model_dump(mode="python")) == case


def test_decisions_outlive_the_process(tmp_path: Path) -> None:
    path = tmp_path / "data" / "decisions.db"
    with Decisions(path) as kept:
        kept.add(decision("wrong", reason="no"))
    with Decisions(path) as again:
        assert again.all() == [decision("wrong", reason="no")]


def test_a_file_of_somebody_else_is_left_as_it_is_and_named(tmp_path: Path) -> None:
    path = tmp_path / "decisions.db"
    path.write_text("not a database, but long enough to be looked at as one" * 20)
    with pytest.raises(SetupError, match="decisions"):
        Decisions(path)


def test_a_table_that_cannot_be_made_is_told_in_words(tmp_path: Path) -> None:
    path = tmp_path / "decisions.db"
    with sqlite3.connect(path) as other:
        other.execute("CREATE VIEW decisions AS SELECT 1 AS claim")
    other.close()
    with pytest.raises(SetupError, match="decisions"):
        Decisions(path)


def test_better_words_belong_to_one_kind_of_decision() -> None:
    for faulty in ({"ruling": "better", "better": None}, {"better": BETTER}):
        with pytest.raises(ValidationError):
            Decision.model_validate(decision().model_dump() | faulty)
