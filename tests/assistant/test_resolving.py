"""From a name to a record: whatever is named, the record is that work's, or a sentence says why there is none."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from assistant import politeness
from assistant.errors import SetupError, SourceError
from assistant.layout import open_web
from assistant.resolving import is_name, resolve
from assistant.settings import Settings
from assistant.sources.catalogue import CATALOGUE, Entry, Kit
from assistant.study import Record
from tests.samples import record
from tests.servers.arxiv_server import ArxivServer, Paper
from tests.servers.base import Response
from tests.servers.paper_server import TITLE, PaperServer, document, journal, landing, login, moved, page

DOI = "10.1000/routing.1"


@dataclass(frozen=True)
class Registrar:
    """Knows one work by its DOI, and answers no query."""

    name: str = "Registrar"
    online: bool = True

    async def search(self, _: object) -> list[Record]:
        return []

    async def record(self, name: str) -> Record | None:
        return record(TITLE, "Abstract.", ids=(f"doi:{DOI}",)) if name == DOI else None


@pytest.fixture
def server() -> Iterator[PaperServer]:
    politeness.forget()
    with PaperServer() as made:
        yield made


@pytest.fixture(autouse=True)
def registrar(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(CATALOGUE, "crossref", Entry(lambda _: Registrar(), "works with a DOI"))


def kit(arxiv: str = "") -> Kit:
    settings = Settings(
        source_interval=0, source_timeout=2, private_hosts=("127.0.0.1",), arxiv_url=arxiv or "http://127.0.0.1:9"
    )
    return Kit(settings, open_web(settings), {})


@pytest.mark.parametrize("name", [DOI, DOI.upper(), f"https://doi.org/{DOI}", f"doi:{DOI}"])
async def test_a_doi_in_any_form_is_looked_up(name: str) -> None:
    assert (await resolve(name, kit())).ids == (f"doi:{DOI}",)


@pytest.mark.parametrize("name", ["2401.00001", "arXiv:2401.00001v2", "https://arxiv.org/pdf/2401.00001"])
async def test_an_arxiv_id_in_any_form_is_looked_up(name: str) -> None:
    politeness.forget()
    with ArxivServer([Paper("2401.00001", TITLE, "Abstract.")]) as arxiv:
        found = await resolve(name, kit(arxiv.api))
    assert (found.title, found.ids) == (TITLE, ("arxiv:2401.00001",))


async def test_the_address_of_a_pdf_is_a_record_with_its_text(server: PaperServer) -> None:
    server.pages = {"/a": document()}
    found = await resolve(f"{server.url}/a", kit())
    assert (found.title, found.source, found.url) == (TITLE, "web:127.0.0.1", f"{server.url}/a")
    assert {mark.page for mark in found.texts[0].marks} == {1, 2, 3}


async def test_the_address_of_an_article_is_a_record_with_what_it_says(server: PaperServer) -> None:
    server.pages = {"/a": moved("/b"), "/b": page(journal())}
    found = await resolve(f"{server.url}/a", kit())
    assert (found.title, found.authors, found.year) == (TITLE, ("Ada Lovelace",), 2024)
    assert found.ids == (f"doi:{DOI}",)
    assert found.texts[0].kind == "full_text"


async def test_a_page_about_a_work_is_that_work_and_leads_to_its_pdf(server: PaperServer) -> None:
    server.pages = {"/a": page(landing(pdf="/a.pdf"))}
    found = await resolve(f"{server.url}/a", kit())
    assert [text.kind for text in found.texts] == ["abstract"]
    assert found.open_texts == (f"{server.url}/a.pdf",)


@pytest.mark.parametrize(
    ("response", "words"),
    [
        (Response(404), "does not exist"),
        (page(login()), "landing or login page"),
        (Response(body=b"words", kind="text/plain"), "text/plain"),
        (moved("http://10.0.0.1/"), "public internet"),
    ],
)
async def test_an_address_that_holds_no_work_is_named_with_the_reason(
    server: PaperServer, response: Response, words: str
) -> None:
    server.pages = {"/a": response}
    with pytest.raises(SourceError, match=words) as raised:
        await resolve(f"{server.url}/a", kit())
    assert f"{server.url}/a: " in str(raised.value)


async def test_a_work_that_nobody_knows_is_named() -> None:
    with pytest.raises(SourceError, match=r"Registrar does not know doi:10\.1000/other"):
        await resolve("10.1000/other", kit())
    politeness.forget()
    with ArxivServer() as arxiv, pytest.raises(SourceError, match=r"arXiv does not know arxiv:2401\.00001"):
        await resolve("2401.00001", kit(arxiv.api))


async def test_without_a_source_that_knows_such_names_that_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(CATALOGUE, "crossref")
    with pytest.raises(SourceError, match="No source at hand"):
        await resolve(DOI, kit())


NAMES = ["2401.00001", "hep-th/9901001", DOI, "https://example.org/a.pdf", "HTTP://EXAMPLE.ORG"]
OTHERS = ["", "notes/refs.bib", "routing", "ftp://example.org/a", "http://", "http://[", "10.1000", "C:\\a.pdf"]


@pytest.mark.parametrize("name", NAMES)
def test_names_of_works_are_known(name: str) -> None:
    assert is_name(name)


@pytest.mark.parametrize("name", OTHERS)
async def test_what_is_no_name_is_said_to_be_none(name: str) -> None:
    assert not is_name(name)
    with pytest.raises(SetupError, match="neither a DOI"):
        await resolve(name, kit())
