"""Europe PMC, which covers PubMed, PubMed Central and the preprints of the life sciences."""

from dataclasses import dataclass

from pydantic import Field, JsonValue, ValidationError

from assistant.base import Foreign
from assistant.errors import PartialAnswer, SourceError
from assistant.identity import identifier, link, normalised
from assistant.names import Name, parse, written
from assistant.sources import Query
from assistant.sources.filters import Filters, admitted
from assistant.sources.markup import line_of, text_of
from assistant.study import Notice, NoticeKind, Record, Text
from assistant.web import Request, Web
from assistant.words import search_terms

PAGE = 100
"""Works asked for at a time, of a thousand that are allowed: in full, a hundred are a megabyte."""
SIFTED = 5
"""Pages looked through at most when filters leave works out that Europe PMC lets pass."""

KINDS: dict[str, NoticeKind] = {
    "retraction in": "retraction",
    "partial retraction in": "concern",
    "expression of concern in": "concern",
    "erratum in": "correction",
    "corrected and republished in": "correction",
    "update in": "superseded",
    "preprint of": "superseded",
}
"""The links between works that say something against the one they stand with (`Erratum for` stands with the erratum)."""
_PLACES = {"MED": "pmid", "PMC": "pmcid"}
"""Under which kind of alias a work is known, by the collection it is in."""


class _Person(Foreign):
    first: str = Field(default="", alias="firstName")
    last: str = Field(default="", alias="lastName")
    initials: str = ""
    full: str = Field(default="", alias="fullName")
    group: str = Field(default="", alias="collectiveName")

    @property
    def written(self) -> str:
        if not self.last:
            return written(Name(self.group or self.full))
        return written(Name(self.last, self.first or ". ".join((*self.initials, "")).strip()))


class _People(Foreign):
    author: tuple[_Person, ...] = ()


class _Title(Foreign):
    title: str = ""


class _Journal(Foreign):
    journal: _Title = _Title()


class _Keywords(Foreign):
    keyword: tuple[str, ...] = ()


class _Heading(Foreign):
    name: str = Field(default="", alias="descriptorName")


class _Headings(Foreign):
    heading: tuple[_Heading, ...] = Field(default=(), alias="meshHeading")


class _Address(Foreign):
    code: str = Field(default="", alias="availabilityCode")
    style: str = Field(default="", alias="documentStyle")
    url: str = ""


class _Addresses(Foreign):
    url: tuple[_Address, ...] = Field(default=(), alias="fullTextUrl")


class _Types(Foreign):
    type: tuple[str, ...] = Field(default=(), alias="pubType")


class _Comment(Foreign):
    id: str = ""
    source: str = ""
    type: str = ""


class _Comments(Foreign):
    comment: tuple[_Comment, ...] = Field(default=(), alias="commentCorrection")


class _Work(Foreign):
    id: str
    source: str
    pmid: str = ""
    pmcid: str = ""
    doi: str = ""
    title: str = ""
    people: _People = Field(default=_People(), alias="authorList")
    year: str = Field(default="", alias="pubYear")
    journal: _Journal = Field(default=_Journal(), alias="journalInfo")
    abstract: str = Field(default="", alias="abstractText")
    keywords: _Keywords = Field(default=_Keywords(), alias="keywordList")
    headings: _Headings = Field(default=_Headings(), alias="meshHeadingList")
    open_access: str = Field(default="", alias="isOpenAccess")
    addresses: _Addresses = Field(default=_Addresses(), alias="fullTextUrlList")
    types: _Types = Field(default=_Types(), alias="pubTypeList")
    comments: _Comments = Field(default=_Comments(), alias="commentCorrectionList")


class _Results(Foreign):
    result: tuple[JsonValue, ...] = ()


class _Answer(Foreign):
    hits: int = Field(alias="hitCount")
    cursor: str = Field(default="", alias="nextCursorMark")
    results: _Results = Field(alias="resultList")


class _Refusal(Foreign):
    message: str = Field(alias="errMsg")


@dataclass(frozen=True)
class EuropePmc:
    """Searches titles and abstracts; whatever holds more of the words comes first."""

    web: Web
    base_url: str = "https://www.ebi.ac.uk/europepmc/webservices/rest"
    name: str = "Europe PMC"
    online: bool = True

    async def search(self, query: Query) -> list[Record]:
        words = search_terms(query.text)
        if not words:
            return []
        asked = asking(words, query.filters)
        rows = PAGE if query.filters else min(query.limit, PAGE)
        records: list[Record] = []
        unread, cursor, pages = 0, "*", 0
        while True:
            answer = await self._page(asked, rows, cursor)
            found, bad = _read(answer.results.result)
            records += admitted(query.filters, found)
            unread, pages = unread + bad, pages + 1
            last = answer.cursor in ("", cursor) or not answer.results.result or pages * rows >= answer.hits
            if last or len(records) >= query.limit or (query.filters and pages == SIFTED):
                break
            cursor = answer.cursor
        if unread:
            raise PartialAnswer(f"Europe PMC sent {unread} records that cannot be read", records[: query.limit])
        return records[: query.limit]

    async def _page(self, asked: str, rows: int, cursor: str) -> _Answer:
        params = {
            "query": asked,
            "resultType": "core",
            "format": "json",
            "pageSize": str(rows),
            "cursorMark": cursor,
        }
        answer = await self.web.json("Europe PMC", Request(f"{self.base_url}/search", params), interval=0.1)
        try:
            return _Answer.model_validate(answer)
        except ValidationError as error:
            raise _refused(answer, error) from None


def asking(words: list[str], filters: Filters) -> str:
    """Return a query in Europe PMC's language that asks for any of the words; what a user says is quoted everywhere."""
    any_word = " OR ".join(f"TITLE_ABS:{_quoted(word)}" for word in words)
    parts = [
        any_word,
        f"PUB_YEAR:[{filters.since or 1000} TO {filters.until or 3000}]" if filters.since or filters.until else "",
        " OR ".join(f"JOURNAL:{_quoted(venue)}" for venue in filters.venues),
        " OR ".join(f"AUTH:{_quoted(_indexed(author))}" for author in filters.authors),
        " OR ".join(f"KW:{_quoted(field)}" for field in filters.fields),
        "OPEN_ACCESS:y" if filters.open_access else "",
    ]
    return " AND ".join(f"({part})" for part in parts if part)


def _quoted(words: str) -> str:
    bare = " ".join(words.replace('"', " ").replace("\\", " ").split())
    return f'"{bare}"'


def _indexed(author: str) -> str:
    """Return a name as PubMed indexes it, `Lovelace A`; the initial tells few apart, but the name alone tells fewer."""
    name = parse(author)
    return f"{name.family} {normalised(name.given)[:1].upper()}".strip()


def _refused(answer: JsonValue, error: ValidationError) -> SourceError:
    try:
        return SourceError(f"Europe PMC refused the query: {_Refusal.model_validate(answer).message[:200]}")
    except ValidationError:
        place = ".".join(map(str, error.errors()[0]["loc"]))
        return SourceError(f"Europe PMC sent something that is not its format ({place or 'no object'})")


def _read(results: tuple[JsonValue, ...]) -> tuple[list[Record], int]:
    """Return the records of the results that have a title, and how many of the results cannot be read."""
    records, unread = [], 0
    for result in results:
        try:
            record = _record(_Work.model_validate(result))
        except ValidationError:
            unread += 1
            continue
        records += [record] if record.title else []
    return records, unread


def _record(work: _Work) -> Record:
    abstract = text_of(work.abstract)
    names = (work.doi and f"doi:{work.doi}", work.pmid and f"pmid:{work.pmid}", work.pmcid and f"pmcid:{work.pmcid}")
    ids = tuple(identifier(name) or name.lower() for name in names if name)
    fields = (*(heading.name for heading in work.headings.heading), *work.keywords.keyword)
    return Record(
        title=line_of(work.title).removesuffix("."),
        authors=tuple(name for person in work.people.author if (name := person.written)),
        year=int(work.year) if work.year.isdecimal() else None,
        venue=line_of(work.journal.journal.title),
        ids=ids,
        url=link(ids, f"https://europepmc.org/article/{work.source}/{work.id}"),
        fields=tuple(dict.fromkeys(filter(None, fields))),
        open_texts=_open_texts(work),
        notices=_notices(work),
        texts=(Text(kind="abstract", content=abstract),) if abstract else (),
        source="Europe PMC",
    )


def _open_texts(work: _Work) -> tuple[str, ...]:
    """Return where the work is free to read, PDF first; summaries and landing pages hold no full text."""
    free = [each for each in work.addresses.url if each.code in ("OA", "F") and each.style in ("pdf", "html")]
    free.sort(key=lambda each: each.style != "pdf")
    rendered = [f"https://europepmc.org/articles/{work.pmcid}?pdf=render"] if work.pmcid else []
    own = rendered if work.open_access == "Y" else []
    return tuple(dict.fromkeys((*(each.url for each in free if each.url), *own)))


def _notices(work: _Work) -> tuple[Notice, ...]:
    linked = [(KINDS.get(comment.type.strip().lower()), comment) for comment in work.comments.comment]
    notices = [
        Notice(kind=kind, by=f"{_PLACES[comment.source]}:{comment.id}" if comment.source in _PLACES else "", source="PubMed")
        for kind, comment in linked
        if kind
    ]
    retracted = any(kind.lower() == "retracted publication" for kind in work.types.type)
    if retracted and not any(notice.kind == "retraction" for notice in notices):
        notices.append(Notice(kind="retraction", source="PubMed"))
    return tuple(dict.fromkeys(notices))
