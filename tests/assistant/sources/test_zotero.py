"""Zotero through the real client and the real wire format: the right items, their texts, and every failure named."""

import subprocess
import sys
import time
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from assistant import politeness
from assistant.errors import PartialAnswer, SetupError, SourceError
from assistant.settings import Settings
from assistant.sources import Query
from assistant.sources.catalogue import CATALOGUE, Kit
from assistant.sources.filters import Filters
from assistant.sources.zotero import PAGES, TEXTS, WORDS, Zotero
from assistant.study import Text
from assistant.web import Web
from tests.servers.zotero_server import ZoteroServer, attachment, item

FULL = item(
    "AAAA1111",
    "Routing of experts",
    "Experts route.",
    itemType="conferencePaper",
    creators=[
        {"creatorType": "editor", "firstName": "Ed", "lastName": "Itor"},
        {"creatorType": "author", "firstName": "Ada", "lastName": "Lovelace"},
        {"creatorType": "author", "name": "World Health Organization"},
        {"creatorType": "author", "firstName": None, "lastName": "Plato"},
    ],
    proceedingsTitle="Proceedings of Routing",
    date="March 3, 2024",
    DOI="10.1000/ABC",
    url="https://example.org/a",
    extra="arXiv: 2401.00001v2\nPMID: 123\nnotes",
    tags=[{"tag": "routing"}, {"tag": "experts", "type": 1}],
)


@pytest.fixture
def server() -> Iterator[ZoteroServer]:
    politeness.forget()
    with ZoteroServer([deepcopy(FULL)]) as made:
        yield made


def source(server: ZoteroServer, key: str = "", deadline: float = 5.0) -> Zotero:
    return Zotero("users/123", key, server.url, interval=0.0, deadline=deadline)


async def test_items_become_records(server: ZoteroServer) -> None:
    (record,) = await source(server).search(Query(text="routing"))
    assert record.title == "Routing of experts"
    assert record.authors == ("Ada Lovelace", "World Health Organization", "Plato")
    assert (record.year, record.venue) == (2024, "Proceedings of Routing")
    assert record.ids == ("doi:10.1000/abc", "arxiv:2401.00001", "pmid:123")
    assert record.url == "https://example.org/a"
    assert record.fields == ("routing", "experts")
    assert record.texts == (Text(kind="abstract", content="Experts route."),)


async def test_where_there_is_no_author_who_made_it_is_named(server: ZoteroServer) -> None:
    talk = [{"creatorType": "presenter", "firstName": "Ada", "lastName": "Lovelace"}]
    server.items = [item("B", "Routing", itemType="presentation", creators=talk)]
    (record,) = await source(server).search(Query(text="routing"))
    assert record.authors == ("Ada Lovelace",)


async def test_what_holds_most_of_the_words_comes_first_and_no_more_are_asked_for(server: ZoteroServer) -> None:
    server.items = [item("A", "Tea"), item("B", "Routing"), item("C", "Routing of experts"), item("D", "Experts")]
    records = await source(server).search(Query(text="How does routing choose experts?"))
    assert [record.title for record in records] == ["Routing of experts", "Routing", "Experts"]
    server.requests.clear()
    await source(server).search(Query(text=" ".join(f"word{n}" for n in range(30))))
    assert len(server.requests) == WORDS


async def test_pages_are_followed_as_far_as_they_go(server: ZoteroServer) -> None:
    server.items = [item(f"K{n}", f"Routing {n}") for n in range(PAGES * 100 + 50)]
    records = await source(server).search(Query(text="routing", limit=1000))
    assert [record.title for record in records] == [f"Routing {n}" for n in range(PAGES * 100)]
    assert len(server.requests) == PAGES


async def test_texts_of_attachments_are_those_of_the_item(server: ZoteroServer) -> None:
    server.items[0]["meta"]["numChildren"] = 4
    kinds = {"PDF": "application/pdf", "TWIN": "text/html", "PNG": "image/png", "UNREAD": "application/pdf"}
    server.items += [attachment(key, "AAAA1111", kind) for key, kind in kinds.items()]
    server.texts = {
        "PDF": "All that experts know of steering.",
        "TWIN": "All that experts know of steering.",
        "PNG": "x",
    }
    asked = source(server)
    for _ in range(2):
        (record,) = await asked.search(Query(text="steering"))
        assert record.texts == (
            Text(kind="full_text", content="All that experts know of steering."),
            Text(kind="abstract", content="Experts route."),
        )
    assert sum(request.path.endswith("/fulltext") for request in server.requests) == 3, "each is asked for once"


async def test_not_more_texts_are_fetched_than_are_read(server: ZoteroServer) -> None:
    server.items = [item(f"K{n}", "Routing") | {"meta": {"numChildren": 1}} for n in range(TEXTS + 5)]
    assert len(await source(server).search(Query(text="routing", limit=50))) == TEXTS + 5
    assert sum(request.path.endswith("/children") for request in server.requests) == TEXTS


async def test_without_their_texts_the_items_arrive_and_that_is_said(server: ZoteroServer) -> None:
    server.items = [item(f"K{n}", "Routing") | {"meta": {"numChildren": 1}} for n in range(3)]
    server.fault, server.spoilt = "503", "/children"
    with pytest.raises(PartialAnswer, match=r"not all .*503") as raised:
        await source(server).search(Query(text="routing"))
    assert len(raised.value.records) == 3


async def test_filters_hold(server: ZoteroServer) -> None:
    person = [{"creatorType": "author", "firstName": "Bob", "lastName": "Lee"}]
    server.items = [
        item("A", "Routing 1", date="2019", publicationTitle="Nature") | {"meta": {"numChildren": 1}},
        item("B", "Routing 2", date="2021", creators=person, tags=[{"tag": "Physics"}]),
        attachment("PDF", "A"),
    ]
    server.texts = {"PDF": "Text."}

    async def found(**filters: object) -> list[str]:
        query = Query(text="routing", filters=Filters.model_validate(filters))
        return [record.title for record in await source(server).search(query)]

    assert await found(since=2020) == ["Routing 2"]
    assert await found(venues=("nature",)) == ["Routing 1"]
    assert await found(authors=("Bob Lee",)) == ["Routing 2"]
    assert await found(fields=("physics",)) == ["Routing 2"]
    assert await found(open_access=True) == ["Routing 1"]


async def test_notes_and_nulls_are_no_works(server: ZoteroServer) -> None:
    nulls: dict[str, Any] = dict.fromkeys(("creators", "abstractNote", "date", "tags", "extra", "url", "DOI"))
    server.items = [item("N", "Routing note", itemType="note"), item("B", "Routing", **nulls), item("C", "")]
    server.items[1]["meta"] = None  # type: ignore[index]
    records = await source(server).search(Query(text="routing"))
    assert [(record.title, record.authors, record.texts) for record in records] == [("Routing", (), ())]


async def test_a_key_opens_a_library_and_is_shown_nowhere(server: ZoteroServer) -> None:
    server.key = "swordfish-swordfish"
    assert len(await source(server, server.key).search(Query(text="routing"))) == 1
    assert server.key not in repr(source(server, server.key))
    with pytest.raises(SourceError, match="communicate") as raised:
        await source(server, "wrong-wrong-wrong").search(Query(text="routing"))
    assert "wrong" not in str(raised.value)


async def test_another_library_is_not_there(server: ZoteroServer) -> None:
    with pytest.raises(SourceError, match="no library groups/9"):
        await Zotero("groups/9", base_url=server.url, interval=0.0).search(Query(text="routing"))


async def test_the_zotero_of_this_machine_is_asked_under_its_path(server: ZoteroServer) -> None:
    server.library = "api/users/0"
    local = Zotero("users/0", base_url=f"{server.url}/api", interval=0.0)
    assert not local.online
    assert len(await local.search(Query(text="routing"))) == 1
    assert Zotero("users/123").online


async def test_a_server_that_asks_for_a_pause_gets_it_from_everybody(server: ZoteroServer) -> None:
    server.headers = {"Backoff": "7"}
    assert len(await source(server).search(Query(text="routing"))) == 1
    with pytest.raises(SourceError, match=r"asked for a pause; try again in 7 s"):
        await source(server).search(Query(text="routing"))


async def test_what_one_word_found_is_not_lost_when_the_next_cannot_be_asked(server: ZoteroServer) -> None:
    server.headers = {"Backoff": "7"}
    with pytest.raises(PartialAnswer, match="asked for a pause") as raised:
        await source(server).search(Query(text="routing experts"))
    assert [record.title for record in raised.value.records] == ["Routing of experts"]


@pytest.mark.parametrize("key", ["swordfiſh", "sword\nfish"])
def test_a_key_that_cannot_be_sent_is_refused_and_not_shown(key: str) -> None:
    with pytest.raises(SetupError, match="ZOTERO_API_KEY") as raised:
        Zotero("users/1", key)
    assert "sword" not in str(raised.value)


async def test_a_redirect_is_not_followed_with_the_key(server: ZoteroServer) -> None:
    server.moved = "http://127.0.0.1:9/elsewhere"
    with pytest.raises(SourceError, match="HTTP status 302"):
        await source(server, "swordfish-swordfish").search(Query(text="routing"))


def test_a_refusal_does_not_keep_the_program_from_ending(server: ZoteroServer) -> None:
    server.fault = "429"
    program = (
        "import asyncio\nfrom assistant.sources import Query\nfrom assistant.sources.zotero import Zotero\n"
        f"asyncio.run(Zotero('users/123', base_url={server.url!r}).search(Query(text='routing')))"
    )
    began = time.monotonic()
    root = Path(__file__).parents[3]
    done = subprocess.run([sys.executable, "-c", program], cwd=root, capture_output=True, text=True, check=False)
    assert "it is left alone for 7 s" in done.stderr
    assert time.monotonic() - began < 6


@pytest.mark.parametrize("library", ["", "123", "users/", "user/123", "users/ada"])
def test_without_a_library_a_user_is_told_how_to_name_one(library: str) -> None:
    kit = Kit(Settings(zotero_library=library), Web(), {})
    with pytest.raises(SetupError, match=r"users/NUMBER.*ZOTERO_API_KEY.*127\.0\.0\.1:23119/api"):
        CATALOGUE["zotero"].make(kit)


def test_the_key_comes_from_the_environment() -> None:
    made = CATALOGUE["zotero"].make(Kit(Settings(zotero_library="groups/7"), Web(), {"ZOTERO_API_KEY": "swordfish"}))
    assert isinstance(made, Zotero)
    assert (made.key, made.base_url) == ("swordfish", "https://api.zotero.org")
