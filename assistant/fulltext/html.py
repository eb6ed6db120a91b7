"""From the HTML of an article to its text: what arXiv's LaTeXML writes, and what journals do.

Left out are scripts, navigation, forms, authors' affiliations, footnotes and lists of references. Mathematics stands as
TeX, tables as lines whose cells are parted by bars.
"""

import codecs
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from assistant.errors import SourceError
from assistant.fulltext.article import Article, Piece, heads_references, joined, unnumbered
from assistant.fulltext.meta import described
from assistant.identity import normalised

if TYPE_CHECKING:
    from lxml.etree import _Element as Element
else:
    Element = Any

TAGS = 1_000_000
"""More make a tree of hundreds of megabytes; a long article has some tens of thousands."""
CANDIDATES = 20
"""Elements that are looked at as those that may hold the article."""

_BROKEN_OFF = b"Conversion to HTML had a Fatal error"
"""What the converter's page says when it stopped in the middle."""
_DROPPED = frozenset(
    "script style noscript template nav footer aside form button input select textarea svg canvas iframe object embed"
    " audio video dialog head".split()
)
_DROPPED_CLASSES = frozenset(
    "ltx_bibliography ltx_page_navbar ltx_page_header ltx_page_footer ltx_TOC ltx_ERROR ltx_authors ltx_dates ltx_note"
    " ltx_tag_item ltx_pagination ltx_rdf package-alerts ds-announcement"
    " ref-list references reference-list citation-list bibliography breadcrumb breadcrumbs sr-only visually-hidden"
    " katex-html MathJax MathJax_Preview".split()
)
_DROPPED_ROLES = frozenset(
    "navigation banner contentinfo dialog search complementary doc-bibliography doc-endnotes".split()
)
_ENCODINGS = re.compile(
    r"utf-(?:8|16|32)|ascii|iso8859-|iso2022|cp\d|mac-|koi8-|gb|big5|hz|euc_|shift_jis|johab|tis-620"
)
"""How Python names the encodings of texts; the others pack, turn or spell (`zlib`, `rot13`, `punycode`)."""
_UNSEEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_BLOCKS = frozenset(
    "p div section article main body li ul ol dl dt dd blockquote figure figcaption table caption pre address hr header"
    " details summary fieldset h1 h2 h3 h4 h5 h6".split()
)
_HEADINGS = frozenset("h1 h2 h3 h4 h5 h6".split())
_RUN_IN = frozenset(("ltx_title_paragraph", "ltx_title_subparagraph"))
"""Headings that stand in the line of their paragraph, and may be the subject of its first sentence."""
_FORMULAS = ("math", "script")
"""A script that is not dropped holds TeX (`type="math/tex"`)."""
_FURNITURE = frozenset(
    "author information|authors information|rights and permissions|about this article|cite this article|cited by"
    "|similar content being viewed by others|related articles|recommended articles|share this article|access options"
    "|access this article|buy article|subscribe|comments|table of contents|contents|footnotes|metrics|permissions"
    "|publishers note|publisher s note|additional information|login|log in|sign in".split("|")
)
"""Headings of what journals put around an article."""


def read(data: bytes, address: str = "", charset: str = "") -> Article:
    """Return what the HTML holds of an article; its text is empty where it holds none.

    Args:
        data: the page.
        address: where it was found; relative links start from there.
        charset: what its sender says that it is encoded in.

    Raises:
        SourceError: it cannot be read, or is too large to be.
    """
    if _BROKEN_OFF in data:
        raise SourceError("its conversion from LaTeX broke off, so that it may not be whole")
    root = _parsed(data, charset)
    described_as = described(root, address)
    pieces = _Writer(described_as.title).pieces(_main(root))
    return described_as._replace(text=joined(pieces))


def _parsed(data: bytes, charset: str) -> Element:
    from lxml import etree

    if data.count(b"<") > TAGS:
        raise SourceError(f"it holds more than {TAGS:,} tags")
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True)
    text = data.decode(_encoding(data, charset), "replace").replace("\0", "").lstrip("\ufeff")
    root = etree.fromstring(text.encode("utf-8", "replace"), parser) if text.strip() else None
    if parser.error_log.filter_from_fatals():
        raise SourceError("it is nested too deep, or a single part of it is too large")
    if root is None:
        raise SourceError("it is empty")
    return root


def _encoding(data: bytes, charset: str) -> str:
    """Return the encoding that a byte order mark, the sender or the page itself names, else UTF-8."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    named = re.search(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([\w.:-]{1,40})", data[:4096], re.IGNORECASE)
    for name in (charset, named[1].decode("ascii", "replace") if named else ""):
        try:
            encoding = codecs.lookup(name).name
        except (LookupError, ValueError):
            continue
        if _ENCODINGS.match(encoding):
            return encoding
    return "utf-8"


def _main(root: Element) -> Element:
    """Return the element that holds the article: what is marked as one and holds most paragraphs, else everything."""
    found = root.xpath("//article | //main | //*[@role='main']")[:CANDIDATES]
    best = max(found, key=_paragraphs, default=root)
    return best if _paragraphs(best) >= _paragraphs(root) / 3 else root


def _paragraphs(element: Element) -> float:
    return float(element.xpath("count(.//p)"))


class _Writer:
    """Walks through elements in their order, without recursion, and collects what they say."""

    def __init__(self, title: str) -> None:
        self._title = normalised(title)
        self._said: list[str] = []
        self._heading = ""
        self._lead = ""
        """A run-in heading that the next piece begins with."""
        self._skipping = 0
        """The level of the heading of a part that is left out; 0: nothing is."""
        self._tables = 0
        self._row: list[str] = []
        self._rows: list[str] = []

    def pieces(self, root: Element) -> Iterator[Piece]:
        from lxml import etree

        walk = etree.iterwalk(root, events=("start", "end"))
        bare = root.tag not in ("article", "main")
        for event, element in walk:
            if event == "start":
                if _is_dropped(element) or (bare and element.tag == "header"):
                    walk.skip_subtree()
                elif element.tag in _FORMULAS:
                    self._said.append(_formula(element))
                    walk.skip_subtree()
                else:
                    yield from self._begin(element)
            else:
                if not (element.tag in _FORMULAS or _is_dropped(element)):
                    yield from self._end(element)
                if element is not root:
                    self._said.append(element.tail or "")
        yield from self._flushed()

    def _begin(self, element: Element) -> Iterator[Piece]:
        if _is_table(element):
            yield from self._flushed()
            self._tables += 1
        elif element.tag in _BLOCKS and not self._tables:
            yield from self._flushed()
        elif element.tag == "br":
            self._said.append("\n")
        self._said.append(element.text or "")

    def _end(self, element: Element) -> Iterator[Piece]:
        if not _RUN_IN.isdisjoint(_classes(element)):
            self._lead = f"{self._taken()} "
        elif element.tag in _HEADINGS and not self._tables:
            self._turn(int(element.tag[1]))
        elif element.tag in ("caption", "pre"):
            yield from self._flushed(element.tag == "pre")
        elif _is_cell(element):
            self._row.append(self._taken())
        elif _is_row(element):
            self._row.append(self._taken())
            self._rows.append(_line(self._row, element))
            self._row = []
        elif _is_table(element):
            self._tables -= 1
            if not self._tables:
                yield from self._piece("\n".join(filter(None, [*self._rows, self._taken()])))
                self._rows = []
        elif element.tag in _BLOCKS and not self._tables:
            yield from self._flushed()

    def _turn(self, level: int) -> None:
        """Go on under the heading that was just read."""
        heading = self._taken()
        name = normalised(unnumbered(heading))
        if self._skipping and level > self._skipping:
            return
        self._skipping = level if heads_references(heading) or name in _FURNITURE else 0
        self._heading = "" if normalised(heading) == self._title else heading
        self._lead = ""

    def _taken(self) -> str:
        said = " ".join("".join(self._said).split())
        self._said = []
        return said

    def _flushed(self, verbatim: bool = False) -> Iterator[Piece]:
        said = "".join(self._said).strip("\n").rstrip() if verbatim else self._taken()
        self._said = []
        yield from self._piece(said)

    def _piece(self, text: str) -> Iterator[Piece]:
        if text and not self._skipping:
            yield Piece(self._lead + text, self._heading)
            self._lead = ""


def _classes(element: Element) -> list[str]:
    return str(element.get("class", "")).split()


def _is_dropped(element: Element) -> bool:
    return (
        (element.tag in _DROPPED and not str(element.get("type", "")).startswith("math/tex"))
        or not _DROPPED_CLASSES.isdisjoint(_classes(element))
        or element.get("role") in _DROPPED_ROLES
        or element.get("aria-hidden") == "true"
        or element.get("hidden") is not None
        or _UNSEEN.search(str(element.get("style", ""))) is not None
    )


def _formula(element: Element) -> str:
    """Return the TeX of a formula, or its characters if nothing says what that is."""
    if element.tag == "script":
        return _tex(element.text or "")
    if alternative := element.get("alttext"):
        return _tex(alternative)
    for annotation in element.iter("annotation"):
        if "tex" in str(annotation.get("encoding", "")):
            return _tex(annotation.text or "")
    return "".join(element.itertext())


def _tex(source: str) -> str:
    """Return TeX between dollars; what is no more than letters, digits and signs stands as it is."""
    source = " ".join(re.sub(r"(?<!\\)%\n", "", source.replace(r"\displaystyle", "")).split())
    plain = source.replace(r"\%", "%")
    return plain if not re.search(r"[\\^_{}]", plain) else f"${source}$"


def _is_table(element: Element) -> bool:
    return element.tag == "table" or "ltx_tabular" in _classes(element)


def _is_row(element: Element) -> bool:
    return element.tag == "tr" or "ltx_tr" in _classes(element)


def _is_cell(element: Element) -> bool:
    return element.tag in ("td", "th") or "ltx_td" in _classes(element)


def _line(cells: list[str], row: Element) -> str:
    bar = " " if any(name.startswith("ltx_eqn") for name in _classes(row)) else " | "
    return bar.join(filter(None, cells))
