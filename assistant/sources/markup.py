"""Plain text out of the marked-up titles and abstracts that services send (JATS, HTML, MathML)."""

import html
import re

_BLOCKS = "br|disp-formula|div|h[1-6]|li|list|list-item|p|sec|section|table|td|title|tr|ul"
_INLINE = "a|b|bold|em|i|inf|inline-formula|italic|sc|span|strong|sub|sup|tt|u|xref"
_ATTRIBUTES = r"""(?:\s+[\w:.-]+\s*=\s*(?:"[^"]*"|'[^']*'))*"""
_BLOCK = re.compile(rf"</?(?:jats:)?(?:{_BLOCKS}){_ATTRIBUTES}\s*/?>", re.IGNORECASE)
_OTHER = re.compile(rf"</?(?:(?:jats|mml):[\w-]+|{_INLINE}){_ATTRIBUTES}\s*/?>", re.IGNORECASE)
"""Only what is known to be a tag is taken for one: `a <b and c> d` is text, and so is `p<0.05`."""
_HEADING = re.compile(r"\A(?:abstract|summary)\s*[:.]?\s*\n+", re.IGNORECASE)


def plain(markup: str) -> str:
    """Return a text without its markup and character references, on one line, single-spaced."""
    return " ".join(_bare(markup).split())


def paragraphs(markup: str) -> str:
    """Return a text without its markup, paragraphs and headings apart; a heading that says `Abstract` is left out."""
    lines = (" ".join(line.split()) for line in _bare(markup).split("\n"))
    return _HEADING.sub("", "\n\n".join(line for line in lines if line))


def _bare(markup: str) -> str:
    return html.unescape(_OTHER.sub("", _BLOCK.sub("\n", " ".join(markup.split()))))
