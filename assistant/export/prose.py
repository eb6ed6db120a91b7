"""Text and addresses from outside on their way into Markdown."""

import re
from urllib.parse import quote

_NO_TEXT = re.compile(r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
"""Controls, which steer terminals or turn the order of what is read."""
_MARKUP = re.compile(r"[\\`*_<>\[\]~$]|&(?=#?\w+;)|#$|^[#+=-]")
_NUMBERED = re.compile(r"^\d{1,9}(?=[.)])")


def plain(text: str) -> str:
    """Return the text so that Markdown shows it as it is, on one line, also where a block begins."""
    line = " ".join(_NO_TEXT.sub("", text).split())
    return _NUMBERED.sub(r"\g<0>\\", _MARKUP.sub(r"\\\g<0>", line))


def address(url: str) -> str:
    """Return a web address with everything percent-encoded that could end what it stands in."""
    return quote(url, safe="%/:?#@!$&'()*+,;=~[]", errors="replace")
