"""Europe PMC over its real wire format: records, filters in its language, paging, notices, every failure named."""

from collections.abc import Iterator
from typing import Any

import pytest

from assistant import politeness
from assistant.errors import PartialAnswer, SourceError
from assistant.sources import Query
from assistant.sources.europe_pmc import EuropePmc, asking
from assistant.sources.filters import Filters
from assistant.study import Text
from tests.assistant.sources.kinds import web
from tests.servers.europe_pmc_server import EuropePmcServer, parsed, result

FULL = result(
    31234567,
    "Routing of <i>experts</i>",
    pmcid="PMC7654321",
    doi="10.1000/ABC",
    abstractText="<h4>Background</h4>Experts <i>route</i>, p&lt;0.05.<h4>Results</h4>They do (p < 0.01).",
    authorList={
        "author": [
            {"fullName": "Lovelace A", "firstName": "Ada", "lastName": "Lovelace", "initials": "A"},
            {"fullName": "van Beethoven L", "lastName": "van Beethoven", "initials": "L"},
            {"collectiveName": "Routing Study Group"},
            {},
        ]
    },
    meshHeadingList={"meshHeading": [{"majorTopic_YN": "Y", "descriptorName": "Decision Making"}]},
    keywordList={"keyword": ["routing", "experts", None]},
    isOpenAccess="Y",
    fullTextUrlList={
        "fullTextUrl": [
            {"availability": "Subscription required", "availabilityCode": "S", "documentStyle": "doi", "url": "https://doi.org/x"},
            {"availability": "Open access", "availabilityCode": "OA", "documentStyle": "html", "url": "https://e.org/h"},
            {"availability": "Free", "availabilityCode": "F", "documentStyle": "pdf", "url": "https://e.org/p.pdf"},
        ]
    },
)  # fmt: skip


FULL["title"] = "Routing of <i>experts</i>."


@pytest.fixture
def server() -> Iterator[EuropePmcServer]:
    politeness.forget()
    with EuropePmcServer([FULL]) as made:
        yield made


@pytest.fixture
def source(server: EuropePmcServer) -> EuropePmc:
    return EuropePmc(server.url, web())


async def found(source: EuropePmc, **filters: object) -> list[str]:
    query = Query(text="routing experts", limit=300, filters=Filters.model_validate(filters))
    return [record.title for record in await source.search(query)]


async def test_works_become_records(source: EuropePmc) -> None:
    (record,) = await source.search(Query(text="routing experts"))
    assert record.title == "Routing of experts"
    assert record.authors == ("Ada Lovelace", "L. van Beethoven", "Routing Study Group")
    assert (record.year, record.venue) == (2024, "Journal of Experts")
    assert record.ids == ("doi:10.1000/abc", "pmid:31234567", "pmcid:pmc7654321")
    assert record.url == "https://doi.org/10.1000/abc"
    assert record.fields == ("Decision Making", "routing", "experts")
    assert record.open_texts == (
        "https://e.org/p.pdf", "https://e.org/h", "https://europepmc.org/articles/PMC7654321?pdf=render"
    )  # fmt: skip
    content = "Background\n\nExperts route, p<0.05.\n\nResults\n\nThey do (p < 0.01)."
    assert record.texts == (Text(kind="abstract", content=content),)


async def test_a_work_without_a_doi_has_a_page(server: EuropePmcServer, source: EuropePmc) -> None:
    server.works = [
        result(7, "Routing", pubYear=None, authorList=None, journalInfo={"journal": None}, abstractText=None)
    ]
    (record,) = await source.search(Query(text="routing"))
    assert record.url == "https://europepmc.org/article/MED/7"
    assert (record.ids, record.authors, record.year, record.venue) == (("pmid:7",), (), None, "")


async def test_filters_are_asked_for_and_hold(server: EuropePmcServer, source: EuropePmc) -> None:
    def by(first: str) -> dict[str, Any]:
        person = {"fullName": f"Lovelace {first[0]}", "firstName": first, "lastName": "Lovelace", "initials": first[0]}
        return {"authorList": {"author": [person]}}

    def journal(title: str) -> dict[str, Any]:
        return {"journalInfo": {"journal": {"title": title}}}

    free: dict[str, Any] = {"isOpenAccess": "Y", "pmcid": "PMC1", "keywordList": {"keyword": ["Cognition"]}}
    server.works = [
        result(1, "Routing experts 1", year=2019, **by("Ada"), **journal("Nature"), **free),
        result(2, "Routing experts 2", year=2021, **by("Bob"), **journal("Nature Physics")),
        result(3, "Routing experts 3", year=2023, **by("Cid"), **journal("Science")),
    ]
    assert await found(source, since=2021) == ["Routing experts 2", "Routing experts 3"]
    assert await found(source, since=2020, until=2021) == ["Routing experts 2"]
    assert await found(source, authors=("Ada Lovelace",)) == ["Routing experts 1"]
    assert await found(source, venues=("Science", "Nature Physics")) == ["Routing experts 2", "Routing experts 3"]
    assert await found(source, fields=("cognition",)) == ["Routing experts 1"]
    assert await found(source, open_access=True) == ["Routing experts 1"]


def test_what_a_user_says_is_quoted_wherever_it_is_said() -> None:
    hostile = 'x" OR AUTH:"y\\'
    filters = Filters(since=2020, venues=(hostile,), authors=(hostile,), fields=(hostile,), open_access=True)
    parts = parsed(asking(["routing", "not"], filters))
    assert parts is not None
    assert parts[0] == [("TITLE_ABS", "routing"), ("TITLE_ABS", "not")]
    assert [part[0][0] for part in parts[1:]] == ["PUB_YEAR", "JOURNAL", "AUTH", "KW", "OPEN_ACCESS"]
    assert all(len(part) == 1 for part in parts[1:])


@pytest.mark.parametrize(
    ("more", "notices"),
    [
        ({"pubTypeList": {"pubType": ["Journal Article", "Retracted Publication"]}}, [("retraction", "")]),
        ({"pubTypeList": {"pubType": ["Retraction of Publication"]}}, []),
        ({"pubTypeList": None, "commentCorrectionList": None}, []),
    ],
)
async def test_a_kind_of_publication_may_say_that_it_is_retracted(
    server: EuropePmcServer, source: EuropePmc, more: dict[str, Any], notices: list[tuple[str, str]]
) -> None:
    server.works = [result(1, "Routing", **more)]
    (record,) = await source.search(Query(text="routing"))
    assert [(notice.kind, notice.by) for notice in record.notices] == notices


@pytest.mark.parametrize(
    ("kind", "source_", "notices"),
    [
        ("Retraction in", "MED", [("retraction", "pmid:99")]),
        ("Partial retraction in", "MED", [("concern", "pmid:99")]),
        ("Expression of concern in", "MED", [("concern", "pmid:99")]),
        ("Erratum in", "PMC", [("correction", "pmcid:99")]),
        ("Preprint of", "MED", [("superseded", "pmid:99")]),
        ("Update in", "XYZ", [("superseded", "")]),
        ("Retraction of", "MED", []),
        ("Erratum for", "MED", []),
        ("Comment in", "MED", []),
    ],
)
async def test_links_between_works_are_notices_about_the_one_they_speak_against(
    server: EuropePmcServer, source: EuropePmc, kind: str, source_: str, notices: list[tuple[str, str]]
) -> None:
    comment = {"id": "99", "source": source_, "type": kind, "reference": "J Exp. 2025", "orderIn": 1}
    types = ["Retracted Publication"] if kind == "Retraction in" else []
    server.works = [
        result(1, "Routing", commentCorrectionList={"commentCorrection": [comment]}, pubTypeList={"pubType": types})
    ]
    (record,) = await source.search(Query(text="routing"))
    assert [(notice.kind, notice.by) for notice in record.notices] == notices


async def test_what_cannot_be_read_is_counted_and_the_rest_arrives(server: EuropePmcServer, source: EuropePmc) -> None:
    server.works = [
        result(1, "Routing"),
        result(2, "Routing", authorList=7),
        result(3, "", "routing") | {"title": None},
    ]
    with pytest.raises(PartialAnswer, match="1 records that cannot be read") as raised:
        await source.search(Query(text="routing"))
    assert [record.ids for record in raised.value.records] == [("pmid:1",)]


async def test_a_refusal_is_told_in_its_words(
    server: EuropePmcServer, source: EuropePmc, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assistant.sources.europe_pmc.asking", lambda *_: "((")
    with pytest.raises(SourceError, match="refused the query: The query could not be understood"):
        await source.search(Query(text="routing"))
