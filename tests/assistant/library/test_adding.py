"""What a library holds after records were added, merged and removed."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.claim import Claim, Evidence
from assistant.embedding import Hashing
from assistant.errors import SetupError
from assistant.library import Library
from assistant.study import Record, Text
from tests.assistant.library.making import numbered, record

RECORDS = [
    record("Cats", "Cats sleep.", "doi:10.1000/1"),
    record("Cats", "", "arxiv:2101.00001v1"),
    record("Cats", "Cats sleep a lot.", "arxiv:2101.00001v2", kind="full_text"),
    record("Dogs", "Dogs bark.", "doi:10.1000/2"),
    record("Dogs", "", "doi:10.1000/3"),
    record("Dogs", ""),
    record("Birds", "  "),
    record("", "A text without a title."),
]


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(order=st.permutations(RECORDS), again=st.lists(st.sampled_from(RECORDS), max_size=4))
def test_adding_in_any_order_or_again_gives_the_same_studies(
    tmp_path_factory: pytest.TempPathFactory, order: list[Record], again: list[Record]
) -> None:
    with Library.open(tmp_path_factory.mktemp("library"), Hashing()) as library:
        library.add(order)
        before = library.studies()
        library.add(again)
        assert library.studies() == before
        together = {frozenset(RECORDS.index(r) for r in order if library.add([r])[0] == s) for s in before}
        assert together == {
            frozenset({0, 1, 2}),
            frozenset({3}),
            frozenset({4}),
            frozenset({5}),
            frozenset({6}),
            frozenset({7}),
        }
        assert library.check().is_complete


def test_add_gives_a_study_for_each_record_in_order(shelf: Library) -> None:
    records = [numbered(2), numbered(1), numbered(2)]
    assert [study.title for study in shelf.add(records)] == ["Study 2", "Study 1", "Study 2"]
    assert len(shelf) == 2


def test_a_record_that_bridges_two_studies_makes_them_one_under_the_older_key(shelf: Library) -> None:
    old, young = shelf.add([record("A", "Text of a.", "doi:10.1000/a"), record("B", "Text of b.", "arxiv:2101.00001")])
    claim = Claim(text="b", study=young.key, evidence=(Evidence(passage=shelf.passages(young.key)[0].id, quote="b"),))
    shelf.keep_claims([claim])
    (merged,) = shelf.add([record("A", "", "doi:10.1000/a", "arxiv:2101.00001")])
    assert merged.key == old.key == shelf.study(young.key).key
    assert shelf.claims([claim.id]) == [claim]
    assert shelf.passage(claim.evidence[0].passage).study == old.key
    assert {text.content for text in shelf.texts(young.key)} == {"Text of a.", "Text of b."}
    assert len(shelf) == 1


def test_a_study_goes_by_all_its_names(shelf: Library) -> None:
    given_ids = ("doi:10.1000/Ab", "arxiv:2101.00001v3", "openalex:W12")
    (study,) = shelf.add([Record(title="T", ids=given_ids, url="https://example.org/t", source="s")])
    names = [study.key, study.key[:6], "10.1000/AB", "https://doi.org/10.1000/ab", "arXiv:2101.00001", "openalex:W12"]
    assert {shelf.study(name).key for name in [*names, "https://example.org/t"]} == {study.key}


def test_an_unknown_name_is_answered_with_what_is_near(shelf: Library) -> None:
    shelf.add([record("Sleeping cats", "")])
    with pytest.raises(SetupError, match=r"near it are .* \(Sleeping cats\)"):
        shelf.study("cats")


def test_passages_are_exact_slices_of_the_best_text(shelf: Library) -> None:
    content = "\n\n".join(f"Sentence number {n} says something of its own." for n in range(100))
    (study,) = shelf.add([record("Long", "An abstract."), record("Long", content, kind="full_text")])[:1]
    passages = shelf.passages(study.key)
    assert "".join(passage.content for passage in passages) == content
    assert [shelf.passage(passage.id) for passage in passages] == passages


def test_a_passage_id_of_another_cut_still_resolves(shelf: Library) -> None:
    (study,) = shelf.add([record("T", "One. Two. Three.")])
    text = shelf.texts(study.key)[0]
    assert shelf.passage(f"{text.id}#5-9").content == "Two."
    with pytest.raises(SetupError, match="no passage"):
        shelf.passage(f"{text.id}#5-99")


def test_a_text_is_kept_to_the_last_character(shelf: Library) -> None:
    odd = "Odd \x00 text \ud800 with e\u0301 and \r\n 🙂."
    (study,) = shelf.add([Record(title="Odd \ud800", texts=(Text(kind="abstract", content=odd),), source="s")])
    assert [text.content for text in shelf.texts(study.key)] == [odd]
    assert "".join(passage.content for passage in shelf.passages(study.key)) == odd
    assert shelf.find("odd text", 1)[0].study == study.key


def test_threads_that_add_the_same_add_it_once(shelf: Library) -> None:
    records = [numbered(n) for n in range(30)]
    with ThreadPoolExecutor(4) as threads:
        for studies in threads.map(shelf.add, [records, records[::-1], records, records[10:]]):
            assert studies
    assert len(shelf) == 30
    assert shelf.check().is_complete


def test_what_is_removed_is_gone(shelf: Library) -> None:
    keep, drop = shelf.add([numbered(1), numbered(2)])
    text = shelf.texts(drop.key)[0]
    claim = Claim(text="2", study=drop.key, evidence=(Evidence(passage=f"{text.id}#0-7", quote="Finding"),))
    shelf.keep_claims([claim])
    shelf.remove(drop.key)
    assert shelf.studies() == [keep]
    assert [hit.study for hit in shelf.find("subject2", 5)] == [keep.key]
    for forgotten in (lambda: shelf.study(drop.key), lambda: shelf.claims([claim.id]), lambda: shelf.passage(text.id)):
        with pytest.raises(SetupError):
            forgotten()
    assert shelf.check().is_complete
    assert shelf.add([numbered(2)])[0].key == drop.key


def test_a_claim_takes_over_its_new_status(shelf: Library) -> None:
    (study,) = shelf.add([numbered(1)])
    claim = Claim(text="1", study=study.key, evidence=(Evidence(passage=shelf.passages(study.key)[0].id, quote="1"),))
    shelf.keep_claims([claim, claim.model_copy(update={"status": "supported"})])
    assert [kept.status for kept in shelf.claims([claim.id])] == ["supported"]


def test_a_library_holds_its_own_when_not_all_is_borrowed(tmp_path: Path, shelf: Library) -> None:
    shelf.add([record("Lent", source="bundled")])
    assert not shelf.holds_own("bundled")
    shelf.add([record("Own", source="arxiv")])
    assert shelf.holds_own("bundled")
