"""Plain text out of the marked-up titles and abstracts that services send (JATS, HTML)."""

import html
import re

_TAG = re.compile(r"""<(/?)([A-Za-z][\w:.-]*)(?:\s+[\w:.-]+\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'>]+))*\s*/?>""")
"""A tag, and no `p < 0.05` and no `<b and c>`."""
_BLOCKS = frozenset("p sec title div section h1 h2 h3 h4 h5 h6 li list list-item br disp-formula".split())
_HEADING = re.compile(r"\A(?:abstract|summary)\s*[:.]?\s*\n+", re.IGNORECASE)


def text_of(markup: str) -> str:
    """Return the text without its tags: paragraphs and headings apart, a heading that only says `Abstract` left out."""
    bare = html.unescape(_TAG.sub(_break, " ".join(markup.split())))
    paragraphs = (" ".join(paragraph.split()) for paragraph in bare.split("\n"))
    return _HEADING.sub("", "\n\n".join(paragraph for paragraph in paragraphs if paragraph))


def line_of(markup: str) -> str:
    """Return the text without its tags, on one line."""
    return " ".join(text_of(markup).split())


def _break(tag: re.Match[str]) -> str:
    return "\n" if tag[2].rpartition(":")[2].lower() in _BLOCKS else ""
