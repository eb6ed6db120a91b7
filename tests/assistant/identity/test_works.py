"""Laws of whether two records describe one work."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.identity import Verdict, Work, aliases, judged
from assistant.study import Record, Text
from tests.assistant.identity.test_abstracts import DREAM, SLEEP

TITLE = "Weather and company as causes of wakefulness in domestic cats"
PEOPLE = ("Ada Lovelace", "Jürgen van der Berg", "Gabriel García Márquez")


def record(
    title: str = TITLE, authors: tuple[str, ...] = PEOPLE, year: int | None = 2020, text: str = "", *ids: str
) -> Record:
    texts = (Text(kind="abstract", content=text),) if text else ()
    return Record(title=title, authors=authors, year=year, ids=ids, texts=texts, source="s")


BASE = record(TITLE, PEOPLE, 2020, SLEEP, "doi:10.1000/1")
RECORDS = st.builds(
    record,
    st.sampled_from(
        [TITLE, f"{TITLE}: part 2", TITLE.upper(), TITLE.replace("causes", "cuases"), "Editorial", "", "Cats"]
    ),
    st.sampled_from([PEOPLE, PEOPLE[:1], ("Lovelace",), (), ("Alan Turing",)]),
    st.sampled_from([2019, 2020, 2035, None]),
    st.sampled_from([SLEEP, DREAM, ""]),
    st.sampled_from(["doi:10.1000/1", "doi:10.1000/2", "arxiv:2001.00001", "doi:10.1101/123456", "openalex:W1"]),
)


@given(RECORDS, RECORDS)
def test_the_verdict_does_not_depend_on_the_order(ours: Record, theirs: Record) -> None:
    assert judged(Work(ours), Work(theirs)) is judged(Work(theirs), Work(ours))


@given(RECORDS, RECORDS)
def test_what_is_one_work_shares_a_name(ours: Record, theirs: Record) -> None:
    if judged(Work(ours), Work(theirs)) >= Verdict.SAME:
        assert set(aliases(ours)) & set(aliases(theirs))


@pytest.mark.parametrize(
    "variant",
    [
        record(TITLE, PEOPLE, 2018, SLEEP, "arxiv:1801.00001"),
        record(TITLE, PEOPLE, 2019, SLEEP, "doi:10.21203/rs.3.rs-1/v1"),
        record(TITLE, PEOPLE, 2020, SLEEP, "doi:10.5281/zenodo.12"),
        record(TITLE.upper() + ".", ("Lovelace A", "van der Berg J", "García Márquez G"), 2020),
        record(rf"{{{TITLE}}}", ("Lovelace, Ada and others",), 2021),
        record(TITLE.replace("wakefulness", "wakefu1ness"), ("A. Lovelace", "et al."), 2020),
        record(TITLE, (), 2020),
        record(TITLE, (), None),
        record(f"[Extended abstract] {TITLE}", ("Lovelace",), 2020),
        record(f"{TITLE}: a study of forty animals", ("A. Lovelace",), 2020),
        record("What keeps cats awake: weather and company as causes of wakefulness", PEOPLE, 2019, SLEEP),
    ],
)
def test_variants_of_a_work_are_the_same(variant: Record) -> None:
    assert judged(Work(BASE), Work(variant)) >= Verdict.SAME
    assert set(aliases(BASE)) & set(aliases(variant))


@pytest.mark.parametrize(
    "other",
    [
        record(TITLE, PEOPLE, 2020, SLEEP, "doi:10.1000/2"),
        record(TITLE, ("Alan Turing", "Kurt Gödel"), 2020, DREAM),
        record(TITLE, ("Alan Turing",), 2020),
        record(TITLE, PEOPLE, 2020, DREAM),
        record(f"{TITLE}: part 2", PEOPLE, 2020),
        record(f"Comment on “{TITLE}”", PEOPLE, 2020),
        record(f"Correction to: {TITLE}", PEOPLE, 2020),
        record(f"{TITLE}: a reply", PEOPLE, 2020),
        record(f"Data from: {TITLE}", PEOPLE, 2020, SLEEP),
        record(TITLE.replace("domestic", "feral"), PEOPLE, 2020, DREAM),
        record(f"{TITLE}: further results", PEOPLE, 2021),
        record(f"{TITLE}: a follow-up", PEOPLE, 2021),
        record(f"{TITLE}: an update", PEOPLE, 2021),
        record(f"{TITLE}: code and data", PEOPLE, 2020),
        record(f"Updated {TITLE}", PEOPLE, 2021),
    ],
)
def test_works_that_look_alike_are_different(other: Record) -> None:
    assert judged(Work(BASE), Work(other)) is Verdict.DIFFERENT


def test_rival_collaborations_publish_under_one_title() -> None:
    title = "Search for supersymmetry in final states with leptons and jets"
    ours, same, theirs = (
        Work(record(title, (who,), 2012))
        for who in ("CMS Collaboration", "The CMS collaboration", "ATLAS Collaboration")
    )
    assert judged(ours, same) is Verdict.SAME
    assert judged(ours, theirs) is Verdict.DIFFERENT


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (record("Introduction", ("Ada Lovelace",), 2020), record("Introduction", ("Ada Lovelace",), 2020)),
        (record("Editorial", (), 2020), record("Editorial", (), 2020)),
        (record("Annual report of the union", PEOPLE, 2020), record("Annual report of the union", PEOPLE, 2021)),
        (
            record("Findings of the conference on machine translation", PEOPLE, 2020),
            record("Findings of the conference on machine translation", PEOPLE, 2021),
        ),
        (record(TITLE, PEOPLE, 2020), record(f"Towards {TITLE}", PEOPLE, 2019)),
        (record("Global report on safe roads", (), 2020), record("Global report on safe roads", (), 2021)),
        (record("Cats", ("Lovelace",), 2020), record("Cats", ("Lovelace",), 2020)),
        (record(TITLE, PEOPLE, 2020), record(TITLE, PEOPLE, 2032)),
        (record("Malaria control in Zambia", PEOPLE, 2020), record("Malaria control in Gambia", PEOPLE, 2020)),
        (record(TITLE, PEOPLE, 2020), record(TITLE.replace("domestic", "feral"), PEOPLE, 2020)),
        (record("Sleep: weather", PEOPLE, 2020), record("Sleep: company", PEOPLE, 2020)),
        (record("", PEOPLE, 2020), record("", PEOPLE, 2020)),
    ],
)
def test_too_little_is_not_enough(ours: Record, theirs: Record) -> None:
    assert judged(Work(ours), Work(theirs)) < Verdict.SAME
