"""Which records are one study, and what the study then says. Pure functions of all the records that share names.

Because both are computed anew from the records whenever one joins them, the order in which records came decides
only keys and ties, never which records end up together.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar

from assistant.identity import aliases, contradict
from assistant.library.rows import plain
from assistant.study import TEXT_KINDS, Record, Study, Text, digest

T = TypeVar("T")


def names(record: Record) -> tuple[str, ...]:
    """Return the aliases by which the record finds its study, identifiers first; never empty.

    A blank title names nothing, so a record that has nothing else is a study of its own.
    """
    found = tuple(plain(alias) for alias in aliases(record) if not alias.startswith("title:|"))
    return found or (f"record:{digest(repr(record))}",)


def partition(named: Mapping[int, Iterable[str]]) -> list[list[int]]:
    """Return the given records, each with its aliases, as groups that are one study each; sorted.

    Records that share an identifier are one study. Groups that share only a title are one study too, unless their
    identifiers contradict each other; then each keeps apart, and what has no identifier goes to the first of them.
    """
    groups = _Groups(named)
    sharing = _sharing(named)
    for alias in sorted(alias for alias in sharing if not _is_title(alias)):
        groups.unite(sharing[alias])
    for title in sorted(alias for alias in sharing if _is_title(alias)):
        _unite_compatible(groups, {groups.root(record) for record in sharing[title]})
    return groups.listed()


def describe(key: str, records: Sequence[Record]) -> Study:
    """Return the study that the records, in the order in which they were added, make up together.

    Of each fact the first that is not blank holds, those of records with a DOI (the published form) before the
    others; of author lists the longest; identifiers and sources are united.
    """
    published = [record for record in records if any(name.startswith("doi:") for name in aliases(record))]
    ranked = [*published, *(record for record in records if record not in published)]
    return Study(
        key=key,
        title=next((record.title for record in ranked if record.title.strip()), ""),
        authors=max((record.authors for record in ranked), key=len),
        year=next((record.year for record in ranked if record.year is not None), None),
        venue=next((record.venue for record in ranked if record.venue.strip()), ""),
        ids=tuple(dict.fromkeys(n for record in records for n in aliases(record) if not _is_title(n))),
        url=next((record.url for record in ranked if record.url.strip()), ""),
        fields=_united(record.fields for record in records),
        open_texts=_united(record.open_texts for record in records),
        notices=_united(record.notices for record in records),
        sources=tuple(dict.fromkeys(record.source for record in records)),
    )


def _united(parts: Iterable[Iterable[T]]) -> tuple[T, ...]:
    return tuple(dict.fromkeys(part for some in parts for part in some))


def best_first(texts: Iterable[Text]) -> list[Text]:
    """Return the texts by kind, and of one kind the longest first; one given under two kinds counts as the better."""
    distinct = {text.id: text for text in sorted(texts, key=_rank, reverse=True)}
    return sorted(distinct.values(), key=_rank)


def _rank(text: Text) -> tuple[int, int, str]:
    return TEXT_KINDS.index(text.kind), -len(text.content), text.id


def _sharing(named: Mapping[int, Iterable[str]]) -> dict[str, list[int]]:
    """Return the records that bear each alias."""
    sharing: dict[str, list[int]] = {}
    for record, own in named.items():
        for alias in own:
            sharing.setdefault(alias, []).append(record)
    return sharing


class _Groups:
    """A union-find over records (Galler and Fischer 1964) that also knows the identifiers of each group."""

    def __init__(self, named: Mapping[int, Iterable[str]]) -> None:
        self._parent = {record: record for record in named}
        self.ids = {record: {name for name in own if not _is_title(name)} for record, own in named.items()}

    def root(self, record: int) -> int:
        while self._parent[record] != record:
            record = self._parent[record]
        return record

    def unite(self, records: Sequence[int]) -> None:
        first, *others = sorted({self.root(record) for record in records})
        for other in others:
            self._parent[other] = first
            self.ids[first] |= self.ids[other]

    def listed(self) -> list[list[int]]:
        groups: dict[int, list[int]] = {}
        for record in sorted(self._parent):
            groups.setdefault(self.root(record), []).append(record)
        return list(groups.values())


def _unite_compatible(groups: _Groups, roots: Iterable[int]) -> None:
    """Unite groups under one title, in an order that depends on their identifiers alone, those without any last."""
    kept: list[int] = []
    for root in sorted(roots, key=lambda root: (not groups.ids[root], sorted(groups.ids[root]))):
        host = next((host for host in kept if not contradict(groups.ids[host], groups.ids[root])), None)
        if host is None:
            kept.append(root)
        else:
            groups.unite([host, root])
            kept = [groups.root(root) for root in kept]


def _is_title(alias: str) -> bool:
    return alias.startswith("title:")
