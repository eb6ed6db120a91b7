"""Screening: decisions move the order, and the promise of recall holds."""

import random
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.embedding import Hashing
from assistant.flow import TITLE_ONLY
from assistant.library import Hit
from assistant.screening import Features, features, order, percent, recall_bound, triage
from assistant.screening.triage import ACCEPT, FAR, REJECT
from tests.samples import passage

QUESTION = "How does routing assign tokens to experts?"
TEXTS = [
    "Routing of tokens to experts by a learned gate.",
    "Routers of networks forward packets along routes.",
    "A gate learned for tokens picks experts; routing is sparse.",
    "Tea is grown on hills and dried.",
    "Packets are forwarded by network routers along shortest routes.",
    "",
]
WORDS = st.sampled_from("routing gate tokens experts tea hills packets network the of".split())
PROSE = st.lists(WORDS, max_size=12).map(" ".join)


def described(texts: list[str], question: str = QUESTION) -> Features:
    return features(question, texts, Hashing(64).embed([question, *texts]))


@given(st.lists(PROSE, max_size=8), PROSE, st.dictionaries(st.integers(0, 7), st.booleans()))
def test_the_order_holds_every_undecided_study_once(texts: list[str], question: str, decided: dict[int, bool]) -> None:
    decisions = {study: yes for study, yes in decided.items() if study < len(texts)}
    proposed = order(described(texts, question), decisions)
    assert sorted([*proposed, *decisions]) == list(range(len(texts)))
    assert proposed == order(described(texts, question), decisions)


def test_before_any_decision_the_question_decides() -> None:
    assert order(described(TEXTS), {})[0] == 0


def test_accepting_a_study_brings_up_its_like_and_refusing_it_sends_them_down() -> None:
    given_ = described(TEXTS)
    accepted, refused = order(given_, {1: True}), order(given_, {1: False})
    assert accepted[0] == 4
    assert refused.index(4) > accepted.index(4)


DECISIONS = st.lists(st.booleans(), max_size=40)


@given(DECISIONS, st.integers(0, 60))
def test_the_promise_is_a_share_and_whole_once_everything_is_read(decisions: list[bool], unread: int) -> None:
    bound = recall_bound(decisions, len(decisions) + unread)
    assert 0 <= bound <= 1
    assert recall_bound(decisions, len(decisions)) == 1


@given(st.lists(st.booleans(), min_size=1, max_size=30), st.integers(1, 30), st.integers(2, 60))
def test_reading_on_in_vain_never_lowers_the_promise(decisions: list[bool], vain: int, unread: int) -> None:
    total = len(decisions) + vain + unread
    bounds = [recall_bound([*decisions, *[False] * more], total) for more in range(vain + 1)]
    assert all(earlier <= later + 1e-9 for earlier, later in pairwise(bounds))


@pytest.mark.parametrize("read", [40, 80, 120])
def test_the_promise_is_kept_even_by_an_order_that_is_pure_chance(read: int) -> None:
    """Every stretch is tested, so the chance of one unlucky stretch adds up; most promises must hold all the same."""
    dice = random.Random(read)
    broken = 0
    for _ in range(200):
        relevant = [True] * 12 + [False] * 138
        dice.shuffle(relevant)
        broken += sum(relevant[:read]) / 12 < recall_bound(relevant[:read], 150)
    assert broken <= 200 * 0.15


def hit(study: str, similarity: float, readable: bool = True) -> Hit:
    return Hit(study, 0.0, similarity, passage(study) if readable else None)


def test_nearness_decides_the_clear_cases_and_gives_its_reasons() -> None:
    hits = [hit("near", ACCEPT), hit("far", REJECT - 0.01), hit("band", REJECT), hit("title", 0.9, readable=False)]
    relevant, unclear, excluded = triage(hits)
    assert [h.study for h in relevant] == ["near"]
    assert [h.study for h in unclear] == ["band"]
    assert {e.study: e.reason for e in excluded} == {"far": FAR, "title": TITLE_ONLY}


@given(st.lists(st.tuples(st.text("ab", min_size=1, max_size=4), st.floats(-1, 1), st.booleans()), max_size=10))
def test_every_hit_has_one_place(drawn: list[tuple[str, float, bool]]) -> None:
    hits = [hit(name, cosine, readable) for name, cosine, readable in {d[0]: d for d in drawn}.values()]
    sorted_out = triage(hits)
    placed = [*(h.study for h in (*sorted_out.relevant, *sorted_out.unclear)), *(e.study for e in sorted_out.excluded)]
    assert sorted(placed) == sorted(h.study for h in hits)


def test_scores_do_not_grow_with_the_length_of_a_text() -> None:
    given_ = described(["routing experts", "routing experts " * 50])
    assert np.isclose(np.bincount(given_.rows, given_.weights**2)[1:], 1).all()


@given(st.floats(0, 1))
def test_a_bound_in_per_cent_promises_no_more_than_the_bound_and_never_all(bound: float) -> None:
    assert percent(bound) <= min(99, 100 * bound)
