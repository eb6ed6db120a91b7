"""What Europe PMC says of works, as records."""

from collections.abc import Iterable

from pydantic import Field, JsonValue, ValidationError

from assistant.bibliography.entry import identifiers, medical
from assistant.identity import link
from assistant.names import Name, written
from assistant.sources.foreign import Foreign
from assistant.sources.markup import paragraphs, plain
from assistant.study import Notice, NoticeKind, Record, Text

KINDS: dict[str, NoticeKind] = {
    "retraction in": "retraction",
    "partial retraction in": "concern",
    "expression of concern in": "concern",
    "erratum in": "correction",
    "corrected and republished in": "correction",
    "update in": "superseded",
    "preprint of": "superseded",
}
"""Links between works that say something against the one they stand with; `Erratum for` stands with the erratum."""
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

    @property
    def alias(self) -> str:
        return f"{_PLACES[self.source]}:{self.id.lower()}" if self.source in _PLACES else ""


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


def sorted_records(results: Iterable[JsonValue]) -> tuple[list[Record], int]:
    """Return the records of the results that have a title, and how many of the results cannot be read."""
    records: list[Record] = []
    unread = 0
    for result in results:
        try:
            records.append(_record(_Work.model_validate(result)))
        except ValidationError:
            unread += 1
    return [record for record in records if record.title], unread


def _record(work: _Work) -> Record:
    abstract = paragraphs(work.abstract)
    ids = (*identifiers([f"doi:{work.doi}"]), *medical(work.pmid, work.pmcid))
    fields = (*(heading.name for heading in work.headings.heading), *work.keywords.keyword)
    return Record(
        title=plain(work.title).removesuffix("."),
        authors=tuple(name for person in work.people.author if (name := person.written)),
        year=int(work.year) if work.year.isdecimal() else None,
        venue=plain(work.journal.journal.title),
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
    notices = [
        Notice(kind=kind, by=comment.alias, source="PubMed")
        for comment in work.comments.comment
        if (kind := KINDS.get(comment.type.strip().lower()))
    ]
    retracted = any(kind.lower() == "retracted publication" for kind in work.types.type)
    if retracted and not any(notice.kind == "retraction" for notice in notices):
        notices.append(Notice(kind="retraction", source="PubMed"))
    return tuple(dict.fromkeys(notices))
