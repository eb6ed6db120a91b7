"""Semantic Scholar: what it says of papers, how it is asked, and what its refusals mean."""

import json
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant import politeness
from assistant.errors import SourceError
from assistant.sources import Query
from assistant.sources.filters import Filters
from assistant.sources.semantic_scholar import SemanticScholar
from assistant.sources.semantic_scholar_wire import CITATIONS, Paper, askable, narrowings, records, words
from assistant.study import Text
from tests.assistant.sources.kinds import web
from tests.samples import record, study
from tests.servers.semantic_scholar_server import SemanticScholarServer, paper_id

RECORDS = [
    record(f"Routing experts, part {n}", "Tokens.", ids=(f"doi:10.1000/{n}",), venue=venue)
    for n, venue in enumerate(["Nature Communications", "Nature", "Cell"])
]
PAPER = {
    "paperId": "a1",
    "externalIds": {"DOI": "10.1000/XYZ", "ArXiv": "2401.00001", "CorpusId": 7, "MAG": "9"},
    "url": "https://www.semanticscholar.org/paper/a1",
    "title": " Routing\n experts ",
    "abstract": "We route.",
    "venue": "Neural Information Processing Systems",
    "year": 2024,
    "authors": [{"authorId": "1", "name": "Ada Lee"}, {"authorId": None, "name": None}],
    "fieldsOfStudy": ["Computer Science"],
    "s2FieldsOfStudy": [{"category": "Computer Science", "source": "external"}, {"category": "Linguistics"}],
    "openAccessPdf": {"url": "https://example.org/a.pdf", "status": "GREEN"},
}


@pytest.fixture
def server() -> Iterator[SemanticScholarServer]:
    politeness.forget()
    with SemanticScholarServer(RECORDS) as made:
        yield made


def source(server: SemanticScholarServer, key: str = "") -> SemanticScholar:
    return SemanticScholar(server.url, key, web())


def test_a_paper_becomes_a_record() -> None:
    (found,) = records([Paper.model_validate(PAPER)])
    assert found.title == "Routing experts"
    assert found.authors == ("Ada Lee",)
    assert (found.year, found.venue) == (2024, "Neural Information Processing Systems")
    assert found.ids == ("doi:10.1000/xyz", "arxiv:2401.00001", "s2:a1")
    assert found.url == "https://www.semanticscholar.org/paper/a1"
    assert found.fields == ("Computer Science", "Linguistics")
    assert found.open_texts == ("https://example.org/a.pdf",)
    assert found.texts == (Text(kind="abstract", content="We route."),)


def test_a_paper_of_which_little_is_known_is_a_record_of_little() -> None:
    (found,) = records([Paper.model_validate(dict.fromkeys(PAPER) | {"paperId": "a1", "title": "Routing"})])
    assert found == record("Routing", ids=("s2:a1",), source="Semantic Scholar")


def test_a_paper_without_a_title_is_left_out() -> None:
    assert records([Paper.model_validate({"paperId": "a1", "title": title}) for title in (None, " ", "<i></i>")]) == []


def test_no_word_with_a_hyphen_is_asked_for() -> None:
    assert words('Which mixture-of-experts "models" are well-known?') == "mixture experts models"


@pytest.mark.parametrize(
    ("filters", "asked"),
    [
        (Filters(), [{}]),
        (Filters(since=2019, until=2020), [{"year": "2019-2020"}]),
        (Filters(since=2019), [{"year": "2019-"}]),
        (Filters(until=2020), [{"year": "-2020"}]),
        (Filters(fields=("science", "cs.CL")), [
            {"fieldsOfStudy": "Computer Science,Environmental Science,Materials Science,Political Science"},
        ]),
        (Filters(fields=("cs.CL",)), []),
        (Filters(open_access=True, authors=("Lee",)), [{"openAccessPdf": ""}]),
        (Filters(venues=("Nature", "Cell")), [{"venue": "Nature,Cell"}, {}]),
        (Filters(venues=("Letters, A",)), [{}]),
    ],
)  # fmt: skip
def test_filters_are_asked_of_the_service_as_far_as_it_knows_them(
    filters: Filters, asked: list[dict[str, str]]
) -> None:
    assert narrowings(filters) == asked


async def test_what_is_called_as_is_wanted_comes_before_what_is_called_partly_so(
    server: SemanticScholarServer,
) -> None:
    found = await source(server).search(Query(text="routing", filters=Filters(venues=("Nature",))))
    assert [each.venue for each in found] == ["Nature", "Nature Communications"]
    await source(server).search(Query(text="routing", limit=1, filters=Filters(venues=("Nature",))))
    assert len(server.requests) == 2 + 1


@pytest.mark.parametrize(("key", "sent"), [("right", "right"), ("", None)])
async def test_the_key_goes_in_a_header(server: SemanticScholarServer, key: str, sent: str | None) -> None:
    await source(server, key).search(Query(text="routing"))
    assert server.requests[0].headers.get("x-api-key") == sent


async def test_a_key_that_is_refused_is_named_and_never_shown(server: SemanticScholarServer) -> None:
    made = source(server, "wrong-key")
    with pytest.raises(SourceError, match="SEMANTIC_SCHOLAR_API_KEY") as raised:
        await made.links([study(ids=RECORDS[0].ids)])
    assert "wrong-key" not in f"{raised.value} {made}"


@pytest.mark.parametrize(
    ("fault", "said"), [("error object", "The index is not there"), ("empty page", "empty page though it has 3")]
)
async def test_what_looks_like_an_answer_and_is_none_is_refused(
    server: SemanticScholarServer, fault: str, said: str
) -> None:
    server.fault = fault
    with pytest.raises(SourceError, match=said):
        await source(server).search(Query(text="routing"))


@pytest.mark.parametrize(("held", "limit", "pages"), [(1005, 1005, 10), (1005, 105, 2), (120, 1000, 2), (200, 201, 2)])
async def test_nothing_is_asked_for_that_is_not_to_be_had(
    server: SemanticScholarServer, held: int, limit: int, pages: int
) -> None:
    server.records = [record(f"Routing {n}", ids=(f"doi:10.1000/{n}",)) for n in range(held)]
    assert len(await source(server).search(Query(text="routing", limit=limit))) == min(held, limit, 1000)
    assert len(server.requests) == pages


async def test_works_are_asked_for_in_batches_and_unknown_ones_left_out(server: SemanticScholarServer) -> None:
    server.records = [record(f"Routing {n}", ids=(f"doi:10.1000/{n}",)) for n in range(600)]
    names = [f"s2:{paper_id(each)}" for each in server.records]
    found = await source(server).works(["s2:unknown", *names])
    assert [each.ids[-1] for each in found] == names
    assert [len(json.loads(request.body)["ids"]) for request in server.requests] == [500, 101]
    assert await source(server).works(["s2:unknown"]) == []


@given(st.dictionaries(st.text(max_size=3), st.integers(0, 12_000), max_size=12))
def test_as_many_papers_are_asked_for_their_citations_as_one_answer_has_room_for(cited: dict[str, int]) -> None:
    asked = askable(cited)
    rest = {name: count for name, count in cited.items() if count and name not in asked}
    room = CITATIONS - sum(cited[name] for name in asked)
    assert room >= 0 or len(asked) == 1
    assert all(count > room for count in rest.values())
    assert bool(asked) == any(cited.values())


async def test_no_study_loses_its_citations_to_one_with_very_many(server: SemanticScholarServer) -> None:
    citing = [record(f"Citing {n}", ids=(f"doi:10.2000/{n}",)) for n in range(12)]
    server.records = [*RECORDS[:2], *citing]
    server.cites = {each.ids[0]: [RECORDS[0 if n < 2 else 1].ids[0]] for n, each in enumerate(citing)}
    studies = [study("many", ids=RECORDS[1].ids), study("few", ids=RECORDS[0].ids)]
    server.citations = 9
    assert {link.study for link in await source(server).links(studies)} == {"few"}
    server.citations = 12
    assert [link.study for link in await source(server).links(studies)] == ["few"] * 2 + ["many"] * 10
