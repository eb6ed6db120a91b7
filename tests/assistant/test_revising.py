"""What a reader called wrong is in no report that is handed on, and is listed there with the reason."""

from itertools import chain

from hypothesis import given
from hypothesis import strategies as st

from assistant.citing import numbering, references
from assistant.decisions import Ruling
from assistant.export.markdown import markdown
from assistant.report import Report, Section, Sentence
from assistant.revising import revised
from tests import samples
from tests.assistant.test_decisions import decision

QUOTES = (
    "Balanced routing needs no auxiliary loss.",
    "Quality rose by 3.5%.",
    "Routing sends each token to 2 of 64 experts.",
)
CLAIMS = {claim.id: claim for key in ("k1", "k2") for quote in QUOTES for claim in [samples.claim(quote, key=key)]}
SENTENCES = st.builds(
    Sentence,
    text=st.sampled_from(QUOTES),
    claims=st.lists(st.sampled_from(sorted(CLAIMS)), min_size=1, max_size=3, unique=True).map(tuple),
    opens_paragraph=st.booleans(),
)
SECTIONS = st.lists(
    st.builds(
        Section, heading=st.sampled_from(("A", "B")), sentences=st.lists(SENTENCES, min_size=1, max_size=4).map(tuple)
    ),
    max_size=3,
).map(tuple)
RULINGS: st.SearchStrategy[dict[str, Ruling]] = st.dictionaries(
    st.sampled_from(sorted(CLAIMS)), st.sampled_from(("accepted", "wrong", "better"))
)


def report_of(sections: tuple[Section, ...]) -> Report:
    return samples.report(
        sections=sections,
        claims=tuple(CLAIMS.values()),
        passages=(samples.passage("k1"), samples.passage("k2")),
        studies=tuple(samples.study(key) for key in numbering(sections, CLAIMS)),
    )


@given(SECTIONS, RULINGS)
def test_no_sentence_rests_on_what_was_called_wrong_and_all_that_went_is_listed(
    sections: tuple[Section, ...], rulings: dict[str, Ruling]
) -> None:
    report = report_of(sections)
    made = revised(report, {claim: decision(ruling, claim=claim) for claim, ruling in rulings.items()})
    wrong = {claim for claim, ruling in rulings.items() if ruling == "wrong"}
    before = list(chain.from_iterable(section.sentences for section in report.sections))
    after = list(chain.from_iterable(section.sentences for section in made.sections))
    gone = [sentence for sentence in before if wrong & set(sentence.claims)]
    assert [(s.text, s.claims) for s in after] == [(s.text, s.claims) for s in before if s not in gone]
    assert [removed.text for removed in made.removed] == [sentence.text for sentence in gone]
    assert [reference.study for reference in references(made)] == list(made.studies)
    assert {claim.id for claim in made.claims} == {claim for sentence in after for claim in sentence.claims}


@given(SECTIONS)
def test_a_report_of_which_nothing_was_decided_says_the_same(sections: tuple[Section, ...]) -> None:
    report = report_of(sections)
    assert revised(report, {}).sections == report.sections
    assert revised(report, {}).studies == report.studies


def test_a_paragraph_that_loses_its_first_sentence_still_begins_anew() -> None:
    first, second = sorted(CLAIMS)[:2]
    sentences = (
        Sentence(text="A.", claims=(second,)),
        Sentence(text="B.", claims=(first,), opens_paragraph=True),
        Sentence(text="C.", claims=(second,)),
    )
    made = revised(report_of((Section(heading="A", sentences=sentences),)), {first: decision("wrong", claim=first)})
    assert [[sentence.text for sentence in paragraph] for paragraph in made.sections[0].paragraphs] == [["A."], ["C."]]


def test_what_is_handed_on_says_what_the_reader_decided() -> None:
    report = samples.report()
    claim = report.claims[0].id
    wrong = markdown(revised(report, {claim: decision("wrong", reason="it fell")}))
    assert "a reader called what it says of Balanced Routing (2024) wrong: it fell" in wrong
    assert "Quality rose by 3.5%." not in wrong.split("## Left out")[0]
    better = markdown(revised(report, {claim: decision("better")}))
    assert "better shown by “Balanced routing needs no auxiliary loss.” (Losses (2023))" in better
    assert revised(report, {claim: decision()}).claims[0].status == "supported"
