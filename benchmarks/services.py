"""arXiv, OpenAlex and their like on loopback, as slow as real ones, in a process of their own.

`python -m benchmarks.services --data DIR --log FILE` prints their addresses as settings, in JSON, and serves the 889
abstracts of DeepScholar until stdin ends. Every answer takes `SECONDS`, whatever it took to find it. There are no full
texts. Works that one paper cites together are taken to cite one another, the later ones the earlier.
"""

import argparse
import json
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

from assistant.base import Frozen
from assistant.study import Record, Text
from benchmarks.data import Cited, cited_together, cited_works
from tests.servers.arxiv_server import ArxivServer, Paper
from tests.servers.base import Answer, Request, Response, Server
from tests.servers.crossref_server import CrossrefServer
from tests.servers.openalex_server import OpenAlexServer

SECONDS = 0.25
REFERENCES = 12
"""The largest number of works that a work is taken to cite."""


class Asked(Frozen):
    """One request as a service saw it; times by the clock that all processes of the machine share."""

    source: str
    path: str
    query: dict[str, str]
    began: float
    ended: float

    @property
    def seconds(self) -> float:
        return self.ended - self.began


class Cataloguing(OpenAlexServer):
    """OpenAlex as it is in the tests, but with its citations looked up once, for as many works as there are here."""

    def __init__(self, works: Sequence[Record], cites: Mapping[str, Sequence[str]]) -> None:
        super().__init__(works, cites=cites)
        self._place = {record.ids[0]: place for place, record in enumerate(works)}
        self._cited = {name: self._found(cited) for name, cited in cites.items()}
        citing: dict[str, list[str]] = {}
        for name, cited in cites.items():
            for other in cited:
                citing.setdefault(other, []).append(name)
        self._citing = {name: self._found(others) for name, others in citing.items()}

    def number(self, record: Record) -> str:
        return f"W{1001 + self._place[record.ids[0]]}"

    def cited(self, record: Record) -> list[Record]:
        return self._cited.get(record.ids[0], [])

    def citing(self, record: Record) -> list[Record]:
        return self._citing.get(record.ids[0], [])

    def _found(self, names: Sequence[str]) -> list[Record]:
        return [self.records[place] for place in sorted(self._place[name] for name in names if name in self._place)]


class Log:
    """Writes a line for each request, whichever thread it came in."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()

    def add(self, asked: Asked) -> None:
        with self._lock, self._path.open("a", encoding="utf-8") as lines:
            lines.write(asked.model_dump_json() + "\n")


def paced(source: str, answer: Answer, log: Log) -> Answer:
    """Return a service that takes `SECONDS` for each answer, finds none twice, and keeps a log."""
    found: dict[tuple[str, tuple[tuple[str, str], ...]], Response] = {}

    def answered(request: Request) -> Response:
        began = time.monotonic()
        name = (request.path, tuple(sorted(request.query.items())))
        response = found[name] = found.get(name) or answer(request)
        ended = max(began + SECONDS, time.monotonic())
        log.add(Asked(source=source, path=request.path, query=dict(request.query), began=began, ended=ended))
        return replace(response, hang=response.hang + max(0.0, ended - time.monotonic()))

    return answered


def papers(works: Sequence[Cited]) -> list[Paper]:
    return [
        Paper(work.id.removeprefix("arxiv:"), work.title, work.text, year=work.year)
        for work in works
        if work.id.startswith("arxiv:")
    ]


def records(works: Sequence[Cited]) -> list[Record]:
    return [
        Record(
            title=work.title,
            authors=("Ada Lovelace", "Alan Turing"),
            year=work.year,
            ids=(work.id,),
            texts=(Text(kind="abstract", content=work.text),),
            source="benchmark",
        )
        for work in works
    ]


def references(works: Sequence[Cited], together: Sequence[Sequence[str]]) -> dict[str, list[str]]:
    """Return what each work cites: those before it of the works that a paper cites together with it."""
    place = {work.id: (work.year, number) for number, work in enumerate(works)}
    cites: dict[str, list[str]] = {}
    for group in together:
        ordered = sorted((name for name in group if name in place), key=place.__getitem__)
        for number, name in enumerate(ordered):
            cites.setdefault(name, []).extend(ordered[max(0, number - REFERENCES) : number])
    return {name: list(dict.fromkeys(cited))[:REFERENCES] for name, cited in cites.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description="Serve scholarly services on loopback until stdin ends.")
    parser.add_argument("--data", type=Path, required=True, help="folder of the data sets")
    parser.add_argument("--split", default="dev", help="whose citations connect the works")
    parser.add_argument("--log", type=Path, required=True, help="file that a line is written to for each request")
    given = parser.parse_args()
    works = cited_works(given.data)
    log = Log(given.log)
    arxiv = ArxivServer(papers(works))
    openalex = Cataloguing(records(works), references(works, cited_together(given.data, given.split)))
    openalex.credits = 10**9
    with ExitStack() as stack:
        addresses = {
            name: stack.enter_context(Server(paced(name, answer, log))).url
            for name, answer in {
                "arxiv": arxiv.respond,
                "openalex": openalex.respond,
                "crossref": CrossrefServer().respond,
                "pages": lambda _: Response(404, b"Not found"),
            }.items()
        }
        settings = {
            "ASSISTANT_ARXIV_URL": f"{addresses['arxiv']}/api/query",
            "ASSISTANT_ARXIV_PAGES_URL": addresses["pages"],
            "ASSISTANT_OPENALEX_URL": addresses["openalex"],
            "ASSISTANT_CROSSREF_URL": addresses["crossref"],
            "ASSISTANT_SOURCE_INTERVAL": "0",
        }
        print(json.dumps(settings), flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    main()
