"""OpenAlex's language: how it is asked, and what it says of works. Pure functions and forms, no requests."""

import re
from collections.abc import Mapping, Sequence

from assistant.identity import identifier
from assistant.sources.filters import Filters
from assistant.sources.foreign import Foreign
from assistant.sources.markup import plain
from assistant.study import Notice, Record, Study, Text
from assistant.words import search_terms

RUN = 3
"""Neighbouring words that must occur together once not all of them must."""
SHOWN = (
    "id,doi,display_name,publication_year,authorships,primary_location,locations,best_oa_location,open_access,"
    "primary_topic,is_retracted,abstract_inverted_index"
)
"""The parts of a work that a record is made of."""


class Named(Foreign):
    id: str = ""
    display_name: str = ""


class Entity(Named):
    """A venue, or a subfield with the field that it belongs to."""

    field: Named = Named()


class Topic(Foreign):
    field: Named = Named()
    subfield: Named = Named()


class Location(Foreign):
    """A place on the web where a work is."""

    landing_page_url: str = ""
    pdf_url: str = ""
    is_oa: bool = False
    source: Named = Named()
    raw_source_name: str = ""


class Authorship(Foreign):
    author: Named = Named()
    raw_author_name: str = ""


class Access(Foreign):
    oa_url: str = ""


class Work(Foreign):
    id: str
    """Its address, `https://openalex.org/W123`; so are all ids."""
    doi: str = ""
    display_name: str = ""
    publication_year: int | None = None
    authorships: tuple[Authorship, ...] = ()
    primary_location: Location = Location()
    locations: tuple[Location, ...] = ()
    best_oa_location: Location = Location()
    open_access: Access = Access()
    primary_topic: Topic = Topic()
    is_retracted: bool = False
    abstract_inverted_index: Mapping[str, tuple[int, ...]] = {}
    """For each word the places where it stands."""
    referenced_works: tuple[str, ...] = ()
    cited_by_count: int = 0


class Meta(Foreign):
    count: int
    """Of all pages together."""


class Works(Foreign):
    meta: Meta
    results: tuple[Work, ...]


class Entities(Foreign):
    meta: Meta
    results: tuple[Entity, ...]


def phrasings(text: str) -> list[str]:
    """Return how a text is searched for: by all its content words, then by any run of neighbours half as long.

    OpenAlex wants every word that it is given, which finds nothing as soon as one is unusual; and it ranks by
    citations so much that single words would bring what is famous, not what is meant. Runs go on from the last word to
    the first. No word is an operator: operators are in capitals.
    """
    words = search_terms(text)
    size = min(RUN, -(-len(words) // 2))
    runs = [" ".join([*words, *words][start : start + size]) for start in range(len(words))]
    return [" ".join(words), " OR ".join(f"({run})" for run in runs)][: len(words)]


def years(filters: Filters) -> list[str]:
    """Return the filter for the years that are wanted, if any are."""
    if filters.since and filters.until:
        return [f"publication_year:{filters.since}-{filters.until}"]
    if filters.since:
        return [f"publication_year:>{filters.since - 1}"]
    return [f"publication_year:<{filters.until + 1}"] if filters.until else []


def bylines(names: Sequence[str]) -> str:
    """Return a search for works signed with one of the names, in full or with an initial, in either order.

    A name without a full first name is looked for as a family name, which can be signed with any.
    """
    return " OR ".join(f'"{form}"~2' for name in names for form in _signed(name))


def spent(headers: Mapping[str, str]) -> bool:
    """Return whether a refusal is for want of budget, and not for haste."""
    left, wanted = (headers.get(f"x-ratelimit-{name}", "") for name in ("remaining", "credits-required"))
    return left.isdigit() and int(left) < (int(wanted) if wanted.isdigit() else 1)


def known_as(study: Study) -> list[str]:
    """Return the names by which a study can be asked for: those that it has here, or else its DOIs and arXiv ids."""
    own = [name for name in study.ids if re.fullmatch(r"openalex:W\d+", name)]
    public = [name for name in study.ids if name.startswith(("doi:", "arxiv:")) and not re.search(r"[,|]", name)]
    return own or public


def doi(name: str) -> str:
    """Return the DOI in `doi:10.1000/xyz`, or the one that arXiv registers for `arxiv:2401.00001`."""
    kind, value = name.split(":", 1)
    return f"10.48550/arxiv.{value}" if kind == "arxiv" else value


def alias(address: str) -> str:
    return f"openalex:{number(address)}"


def number(name: str) -> str:
    """Return the end of `https://openalex.org/W123`, `https://openalex.org/subfields/1702` or `openalex:W123`."""
    return re.split(r"[/:]", name)[-1]


def records(works: Sequence[Work]) -> list[Record]:
    """Return what is said of the works; those without a title are of no use."""
    return [record for record in map(_record, works) if record.title]


def abstract(index: Mapping[str, Sequence[int]]) -> str:
    """Return the text that an inverted index was made from."""
    placed = sorted((place, word) for word, places in index.items() for place in places)
    return plain(" ".join(word for _, word in placed))


def _record(work: Work) -> Record:
    place, topic, text = work.primary_location, work.primary_topic, abstract(work.abstract_inverted_index)
    authors = (signed.author.display_name or signed.raw_author_name for signed in work.authorships)
    return Record(
        title=plain(work.display_name),
        authors=tuple(filter(None, authors)),
        year=work.publication_year,
        venue=place.source.display_name or place.raw_source_name,
        ids=_ids(work),
        url=work.doi or place.landing_page_url or work.id,
        fields=tuple(filter(None, (topic.field.display_name, topic.subfield.display_name))),
        open_texts=_open_texts(work),
        notices=(Notice(kind="retraction", source="OpenAlex"),) if work.is_retracted else (),
        texts=(Text(kind="abstract", content=text),) if text else (),
        source="OpenAlex",
    )


def _ids(work: Work) -> tuple[str, ...]:
    """Return the DOI, the arXiv ids among its places, and the name that it has here."""
    places = [identifier(url) or "" for each in work.locations for url in (each.landing_page_url, each.pdf_url)]
    preprints = [name for name in places if name.startswith("arxiv:")]
    return tuple(dict.fromkeys(filter(None, (identifier(work.doi), *preprints, alias(work.id)))))


def _open_texts(work: Work) -> tuple[str, ...]:
    """Return where the work is free to read, files before pages."""
    best = work.best_oa_location
    files = (best.pdf_url, *(place.pdf_url for place in work.locations if place.is_oa))
    return tuple(dict.fromkeys(filter(None, (*files, best.landing_page_url, work.open_access.oa_url))))


def _signed(name: str) -> list[str]:
    family, given = name.split(",", 1) if "," in name else ((name.split() or [""])[-1], " ".join(name.split()[:-1]))
    last, first = (re.findall(r"\w+", part.casefold()) for part in (family, given))
    if last and first and len(first[0]) > 1:
        return [" ".join([form, *last]) for form in (first[0], first[0][0])]
    return [" ".join(last)] if last else []
