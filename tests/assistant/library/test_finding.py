"""What `find` finds, and that it takes any question."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.bundled import records
from assistant.embedding import Hashing, Vectors
from assistant.library import Library
from assistant.library.finding import REREAD
from tests.assistant.library.making import numbered, record

ABSTRACTS = {
    "Sleep of cats": "Cats sleep sixteen hours a day. They dream.",
    "Barking": "Dogs bark at strangers and at the postman.",
    "Migration": "Swallows fly to Africa when the days grow short.",
}


@pytest.fixture
def animals(shelf: Library) -> Library:
    shelf.add([record(title, content) for title, content in ABSTRACTS.items()])
    return shelf


@pytest.mark.parametrize(
    ("query", "title"),
    [("do dogs bark", "Barking"), ("how long do cats sleep", "Sleep of cats"), ("when do swallows fly", "Migration")],
)
def test_the_study_that_speaks_of_it_comes_first(animals: Library, query: str, title: str) -> None:
    hit = animals.find(query, 3)[0]
    assert animals.study(hit.study).title == title
    assert hit.passage is not None
    assert hit.passage.content == ABSTRACTS[title]


def test_hits_are_ordered_and_limited(animals: Library) -> None:
    hits = animals.find("cats and dogs", 2)
    assert len(hits) == 2
    assert hits[0].score >= hits[1].score
    assert all(-1 <= hit.similarity <= 1 for hit in hits)


def test_similarity_is_the_cosine_of_query_and_passage(animals: Library) -> None:
    hit = animals.find("Barking\nDogs bark at strangers and at the postman.", 1)[0]
    assert hit.similarity == pytest.approx(1, abs=1e-5)


def test_a_study_is_judged_by_its_best_passage(shelf: Library) -> None:
    long = " ".join(f"Filler sentence {n} says nothing." for n in range(80)) + " Zebras have stripes."
    shelf.add([record("Long", long), *map(numbered, range(5))])
    hits = shelf.find("zebras stripes", 3)
    assert hits[0].passage is not None
    assert "Zebras" in hits[0].passage.content
    assert len({hit.study for hit in hits}) == 3


def test_among_ranks_every_study_of_it_and_no_other(animals: Library) -> None:
    keys = {study.key for study in animals.studies() if study.title != "Barking"}
    (title_only,) = animals.add([record("Only a title")])
    hits = animals.find("dogs bark", 10, keys | {title_only.key})
    assert {hit.study for hit in hits} == keys | {title_only.key}
    assert animals.find("dogs", 10, set()) == []


def test_among_takes_keys_of_merged_studies(shelf: Library) -> None:
    old, young = shelf.add([record("A", "a", "doi:10.1000/a"), record("B", "b", "arxiv:2101.00001")])
    shelf.add([record("A", "", "doi:10.1000/a", "arxiv:2101.00001")])
    assert [hit.study for hit in shelf.find("b", 5, {young.key})] == [old.key]


def test_a_study_known_by_its_title_only_is_found_by_it(animals: Library) -> None:
    (study,) = animals.add([record("Temperature of volcanoes")])
    assert animals.passages(study.key) == []
    hit = animals.find("volcano temperature", 1)[0]
    assert (hit.study, hit.passage) == (study.key, None)
    animals.add([record("Temperature of volcanoes", "Lava is hot.")])
    found = animals.find("volcano temperature", 1)[0]
    assert found.study == study.key
    assert found.passage is not None
    assert animals.check().is_complete


@pytest.fixture(scope="module")
def works(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """The bundled works, embedded without a model."""
    with Library.open(tmp_path_factory.mktemp("works"), Hashing()) as library:
        library.add(records())
        yield library


def test_a_study_is_found_first_by_its_title(works: Library) -> None:
    found = {study.key: works.find(study.title, 1)[0].study for study in works.studies()}
    assert all(asked == first for asked, first in found.items())


def test_a_study_is_found_first_by_its_title_among_others_that_do_not_matter(animals: Library) -> None:
    animals.add([numbered(number) for number in range(300)])
    for title in ABSTRACTS:
        assert animals.study(animals.find(title, 1)[0].study).title == title


def test_more_studies_are_the_same_and_then_others(works: Library) -> None:
    few, many = works.find("reranking of passages", 5), works.find("reranking of passages", 40)
    assert many[:5] == few
    assert len({hit.study for hit in many}) == 40


def test_it_does_not_matter_in_which_order_studies_were_added(tmp_path: Path, works: Library) -> None:
    with Library.open(tmp_path / "turned", Hashing()) as turned:
        turned.add(records()[::-1])
        for query in ("load balancing of experts", "dense retrieval"):
            one, other = works.find(query, 20), turned.find(query, 20)
            assert [hit.study for hit in one] == [hit.study for hit in other]
            assert [hit.score for hit in one] == pytest.approx([hit.score for hit in other], abs=1e-4)


class Likes:
    """A reranker that has read one text before, and cares for nothing else."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.read: list[str] = []

    def scores(self, query: str, texts: Sequence[str]) -> np.ndarray:
        self.read = list(texts)
        return np.array([float(self.text in text) for text in texts])


def test_a_reranker_has_the_last_word_also_on_what_would_not_have_been_shown(tmp_path: Path, shelf: Library) -> None:
    shelf.add([numbered(number) for number in range(REREAD + 20)])
    before = [hit.study for hit in shelf.find("finding about a subject", REREAD + 20)]
    liked = shelf.study(before[REREAD - 1])
    likes = Likes(f"{liked.title}\n")
    with Library.open(tmp_path / "library", Hashing(), reranker=likes) as library:
        assert [hit.study for hit in library.find("finding about a subject", 3)] == [liked.key, *before[:2]]
        after = library.find("finding about a subject", REREAD + 20)
        assert [hit.study for hit in after] == [liked.key, *(key for key in before if key != liked.key)]
        assert [hit.score for hit in after] == sorted((hit.score for hit in after), reverse=True)
        assert len(likes.read) == REREAD
        assert library.find("subject", 1, {before[-1]})[0].study == before[-1]


class Meddled(Hashing):
    """While it embeds passages, somebody else writes."""

    def __init__(self, meanwhile: Callable[[], object]) -> None:
        super().__init__(64)
        self._meanwhile = meanwhile

    def embed(self, texts: Sequence[str]) -> Vectors:
        made = super().embed(texts)
        self._meanwhile()
        return made


def test_of_given_studies_all_are_compared_whoever_writes_meanwhile(tmp_path: Path) -> None:
    known = "arxiv:2101.00001"
    with Library.open(tmp_path, Hashing(64)) as other:
        (study,) = other.keep([record("Barking", ABSTRACTS["Barking"], known)])

        def renamed() -> None:
            other.keep([record("On barking", "", known, "doi:10.1000/1")])

        with Library.open(tmp_path, Meddled(renamed)) as library:
            (hit,) = library.find("do dogs bark", 1, {study.key})
        assert other.study(study.key).title == "On barking"
        assert hit.similarity > 0.2
        assert [hit] == other.find("do dogs bark", 1, {study.key})


@pytest.mark.parametrize("query", ["", "  \n"])
def test_a_blank_question_finds_nothing(animals: Library, query: str) -> None:
    assert animals.find(query, 5) == []


def test_an_empty_library_finds_nothing(shelf: Library) -> None:
    assert shelf.find("anything", 5) == []


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(query=st.text(st.characters(), min_size=1, max_size=40))
@pytest.mark.usefixtures("animals")
def test_any_string_may_be_asked(animals: Library, query: str) -> None:
    assert len(animals.find(query, 5)) <= 3
    assert len(animals.find(query, 5, {animals.studies()[0].key})) == (1 if query.strip() else 0)


@pytest.mark.parametrize(
    "query", ['"', 'a" OR "b', "title:cats", "NEAR(a b)", "cats*", "^cats", "a AND", "½ ² _ -", "\x00a"]
)
def test_the_query_language_of_the_keyword_index_is_not_spoken(animals: Library, query: str) -> None:
    animals.find(query, 5)


def test_a_question_may_be_as_long_as_a_paper(animals: Library) -> None:
    question = " ".join(f"word{n}" for n in range(20_000)) + " dogs bark"
    assert len(animals.find(question, 3)) == 3


def test_another_embedder_embeds_anew_and_mixes_nothing(tmp_path: Path, animals: Library) -> None:
    notices: list[str] = []
    with Library.open(tmp_path / "library", Hashing(64), notices.append) as library:
        assert library.check().vectors == 0
        assert library.study(library.find("dogs bark", 1)[0].study).title == "Barking"
        assert notices == ["3 passages of the library are being embedded with hashing/64."]
        assert library.check().is_complete
    assert animals.check().is_complete
