"""Identifiers of works: DOIs, arXiv ids and PubMed numbers in their many spellings, and what they say of each other."""

import html
import re
from collections.abc import Iterable
from functools import lru_cache
from urllib.parse import unquote

from assistant.identity.preprints import registered, server, unversioned
from assistant.study import Record

LONGEST = 2_000
"""Characters of the longest text that may be an identifier or an address."""

_WEB = re.compile(r"https?://[^\s<>\"]+", re.IGNORECASE)
_DOI = re.compile(r"(?:^|doi\s*[:=/]?\s*|doi\.org/)(10\.\d{4,9}(?:\.\d+)*/\S+)$", re.IGNORECASE)
_IN_ADDRESS = re.compile(r"^https?://[^\s?#]+(?:/|[?&](?:id|doi)=)(10\.\d{4,9}(?:\.\d+)*/\S+)$", re.IGNORECASE)
_PAGE = re.compile(
    r"(?:/(?:full|abstract|pdf|epdf|html|full-?text|meta|summary|references|figures))+$"
    r"|(?:\.(?:full|abstract|short|pdf|full-text|article-info|long))+(?:\+html)?$",
    re.IGNORECASE,
)
"""What publishers add to a DOI in the addresses of their pages."""
_ARXIV = re.compile(
    r"(?:^|arxiv\s*[:.]?\s*|(?:arxiv|alphaxiv|ar5iv)[\w.]*/[a-z-]+/|huggingface\.co/papers/|\babs/)"
    r"(\d{4}\.\d{4,5}|[a-z-]+(?:\.[a-z]{2})?/\d{7})(?:v\d+)?(?:\.pdf)?/?(?:\s*\[[\w.-]+\])?(?:[?#]\S*)?$",
    re.IGNORECASE,
)
_OTHER_KIND = re.compile(r"(?!(?:https?|doi|arxiv):|pmid:(?!\d+$)|pmcid:(?!(?i:pmc)\d+$))[a-z0-9]+:\S+")
_NUMBERED = re.compile(r"doi:10\.\S+|arxiv:\S*\d\S*")
"""Where a number is due, `n/a` is none, and no two works that have none are one."""
_ARXIV_VENUE = re.compile(r"\b(?:arxiv:\s*|(?:corr|arxiv)\W+abs/)(\d{4}\.\d{4,5}|[a-z-]+/\d{7})", re.IGNORECASE)
_PAGES = (
    (re.compile(r"(?:^|/)(?:pmid:?|pubmed(?:\.ncbi\.nlm\.nih\.gov)?/|med/)\s*(\d{1,9})/?$", re.IGNORECASE), "pmid:{}"),
    (re.compile(r"(?:^|/)(?:(?:pmcid|pmc):)?\s*pmc(\d{3,9})/?$", re.IGNORECASE), "pmcid:pmc{}"),
    (re.compile(r"ssrn\.com/\S*?abstract(?:_id)?=(\d+)", re.IGNORECASE), "doi:10.2139/ssrn.{}"),
    (re.compile(r"researchsquare\.com/article/(rs-\d+)", re.IGNORECASE), "doi:10.21203/rs.3.{}"),
    (re.compile(r"zenodo\.org/records?/(\d+)/?$", re.IGNORECASE), "doi:10.5281/zenodo.{}"),
    (re.compile(r"osf\.io/preprints/psyarxiv/(\w+?)(?:_v\d+)?/?$", re.IGNORECASE), "doi:10.31234/osf.io/{}"),
    (re.compile(r"nature\.com/articles/([a-z]+\d+|s\d+-\d+-\d+-\w)(?:\.pdf)?$", re.IGNORECASE), "doi:10.1038/{}"),
    (re.compile(r"elifesciences\.org/articles/(\d{5,6})/?$", re.IGNORECASE), "doi:10.7554/elife.{}"),
)
"""Pages whose address tells an identifier, and numbers that stand alone."""

KEYS = frozenset({"title", "text"})
"""Kinds of aliases that only lead to records which may describe the same work."""
_SEVERAL = frozenset(
    "openalex mag s2 s2orc corpusid semanticscholar dblp zotero openreview ppr isbn issn url file".split()
)
"""Kinds of identifiers of which one work may have several: catalogues hold some works twice."""
_SHARED = frozenset({"isbn", "issn"})
"""Kinds of which one names several works: the chapters of a book, the articles of a journal."""
_PUBMED = frozenset({"pmid", "pmcid"})
"""Kinds that number a preprint and its published form apart."""


def identifier(text: str) -> str | None:
    """Return the alias that a DOI, an arXiv id or a link to either names, or None for any other text.

    arXiv versions are dropped and DOIs lower-cased: `arXiv:2504.21776v2` and
    `https://doi.org/10.48550/arXiv.2504.21776` both name `arxiv:2504.21776`.
    """
    return _identified(text) if len(text) <= LONGEST else None


@lru_cache(maxsize=1 << 12)
def _identified(text: str) -> str | None:
    text = _cleaned(text)
    if doi := _DOI.search(text):
        return _alias(_bare(doi[1], text))
    if arxiv := _ARXIV.search(text):
        return f"arxiv:{re.sub(r'[.][a-z]{2}(?=/)', '', arxiv[1].lower())}"
    return None


def identifiers(record: Record) -> tuple[str, ...]:
    """Return every identifier of the record's work, also those that its address and its venue tell."""
    found = (*map(_given, record.ids), _told_by(record.url), _of_venue(record.venue))
    return tuple(dict.fromkeys(alias for alias in found if alias))


def naming(ids: Iterable[str]) -> tuple[str, ...]:
    """Return the names that all versions of a work share, and no other work has.

    Preprint servers give each version a DOI of its own, and the one without a version need not exist: it is good for
    comparing only.
    """
    return tuple(dict.fromkeys(_name(alias) for alias in ids if alias.split(":", 1)[0] not in _SHARED))


def name(text: str) -> str:
    """Return the name by which a work is found that a person calls by an identifier in any spelling."""
    return _name(_told_by(text) or text)


def is_published(ids: Iterable[str]) -> bool:
    """Tell whether there is a DOI that no preprint server gave."""
    return any(alias.startswith("doi:") and not server(alias[4:]) for alias in ids)


def is_preprint(ids: Iterable[str]) -> bool:
    """Tell whether there is an arXiv id, or a DOI that a preprint server gave."""
    return any(alias.startswith("arxiv:") or (alias.startswith("doi:") and server(alias[4:])) for alias in ids)


def contradict(ours: Iterable[str], theirs: Iterable[str]) -> bool:
    """Tell whether two sets of aliases name different works: they hold different identifiers of one kind.

    A preprint server's DOIs are a kind of their own, so that those of a preprint and of its published form agree.
    """
    left, right = _by_kind(ours), _by_kind(theirs)
    return any(left[kind].isdisjoint(right[kind]) for kind in left.keys() & right.keys())


def best(ids: Iterable[str]) -> dict[str, str]:
    """Return one identifier of each kind, without the kind: of DOIs that of the published form, else the first."""
    ranked = sorted(ids, key=lambda alias: alias.startswith("doi:") and server(alias[4:]) is not None)
    kinds: dict[str, str] = {}
    for alias in ranked:
        kinds.setdefault(*alias.split(":", 1))
    return kinds


def link(ids: Iterable[str], url: str = "") -> str:
    """Return where a person can read the work: its published DOI, its arXiv page, another DOI, or else its address."""
    names = best(ids)
    doi = names.get("doi", "")
    if doi and ("arxiv" not in names or not server(doi)):
        return f"https://doi.org/{doi}"
    if "arxiv" in names:
        return f"https://arxiv.org/abs/{names['arxiv']}"
    return url if _WEB.fullmatch(url) else ""


def _cleaned(text: str) -> str:
    text = html.unescape(text.strip().strip("<>\"'“”‘’").lstrip("(["))
    text = re.sub(r"[\u00ad\u200b-\u200d\u2060\ufeff\\{}]", "", text)
    text = re.sub(r"[\u2010-\u2015\u2212]", "-", text)
    for _ in range(2):
        text = unquote(text) if re.search(r"%[0-9a-f]{2}", text, re.IGNORECASE) else text
    return re.sub(r"\s*\[(?:doi|pii)\]$", "", text)


def _bare(doi: str, text: str) -> str:
    """Return the DOI in lower case without what an address or a sentence put behind it."""
    if re.match(r"https?:", text, re.IGNORECASE):
        doi = re.split(r"[?#&]", doi)[0]
        if not re.search(r"doi\.org/10\.", text, re.IGNORECASE):
            doi = _PAGE.sub("", doi)
    doi = doi.lower().rstrip(".,;:'\"”’>]/")
    while doi.endswith(")") and doi.count(")") > doi.count("("):
        doi = doi[:-1].rstrip(".,;")
    return doi


def _alias(doi: str) -> str:
    arxiv = doi.removeprefix("10.48550/")
    return (identifier(arxiv) if arxiv != doi else None) or f"doi:{registered(doi)}"


def _name(alias: str) -> str:
    kind, _, value = alias.partition(":")
    if kind == "doi":
        return f"doi:{unversioned(value)}"
    return alias.lower() if kind in _PUBMED else alias


def _told_by(text: str) -> str | None:
    """Return the identifier that a text is or, if it is the address of a publisher's or a server's page, tells."""
    return identifier(text) or (_of_page(_cleaned(text)) if 0 < len(text) <= LONGEST else None)


def _of_page(address: str) -> str | None:
    if doi := _IN_ADDRESS.search(address):
        return _alias(_bare(doi[1], address))
    found = ((form, each.search(address)) for each, form in _PAGES)
    return next((form.format(match[1].lower()) for form, match in found if match), None)


def _given(name: str) -> str | None:
    """Return an identifier that a source gave as it is compared; those of other kinds (`openalex:W123`) stay."""
    if _OTHER_KIND.fullmatch(name):
        return name
    return _told_by(name) or (name if _NUMBERED.fullmatch(name) else None)


def _of_venue(venue: str) -> str | None:
    """Return the arXiv id in `arXiv preprint arXiv:1706.03762` or `CoRR abs/1706.03762`."""
    found = _ARXIV_VENUE.search(venue)
    return f"arxiv:{found[1].lower()}" if found else None


def _by_kind(names: Iterable[str]) -> dict[str, set[str]]:
    """Group those identifiers of which a work has one, by kind and, if a preprint server's, by server."""
    listed = list(names)
    unpublished = is_preprint(listed) and not is_published(listed)
    kinds: dict[str, set[str]] = {}
    for name in listed:
        kind, value = name.split(":", 1)
        place = server(value) if kind == "doi" else None
        if kind in _SEVERAL or kind in KEYS or (place and place.anew):
            continue
        within = place.name if place else "preprint" if kind in _PUBMED and unpublished else ""
        kinds.setdefault(f"{kind} {within}", set()).add(value)
    return kinds
