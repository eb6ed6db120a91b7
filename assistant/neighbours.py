"""Ranking the works that cite good studies or are cited by them: the second wave of a search."""

from collections import defaultdict
from collections.abc import Iterable
from math import fsum, log2

from assistant.sources import Link


def ranked(links: Iterable[Link], limit: int) -> list[str]:
    """Return the names of at most `limit` linked works, those that are closest to the studies first.

    A work is the closer, the more of the studies it is linked to. Works that several of the studies cite are co-cited
    by them (Small 1973, Journal of the American Society for Information Science 24:265-269); works that cite several
    of the studies are coupled through them (Kessler 1963, American Documentation 14:10-25).

    A study that is linked to many works says little about each of them. As in the index of Adamic and Adar (2003,
    Social Networks 25:211-230), the weight that it lends falls with the logarithm of their number: 1 / log2(1 + n),
    where n counts its references for a work that it cites, and what cites it for a work that cites it. So 1 is the
    most, for the only link; a survey of 300 references lends each of them 0.12, and one that is linked both ways lends
    the larger weight, once. Ties are in the order of the names, and the order of the links does not matter.
    """
    distinct = set(links)
    sizes: dict[tuple[str, str], int] = defaultdict(int)
    for link in distinct:
        sizes[link.study, link.kind] += 1
    lent: dict[str, dict[str, float]] = defaultdict(dict)
    for link in distinct:
        weight = 1 / log2(1 + sizes[link.study, link.kind])
        lent[link.work][link.study] = max(weight, lent[link.work].get(link.study, 0.0))
    scores = {work: fsum(weights.values()) for work, weights in lent.items()}
    return sorted(scores, key=lambda work: (-scores[work], work))[:limit]
