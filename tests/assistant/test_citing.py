"""References are a function of the prose."""

from hypothesis import given
from hypothesis import strategies as st

from assistant.citing import numbering, references
from assistant.report import Section, Sentence
from tests.samples import claim, report, study

KEYS = [f"k{n}" for n in range(6)]
CLAIMS = {made.id: made for made in (claim(key=key) for key in KEYS)}
SENTENCES = st.lists(st.lists(st.sampled_from(list(CLAIMS)), min_size=1, max_size=3), max_size=8)


@given(SENTENCES)
def test_numbers_run_from_one_in_the_order_of_first_citation(cited: list[list[str]]) -> None:
    section = Section(heading="h", sentences=tuple(Sentence(text="t", claims=tuple(ids)) for ids in cited))
    numbers = numbering([section], CLAIMS)
    first_use = list(dict.fromkeys(CLAIMS[c].study for ids in cited for c in ids))
    assert list(numbers) == first_use
    assert list(numbers.values()) == list(range(1, len(first_use) + 1))


def test_a_reference_shows_the_quotes_that_the_prose_rests_on() -> None:
    (reference,) = references(report())
    assert reference.number == 1
    assert reference.study == study()
    assert [q.evidence.quote for q in reference.quotations] == ["Quality rose by 3.5%."]


def test_what_the_prose_does_not_cite_is_no_reference() -> None:
    assert references(report(sections=())) == []
