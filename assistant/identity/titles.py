"""Titles, ready for comparing: their words in one spelling, and how much they tell of the work that bears them."""

import re
from collections.abc import Iterable
from functools import cached_property, lru_cache

from assistant.identity.spelling import folded, spelled, words
from assistant.words import STOPWORDS

LONGEST = 1_000
"""Characters of a title that are looked at."""

FILLERS = frozenset("a an the and of in on for to by at from as with its their via s".split())
"""Function words that come and go."""
_ARTICLES = frozenset({"a", "an", "the", "and"})
_BOILERPLATE = frozenset(
    """abstract abstracts acknowledgement acknowledgements acknowledgment acknowledgments annotation announcement
    appendix article author authors back biography board book books brief briefs briefly call chapter comment
    commentary comments committee communication communications conclusion conclusions content contents contributors
    corrections correspondence corresponding cover dear dedication director discussion discussions editor editorial
    editors errata erratum features foreword front full general glossary guest highlights index information interview
    introduction introductory invited issue items journal keynote letter letters list masthead matter matters meeting
    meetings message miscellaneous news newsletter note notes notice notices obituary obituaries opening opinion
    outline overview page papers participants perspective perspectives plenary poster posters preface prefatory
    president program programme prologue reader readers references rejoinder remarks replies reply report reports
    response responses review reviewer reviewers reviews session short special summaries summary supplement
    supplementary table talk text thanks title tribute untitled update volume welcome case study research paper
    original part number 1 2 3 4""".split()
)
"""Words that a title may consist of without telling what the work is about."""
_PERIODIC = re.compile(
    r"\b(?:annual|yearly|bienni\w+|biannual|quarterly|monthly|weekly|\d+(?:st|nd|rd|th))\s(?:\w+\s){0,2}(?:report"
    r"|review|meeting|survey|conference|update|newsletter|index|statistics|bulletin|address|lecture|symposium|workshop|summary"
    r"|proceedings|overview|congress|convention)s?\b|^proceedings\b|\bproceedings of\b|^(?:\w+\s){0,3}statistics$"
    r"|\bpresidential address|\byear in review|^editorial\b|^report (?:of|on|from) the\b|\bminutes of\b|\bnewsletter\b"
    r"|\breport of the (?:\w+\s){0,3}(?:committee|president|editor|secretary|treasurer|director|board|council)"
    r"|^(?:overview|findings|results) of the\s(?:\S+\s){0,6}"
    r"(?:tasks?|track|challenge|lab|campaign|workshop|conference|competition|evaluation)\b"
)
"""Titles that come again every year."""
_REPORT = frozenset(
    "report reports outlook yearbook indicators monitor bulletin trends census statistics barometer scoreboard".split()
)
"""Words of titles that come again every year if an institution signs them."""

_VERSION = r"extended abstract|extended version|full version|long version|short version|preprint|pre-print|full paper"
_BEFORE = re.compile(
    rf"^\s*(?:\[\d{{4}}\.\d{{4,5}}(?:v\d+)?\]|[\[(]?(?:{_VERSION}|pdf)[\])]|(?:{_VERSION})\s*[:.\-–—]"
    r"|[\[(]?(?:retracted|withdrawn)(?:\s+article)?[\]):.\-–—]+)\s*",
)
_AFTER = re.compile(
    rf"\s*(?:[\[(](?:{_VERSION}|with (?:discussion|erratum)|retracted(?: article)?"
    rf"|version \d+;[^\])]*)[\])]|[:.\-–—|]\s*(?:{_VERSION}))"
    r"[\s.]*$"
    r"|\s+[|\-–—]\s+(?:sciencedirect|pubmed|pmc|arxiv|nature|science|openreview|semantic scholar|springerlink|jstor"
    r"|researchgate|acl anthology|ieee xplore|ieee conference publication|ieee journals & magazine|biorxiv|medrxiv"
    r"|plos one|scientific reports|google scholar)\s*$",
)
_GREEK = re.compile("[α-ωΑ-Ωϑϕϵ]")
_BOUNDARY = re.compile(r"(?<=\S)\s*(?:[:;?!|(\[—]|\.(?=\s)|--|//|,(?=\s)|(?<=\s)[-–](?=\s))")


class Title:
    """A title, ready for comparing."""

    def __init__(self, text: str) -> None:
        self._text = text[:LONGEST]
        self._plain = _stripped(folded(self._text))

    @cached_property
    def written(self) -> tuple[str, ...]:
        """The words as they are spelt; of a title that is cut, without the last, of which only a part may be left."""
        found = tuple(words(self._plain))
        return found[:-1] if self.is_cut else found

    @cached_property
    def words(self) -> tuple[str, ...]:
        """The words in one spelling for all variants, at the same places as in `written`."""
        return tuple(map(spelled, self.written))

    @cached_property
    def letters(self) -> str:
        """All of it that spelling leaves, in one piece; equal for titles that differ in spelling only."""
        return joined(self.words)

    @cached_property
    def bare(self) -> str:
        """Its letters without the Greek ones, which some sources lose; blank if it has none."""
        without = _GREEK.sub("", self._text)
        return Title(without).letters if without != self._text else ""

    @cached_property
    def main(self) -> tuple[str, ...]:
        """The words before its subtitle."""
        return self.words[: next((end for end in self.ends if end), None)]

    @cached_property
    def ends(self) -> tuple[int, ...]:
        """After how many words a subtitle or a bracket may begin."""
        return tuple(len(words(self._plain[: found.start()])) for found in _BOUNDARY.finditer(self._plain))

    @cached_property
    def telling(self) -> tuple[str, ...]:
        """The words that say what the work is about."""
        return tuple(word for word in self.words if word not in STOPWORDS and word not in _BOILERPLATE)

    @cached_property
    def weight(self) -> int:
        """How much it tells of the work: its telling words, and half of its others, if it has telling ones at all.

        A long word of a script without spaces counts for several.
        """
        telling = sum(1 if word.isascii() else 1 + len(word) // 4 for word in set(self.telling))
        others = [word for word in self.words if word not in FILLERS and word not in _BOILERPLATE]
        return telling and telling + max(0, len(others) - len(self.telling)) // 2

    @cached_property
    def is_cut(self) -> bool:
        """Whether it ends in dots."""
        return self._plain.rstrip().endswith("...")

    @property
    def is_periodic(self) -> bool:
        """Whether works with this very title may come out again and again."""
        return bool(_PERIODIC.search(self._plain))

    @property
    def is_report(self) -> bool:
        """Whether they may if an institution signs them."""
        return not _REPORT.isdisjoint(self.words)


@lru_cache(maxsize=1 << 12)
def title(text: str) -> Title:
    """Return the title, ready for comparing; the same one again for the same text."""
    return Title(text)


def joined(parts: Iterable[str]) -> str:
    """Return the words in one piece, without articles."""
    return "".join(word for word in parts if word not in _ARTICLES)


def content(parts: Iterable[str]) -> str:
    """Return the content words in one piece."""
    return "".join(word for word in parts if word not in STOPWORDS)


def _stripped(plain: str) -> str:
    """Return a folded title without marks of its version and of the site that shows it."""
    for pattern in (_BEFORE, _AFTER):
        if kept := pattern.sub("", plain).strip():
            plain = kept
    return plain
