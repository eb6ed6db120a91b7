"""Where Chroma keeps the vector index: in the library's own folder, or on a server. The one module that knows Chroma.

A store gives a client, says what a failure of it means, and forgets everything when the index is to be rebuilt. The
folder's name holds Chroma's version, because Chroma changes its files when it is updated and cannot go back.
"""

import shutil
from dataclasses import dataclass
from importlib.metadata import version
from itertools import count
from pathlib import Path
from typing import Any, NamedTuple, Protocol
from urllib.parse import urlsplit

from assistant.errors import LibraryError, SetupError

_PATIENCE = 60.0
"""Seconds that a server may take for one request; it writes a thousand vectors in a few."""

_GREETING = 10.0
"""Seconds that a server may take to say that it is there."""

IN_FOLDER = "in the library's folder"

_openings = count(1)


class BrokenIndex(Exception):
    """Chroma failed. The truth is in the database, so the answer is to rebuild."""


class Store(Protocol):
    """A place for collections."""

    @property
    def place(self) -> str:
        """Says where the index is; one that is somewhere else is another one."""
        ...

    @property
    def folder(self) -> Path | None:
        """Where its files are, if they are on this machine."""
        ...

    @property
    def owner(self) -> str:
        """Ends the names of our collections, where those of other libraries may be too."""
        ...

    def client(self) -> Any:
        """Return a new Chroma client, which sees what other processes have written until now."""
        ...

    def close(self, client: Any) -> None:
        """Let go of a client and of all that it holds open."""
        ...

    def destroy(self) -> None:
        """Delete the collections of all embedders."""
        ...

    def failure(self, error: BaseException) -> Exception:
        """Return what is to be raised for an error of Chroma's."""
        ...


@dataclass(frozen=True)
class Folder:
    """Files in the library's folder."""

    library: Path
    place: str = IN_FOLDER
    owner: str = ""

    @property
    def folder(self) -> Path:
        major, minor, *_ = version("chromadb").split(".")
        return self.library / f"chroma-{major}.{minor}"

    def client(self) -> Any:
        import chromadb

        self.folder.mkdir(parents=True, exist_ok=True)
        # Chroma shares one open system among all clients of a path as it is spelt, also one that failed to start or
        # that was open while another process wrote. Spelling the path in a new way each time gives us a fresh one.
        path = f"{self.folder}{'/.' * (next(_openings) % 1000)}"
        return chromadb.PersistentClient(path, _settings())

    def close(self, client: Any) -> None:
        client.close()

    def destroy(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)

    def failure(self, error: BaseException) -> Exception:
        return BrokenIndex(str(error))


@dataclass(frozen=True)
class Server:
    """A Chroma server, which several libraries may share. It is sent row ids and vectors, and never any text."""

    url: str
    owner: str
    folder: None = None

    @property
    def place(self) -> str:
        return f"on {self.url}"

    def client(self) -> Any:
        import chromadb
        import httpx

        host, port, secure = address(self.url)
        try:
            # Chroma's own client would wait for ever.
            httpx.get(f"{self.url.rstrip('/')}/api/v2/heartbeat", timeout=_GREETING).raise_for_status()
        except httpx.HTTPError as error:
            raise self._silent(error) from error
        client = chromadb.HttpClient(host, port, secure, settings=_settings())
        for session in _sessions(client):
            session.timeout = httpx.Timeout(_PATIENCE)
        return client

    def close(self, client: Any) -> None:
        sessions = _sessions(client)
        client.close()
        for session in sessions:
            session.close()

    def destroy(self) -> None:
        client = self.client()
        try:
            for name in _collections(client):
                if name.endswith(f"-{self.owner}"):
                    client.delete_collection(name)
        finally:
            self.close(client)

    def failure(self, error: BaseException) -> Exception:
        import httpx

        return self._silent(error) if isinstance(error, httpx.TransportError) else BrokenIndex(str(error))

    def _silent(self, error: BaseException) -> LibraryError:
        return LibraryError(
            f"The Chroma server {self.url}, which keeps the library's vectors, does not answer ({error}); start it,"
            " or clear the setting library_url to keep them on this machine. Nothing of the library is lost."
        )


class Address(NamedTuple):
    """Of a server."""

    host: str
    port: int
    secure: bool


def address(url: str) -> Address:
    """Return the parts of the address of a Chroma server.

    Raises:
        SetupError: it is none.
    """
    try:
        parts = urlsplit(url)
        port = parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError:
        parts, port = urlsplit(""), 0
    rest = (parts.username, parts.password, parts.path.strip("/"), parts.query, parts.fragment)
    if parts.scheme not in ("http", "https") or not parts.hostname or any(rest):
        raise SetupError(
            f"library_url is {url!r}; it must be the address of a Chroma server, as http://localhost:8000."
        )
    return Address(parts.hostname, port, parts.scheme == "https")


def _collections(client: Any) -> list[str]:
    names: list[str] = []
    while page := client.list_collections(limit=100, offset=len(names)):
        names += [collection.name for collection in page]
    return names


def _sessions(client: Any) -> list[Any]:
    """Return the HTTP clients inside, which Chroma gives no deadline and never closes."""
    return [part._server._session for part in (client, client._admin_client)]


def _settings() -> Any:
    from chromadb.config import Settings

    return Settings(anonymized_telemetry=False)
