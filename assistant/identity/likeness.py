"""What two titles say of the works that bear them: what differs decides whether they can be one work's.

A slip of the pen, a dropped subtitle or another spelling may; a number, a part, a reply, a correction may not.
"""

import re
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher
from enum import Enum
from typing import NamedTuple

from assistant.identity.slips import distance, is_doubtful, is_slip, resemble
from assistant.identity.spelling import NUMBERS
from assistant.identity.titles import FILLERS, Title, joined
from assistant.words import STOPWORDS

_OTHER_WORK = frozenset(
    """addendum additional appendix author authors comment commentary comments companion correction corrections
    corrigenda corrigendum critique discussion edition errata erratum follow followup further moesm part postscript
    protocol rebuttal rejoinder replication reply reproducibility reproduction response responses retraction revisited
    sequel supplement supplemental supplementary supplementing supporting update updated volume""".split()
)
"""Words that tell one work from another when only one of two titles begins or ends with them: `…: a reply`."""
_ATTACHED = _OTHER_WORK | frozenset(
    """abstract assessment code concern conclusion conversation correspondence cover data dataset datasets decision
    dissertation editorial expression faculty figshare file foreword frontispiece graphical highlights interview
    introduction invited letter note notice obituary opinions perspective picture poster preface presentation re
    recommendation referee review slides software summary talk thesis video""".split()
)
"""Words that do so in front of a whole title, or alone behind it: `Data from: …`, `Review for …`."""
_WEIGHTY = frozenset(
    """against all almost above across after before below between both during each every few further less many more most
    much never new no none nor not only other over own same several some such than toward towards under until up
    various without first one two three""".split()
)
"""Function words that make another work of a title."""

_MOST_SLIPS = 4
"""Letters by which short titles may differ of which hardly a word is right."""
_DOUBT = 8
"""What a slip counts that may be another word."""
_LONG = 50
"""Letters after which a title may have been cut within a word, without a sign."""


class Likeness(Enum):
    """What two titles say of the works that bear them."""

    EQUAL = "equal"
    """They differ in spelling only."""
    NEAR = "near"
    """They differ by slips, or by function words."""
    PART = "part"
    """One is the other without its subtitle or its end."""
    ALTERED = "altered"
    """They have much in common, and could be two titles of one work."""
    UNLIKE = "unlike"
    """They have much in common, but other words stand in one place, as in the titles of sister studies."""
    CONTRARY = "contrary"
    """They tell two works apart: by a number, or by a word such as `reply`."""
    OTHER = "other"


class Comparison(NamedTuple):
    likeness: Likeness
    weight: int = 0
    """How much the part that they share tells."""
    slips: int = 0
    """Slips, those that may be other words counted many times."""


def compared(ours: Title, theirs: Title) -> Comparison:
    """Return what two titles say of the works that bear them; symmetric."""
    if not ours.letters or not theirs.letters:
        return Comparison(Likeness.OTHER)
    if ours.letters == theirs.letters:
        return Comparison(Likeness.EQUAL, min(ours.weight, theirs.weight))
    if ours.letters == theirs.bare or ours.bare == theirs.letters:
        return Comparison(Likeness.NEAR, min(ours.weight, theirs.weight), 1)
    short, long = sorted((ours, theirs), key=lambda title: (len(title.words), title.letters))
    if _ends_within_a_word(short, long):
        return Comparison(Likeness.PART, short.weight)
    few = 2 * len(set(short.words) & set(long.words)) < len(set(short.words))
    if few and distance(short.letters, long.letters, _MOST_SLIPS) > _MOST_SLIPS:
        same_main = joined(short.main) == joined(long.main) and bool(short.telling)
        return Comparison(Likeness.UNLIKE if same_main else Likeness.OTHER)
    return _judged(short, long, *_differences(short, long))


def _ends_within_a_word(short: Title, long: Title) -> bool:
    if len(short.letters) < _LONG or not long.letters.startswith(short.letters):
        return False
    ends = {joined(long.words[:number]) for number in range(len(long.words))}
    return ends.isdisjoint((short.letters, f"{short.letters}s"))


class _Difference(NamedTuple):
    """Words at one place of the shorter title, and those that stand there in the longer."""

    short: tuple[str, ...]
    long: tuple[str, ...]
    written: tuple[str, str]
    """Both as they are spelt, in one piece."""
    leads: bool
    """Whether it is at the beginning."""

    @property
    def words(self) -> tuple[str, ...]:
        return self.short + self.long

    @property
    def is_spacing(self) -> bool:
        ours, theirs = (joined(NUMBERS.get(word, word) for word in side) for side in self[:2])
        return ours == theirs

    @property
    def is_filling(self) -> bool:
        """Whether there are only words that one may say or not."""
        idle = not (self.short and self.long) and all(
            w in STOPWORDS and w not in _WEIGHTY and len(w) > 1 for w in self.words
        )
        return idle or FILLERS.issuperset(self.words)

    @property
    def is_slip(self) -> bool:
        return self.slips > 0

    @property
    def slips(self) -> int:
        """How much of a slip it is: 1, or more if it may be another word; 0 if it is none."""
        ours, theirs = "".join(self.short), "".join(self.long)
        if min(len(ours), len(theirs)) > 1 and not FILLERS.isdisjoint((ours, theirs)):
            return int(distance(ours, theirs, 1) == 1)
        found = [pair for pair in ((ours, theirs), self.written) if is_slip(*pair)]
        return (_DOUBT if is_doubtful(*self.written) else 1) if found else 0

    @property
    def is_telling(self) -> bool:
        """Whether it makes two works of them, if the rest is the same."""
        attached = self.leads and not self.short and not _ATTACHED.isdisjoint(self.long[:4])
        ours, theirs = ([NUMBERS.get(word, word) for word in side] for side in self[:2])
        return attached or _numbers(ours) != _numbers(theirs)

    @property
    def is_substitution(self) -> bool:
        """Whether it tells something else in each title."""
        told = all(any(word not in STOPWORDS and word not in FILLERS for word in side) for side in self[:2])
        return told and not self.resembles

    @property
    def resembles(self) -> bool:
        return resemble(*self.written)


def _differences(short: Title, long: Title) -> tuple[list[_Difference], tuple[str, ...]]:
    """Return where two titles differ, and apart from that with which words the longer one goes on at its end."""
    matcher = SequenceMatcher(None, short.words, long.words, autojunk=False)
    spans = [span for tag, *span in matcher.get_opcodes() if tag != "equal"]
    tail: tuple[str, ...] = ()
    if spans and spans[-1][1] == len(short.words) and spans[-1][3] == len(long.words):
        i, j, k, end = spans[-1]
        ends = [k + j - i] if short.is_cut else long.ends
        starts = [place for place in ends if k <= place < end and abs(place - k - (j - i)) <= 1]
        if starts and end - k > j - i:
            tail = long.words[starts[0] :]
            spans[-1] = [i, j, k, starts[0]]
    found = [each for span in spans for each in _within(short, long, *span)]
    return [each for each in found if not each.is_spacing], tail


def _within(short: Title, long: Title, i: int, j: int, k: int, n: int) -> list[_Difference]:
    """Return the difference of two spans, or those of their words if these are slips one by one."""
    written = ("".join(short.written[i:j]), "".join(long.written[k:n]))
    whole = _Difference(short.words[i:j], long.words[k:n], written, k == 0)
    if j - i != n - k or j - i < 2 or whole.is_spacing:
        return [whole]
    single = [each for at in range(j - i) for each in _within(short, long, i + at, i + at + 1, k + at, k + at + 1)]
    return single if all(each.is_slip or each.is_spacing or each.resembles for each in single) else [whole]


def _judged(short: Title, long: Title, differences: Sequence[_Difference], tail: tuple[str, ...]) -> Comparison:
    real = [each for each in differences if not each.is_filling]
    weight = min(short.weight, long.weight)
    if all(each.is_slip for each in real) and len(real) <= max(2, len(short.words) // 5):
        likeness = Likeness.PART if tail and short.is_cut else _continued(tail)
        idle = sum(not FILLERS.issuperset(each.words) for each in differences if each.is_filling)
        return Comparison(likeness, weight, max(int(bool(differences)), sum(each.slips for each in real) + 2 * idle))
    shared = set(short.telling) & set(long.telling)
    if 2 * len(shared) < len(set(short.telling)):
        return Comparison(Likeness.OTHER)
    others = [each for each in real if not each.is_slip]
    if any(each.is_telling for each in others):
        return Comparison(Likeness.CONTRARY, len(shared))
    unlike = any(each.is_substitution for each in others)
    return Comparison(Likeness.UNLIKE if unlike else Likeness.ALTERED, len(shared))


def _continued(tail: Sequence[str]) -> Likeness:
    """Return what it means that one title goes on where the other ends."""
    if not tail or FILLERS.issuperset(tail):
        return Likeness.NEAR
    marked = not _OTHER_WORK.isdisjoint(tail[:3])
    if (len(tail) <= 2 and not _ATTACHED.isdisjoint(tail)) or (_ATTACHED | FILLERS).issuperset(tail):
        return Likeness.CONTRARY
    told = [w for w in tail if not _counts(w) and w not in NUMBERS and w not in STOPWORDS and w not in _OTHER_WORK]
    if not told and not NUMBERS.keys().isdisjoint(tail):
        return Likeness.CONTRARY
    if marked or any(_counts(word) for word in tail):
        return Likeness.CONTRARY if len(tail) <= 4 and len(told) < 2 else Likeness.ALTERED
    return Likeness.PART


def _numbers(parts: Iterable[str]) -> list[str]:
    return [number for word in parts for number in (re.findall(r"\d+", word) or [word] * _counts(word))]


def _counts(word: str) -> bool:
    """Tell whether a word is a number, or a letter that serves as one."""
    return (len(word) == 1 and word not in FILLERS) or any(character.isdigit() for character in word)
