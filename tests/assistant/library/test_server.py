"""A library whose vectors a Chroma server keeps is the same library, and says in words when the server is not there."""

import socket
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from assistant.embedding import Hashing
from assistant.errors import LibraryError, SetupError
from assistant.library import Library, indexing, stores
from tests.assistant.library.making import numbered
from tests.servers.chroma_server import ChromaServer


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ChromaServer]:
    with ChromaServer(tmp_path_factory.mktemp("chroma")) as running:
        yield running


def collections(url: str) -> dict[str, int]:
    """What the server keeps: how many entries there are in each collection."""
    found = f"{url}/api/v2/tenants/default_tenant/databases/default_database/collections"
    return {each["name"]: httpx.get(f"{found}/{each['id']}/count").json() for each in httpx.get(found).json()}


def test_a_library_on_a_server_answers_as_one_in_a_folder(tmp_path: Path, server: ChromaServer) -> None:
    records = [numbered(n) for n in range(40)]
    with (
        Library.open(tmp_path / "far", Hashing(), url=server.url) as far,
        Library.open(tmp_path / "near", Hashing()) as near,
    ):
        assert far.add(records) == near.add(records)
        for library in (far, near):
            library.remove(library.study("10.1000/7").key)
        assert far.check() == near.check()
        assert far.check().indexed == 39
        for query in ("subject3", "finding", "Study 12"):
            assert [hit.study for hit in far.find(query, 5)] == [hit.study for hit in near.find(query, 5)]
        assert far.rebuild() == near.check()
    assert not list((tmp_path / "far").glob("chroma-*"))


def test_what_one_writes_others_find_at_once(tmp_path: Path, server: ChromaServer) -> None:
    with (
        Library.open(tmp_path, Hashing(), url=server.url) as one,
        Library.open(tmp_path, Hashing(), url=server.url) as other,
    ):
        one.add([numbered(n) for n in range(5)])
        assert other.find("subject3", 1)[0].study == one.study("10.1000/3").key
        other.add([numbered(77)])
        assert one.find("subject77", 1)[0].study == one.study("10.1000/77").key
        assert one.check().problems == other.check().problems == ()


def test_libraries_that_share_a_server_do_not_meet(tmp_path: Path, server: ChromaServer) -> None:
    before = collections(server.url)
    with (
        Library.open(tmp_path / "a", Hashing(), url=server.url) as ours,
        Library.open(tmp_path / "b", Hashing(), url=server.url) as theirs,
    ):
        ours.add([numbered(1), numbered(2)])
        theirs.add([numbered(3)])
        ours.rebuild()
        assert sorted(number for name, number in collections(server.url).items() if name not in before) == [1, 2]
        assert theirs.check().problems == ours.check().problems == ()


def test_a_library_may_move_to_a_server_and_back(tmp_path: Path, server: ChromaServer) -> None:
    notices: list[str] = []
    with Library.open(tmp_path, Hashing()) as library:
        library.add([numbered(n) for n in range(10)])
    for url, place in ((server.url, f"on {server.url}"), ("", "in the library's folder")):
        with Library.open(tmp_path, Hashing(), notices.append, url) as library:
            assert library.find("subject3", 1)[0].study == library.study("10.1000/3").key
            assert library.check().is_complete
        assert f"not {place}" in notices.pop()
    assert notices == []


def test_a_large_library_moves_only_when_asked(
    tmp_path: Path, server: ChromaServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Library.open(tmp_path, Hashing()) as library:
        library.add([numbered(n) for n in range(10)])
    monkeypatch.setattr(indexing, "SMALL", 5)
    with Library.open(tmp_path, Hashing(), url=server.url) as library:
        with pytest.raises(LibraryError, match="assistant library check --rebuild"):
            library.find("subject3", 1)
        assert library.rebuild().problems == ()


def test_a_server_that_goes_away_is_named_and_nothing_is_lost(tmp_path: Path) -> None:
    with ChromaServer(tmp_path / "chroma") as server:
        library = Library.open(tmp_path / "library", Hashing(), url=server.url)
        library.add([numbered(1)])
    with library:
        for work in (lambda: library.find("subject1", 1), lambda: library.add([numbered(2)]), library.rebuild):
            with pytest.raises(LibraryError, match=rf"{server.url}, which .* does not answer .* start it, or clear"):
                work()
    with Library.open(tmp_path / "library", Hashing()) as library:
        assert library.find("subject2", 1)[0].study == library.study("10.1000/2").key
        assert library.check().is_complete


def test_a_server_that_never_answers_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stores, "_GREETING", 0.1)
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        url = f"http://127.0.0.1:{silent.getsockname()[1]}"
        with Library.open(tmp_path, Hashing(), url=url) as library, pytest.raises(LibraryError, match="timed out"):
            library.add([numbered(1)])


@pytest.mark.parametrize("url", ["localhost:8000", "ftp://x", "http://", "http://h:x", "http://u:p@h", "http://h/path"])
def test_what_is_no_address_of_a_server_is_refused(tmp_path: Path, url: str) -> None:
    with pytest.raises(SetupError, match="library_url"):
        Library.open(tmp_path, Hashing(), url=url)
