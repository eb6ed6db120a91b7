"""Which records are one study, and what the study then says. Pure functions of all the records that share names.

Because both are computed anew from the records whenever one joins them, the order in which records came decides
only keys and ties, never which records end up together.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import cache
from itertools import combinations, product
from typing import TypeVar

from assistant.identity import Verdict, Work, aliases, contradict, identifiers, judged, naming
from assistant.identity.identifiers import is_preprint, is_published
from assistant.identity.people import people
from assistant.identity.preprints import is_archive
from assistant.library.rows import plain
from assistant.study import TEXT_KINDS, Record, Study, Text, digest

T = TypeVar("T")

BLOCK = 100
"""A key (not an identifier) that more records share links none of them: it says too little, and would cost too much."""


def names(record: Record) -> tuple[str, ...]:
    """Return the aliases by which the record finds its study, identifiers first; never empty.

    A blank title names nothing, so a record that has nothing else is a study of its own.
    """
    return tuple(map(plain, aliases(record))) or (f"record:{digest(repr(record))}",)


def seed(record: Record) -> str:
    """Return the first of the record's names, from which the key of its study is made."""
    ids = naming(identifiers(record))
    return plain(ids[0]) if ids else names(record)[0]


def linked(ours: Work, theirs: Work) -> bool:
    """Return whether two records that share a name are to be looked at together, and by `partition`; symmetric."""
    return not ours.ids.isdisjoint(theirs.ids) or judged(ours, theirs) >= Verdict.SAME


def partition(works: Mapping[int, Work]) -> list[list[int]]:
    """Return the records, of which each is linked to another, as groups that are one study each; sorted.

    Records that share an identifier are one study. Groups that agree are one study too, first those whose texts are
    one. A group that fits two which are different works joins neither, because nothing tells to which it belongs.
    """
    groups = _by_identifier(works)
    judge = cache(lambda ours, theirs: judged(works[ours], works[theirs]))
    for strength in (Verdict.CERTAIN, Verdict.SAME):
        groups = _united(groups, _relations(groups, works, judge), strength)
    return sorted(sorted(group) for group in groups)


def describe(key: str, records: Sequence[Record]) -> Study:
    """Return the study that the records, in the order in which they were added, make up together.

    Of each fact the first that is not blank holds, those of the published form before the others; of author lists the
    longest; identifiers and sources are united.
    """
    ranked = sorted(records, key=_distance_from_print)
    venues = [record.venue for record in ranked if record.venue.strip()]
    if any(_distance_from_print(record) < 2 for record in records):
        venues = [venue for venue in venues if not is_archive(venue)]
    return Study(
        key=key,
        title=next((record.title for record in ranked if record.title.strip()), ""),
        authors=max((record.authors for record in ranked), key=lambda authors: (len(people(authors)), len(authors))),
        year=next((record.year for record in ranked if record.year is not None), None),
        venue=next(iter(venues), ""),
        ids=tuple(dict.fromkeys(name for record in records for name in identifiers(record))),
        url=next((record.url for record in ranked if record.url.strip()), ""),
        fields=_joined(record.fields for record in records),
        open_texts=_joined(record.open_texts for record in records),
        notices=_joined(record.notices for record in records),
        sources=tuple(dict.fromkeys(record.source for record in records)),
    )


def best_first(texts: Iterable[Text]) -> list[Text]:
    """Return the texts by kind, and of one kind the longest first; one given under two kinds counts as the better."""
    distinct = {text.id: text for text in sorted(texts, key=_rank, reverse=True)}
    return sorted(distinct.values(), key=_rank)


def _rank(text: Text) -> tuple[int, int, str]:
    return TEXT_KINDS.index(text.kind), -len(text.content), text.id


def _distance_from_print(record: Record) -> int:
    """Rank the published form itself first, then what also has a preprint's identifier, then what was in no journal."""
    ids, appeared = identifiers(record), bool(record.venue.strip()) and not is_archive(record.venue)
    if is_published(ids):
        return 0 if not is_preprint(ids) else 1
    return 2 if appeared and not is_preprint(ids) else 3


def _joined(parts: Iterable[Iterable[T]]) -> tuple[T, ...]:
    return tuple(dict.fromkeys(part for some in parts for part in some))


Groups = list[frozenset[int]]
Relations = Mapping[tuple[int, int], Verdict]
"""What each two groups, by their places and the lower first, say together."""


def _by_identifier(works: Mapping[int, Work]) -> Groups:
    """Return the records in groups that a chain of shared identifiers holds together."""
    holders: dict[str, list[int]] = {}
    for record, work in works.items():
        for name in work.ids:
            holders.setdefault(name, []).append(record)
    pairs = [(first, other) for first, *others in holders.values() for other in others]
    return _components(works, pairs)


def _relations(groups: Groups, works: Mapping[int, Work], judge: Callable[[int, int], Verdict]) -> Relations:
    """Return what each two groups say together."""
    ids = [frozenset().union(*(works[record].ids for record in group)) for group in groups]
    relations = {}
    for ours, theirs in combinations(range(len(groups)), 2):
        verdicts = {judge(min(pair), max(pair)) for pair in product(groups[ours], groups[theirs])}
        differ = contradict(ids[ours], ids[theirs])
        relations[ours, theirs] = Verdict.DIFFERENT if differ else _together(verdicts)
    return relations


def _together(verdicts: Collection[Verdict]) -> Verdict:
    """Return what the verdicts on pairs of records say of their groups: what speaks against them weighs more."""
    decisive = (Verdict.DIFFERENT, Verdict.CERTAIN, Verdict.UNLIKE, Verdict.SAME, Verdict.UNSURE)
    return next(verdict for verdict in decisive if verdict in verdicts)


def _united(groups: Groups, relations: Relations, strength: Verdict) -> Groups:
    """Unite groups whose relation is at least so strong, but none that could be united with two that differ.

    If not even their texts are one, two groups are not united either each of which fits two that differ: nothing tells
    that they belong to the same of the two.
    """
    near = _neighbours(relations, lambda verdict: verdict >= strength)
    foes = _neighbours(relations, lambda verdict: verdict < Verdict.UNSURE)
    torn = {place for place, others in near.items() if any(not others.isdisjoint(foes[other]) for other in others)}
    edges = [
        (ours, theirs)
        for ours, others in near.items()
        for theirs in others
        if near[ours].isdisjoint(foes[theirs])
        and near[theirs].isdisjoint(foes[ours])
        and (strength is Verdict.CERTAIN or not {ours, theirs} <= torn)
    ]
    united: Groups = []
    for component in _components(range(len(groups)), edges):
        if any(not component.isdisjoint(foes[place]) for place in component):
            united += [groups[place] for place in component]
        else:
            united.append(frozenset().union(*(groups[place] for place in component)))
    return united


def _neighbours(relations: Relations, holds: Callable[[Verdict], bool]) -> Mapping[int, set[int]]:
    """Return, for each place, the other places with which its relation is such."""
    found: dict[int, set[int]] = defaultdict(set)
    for (ours, theirs), verdict in relations.items():
        if holds(verdict):
            found[ours].add(theirs)
            found[theirs].add(ours)
    return found


def _components(nodes: Iterable[int], edges: Iterable[tuple[int, int]]) -> Groups:
    """Return the connected components of a graph, by union-find (Galler and Fischer 1964)."""
    parent = {node: node for node in nodes}

    def root(node: int) -> int:
        while parent[node] != node:
            parent[node] = node = parent[parent[node]]
        return node

    for ours, theirs in edges:
        parent[root(theirs)] = root(ours)
    found: dict[int, list[int]] = {}
    for node in parent:
        found.setdefault(root(node), []).append(node)
    return list(map(frozenset, found.values()))
