"""Which records describe the same work.

Every record has aliases: the identifiers of its work, and keys by which records that may describe the same work find
each other. Records that share an identifier are one study; of others, `judged` decides.
"""

from assistant.identity.identifiers import KEYS, best, contradict, identifier, identifiers, link, name, naming
from assistant.identity.keys import keys
from assistant.identity.people import surname
from assistant.identity.spelling import normalised
from assistant.identity.works import Verdict, Work, judged
from assistant.study import Record

__all__ = [
    "Verdict", "Work", "aliases", "best", "contradict", "identifier", "identifiers", "is_key", "judged", "link", "name",
    "naming", "normalised", "surname",
]  # fmt: skip


def aliases(record: Record) -> tuple[str, ...]:
    """Return every name under which the record's work is found, identifiers first."""
    return *naming(identifiers(record)), *keys(record)


def is_key(alias: str) -> bool:
    """Tell whether an alias only leads to records that may describe the same work; otherwise it is an identifier."""
    return alias.split(":", 1)[0] in KEYS
