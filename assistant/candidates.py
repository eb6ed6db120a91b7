"""From the results of a branch's queries to one order of candidates: queries are judged by what they return.

As programs written from words are run and ranked by their outputs (Shi et al. 2022, "Natural Language to Code
Translation with Execution"; Ni et al. 2023, "LEVER"), so are queries: those whose results agree say the same, so that
one of each kind has its turn before the next of a kind. Pure functions.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from assistant.reading import in_turns
from assistant.words import content_words, overlap

ALIKE = 0.5
"""Jaccard similarity of their results from which two queries are of one kind: a study in two of them of three."""
TOUCHING = 0.25
"""Share of a query's results that must hold a word of the question; below that the query is too broad."""


class Results(NamedTuple):
    """What a source gave for a query."""

    query: str
    source: str
    studies: Sequence[str]
    """Keys, best first."""


def candidates(question: str, results: Iterable[Results], texts: Mapping[str, str]) -> list[str]:
    """Return the key of every study found, each once: one from each kind of query in turns, too broad ones last.

    Args:
        results: in the order of the plan's queries; of two that promise the same, the earlier goes first.
        texts: of the studies, what tells what they are about, such as the title.
    """
    found = _by_query(results)
    wanted = content_words(question)
    broad = {query for query, studies in found.items() if is_broad(wanted, studies, texts)}
    fitting = {query: studies for query, studies in found.items() if query not in broad}
    rest = {query: studies for query, studies in found.items() if query in broad}
    return list(dict.fromkeys((*_dealt(fitting), *_dealt(rest))))


def is_broad(wanted: Sequence[str], studies: Sequence[str], texts: Mapping[str, str]) -> bool:
    """Return whether hardly any of the studies has to do with the wanted words."""
    touching = sum(overlap(wanted, texts.get(study, "")) > 0 for study in studies)
    return touching < TOUCHING * len(studies)


def kinds(found: Mapping[str, Sequence[str]]) -> list[list[str]]:
    """Return the queries in groups: a query is with all whose results are like its own, directly or through others."""
    groups: list[list[str]] = []
    for query, studies in found.items():
        near = [group for group in groups if any(alike(studies, found[other]) for other in group)]
        joined = [query, *(other for group in near for other in group)]
        groups = [group for group in groups if group not in near] + [joined]
    place = {query: number for number, query in enumerate(found)}
    return sorted((sorted(group, key=place.__getitem__) for group in groups), key=lambda group: place[group[0]])


def alike(one: Sequence[str], other: Sequence[str]) -> bool:
    """Return whether two results share so many studies that their queries say the same."""
    together = set(one) | set(other)
    return bool(together) and len(set(one) & set(other)) >= ALIKE * len(together)


def _by_query(results: Iterable[Results]) -> dict[str, list[str]]:
    """Return what each query found, the sources taking turns; queries that found nothing are left out."""
    lists: dict[str, list[Sequence[str]]] = {}
    for query, _, studies in results:
        lists.setdefault(query, []).append(studies)
    return {query: merged for query, each in lists.items() if (merged := in_turns(each))}


def _dealt(found: Mapping[str, Sequence[str]]) -> list[str]:
    return in_turns([in_turns([found[query] for query in group]) for group in kinds(found)])
