"""Candidates: an order that holds everything once, and begins with the best of each kind of query."""

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from assistant.candidates import Results, alike, candidates, is_broad, kinds

QUESTION = "How does routing choose experts?"
KEYS = st.lists(st.sampled_from("abcdefgh"), max_size=6, unique=True)
QUERIES, SOURCES = st.sampled_from(["q1", "q2", "q3", "q4", "q5"]), st.sampled_from(["arXiv", "library"])
RESULTS = st.lists(st.builds(Results, QUERIES, SOURCES, KEYS), max_size=8)
FOUND = st.dictionaries(QUERIES, KEYS.filter(bool))
TEXTS = st.dictionaries(st.sampled_from("abcdefgh"), st.sampled_from(["Routing tokens", "An expert", "Weather"]))


def ordered(*found: tuple[str, str], texts: dict[str, str] | None = None) -> str:
    """Return the order of studies named by one letter each; all are on the question unless texts say otherwise."""
    results = [Results(query, "arXiv", tuple(studies)) for query, studies in found]
    about = dict.fromkeys("abcdefghijklmnopqrstuvwxyz", "Routing") | (texts or {})
    return "".join(candidates(QUESTION, results, about))


def test_one_from_each_kind_of_query_comes_first() -> None:
    assert ordered(("q1", "abcd"), ("q2", "abce"), ("q3", "xyz")) == "axbyczed"


def test_queries_that_found_nothing_have_no_turn() -> None:
    assert ordered(("q1", "ab"), ("q2", ""), ("q3", "xy")) == ordered(("q1", "ab"), ("q3", "xy")) == "axby"


def test_sources_take_turns_within_a_query() -> None:
    results = [Results("q", "arXiv", "abc"), Results("q", "library", "bxy")]
    assert "".join(candidates(QUESTION, results, {})) == "abcxy"


def test_what_too_broad_a_query_found_comes_last_except_what_others_found_too() -> None:
    broad = dict.fromkeys("mnopq", "The weather of tomorrow")
    assert ordered(("q1", "mnopqa"), ("q2", "ab"), texts=broad) == "abmnopq"


def test_a_query_is_too_broad_when_hardly_any_of_its_results_holds_a_word_of_the_question() -> None:
    texts = {"a": "Routing tokens", "b": "Weather", "c": "Weather", "d": "Weather", "e": "Weather"}
    assert not is_broad(["routing"], "abcd", texts)
    assert is_broad(["routing"], "abcde", texts)
    assert is_broad(["routing"], ["unknown"], texts)


def test_queries_are_of_one_kind_through_others_whatever_their_order() -> None:
    found = {"q1": "abcd", "q2": "cdef", "q3": "bcde", "q4": "xy"}
    assert kinds(found) == [["q1", "q2", "q3"], ["q4"]]
    assert not alike("abcd", "cdef")


@given(RESULTS, TEXTS)
def test_every_result_is_there_exactly_once(results: list[Results], texts: dict[str, str]) -> None:
    order = candidates(QUESTION, results, texts)
    assert len(order) == len(set(order))
    assert set(order) == {study for each in results for study in each.studies}


@given(RESULTS, TEXTS)
def test_the_same_results_give_the_same_order(results: list[Results], texts: dict[str, str]) -> None:
    backwards = dict(reversed(texts.items()))
    assert candidates(QUESTION, results, texts) == candidates(QUESTION, tuple(results), backwards)


@given(FOUND, st.randoms())
def test_which_queries_are_of_one_kind_does_not_depend_on_their_order(
    found: dict[str, list[str]], shuffling: Random
) -> None:
    names = list(found)
    shuffling.shuffle(names)
    shuffled = {name: found[name] for name in names}
    assert {frozenset(group) for group in kinds(found)} == {frozenset(group) for group in kinds(shuffled)}
    assert sorted(name for group in kinds(found) for name in group) == sorted(found)


@given(FOUND)
def test_the_best_of_every_kind_is_among_the_first(found: dict[str, list[str]]) -> None:
    texts = dict.fromkeys("abcdefgh", "Routing")
    order = candidates(QUESTION, [Results(query, "arXiv", studies) for query, studies in found.items()], texts)
    groups = kinds(found)
    first = set(order[: len(groups)])
    assert all(first & {study for query in group for study in found[query]} for group in groups)


@given(FOUND)
def test_a_query_keeps_the_order_of_its_own_results_when_it_is_alone(found: dict[str, list[str]]) -> None:
    for query, studies in found.items():
        assert candidates(QUESTION, [Results(query, "arXiv", studies)], {}) == studies
