"""Planted errors: seeded, one at a time, and where true sentences stay true; and the trial that uses them."""

from collections.abc import Sequence

import pytest

from assistant.bundled import records
from assistant.numbers import foreign_numbers
from assistant.verification.corruption import KINDS, PLANTS, Original, Plant, planted, unharmed
from assistant.verification.gates import Gates
from assistant.verification.risk import graded
from assistant.verification.trial import Tally, originals, trial
from assistant.verification.verdict import Label, Pair, Verdict, certain

ORIGINALS = originals(records())


class Always:
    """A judge of one opinion."""

    def __init__(self, label: Label) -> None:
        self.id = label
        self._label = label

    def judge(self, pairs: Sequence[Pair]) -> list[Verdict]:
        return [certain(self._label) for _ in pairs]


@pytest.mark.parametrize("plant", PLANTS)
def test_a_planted_error_changes_the_sentence_or_its_evidence_and_a_seed_gives_the_same_again(plant: Plant) -> None:
    made = planted(ORIGINALS, plant, 50, "seed")
    assert len(made) == 50
    assert made == planted(ORIGINALS, plant, 50, "seed") != planted(ORIGINALS, plant, 50, "other")
    assert len({one.pair for one in made}) == 50
    for one in made:
        says_so = one.original in " ".join(one.pair.evidence)
        assert (one.pair.claim == one.original) == (plant == "wrong citation") == (not says_so)
        assert one.pair.claim.endswith((".", "!", "?", "”", '"', ")"))
        assert "  " not in one.pair.claim


def test_every_plant_is_of_a_kind_of_error() -> None:
    assert KINDS.keys() == set(PLANTS)


def test_true_sentences_are_verbatim_or_reworded() -> None:
    verbatim, reworded = (unharmed(ORIGINALS, variant, 50) for variant in ("verbatim", "reworded"))
    assert all(one.pair.claim == one.original for one in verbatim)
    assert all(one.pair.claim != one.original for one in reworded)


def test_a_changed_number_is_foreign_to_its_evidence() -> None:
    digits = [
        one for one in planted(ORIGINALS, "changed number", 300) if foreign_numbers(one.pair.claim, one.pair.evidence)
    ]
    assert len(digits) > 100


def test_few_sentences_give_few_errors() -> None:
    assert planted([Original("Quality rose.", "Quality rose.", "A")], "changed number", 10) == []
    assert planted([], "wrong citation", 10) == []


def test_a_judge_that_refuses_all_has_full_recall_and_nothing_but_false_alarms() -> None:
    shares: tuple[tuple[Label, float], ...] = (("contradicts", 1.0), ("supports", 0.0))
    for label, share in shares:
        tallies = list(trial(Always(label), ORIGINALS, 20))
        assert [tally.sentences for tally in tallies] == [*PLANTS, "verbatim", "reworded"]
        assert {tally.share for tally in tallies} == {share}
        assert {tally.held / tally.number for tally in tallies} == {share}


def test_the_gates_notice_what_they_are_there_for_and_leave_true_sentences_alone() -> None:
    tallies = {tally.sentences: tally for tally in trial(Gates(), ORIGINALS, 60)}
    assert tallies["negation"].share > 0.9
    assert min(tallies["changed number"].share, tallies["false comparison"].share) > 0.6
    assert max(tallies["verbatim"].share, tallies["reworded"].share) < 0.05


def test_an_interval_holds_its_share_and_narrows() -> None:
    few, many = (Tally(sentences="negation", number=n, refused=n // 2, contradicted=0, held=0) for n in (10, 1000))
    for tally in (few, many):
        assert tally.interval[0] < tally.share < tally.interval[1]
    assert many.interval[1] - many.interval[0] < few.interval[1] - few.interval[0]
    assert Tally(sentences="negation", number=0, refused=0, contradicted=0, held=0).interval == (0.0, 1.0)


def test_what_gates_notice_is_graded() -> None:
    (verdict,) = Gates().judge([Pair("It reaches 97%.", ("It reaches 12%.",))])
    assert graded([verdict]).held
