"""Names under which a record is found by those that may describe the same work: exact strings, short, seldom shared.

Two records that describe one work share at least one of them, whatever is misspelt, cut or missing; that they share
one says nothing yet (blocking: Papadakis et al., "Blocking and filtering techniques for entity resolution", 2020).
"""

from collections.abc import Iterable, Iterator

from assistant.identity.abstracts import Abstract
from assistant.identity.people import people
from assistant.identity.titles import LONGEST, content, joined, title
from assistant.study import Record, digest

ENDS = 24
"""Letters at each end of a title's content words that are a key: two slips rarely hit both."""
WITH_NAME = 10
"""Letters that are a key together with a family name."""
SHINGLES = 3
"""Shingles of the abstract that are keys."""
BEGINNING = 1_000
"""Characters of the abstract from which they are taken."""


def keys(record: Record) -> tuple[str, ...]:
    """Return the keys of a record, each once: `title:…` and `text:…` with a digest."""
    titles = (f"title:{digest(key)[:16]}" for key in _title_keys(record))
    abstract = Abstract(text.content[:BEGINNING] for text in record.texts if text.kind == "abstract")
    texts = (f"text:{digest(shingle)[:16]}" for shingle in abstract.sketch(SHINGLES))
    return tuple(dict.fromkeys((*titles, *texts)))


def _title_keys(record: Record) -> Iterator[str]:
    found = title(record.title[:LONGEST])
    letters = content(found.words) or found.letters
    if found.weight:
        yield found.letters
    if len(letters) >= ENDS:
        yield f"{letters[:ENDS]}…"
        yield f"…{letters[-ENDS:]}"
    for family in _first_family(record) if letters else ():
        yield f"{family}|{letters[:WITH_NAME]}…"
        yield f"{family}|…{letters[-WITH_NAME:]}"
        if len(content(found.main)) < ENDS:
            yield f"{family}|{joined(found.main)}"


def _first_family(record: Record) -> Iterable[str]:
    return ("".join(each.family) for each in people(record.authors[:1])[:1])
