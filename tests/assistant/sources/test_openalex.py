"""OpenAlex: what it says of works, how it is asked, and what its refusals mean."""

import re
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant import politeness
from assistant.errors import SourceError
from assistant.sources import Query
from assistant.sources.filters import Filters
from assistant.sources.openalex import CITING, OpenAlex
from assistant.sources.openalex_wire import Work, abstract, bylines, phrasings, records, years
from assistant.study import Notice, Text
from tests.assistant.sources.kinds import web
from tests.samples import record, study
from tests.servers.openalex_server import OpenAlexServer, inverted

RECORDS = [
    record(
        f"Routing experts, part {n}", "Tokens.", ids=(f"doi:10.1000/{n}",), year=2020 + n, venue="Nature",
        fields=("Computer Science", "Artificial Intelligence"), authors=("Ada Lee",),
    )
    for n in range(1, 4)
]  # fmt: skip
WORK = {
    "id": "https://openalex.org/W42",
    "doi": "https://doi.org/10.1000/XYZ",
    "display_name": "Routing H<sub>2</sub>O &amp;\n <i>experts</i>",
    "publication_year": 2024,
    "authorships": [
        {"author": {"display_name": "Ada Lee"}, "raw_author_name": "A. Lee"},
        {"author": None, "raw_author_name": "Bo Li"},
        {"author": {"display_name": None}, "raw_author_name": None},
    ],
    "primary_location": {"source": {"display_name": "Nature"}, "landing_page_url": "https://doi.org/10.1000/xyz"},
    "locations": [
        {"source": None, "landing_page_url": "http://arxiv.org/abs/2401.00001v2", "pdf_url": None, "is_oa": True},
        {"source": None, "landing_page_url": None, "pdf_url": "https://example.org/mine.pdf", "is_oa": True},
        {"source": None, "landing_page_url": None, "pdf_url": "https://example.org/closed.pdf", "is_oa": False},
    ],
    "best_oa_location": {"landing_page_url": "https://example.org/page", "pdf_url": "https://example.org/best.pdf"},
    "open_access": {"is_oa": True, "oa_url": "https://example.org/best.pdf"},
    "primary_topic": {"field": {"display_name": "Medicine"}, "subfield": {"display_name": "Oncology"}},
    "is_retracted": True,
    "abstract_inverted_index": {"<jats:p>We": [0], "route": [1, 3], "and": [2], "tokens.</jats:p>": [4]},
}
WORDS = st.text(st.characters(exclude_characters="<>&", exclude_categories=["Cs"]), max_size=200)


@pytest.fixture
def server() -> Iterator[OpenAlexServer]:
    politeness.forget()
    with OpenAlexServer(RECORDS) as made:
        yield made


def source(server: OpenAlexServer, key: str = "") -> OpenAlex:
    return OpenAlex(server.url, key, web())


def filters_asked(server: OpenAlexServer) -> list[str]:
    return [request.query.get("filter", "") for request in server.requests if request.path == "/works"]


def test_a_work_becomes_a_record() -> None:
    (found,) = records([Work.model_validate(WORK)])
    assert found.title == "Routing H2O & experts"
    assert found.authors == ("Ada Lee", "Bo Li")
    assert (found.year, found.venue, found.fields) == (2024, "Nature", ("Medicine", "Oncology"))
    assert found.ids == ("doi:10.1000/xyz", "arxiv:2401.00001", "openalex:W42")
    assert found.url == "https://doi.org/10.1000/XYZ"
    assert found.open_texts == (
        "https://example.org/best.pdf", "https://example.org/mine.pdf", "https://example.org/page",
    )  # fmt: skip
    assert found.notices == (Notice(kind="retraction", source="OpenAlex"),)
    assert found.texts == (Text(kind="abstract", content="We route and route tokens."),)


def test_a_work_of_which_little_is_known_is_a_record_of_little() -> None:
    (found,) = records([Work.model_validate(dict.fromkeys(WORK) | {"id": WORK["id"], "display_name": "Routing"})])
    assert found == record("Routing", ids=("openalex:W42",), url=WORK["id"], source="OpenAlex")


def test_a_work_without_a_title_is_left_out() -> None:
    works = [Work.model_validate({"id": WORK["id"], "display_name": title}) for title in (None, " ", "<i></i>")]
    assert records(works) == []


@given(WORDS)
def test_an_abstract_is_read_back_from_its_index(text: str) -> None:
    assert abstract(inverted(text)) == " ".join(text.split())


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("the of and", []),
        ("routing", ["routing"]),
        ("expert routing", ["expert routing", "(expert) OR (routing)"]),
        ("How are tokens routed to experts?", [
            "tokens routed experts", "(tokens routed) OR (routed experts) OR (experts tokens)",
        ]),
        ('a, "b" OR NOT (cat|dog) AND !egg* ~2', ["cat dog egg", "(cat dog) OR (dog egg) OR (egg cat)"]),
    ],
)  # fmt: skip
def test_all_words_are_asked_for_and_then_any_run_of_them(text: str, asked: list[str]) -> None:
    assert phrasings(text) == asked


@given(st.text(max_size=300))
def test_no_query_holds_an_operator_of_the_users(text: str) -> None:
    for asked in phrasings(text):
        assert re.fullmatch(r"[\w. -]+|\([\w. -]+\)( OR \([\w. -]+\))*", asked)
        assert not {"AND", "NOT"} & set(asked.split())


@pytest.mark.parametrize(
    ("name", "asked"),
    [
        ("Ada Marie Lee", '"ada lee"~2 OR "a lee"~2'),
        ("Lee, Ada", '"ada lee"~2 OR "a lee"~2'),
        ("del Maestro, Adrián", '"adrián del maestro"~2 OR "a del maestro"~2'),
        ("A. Lee", '"lee"~2'),
        ("Lee", '"lee"~2'),
        (' ,"|!', ""),
    ],
)
def test_names_are_asked_for_as_they_are_signed(name: str, asked: str) -> None:
    assert bylines([name]) == asked


@pytest.mark.parametrize(
    ("filters", "asked"),
    [
        (Filters(), []),
        (Filters(since=2020), ["publication_year:>2019"]),
        (Filters(until=2020), ["publication_year:<2021"]),
        (Filters(since=2019, until=2020), ["publication_year:2019-2020"]),
    ],
)
def test_years(filters: Filters, asked: list[str]) -> None:
    assert years(filters) == asked


async def test_less_is_asked_for_only_when_all_words_found_too_little(server: OpenAlexServer) -> None:
    found = await source(server).search(Query(text="routing experts", limit=3))
    assert len(server.requests) == 1
    assert await source(server).search(Query(text="routing experts of zebras", limit=3)) == found
    asked = [request.query["search"] for request in server.requests[1:]]
    assert asked == ["routing experts zebras", "(routing experts) OR (experts zebras) OR (zebras routing)"]


async def test_every_filter_is_asked_of_the_service(server: OpenAlexServer) -> None:
    filters = Filters(since=2021, venues=("nature",), authors=("Lee",), fields=("oncology", "computer science"))
    await source(server).search(Query(text="routing", filters=filters))
    years, signed, venue, subfields = filters_asked(server)[0].split(",")
    assert (years, signed) == ("publication_year:>2020", 'raw_author_name.search:"lee"~2')
    assert re.fullmatch(r"primary_location.source.id:S\d+", venue)
    assert re.fullmatch(r"primary_topic.subfield.id:\d+", subfields), "in all pages of the list"
    await source(server).search(Query(text="routing", filters=Filters(open_access=True)))
    assert filters_asked(server)[-1] == "open_access.is_oa:true"


async def test_names_are_looked_up_once_also_when_there_are_none(server: OpenAlexServer) -> None:
    made = source(server)
    for venue in ("Nature", "Nowhere", "Nature", "Nowhere"):
        await made.search(Query(text="routing", filters=Filters(venues=(venue,), fields=("Computer Science",))))
    paths = [request.path for request in server.requests]
    assert (paths.count("/sources"), paths.count("/subfields"), paths.count("/works")) == (2, 3, 2)


@pytest.mark.parametrize(
    ("key", "words"), [("", r"free budget .* is used up; set OPENALEX_API_KEY"), ("right", "of your key .* is used up")]
)
async def test_a_spent_budget_is_told_as_such_and_nothing_is_asked_for_a_while(
    server: OpenAlexServer, key: str, words: str
) -> None:
    server.fault = "budget"
    for _ in range(3):
        with pytest.raises(SourceError, match=f"^OpenAlex: .*{words}"):
            await source(server, key).search(Query(text="routing"))
    assert len(server.requests) == 1


async def test_a_budget_that_is_too_small_for_a_search_is_spent(server: OpenAlexServer) -> None:
    server.credits = 12
    await source(server).search(Query(text="routing", limit=1))
    with pytest.raises(SourceError, match="budget"):
        await source(server).search(Query(text="routing", limit=1))


async def test_a_key_that_is_refused_is_named_and_never_shown(server: OpenAlexServer) -> None:
    made = source(server, "wrong-key")
    with pytest.raises(SourceError, match="OPENALEX_API_KEY") as raised:
        await made.search(Query(text="routing"))
    assert "wrong-key" not in f"{raised.value} {made}"


@pytest.mark.parametrize(
    ("fault", "words"), [("error object", "The index is not there"), ("empty page", "empty page though it has 3")]
)
async def test_what_looks_like_an_answer_and_is_none_is_refused(server: OpenAlexServer, fault: str, words: str) -> None:
    server.fault = fault
    with pytest.raises(SourceError, match=words):
        await source(server).search(Query(text="routing"))


async def test_a_service_that_is_elsewhere_is_no_empty_result(server: OpenAlexServer) -> None:
    with pytest.raises(SourceError, match=r"404|could not be reached"):
        await OpenAlex(f"{server.url}/elsewhere", "", web()).search(Query(text="routing"))


async def test_citing_works_are_bounded_and_a_famous_study_leaves_room_for_others() -> None:
    politeness.forget()
    famous, obscure = (record(f"Routing {name}", ids=(f"doi:10.1000/{name}",)) for name in ("famous", "obscure"))
    citing = [record(f"Citing {n}", ids=(f"doi:10.2000/{n}",)) for n in range(400)]
    with OpenAlexServer([famous, obscure, *citing]) as server:
        server.cites = {each.ids[0]: [(obscure if n > 397 else famous).ids[0]] for n, each in enumerate(citing)}
        links = await source(server).links([study("f", ids=famous.ids), study("o", ids=obscure.ids)])
        assert [link.study for link in links].count("o") == 2
        assert 100 <= len(links) <= CITING


async def test_many_studies_are_asked_for_in_portions_that_an_address_can_hold() -> None:
    politeness.forget()
    held = [record(f"Routing {n}", ids=(f"doi:10.1000/{'long' * 15}{n}",)) for n in range(150)]
    with OpenAlexServer(held) as server:
        server.cites = {held[0].ids[0]: [each.ids[0] for each in held[1:]]}
        assert await source(server).links([study(str(n), ids=each.ids) for n, each in enumerate(held)]) == []
        assert len(server.requests) == 4 + 2
        names = [f"openalex:{server.number(each)}" for each in held]
        assert [each.title for each in await source(server).works(names)] == [each.title for each in held]
