"""Fetching full texts: what is found is whole and the right work, and what is not found is told, address by address."""

from collections.abc import Iterator

import pytest

from assistant import politeness
from assistant.fulltext import fetch
from assistant.fulltext.fetching import ADDRESSES, Fetched
from assistant.passages import cut
from assistant.study import Study
from assistant.web import Web
from tests.documents import PROSE, assembled, encrypted, paper
from tests.samples import study
from tests.servers.base import Response
from tests.servers.paper_server import TITLE, PaperServer, document, journal, landing, latexml, login, moved, page

HTML, PDF = "/html/2401.00001", "/pdf/2401.00001"


@pytest.fixture
def server() -> Iterator[PaperServer]:
    politeness.forget()
    with PaperServer() as made:
        yield made


async def fetched(server: PaperServer, *open_texts: str, ids: tuple[str, ...] = (), title: str = TITLE) -> Fetched:
    web = Web(deadline=0.4, interval=0, private_hosts=frozenset({"127.0.0.1"}))
    urls = tuple(text if "://" in text else server.url + text for text in open_texts)
    return await fetch(study(title=title, ids=ids, open_texts=urls), web, server.url)


async def arxiv(server: PaperServer) -> Fetched:
    return await fetched(server, ids=("arxiv:2401.00001",))


async def test_arxivs_html_is_enough(server: PaperServer) -> None:
    server.pages = {HTML: page(latexml()), PDF: document()}
    found = await arxiv(server)
    assert found.text is not None
    assert found.url == server.url + HTML
    assert found.failures == ()
    assert {passage.section for passage in cut("k", found.text)} >= {"Abstract", "2 Methods"}
    assert server.asked == [HTML]


async def test_where_there_is_no_html_the_pdf_is_read_and_both_are_told(server: PaperServer) -> None:
    server.pages = {PDF: document()}
    found = await arxiv(server)
    assert found.text is not None
    assert {passage.page for passage in cut("k", found.text)} == {1, 2, 3}
    assert found.failures == (f"{server.url}{HTML}: it does not exist there",)


async def test_what_arxiv_holds_under_an_id_is_believed_whatever_its_title(server: PaperServer) -> None:
    server.pages = {HTML: page(latexml("Routage équilibré"))}
    assert (await arxiv(server)).text is not None


@pytest.mark.parametrize("form", ["html", "pdf"])
async def test_an_open_text_is_read_in_either_form(server: PaperServer, form: str) -> None:
    server.pages = {"/a": page(journal()) if form == "html" else document()}
    found = await fetched(server, "/a")
    assert found.text is not None
    assert found.url == f"{server.url}/a"


async def test_redirects_are_followed(server: PaperServer) -> None:
    server.pages = {"/a": moved("/b"), "/b": document()}
    assert (await fetched(server, "/a")).text is not None


async def test_a_page_about_the_work_leads_to_its_pdf(server: PaperServer) -> None:
    server.pages = {"/a": page(landing(pdf="/a.pdf")), "/a.pdf": document()}
    found = await fetched(server, "/a", "/never")
    assert found.url == f"{server.url}/a.pdf"
    assert len(found.failures) == 1
    assert server.asked == ["/a", "/a.pdf"]


async def test_pages_that_lead_to_each_other_end(server: PaperServer) -> None:
    server.pages = {f"/{n}": page(landing(pdf=f"/{n + 1}")) for n in range(20)}
    assert (await fetched(server, "/0")).text is None
    assert len(server.asked) == ADDRESSES


FAILURES = {
    "missing": (Response(404), "does not exist"),
    "forbidden": (Response(403), "HTTP status 403"),
    "login": (page(login()), "landing or login page"),
    "landing": (page(landing()), "landing or login page"),
    "sent on to a login": (moved("/login"), "landing or login page"),
    "another work": (page(journal("Sorting of Many Apples")), "another work"),
    "broken": (document(paper()[:900]), "broken"),
    "encrypted": (document(encrypted(paper(), "secret")), "encrypted"),
    "text": (Response(body=b"Balanced Routing of Experts", kind="text/plain"), "neither HTML nor a PDF but text/plain"),
    "no type": (Response(body=paper(), kind=""), "a kind that it does not say"),
    "page as PDF": (Response(body=login().encode(), kind="application/pdf"), "first bytes say otherwise"),
    "PDF as page": (Response(body=paper(), kind="text/html"), "first bytes say otherwise"),
    "loop": (moved("/a?b"), "redirects"),
    "into this network": (moved("http://10.0.0.1/secret"), "not on the public internet"),
    "slow": (Response(hang=30), "did not answer within 1.2 s"),
}


@pytest.mark.parametrize("failure", FAILURES)
async def test_every_failure_is_told_and_the_next_address_is_tried(server: PaperServer, failure: str) -> None:
    response, words = FAILURES[failure]
    server.pages = {"/a": response, "/b": page(journal()), "/login": page(login())}
    found = await fetched(server, "/a", "/b")
    assert found.text is not None
    assert found.url == f"{server.url}/b"
    (problem,) = found.failures
    assert problem.startswith(f"{server.url}/a: ")
    assert words in problem


async def test_where_every_address_fails_all_of_them_are_told(server: PaperServer) -> None:
    found = await fetched(server, "/a", "/b", ids=("arxiv:2401.00001",))
    assert found.text is None
    assert len(found.failures) == 4


async def test_where_no_address_is_known_that_is_told_and_nobody_asked(server: PaperServer) -> None:
    assert await fetched(server) == Fetched(failures=("no address is known at which it is free to read",))
    assert server.requests == []


async def test_what_a_record_names_may_not_lead_into_this_machine(server: PaperServer) -> None:
    server.pages = {"/a": document()}
    work: Study = study(title=TITLE, ids=(), open_texts=(f"{server.url}/a",))
    found = await fetch(work, Web(), server.url)
    assert found.text is None
    assert "not on the public internet" in found.failures[0]
    assert server.requests == []


async def test_pages_that_could_not_be_read_are_told_with_the_text(server: PaperServer) -> None:
    prose = " ".join((TITLE, *PROSE)) * 8
    shown = f"BT /R 10 Tf 72 700 Td ({prose}) Tj ET".encode()
    server.pages = {"/a": document(assembled([shown, bytes(60_000_000)]))}
    found = await fetched(server, "/a")
    assert found.text is not None
    assert found.failures == ()
    assert found.gaps[0].startswith("page 2 cannot be read")
