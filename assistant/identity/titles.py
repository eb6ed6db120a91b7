"""Titles: what of two titles differs decides whether they can be one work's.

A slip of the pen, a dropped subtitle or another spelling may; a number, a part, a reply, a correction may not.
"""

import re
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher
from enum import Enum
from functools import cached_property
from typing import NamedTuple

from assistant.identity.slips import distance, is_slip
from assistant.identity.spelling import folded, words
from assistant.words import STOPWORDS

LONGEST = 1_000
"""Characters of a title that are looked at."""

_FILLERS = frozenset("a an the and of in on for to by at from as with its their via s".split())
_ARTICLES = frozenset({"a", "an", "the", "and"})
_BOILERPLATE = frozenset(
    """abstract abstracts acknowledgement acknowledgements acknowledgment acknowledgments annotation announcement
    appendix article author authors back biography board book books brief briefs briefly call chapter comment commentary
    comments committee communication communications conclusion conclusions content contents contributors corrections
    correspondence corresponding cover dear dedication director discussion discussions editor editorial editors errata
    erratum features foreword front full general glossary guest highlights index information interview introduction
    introductory invited issue items journal keynote letter letters list masthead matter matters meeting meetings message
    miscellaneous news newsletter note notes notice notices obituary obituaries opening opinion outline overview page
    papers participants perspective perspectives plenary poster posters preface prefatory president program programme
    prologue reader readers references rejoinder remarks replies reply report reports response responses review reviewer
    reviewers reviews session short special summaries summary supplement supplementary table talk text thanks title
    tribute untitled update volume welcome case study research paper original part number 1 2 3 4""".split()
)
"""Words that a title may consist of without telling what the work is about."""
_PERIODIC = re.compile(
    r"\b(?:annual|yearly|bienni\w+|biannual|quarterly|monthly|weekly|\d+(?:st|nd|rd|th))\s(?:\w+\s){0,2}(?:report|review"
    r"|meeting|survey|conference|update|newsletter|index|statistics|bulletin|address|lecture|symposium|workshop|summary"
    r"|proceedings|overview|congress|convention)s?\b|^proceedings\b|\bproceedings of\b|^(?:\w+\s){0,3}statistics$"
    r"|\bpresidential address|\byear in review|^editorial\b|^report (?:of|on|from) the\b|\bminutes of\b|\bnewsletter\b"
    r"|\breport of the (?:\w+\s){0,3}(?:committee|president|editor|secretary|treasurer|director|board|council)"
    r"|^(?:overview|findings|results) of the\b"
)
"""Titles that come again every year."""
_OTHER_WORK = frozenset(
    """addendum appendix author authors comment commentary comments companion correction corrections corrigenda
    corrigendum critique discussion edition errata erratum followup moesm part postscript protocol rebuttal
    rejoinder replication reply response responses retraction sequel supplement supplemental supplementary supplementing
    supporting volume""".split()
)
"""Words that tell one work from another when only one of two titles begins or ends with them: `…: a reply`."""
_ATTACHED = _OTHER_WORK | frozenset(
    """additional code concern conversation data dataset datasets decision editorial expression faculty figshare file
    interview invited letter note notice opinions perspective poster presentation recommendation referee review slides
    talk video""".split()
)
"""Words that do so in front of a whole title: `Data from: …`, `Faculty Opinions recommendation of …`."""

_VERSION = r"extended abstract|extended version|full version|long version|short version|preprint|pre-print|full paper"
_BEFORE = re.compile(
    rf"^\s*(?:\[\d{{4}}\.\d{{4,5}}(?:v\d+)?\]|[\[(]?(?:{_VERSION}|pdf)[\])]|(?:{_VERSION})\s*[:.\-–—]"
    r"|[\[(]?(?:retracted|withdrawn)(?:\s+article)?[\]):.\-–—]+)\s*",
)
_AFTER = re.compile(
    rf"\s*(?:[\[(](?:{_VERSION}|with (?:discussion|erratum)|retracted(?: article)?)[\])]|[:.\-–—|]\s*(?:{_VERSION}))"
    r"[\s.]*$"
    r"|\s+[|\-–—]\s+(?:sciencedirect|pubmed|pmc|arxiv|nature|science|openreview|semantic scholar|springerlink|jstor"
    r"|researchgate|acl anthology|ieee xplore|ieee conference publication|ieee journals & magazine|biorxiv|medrxiv"
    r"|plos one|scientific reports|google scholar)\s*$",
)
_BOUNDARY = re.compile(r"(?<=\S)\s*(?:[:;?!|(\[—]|\.(?=\s)|--|//|,(?=\s)|(?<=\s)[-–](?=\s))")


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
    CONTRARY = "contrary"
    """They tell two works apart: by a number, or by a word such as `reply`."""
    OTHER = "other"


class Title:
    """A title, ready for comparing."""

    def __init__(self, text: str) -> None:
        self._plain = _stripped(folded(text[:LONGEST]))

    @cached_property
    def words(self) -> tuple[str, ...]:
        return tuple(words(self._plain))

    @cached_property
    def letters(self) -> str:
        """All of it that spelling leaves, in one piece; equal for titles that differ in spelling only."""
        return _joined(self.words)

    @cached_property
    def telling(self) -> tuple[str, ...]:
        """The words that say what the work is about."""
        return tuple(word for word in self.words if word not in STOPWORDS and word not in _BOILERPLATE)

    @cached_property
    def content(self) -> str:
        """The content words in one piece."""
        return "".join(word for word in self.words if word not in STOPWORDS)

    @cached_property
    def weight(self) -> int:
        """How much it tells of the work: its telling words, and half of its others, if it has telling ones at all."""
        telling = sum(1 if word.isascii() else 1 + len(word) // 4 for word in set(self.telling))
        others = [word for word in self.words if word not in _FILLERS and word not in _BOILERPLATE]
        return telling and telling + max(0, len(others) - len(self.telling)) // 2

    @cached_property
    def ends(self) -> tuple[int, ...]:
        """After how many words a subtitle or a bracket may begin."""
        return tuple(len(words(self._plain[: found.start()])) for found in _BOUNDARY.finditer(self._plain))

    @cached_property
    def is_cut(self) -> bool:
        """Whether it ends in dots."""
        return self._plain.rstrip().endswith("...")

    @property
    def is_periodic(self) -> bool:
        """Whether works with this very title may come out again and again."""
        return bool(_PERIODIC.search(self._plain))

    @cached_property
    def main(self) -> "Title":
        """The title without its subtitle."""
        return Title(" ".join(self.words[: next((end for end in self.ends if end), None)]))


class Comparison(NamedTuple):
    likeness: Likeness
    weight: int = 0
    """How much the part that they share tells."""
    slips: int = 0


def compared(ours: Title, theirs: Title) -> Comparison:
    """Return what two titles say of the works that bear them; symmetric."""
    if not ours.letters or not theirs.letters:
        return Comparison(Likeness.OTHER)
    if ours.letters == theirs.letters:
        return Comparison(Likeness.EQUAL, min(ours.weight, theirs.weight))
    short, long = sorted((ours, theirs), key=lambda title: (len(title.words), title.letters))
    if short.is_cut and long.letters.startswith(short.letters):
        return Comparison(Likeness.PART, short.weight)
    if 2 * len(set(short.words) & set(long.words)) < len(set(short.words)):
        return Comparison(Likeness.OTHER)
    return _judged(short, long, *_differences(short, long))


class _Difference(NamedTuple):
    """Words at one place of the shorter title, and those that stand there in the longer."""

    short: tuple[str, ...]
    long: tuple[str, ...]
    leads: bool
    """Whether it is at the beginning."""

    @property
    def words(self) -> tuple[str, ...]:
        return self.short + self.long

    @property
    def is_spacing(self) -> bool:
        return _joined(self.short) == _joined(self.long)

    @property
    def is_filling(self) -> bool:
        return _FILLERS.issuperset(self.words)

    @property
    def is_slip(self) -> bool:
        ours, theirs = "".join(self.short), "".join(self.long)
        small = not _FILLERS.isdisjoint((ours, theirs)) and distance(ours, theirs, 1) == 1
        return small or is_slip(ours, theirs)

    @property
    def is_telling(self) -> bool:
        """Whether it makes two works of them, if the rest is the same."""
        attached = self.leads and not self.short and not _ATTACHED.isdisjoint(self.long[:4])
        return attached or any(_counts(word) for word in self.words)


def _differences(short: Title, long: Title) -> tuple[list[_Difference], tuple[str, ...]]:
    """Return where two titles differ, and apart from that with which words the longer one goes on at its end."""
    matcher = SequenceMatcher(None, short.words, long.words, autojunk=False)
    spans = [span for tag, *span in matcher.get_opcodes() if tag != "equal"]
    tail: tuple[str, ...] = ()
    if spans and spans[-1][1] == len(short.words) and spans[-1][3] == len(long.words):
        i, j, k, end = spans[-1]
        starts = [place for place in long.ends if k <= place < end and abs(place - k - (j - i)) <= 1]
        if starts:
            tail = long.words[starts[0] :]
            spans[-1] = [i, j, k, starts[0]]
    found = [_Difference(short.words[i:j], long.words[k:n], k == 0) for i, j, k, n in spans]
    return [each for each in found if not each.is_spacing], tail


def _judged(short: Title, long: Title, differences: Sequence[_Difference], tail: tuple[str, ...]) -> Comparison:
    real = [each for each in differences if not each.is_filling]
    slips = sum(each.is_slip for each in real)
    weight = min(short.weight, long.weight)
    if slips == len(real) and slips <= max(2, len(short.words) // 5):
        return Comparison(_continued(tail), weight, max(slips, int(bool(differences))))
    shared = set(short.telling) & set(long.telling)
    if 2 * len(shared) < len(set(short.telling)):
        return Comparison(Likeness.OTHER)
    contrary = any(each.is_telling for each in real if not each.is_slip)
    return Comparison(Likeness.CONTRARY if contrary else Likeness.ALTERED, len(shared))


def _continued(tail: Sequence[str]) -> Likeness:
    """Return what it means that one title goes on where the other ends."""
    if not tail or _FILLERS.issuperset(tail):
        return Likeness.NEAR
    marked = not _OTHER_WORK.isdisjoint(tail[:3])
    if marked or any(_counts(word) for word in tail):
        return Likeness.CONTRARY if len(tail) <= 4 else Likeness.ALTERED
    return Likeness.PART


def _counts(word: str) -> bool:
    """Tell whether a word is a number, or a letter that serves as one."""
    return len(word) == 1 and word not in _FILLERS or any(character.isdigit() for character in word)


def _joined(parts: Iterable[str]) -> str:
    return "".join(word for word in parts if word not in _ARTICLES)


def _stripped(plain: str) -> str:
    """Return a folded title without marks of its version and of the site that shows it."""
    for pattern in (_BEFORE, _AFTER):
        if kept := pattern.sub("", plain).strip():
            plain = kept
    return plain
