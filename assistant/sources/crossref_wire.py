"""What Crossref says of works, as records, and what is announced about works, as notices."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence

from pydantic import Field

from assistant.identity import identifier, link
from assistant.names import Name, written
from assistant.sources.foreign import Foreign
from assistant.sources.markup import paragraphs, plain
from assistant.study import Notice, NoticeKind, Record, Text

KINDS: dict[str, NoticeKind] = {
    "retraction": "retraction",
    "withdrawal": "retraction",
    "removal": "retraction",
    "partial_retraction": "concern",
    "expression_of_concern": "concern",
    "correction": "correction",
    "corrigendum": "correction",
    "erratum": "correction",
    "new_version": "superseded",
    "new_edition": "superseded",
}
"""Crossref's types of updates; the others (an addendum, a clarification) take nothing back."""

_SUPERSEDING = ("is-preprint-of", "is-replaced-by")
"""Relations to the work that takes the place of this one."""
_RETRACTED_TITLE = re.compile(r"\W*(?:retracted|withdrawn)(?: (?:article|chapter|paper))?\s*[\]:.–-]", re.IGNORECASE)


class _Person(Foreign):
    given: str = ""
    family: str = ""
    suffix: str = ""
    name: str = ""

    @property
    def written(self) -> str:
        return written(Name(self.family or self.name, self.given if self.family else "", self.suffix))


class _Date(Foreign):
    parts: list[list[int | None]] = Field(default=[], alias="date-parts")


class _Address(Foreign):
    url: str = Field(default="", alias="URL")
    kind: str = Field(default="", alias="content-type")
    use: str = Field(default="", alias="intended-application")


class _Update(Foreign):
    doi: str = Field(default="", alias="DOI")
    type: str = ""
    source: str = ""


class _Related(Foreign):
    id: str = ""
    kind: str = Field(default="", alias="id-type")


class Work(Foreign):
    """What is registered for a DOI, as far as it is of use here."""

    doi: str = Field(alias="DOI")
    title: tuple[str, ...] = ()
    author: tuple[_Person, ...] = ()
    issued: _Date = _Date()
    venue: tuple[str, ...] = Field(default=(), alias="container-title")
    abstract: str = ""
    links: tuple[_Address, ...] = Field(default=(), alias="link")
    licences: tuple[_Address, ...] = Field(default=(), alias="license")
    updates: tuple[_Update, ...] = Field(default=(), alias="update-to")
    """What this work, being a notice or a new version, updates."""
    updated: tuple[_Update, ...] = Field(default=(), alias="updated-by")
    """What updates this work."""
    relation: dict[str, tuple[_Related, ...]] = Field(default={})

    @property
    def alias(self) -> str:
        return identifier(f"doi:{self.doi}") or f"doi:{self.doi.lower()}"

    @property
    def called(self) -> str:
        """Its title without markup; empty if it has none."""
        return next(filter(None, map(plain, self.title)), "")


def records(works: Sequence[Work]) -> list[Record]:
    """Return the records of the works that have a title, with the notices that the works tell of each other."""
    known = announced(works)
    return [_record(work, known.get(work.alias, ())) for work in works if work.called]


def _record(work: Work, notices: tuple[Notice, ...]) -> Record:
    abstract = paragraphs(work.abstract)
    year = work.issued.parts[0][0] if work.issued.parts and work.issued.parts[0] else None
    return Record(
        title=work.called,
        authors=tuple(name for person in work.author if (name := person.written)),
        year=year,
        venue=plain(work.venue[0]) if work.venue else "",
        ids=(work.alias,),
        url=link((work.alias,)),
        open_texts=_open_texts(work),
        notices=notices,
        texts=(Text(kind="abstract", content=abstract),) if abstract else (),
        source="Crossref",
    )


def _open_texts(work: Work) -> tuple[str, ...]:
    """Return where a work under a Creative Commons licence can be read, PDF first; other licences tell nothing."""
    if not any("creativecommons.org/" in licence.url for licence in work.licences):
        return ()
    places = [each for each in work.links if each.use != "similarity-checking" and each.url.startswith("http")]
    places.sort(key=lambda each: each.kind != "application/pdf")
    return tuple(dict.fromkeys(each.url for each in places)) or (link((work.alias,)),)


def announced(works: Iterable[Work]) -> dict[str, tuple[Notice, ...]]:
    """Return the notices about each work, told by itself or by another one among the works.

    `updated-by` stands with the work, `update-to` with the notice about it: a work that updates another is not
    itself corrected or retracted. Some publishers retract in place, so that a work updates itself.
    """
    found: defaultdict[str, list[Notice]] = defaultdict(list)
    for work in works:
        for update in work.updated:
            found[work.alias] += _notice(update, update.doi)
        for update in work.updates:
            found[identifier(f"doi:{update.doi}") or ""] += _notice(update, work.doi)
        for relation in _SUPERSEDING:
            for other in work.relation.get(relation, ()):
                if other.kind == "doi" and (alias := identifier(f"doi:{other.id}")):
                    found[work.alias].append(Notice(kind="superseded", by=alias, source="Crossref"))
        if _RETRACTED_TITLE.match(work.called):
            found[work.alias].append(Notice(kind="retraction", source="Crossref"))
    return {alias: _distinct(alias, notices) for alias, notices in found.items() if notices}


def _notice(update: _Update, by: str) -> list[Notice]:
    kind = KINDS.get(re.sub(r"[\s-]+", "_", update.type.strip().lower()))
    source = "Retraction Watch" if update.source == "retraction-watch" else "Crossref"
    return [Notice(kind=kind, by=identifier(f"doi:{by}") or "", source=source)] if kind else []


def _distinct(work: str, notices: Iterable[Notice]) -> tuple[Notice, ...]:
    """Return the notices, each announcement once, and of a kind one without a name only if there is none with it."""
    named: dict[tuple[NoticeKind, str], Notice] = {}
    for notice in notices:
        by = "" if notice.by == work else notice.by
        named.setdefault((notice.kind, by), notice.model_copy(update={"by": by}))
    kinds = {kind for kind, by in named if by}
    return tuple(notice for (kind, by), notice in named.items() if by or kind not in kinds)
