"""How much searching and reasoning a question seems to take, from its words alone.

A question is one for deep research if it takes many pieces of literature, about twenty, and ten queries or more
(Java et al. 2025, "Characterizing Deep Research"). The estimate is coarse and errs on the side of more: only a question
in the form of those that one fact or one definition answers is taken for simple. Pure functions.
"""

import re
from typing import NamedTuple

from assistant.words import stem, words

UNITS, QUERIES = 20, 10
"""From so many pieces of literature, or queries, on a question takes the full path."""
LONGEST = 14
"""Words of a question that one fact answers."""


class Gauge(NamedTuple):
    """What a question seems to take."""

    units: int
    """Pieces of literature of a paragraph's size."""
    queries: int
    short: bool
    """Whether one search and one reading are enough."""
    reason: str
    """Half a sentence on the question, for a person."""


class _Form(NamedTuple):
    """How a kind of question is worded, and what it takes."""

    wording: re.Pattern[str]
    units: int
    queries: int
    reason: str


def _form(wording: str, units: int, queries: int, reason: str) -> _Form:
    return _Form(re.compile(wording), units, queries, reason)


_MADE = (
    "introduced|proposed|invented|coined|developed|created|designed|discovered|wrote|released|published|presented"
    "|described|defined|named|trained"
)
_MAKING = rf"(?:first |originally )?(?:{_MADE})\b"
_FORMS = (
    _form(r"(?:in |since )?(?:which|what) year\b|when (?:was|did)\b|where was\b", 2, 1, "it asks when or where"),
    _form(rf"who {_MAKING}", 2, 1, "it asks who"),
    _form(rf"(?:which|what) (?:[\w-]+ )?[\w-]+ {_MAKING}", 2, 1, "it asks for one work"),
    _form(r"what (?:does|did) .+ (?:stand for|mean|abbreviate)$", 2, 1, "it asks what a name means"),
    _form(r"how many\b", 3, 2, "it asks for a number"),
    _form(r"(?:what is|what was|what's|what’s|who is|who was|define)\b", 4, 2, "it asks what one thing is"),
    _form(
        r"(?:does|did) .+ (?:outperform|beat|exceed|surpass)\b|(?:is|was) .+ (?:than)\b",
        6,
        3,
        "it asks whether one thing is so",
    ),
)
_OTHER = _Form(re.compile(""), UNITS, QUERIES, "it is not one that a single fact answers")

_WIDER = (
    (
        re.compile(r"[,;:?]|\b(?:and|or|but|while|whereas|because|if|versus|vs)\b|\w (?:when|how|why|whether|that)\b"),
        "it asks more than one thing",
    ),
    (
        re.compile(
            r"\b(?:surveys?|overview|reviews?|literature|(?:prior|related|previous|existing|recent|past|current) \w+"
            r"|approach(?:es)?|methods|techniques|strategies|algorithms|state[- ]of[- ]the[- ]art|sota|latest|newest"
            r"|new|advances?|progress|trends?|history|evolution|future|lists?|all|every|known|evidence|consensus"
            r"|status)\b"
        ),
        "it asks for a line of work",
    ),
    (
        re.compile(
            r"\b(?:compar\w+|differences?|between|across|among|best|worst|most|optimal|main|effects?|impacts?"
            r"|influences?|roles?|relation\w*|trade-?offs?|benefits?|advantages?|drawbacks?|limitations?|causes?"
            r"|reasons?|ways?|challenges?|risks?|problem|purpose|better|worse)\b"
        ),
        "it weighs things against each other",
    ),
    (
        re.compile(
            r"\b(?:need(?:ed)?|required|enough|used|useful|good|bad|right|wrong|going|happening|possible|missing|open"
            r"|performance|mechanisms?|basis|theor\w+|explanation|implications?|importance|significance)\b"
        ),
        "it asks for more than a fact",
    ),
)
_SEVERAL = re.compile(r"(?:what|which|who) (?:are|were|have|do)\b|(?:do|are|were) ")
_HEAD = re.compile(
    r"(?:what|which|where|define)(?: is| was|'s|’s)? (.+?)"
    rf"(?: (?:of|in|for|on|by|to|with|from|at|as|first|originally|did|does|was|is|{_MADE})\b|$)"
)
"""The noun that is asked for."""


def gauge(question: str) -> Gauge:
    """Return what the question takes: the measure of its form, and a whole one more for everything that widens it."""
    asked = " ".join(question.casefold().split()).rstrip(" ?.!")
    form = next((form for form in _FORMS if form.wording.match(asked)), _OTHER)
    wider = _widened(asked)
    units, queries = form.units + UNITS * len(wider), form.queries + QUERIES * len(wider)
    return Gauge(units, queries, units < UNITS and queries < QUERIES, " and ".join(wider) or form.reason)


def _widened(asked: str) -> list[str]:
    """Return why a question takes more than its form says."""
    wider = [reason for wording, reason in _WIDER if wording.search(asked)]
    if len(words(asked)) > LONGEST:
        wider.append(f"it is longer than {LONGEST} words")
    if _SEVERAL.match(asked) or _is_plural(asked):
        wider.append("it asks for several things")
    return wider


def _is_plural(asked: str) -> bool:
    """Return whether the noun that is asked for stands in the plural, as far as its ending shows."""
    head = _HEAD.match(asked)
    last = head[1].split()[-1] if head else ""
    return last.isalpha() and stem(last) != last
