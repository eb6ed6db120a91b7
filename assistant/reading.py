"""Which studies are read, what of them is put before a reader, and in what portions. Pure functions."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from assistant.study import Passage
from assistant.words import content_words, overlap

PER_STUDY = 4
"""Passages of one study that are read: an abstract has one or two, a full text dozens."""
PORTION = 8_000
"""Characters of passages that one reading takes, about 2,000 tokens or six abstracts; more would only be waited for."""


def shares(wanted: Sequence[Sequence[str]], limit: int) -> list[list[str]]:
    """Return what each branch reads: in turns, its best study that nobody has yet, `limit` studies altogether.

    A study that several branches want is read once, for all sub-questions; which branch reads it decides only in
    whose batch it stands.
    """
    batches: list[list[str]] = [[] for _ in wanted]
    for branch, study in islice(_dealt(wanted), limit):
        batches[branch].append(study)
    return batches


def in_turns(wanted: Sequence[Sequence[str]]) -> list[str]:
    """Return every study once, in the order in which `shares` deals them out: the best of all branches first."""
    return [study for _, study in _dealt(wanted)]


def _dealt(wanted: Sequence[Sequence[str]]) -> Iterator[tuple[int, str]]:
    left = [iter(studies) for studies in wanted]
    taken: set[str] = set()
    turns = list(range(len(wanted)))
    while turns:
        for branch in tuple(turns):
            study = next((study for study in left[branch] if study not in taken), None)
            if study is None:
                turns.remove(branch)
            else:
                taken.add(study)
                yield branch, study


def telling(passages: Sequence[Passage], questions: Iterable[str], limit: int = PER_STUDY) -> list[Passage]:
    """Return at most `limit` passages that share the most words with any of the questions, in the order of the text."""
    wanted = [content_words(question) for question in questions]
    scores = [max((overlap(asked, passage.content) for asked in wanted), default=0.0) for passage in passages]
    best = sorted(range(len(passages)), key=lambda index: (-scores[index], index))[:limit]
    return [passages[index] for index in sorted(best)]


def portions(passages: Iterable[Passage], size: int = PORTION) -> Iterator[list[Passage]]:
    """Yield the passages in order, in lists of at most `size` characters; one that is longer stands alone."""
    portion: list[Passage] = []
    filled = 0
    for passage in passages:
        if portion and filled + len(passage.content) > size:
            yield portion
            portion, filled = [], 0
        portion.append(passage)
        filled += len(passage.content)
    if portion:
        yield portion
