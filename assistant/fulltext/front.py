"""What a PDF says of itself: its title and identifiers, from its metadata and its first page.

A wrong identifier would make two works one, so that only those are taken that can hardly be another work's.
"""

import re
from collections.abc import Mapping, Sequence
from itertools import takewhile

from assistant.fulltext.article import heads_references
from assistant.fulltext.lines import Line
from assistant.identity import identifier
from assistant.words import content_words, overlap

LONGEST_TITLE = 300
LONGEST_RUN = 4
"""Lines of a title; where more are of one size, nothing is larger than the prose, and the first line has to do."""

_NO_TITLE = re.compile(
    r"untitled|microsoft|powerpoint|\bslide \d|\.(?:docx?|tex|pdf|dvi|indd|rtf|odt|qxd|eps)\b|template|^arxiv:|^\d+$",
    re.IGNORECASE,
)
_STAMP = re.compile(r"^arXiv:\s*(\S+?)(?:v\d+)?\s+\[[\w.-]+\]")
"""What arXiv prints along the left side of a first page."""
_WORD = re.compile(r"[^\W\d_]{3}")
_DOI = re.compile(r"(?:doi:?\s*|doi\.org/)(10\.\d{4,9}/[^\s,;\"<>]+)", re.IGNORECASE)


def title(info: Mapping[str, str], first: Sequence[Line]) -> str:
    """Return the title that the metadata give, if the first page bears it out; else what is largest there; or ""."""
    said = " ".join(info.get("Title", "").split())
    page = " ".join(line.text for line in first)
    words = content_words(said)
    if len(said) > 8 and words and not _NO_TITLE.search(said) and overlap(words, page) >= 0.6:
        return said[:LONGEST_TITLE]
    return " ".join(_largest(first))[:LONGEST_TITLE]


def ids(info: Mapping[str, str], first: Sequence[Line]) -> tuple[str, ...]:
    """Return the identifiers in the metadata and arXiv's stamp, and the DOI on the first page if there is but one."""
    named = [info.get(name, "") for name in ("doi", "DOI", "arXivID")]
    named += [f"arxiv:{found[1]}" for line in first if (found := _STAMP.match(line.text.strip()))]
    printed = _dois(info.get("Subject", "")) or _dois(_before_references(first))
    known = {alias for name in named if (alias := identifier(name))}
    if len(printed) == 1 and not any(alias.startswith("doi:") for alias in known):
        known |= printed
    return tuple(sorted(known))


def _dois(text: str) -> set[str]:
    """Return the DOIs in a text but for those that the end of a line may have cut."""
    found = {name.rstrip(").]'") for name in _DOI.findall(text) if not re.search(r"[-./_]$", name)}
    return {alias for name in found if (alias := identifier(name))}


def _before_references(first: Sequence[Line]) -> str:
    lines = [line.text.strip() for line in first]
    return "\n".join(takewhile(lambda text: not heads_references(text), lines))


def _largest(first: Sequence[Line]) -> list[str]:
    """Return the first run of lines that are of the largest size among those that hold words."""
    wordy = [line for line in first if _WORD.search(line.text) and not _STAMP.match(line.text.strip())]
    size = max((line.size for line in wordy if line.angle == 0), default=0.0)
    run: list[str] = []
    for line in wordy:
        if line.angle == 0 and line.size >= size - 0.3:
            run.append(" ".join(line.text.split()))
        elif run:
            break
    return run if len(run) <= LONGEST_RUN else run[:1]
