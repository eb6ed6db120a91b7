"""Names under which a record is found by those that may describe the same work: exact strings, short, seldom shared.

Two records that describe one work share at least one of them, whatever is misspelt, cut or missing; that they share
one says nothing yet (blocking: Papadakis et al., "Blocking and filtering techniques for entity resolution", 2020).
"""

from collections.abc import Iterable, Iterator

from assistant.identity.works import Work
from assistant.study import digest

ENDS = 20
"""Letters at each end of a title's content words that are a key: two slips rarely hit both."""
WITH_NAME = 8
"""Letters that are a key together with a family name."""
SHINGLES = 3
"""Shingles of the abstract that are keys."""


def keys(work: Work) -> tuple[str, ...]:
    """Return the keys of a work, each once: `title:…` and `text:…` with a digest."""
    titles = (f"title:{digest(key)[:16]}" for key in _title_keys(work))
    texts = (f"text:{digest(shingle)[:16]}" for shingle in work.abstract.sketch(SHINGLES))
    return tuple(dict.fromkeys((*titles, *texts)))


def _title_keys(work: Work) -> Iterator[str]:
    title = work.title
    content = title.content or title.letters
    if title.weight:
        yield title.letters
    if len(content) >= ENDS:
        yield f"{content[:ENDS]}…"
        yield f"…{content[-ENDS:]}"
    for family in _first_families(work) if content else ():
        yield f"{family}|{content[:WITH_NAME]}…"
        yield f"{family}|…{content[-WITH_NAME:]}"
        if len(title.main.content) < ENDS:
            yield f"{family}|{title.main.letters}"


def _first_families(work: Work) -> Iterable[str]:
    return {"".join(work.people[0].family)} if work.people else ()
