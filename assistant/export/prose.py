"""Text and addresses from outside on their way into Markdown."""

import re
from urllib.parse import quote

from assistant.printable import one_line

_MARKUP = re.compile(r"[\\`*_<>\[\]~$]|&(?=#?\w+;)|#$|^[#+=-]")
_NUMBERED = re.compile(r"^\d{1,9}(?=[.)])")


def plain(text: str) -> str:
    """Return the text so that Markdown shows it as it is, on one line, also where a block begins."""
    return _NUMBERED.sub(r"\g<0>\\", _MARKUP.sub(r"\\\g<0>", one_line(text)))


def cell(text: str) -> str:
    """Return the text so that a table shows it as it is."""
    return plain(text).replace("|", "&#124;")


def address(url: str) -> str:
    """Return a web address with everything percent-encoded that could end what it stands in."""
    return quote(url, safe="%/:?#@!$&'()*+,;=~[]", errors="replace")
