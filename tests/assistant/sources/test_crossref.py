"""Crossref over its real wire format: records, filters, paging, notices, and every failure named."""

from collections.abc import Iterator, Sequence
from typing import Any

import pytest

from assistant import politeness
from assistant.errors import PartialAnswer, SourceError
from assistant.resolving import Registry
from assistant.sources import NoticeSource, Query
from assistant.sources.crossref import LONGEST_FILTER, MOST_DOIS, Crossref
from assistant.sources.filters import Filters
from assistant.study import Notice, Text
from assistant.web import Web
from tests.assistant.sources.kinds import web
from tests.servers.crossref_server import CrossrefServer, update, work

CREATIVE = {"URL": "http://creativecommons.org/licenses/by/4.0/", "content-version": "vor", "delay-in-days": 0}
PDF = {"URL": "https://example.org/a.pdf", "content-type": "application/pdf", "intended-application": "text-mining"}
PAGE = {"URL": "https://example.org/a", "content-type": "text/html", "intended-application": "text-mining"}
CHECK = {
    "URL": "https://example.org/check",
    "content-type": "unspecified",
    "intended-application": "similarity-checking",
}
FULL = work(
    "10.1000/ABC",
    "Routing of <i>experts</i> &amp; tokens",
    "Experts <jats:italic>route</jats:italic>, p &lt; 0.05.",
    author=[
        {"given": "Ada", "family": "Lovelace", "sequence": "first", "affiliation": []},
        {"given": "Martin Luther", "family": "King", "suffix": "Jr.", "sequence": "additional"},
        {"name": "World Health Organization", "sequence": "additional"},
        {"family": None, "sequence": "additional"},
    ],
    container_title=["Journal of Experts &amp; Tokens"],
    link=[CHECK, PAGE, PDF],
    license=[CREATIVE],
)


@pytest.fixture
def server() -> Iterator[CrossrefServer]:
    politeness.forget()
    with CrossrefServer([FULL]) as made:
        yield made


@pytest.fixture
def crossref(server: CrossrefServer) -> Crossref:
    return Crossref(server.url, web())


async def found(crossref: Crossref, **filters: object) -> list[str]:
    query = Query(text="routing experts", limit=300, filters=Filters.model_validate(filters))
    return [record.title for record in await crossref.search(query)]


async def test_works_become_records(crossref: Crossref) -> None:
    (record,) = await crossref.search(Query(text="routing experts"))
    assert record.title == "Routing of experts & tokens"
    assert record.authors == ("Ada Lovelace", "King, Martin Luther, Jr.", "World Health Organization")
    assert (record.year, record.venue) == (2024, "Journal of Experts & Tokens")
    assert (record.ids, record.url) == (("doi:10.1000/abc",), "https://doi.org/10.1000/abc")
    assert record.open_texts == ("https://example.org/a.pdf", "https://example.org/a")
    assert record.texts == (Text(kind="abstract", content="Experts route, p < 0.05."),)


@pytest.mark.parametrize(
    ("more", "places"),
    [
        ({"license": [CREATIVE], "link": []}, ("https://doi.org/10.1000/x",)),
        ({"license": [{"URL": "https://example.org/terms"}], "link": [PDF]}, ()),
        ({"link": [PDF]}, ()),
    ],
)
async def test_only_what_is_licensed_to_all_counts_as_free(
    server: CrossrefServer, crossref: Crossref, more: dict[str, Any], places: tuple[str, ...]
) -> None:
    server.works = [work("10.1000/x", "Routing", **more)]
    (record,) = await crossref.search(Query(text="routing"))
    assert record.open_texts == places


async def test_who_gives_an_address_is_asked_for_politely(server: CrossrefServer, crossref: Crossref) -> None:
    for contact in ("ada@example.org", ""):
        asking = Crossref(server.url, Web(interval=0.0, contact=contact))
        await asking.search(Query(text="routing"))
    assert [request.query.get("mailto") for request in server.requests] == ["ada@example.org", None]


async def test_filters_are_asked_for_and_hold(server: CrossrefServer, crossref: Crossref) -> None:
    person = [{"given": "Ada", "family": "Lovelace"}]
    namesake = [{"given": "Bob", "family": "Lovelace"}]
    server.works = [
        work(
            "10.1000/1", "Routing experts 1", year=2019, author=person, container_title=["Nature"], license=[CREATIVE]
        ),
        work("10.1000/2", "Routing experts 2", year=2021, author=namesake, container_title=["Nature Physics"]),
        work("10.1000/3", "Routing experts 3", year=2023, author=person, container_title=["Science"]),
    ]
    assert await found(crossref, since=2021) == ["Routing experts 2", "Routing experts 3"]
    assert await found(crossref, since=2020, until=2021) == ["Routing experts 2"]
    assert await found(crossref, authors=("Ada Lovelace",)) == ["Routing experts 1", "Routing experts 3"]
    assert await found(crossref, venues=("Science", "Nature Physics")) == ["Routing experts 2", "Routing experts 3"]
    assert await found(crossref, open_access=True) == ["Routing experts 1"]
    sent = server.requests[0].query, server.requests[2].query, server.requests[3].query
    assert sent[0]["filter"] == "from-pub-date:2021"
    assert sent[1]["query.author"] == "Lovelace"
    assert sent[2]["query.container-title"] == "Science Nature Physics"


async def test_a_field_of_study_is_not_asked_for_since_no_answer_would_say_it(
    server: CrossrefServer, crossref: Crossref
) -> None:
    assert await found(crossref, fields=("Physics",)) == []
    assert server.requests == []


async def test_a_work_is_known_by_its_doi(server: CrossrefServer, crossref: Crossref) -> None:
    assert isinstance(crossref, Registry)
    known = await crossref.record("10.1000/abc")
    assert known is not None
    assert known.title == "Routing of experts & tokens"
    assert await crossref.record("10.1000/unknown") is None
    assert await crossref.record("10.1000/a,b(c)<d>?#e") is None
    assert [request.path for request in server.requests][:2] == ["/works/10.1000%2Fabc", "/works/10.1000%2Funknown"]


@pytest.mark.parametrize("fault", ["429", "500", "html", "broken"])
async def test_no_failure_is_taken_for_a_clean_record(server: CrossrefServer, crossref: Crossref, fault: str) -> None:
    server.fault = fault
    with pytest.raises(SourceError, match=r"^Crossref"):
        await crossref.notices(["10.1000/abc"])


async def test_a_notice_that_cannot_be_read_is_no_clean_record(server: CrossrefServer, crossref: Crossref) -> None:
    server.works = [work("10.1000/a", updated_by=7)]
    with pytest.raises(SourceError, match="1 records that cannot be read"):
        await crossref.notices(["10.1000/a"])


async def test_works_without_a_title_are_none_and_nulls_are_nothing(server: CrossrefServer, crossref: Crossref) -> None:
    nulls = dict.fromkeys(("author", "abstract", "container-title", "link", "license", "relation"))
    bare = {"DOI": "10.1000/n", "title": ["Routing"], "issued": {"date-parts": [[None]]}, "author": [None], **nulls}
    server.works = [work("10.1000/t") | {"title": None}, bare, work("10.1000/b", "<b> </b>", "routing")]
    server.works[0]["abstract"] = "routing"  # type: ignore[index]
    records = await crossref.search(Query(text="routing"))
    assert [(record.title, record.year, record.authors) for record in records] == [("Routing", None, ())]


async def test_what_cannot_be_read_is_counted_and_the_rest_arrives(server: CrossrefServer, crossref: Crossref) -> None:
    server.works = [work("10.1000/1", "Routing"), work("10.1000/2", abstract="routing") | {"title": 7}]
    with pytest.raises(PartialAnswer, match="1 records that cannot be read") as raised:
        await crossref.search(Query(text="routing"))
    assert [record.ids for record in raised.value.records] == [("doi:10.1000/1",)]


async def told(
    server: CrossrefServer, crossref: Crossref, works: Sequence[dict[str, object]]
) -> dict[str, list[tuple[str, str, str]]]:
    server.works = list(works)
    notices = await crossref.notices([str(each["DOI"]) for each in works])
    return {doi: [(each.kind, each.by, each.source) for each in listed] for doi, listed in notices.items()}


@pytest.mark.parametrize(
    ("kind", "notice"),
    [
        ("retraction", "retraction"),
        ("withdrawal", "retraction"),
        ("Removal", "retraction"),
        ("partial_retraction", "concern"),
        ("expression_of_concern", "concern"),
        ("expression-of-concern", "concern"),
        ("erratum", "correction"),
        ("corrigendum", "correction"),
        ("correction", "correction"),
        ("new_version", "superseded"),
    ],
)
async def test_updates_are_notices_about_what_they_update(
    server: CrossrefServer, crossref: Crossref, kind: str, notice: str
) -> None:
    original = work("10.1000/a", updated_by=[update("10.1000/N", kind)])
    about = work("10.1000/n", "Notice", update_to=[update("10.1000/A", kind)])
    wanted = [(notice, "doi:10.1000/n", "Crossref")]
    assert await told(server, crossref, [original, about]) == {"10.1000/a": wanted, "10.1000/n": []}
    assert await told(server, crossref, [work("10.1000/a"), about]) == {"10.1000/a": wanted, "10.1000/n": []}


async def test_an_addendum_takes_nothing_back(server: CrossrefServer, crossref: Crossref) -> None:
    assert await told(server, crossref, [work("10.1000/a", updated_by=[update("10.1000/n", "addendum")])]) == {
        "10.1000/a": []
    }


async def test_one_announcement_told_twice_is_one_notice(server: CrossrefServer, crossref: Crossref) -> None:
    twice = [update("10.1000/n", "retraction", "retraction-watch"), update("10.1000/n", "retraction")]
    titled = work("10.1000/a", "RETRACTED: A work", updated_by=twice)
    assert await told(server, crossref, [titled]) == {
        "10.1000/a": [("retraction", "doi:10.1000/n", "Retraction Watch")]
    }


async def test_a_work_retracted_in_place_is_told_by_itself(server: CrossrefServer, crossref: Crossref) -> None:
    itself = work("10.1000/a", updated_by=[update("10.1000/a", "retraction")])
    assert await told(server, crossref, [itself]) == {"10.1000/a": [("retraction", "", "Crossref")]}
    titled = work("10.1000/a", update_to=[update("10.1000/A", "retraction")])
    assert await told(server, crossref, [titled]) == {"10.1000/a": [("retraction", "", "Crossref")]}


@pytest.mark.parametrize(
    ("title", "retracted"),
    [
        ("RETRACTED: A work", True),
        ("RETRACTED ARTICLE: A work", True),
        ("[Retracted] A work", True),
        ("WITHDRAWN: A work", True),
        ("<b>Retracted:</b> A work", True),
        ("Retraction: A work", False),
        ("Retracted articles and what becomes of them", False),
    ],
)
async def test_a_title_may_say_that_a_work_is_retracted(
    server: CrossrefServer, crossref: Crossref, title: str, retracted: bool
) -> None:
    notices = await told(server, crossref, [work("10.1000/a", title)])
    assert notices == {"10.1000/a": [("retraction", "", "Crossref")] if retracted else []}


async def test_a_preprint_is_superseded_by_the_published_form(server: CrossrefServer, crossref: Crossref) -> None:
    published = {"id-type": "doi", "id": "10.1000/Published", "asserted-by": "subject"}
    preprint = work(
        "10.1101/p", relation={"is-preprint-of": [published], "cites": [{"id-type": "doi", "id": "10.1/x"}]}
    )
    assert await told(server, crossref, [preprint]) == {
        "10.1101/p": [("superseded", "doi:10.1000/published", "Crossref")]
    }


def test_it_is_asked_before_anything_is_cited(crossref: Crossref) -> None:
    asked: NoticeSource = crossref
    assert asked.name == "Crossref"


async def test_search_tells_notices_with_the_records(server: CrossrefServer, crossref: Crossref) -> None:
    server.works = [work("10.1000/a", "Routing", updated_by=[update("10.1000/n", "retraction", "retraction-watch")])]
    (record,) = await crossref.search(Query(text="routing"))
    assert record.notices == (Notice(kind="retraction", by="doi:10.1000/n", source="Retraction Watch"),)


async def test_what_is_unknown_is_not_called_sound(crossref: Crossref) -> None:
    names = ["10.1000/ABC", "https://doi.org/10.1000/abc", "10.9999/unknown", "10.48550/arXiv.2401.00001", "no doi"]
    assert await crossref.notices(names) == {"10.1000/ABC": (), "https://doi.org/10.1000/abc": ()}
    assert await crossref.notices([]) == {}


async def test_a_hundred_dois_are_one_request_and_long_ones_fewer(server: CrossrefServer, crossref: Crossref) -> None:
    server.works = [work(f"10.1000/{n}") for n in range(MOST_DOIS + 1)]
    assert len(await crossref.notices([each["DOI"] for each in server.works])) == MOST_DOIS + 1
    assert [request.query["filter"].count("doi:") for request in server.requests] == [MOST_DOIS, 1]
    server.requests.clear()
    server.works = [work(f"10.1000/({n})1097-0258(19980815/30)17:15/16<1661::AID-SIM968>3.0.CO;2-2") for n in range(90)]
    assert len(await crossref.notices([each["DOI"] for each in server.works])) == 90
    assert all(len(request.query["filter"]) <= LONGEST_FILTER for request in server.requests)


async def test_a_doi_with_a_comma_is_asked_for_by_itself(server: CrossrefServer, crossref: Crossref) -> None:
    server.works = [work("10.1000/a"), work("10.1000/x,y", "RETRACTED: A work")]
    notices = await crossref.notices(["10.1000/x,y", "10.1000/a", "10.1000/z,unknown"])
    assert {doi: len(listed) for doi, listed in notices.items()} == {"10.1000/x,y": 1, "10.1000/a": 0}
