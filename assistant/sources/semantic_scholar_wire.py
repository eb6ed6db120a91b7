"""Semantic Scholar's language: how it is asked, and what it says of papers. Pure functions and forms, no requests."""

from collections.abc import Iterable, Mapping
from itertools import accumulate

from pydantic import ConfigDict, Field
from pydantic.alias_generators import to_camel

from assistant.identity import identifier
from assistant.sources.filters import Filters, any_within
from assistant.sources.foreign import Foreign
from assistant.sources.markup import plain
from assistant.study import Record, Study, Text
from assistant.words import search_terms

CITATIONS = 9_999
"""Citations that one answer holds, those of all its papers together; of the papers after that, none come."""
SHOWN = "externalIds,url,title,abstract,venue,year,authors.name,fieldsOfStudy,s2FieldsOfStudy,openAccessPdf"
"""The parts of a paper that a record is made of."""
FIELDS = (
    "Agricultural and Food Sciences,Art,Biology,Business,Chemistry,Computer Science,Economics,Education,Engineering,"
    "Environmental Science,Geography,Geology,History,Law,Linguistics,Materials Science,Mathematics,Medicine,"
    "Philosophy,Physics,Political Science,Psychology,Sociology"
).split(",")
"""All fields of study that there are here."""


class Part(Foreign):
    model_config = ConfigDict(alias_generator=to_camel)


class Author(Part):
    name: str = ""


class ExternalIds(Part):
    doi: str = Field(default="", alias="DOI")
    arxiv: str = Field(default="", alias="ArXiv")


class FieldOfStudy(Part):
    category: str = ""


class Pdf(Part):
    url: str = ""


class Linked(Part):
    paper_id: str = ""
    """Empty for a reference that could not be told apart from its words."""


class Paper(Linked):
    external_ids: ExternalIds = ExternalIds()
    url: str = ""
    title: str = ""
    abstract: str = ""
    venue: str = ""
    year: int | None = None
    authors: tuple[Author, ...] = ()
    fields_of_study: tuple[str, ...] = ()
    s2_fields_of_study: tuple[FieldOfStudy, ...] = ()
    open_access_pdf: Pdf = Pdf()
    citation_count: int = 0
    references: tuple[Linked, ...] = ()
    citations: tuple[Linked, ...] = ()


class Found(Part):
    """A page of a search."""

    total: int
    """About how many there are on all pages."""
    next: int | None = None
    """Where the next page begins; None on the last."""
    data: tuple[Paper, ...] = ()


def words(text: str) -> str:
    """Return what is searched for; a word with a hyphen in it would find nothing."""
    return " ".join(search_terms(text.replace("-", " ")))


def narrowings(filters: Filters) -> list[dict[str, str]]:
    """Return the parameters that apply the filters, one set after the other; none if nothing here can fulfil them.

    Authors cannot be asked for. Venues can be by their whole names only, so that after those that are called as is
    wanted, the others are looked through.
    """
    asked: dict[str, str] = {}
    if filters.since or filters.until:
        asked["year"] = f"{filters.since or ''}-{filters.until or ''}"
    if filters.fields:
        asked["fieldsOfStudy"] = ",".join(name for name in FIELDS if any_within(filters.fields, [name]))
        if not asked["fieldsOfStudy"]:
            return []
    if filters.open_access:
        asked["openAccessPdf"] = ""
    venues = ",".join(name for name in filters.venues if "," not in name)
    return [asked | {"venue": venues}, asked] if venues else [asked]


def known_as(study: Study) -> list[str]:
    """Return every name by which a study may be known here."""
    forms = {"s2": "", "doi": "DOI:", "arxiv": "ARXIV:"}
    parted = (name.split(":", 1) for name in study.ids)
    return [forms[kind] + value for kind, value in parted if kind in forms]


def askable(cited: Mapping[str, int]) -> list[str]:
    """Return the papers, of those that are cited so often, whose citations fit into one answer: the least cited."""
    ordered = sorted((name for name, count in cited.items() if count), key=lambda name: (cited[name], name))
    sums = accumulate(cited[name] for name in ordered)
    return [name for name, total in zip(ordered, sums, strict=True) if total <= CITATIONS] or ordered[:1]


def alias(paper: str) -> str:
    return f"s2:{paper}"


def records(papers: Iterable[Paper]) -> list[Record]:
    """Return what is said of the papers; those without a title are of no use."""
    return [record for paper in papers if paper.paper_id and (record := _record(paper)).title]


def _record(paper: Paper) -> Record:
    ids = (identifier(f"doi:{paper.external_ids.doi}"), identifier(f"arxiv:{paper.external_ids.arxiv}"))
    fields = (*paper.fields_of_study, *(field.category for field in paper.s2_fields_of_study))
    abstract = plain(paper.abstract)
    return Record(
        title=plain(paper.title),
        authors=tuple(author.name for author in paper.authors if author.name),
        year=paper.year,
        venue=paper.venue,
        ids=tuple(dict.fromkeys(filter(None, (*ids, alias(paper.paper_id))))),
        url=paper.url,
        fields=tuple(dict.fromkeys(filter(None, fields))),
        open_texts=tuple(filter(None, (paper.open_access_pdf.url,))),
        texts=(Text(kind="abstract", content=abstract),) if abstract else (),
        source="Semantic Scholar",
    )
