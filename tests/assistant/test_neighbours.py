"""Neighbours: closeness to the accepted studies, whatever the order of the links."""

from collections import Counter
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.neighbours import ranked
from assistant.sources import Link

LINKS = st.lists(
    st.builds(
        Link,
        study=st.sampled_from("abc"),
        work=st.sampled_from([f"openalex:W{n}" for n in range(6)]),
        kind=st.sampled_from(["reference", "citation"]),
    ),
    max_size=25,
)


def links(study: str, works: str, kind: str = "reference") -> list[Link]:
    return [Link.model_validate({"study": study, "work": work, "kind": kind}) for work in works.split()]


@pytest.mark.parametrize(
    ("given", "order"),
    [
        ([], ""),
        (links("a", "v w") + links("b", "w x"), "w v x"),
        (links("a", "v") + links("b", "w x y z"), "v w x y z"),
        (links("a", "v") + links("b", "w x") + links("c", "w y"), "w v x y"),
        (links("a", "v w x") + links("b", "y", "citation") + links("b", "p q r s"), "y v w x p q r s"),
        (links("a", "v") + links("a", "v w", "citation") + links("b", "w z"), "w v z"),
    ],
    ids=[
        "none", "more studies", "fewer links", "two against one", "kinds are counted apart", "both ways count once",
    ],
)  # fmt: skip
def test_closest_first(given: list[Link], order: str) -> None:
    assert ranked(given, 100) == order.split()


@given(LINKS, st.randoms(use_true_random=False), st.integers(0, 8))
def test_the_order_of_links_and_repeats_do_not_matter_and_the_limit_cuts(
    given: list[Link], random: Random, limit: int
) -> None:
    order = ranked(given, 100)
    assert sorted(order) == sorted({link.work for link in given})
    shuffled = [*given, *given[:3]]
    random.shuffle(shuffled)
    assert ranked(shuffled, limit) == order[:limit]


@given(LINKS)
def test_what_is_linked_to_all_that_another_is_linked_to_and_more_is_before_it(given: list[Link]) -> None:
    order = ranked(given, 100)
    ends = {work: {(link.study, link.kind) for link in given if link.work == work} for work in order}
    for better in order:
        for worse in order:
            if ends[better] > ends[worse] and {s for s, _ in ends[better]} > {s for s, _ in ends[worse]}:
                assert order.index(better) < order.index(worse)


@given(LINKS, st.sampled_from("abc"))
def test_one_more_study_never_lowers_a_work(given: list[Link], study: str) -> None:
    order = ranked(given, 100)
    for work in order[1:2]:
        more = ranked([*given, *links(study, work)], 100)
        assert more.index(work) <= order.index(work)


def test_among_equals_names_decide() -> None:
    assert ranked(links("a", "c b d a"), 3) == ["a", "b", "c"]
    assert Counter(ranked(links("a", "b b b"), 3)) == {"b": 1}
