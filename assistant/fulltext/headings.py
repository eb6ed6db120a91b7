"""Which lines of a PDF are headings: pure, by their names, their numbers and their looks.

Rather one is missed than made up: a false heading would part a passage and be shown at a citation.
"""

import re

from assistant.fulltext.article import heads_references
from assistant.fulltext.lines import Line
from assistant.identity import normalised

LARGER = 1.12
"""How much larger than the prose a heading is that nothing else tells."""
LONGEST = 120
"""Characters of a line that can be a heading."""

NAMES = frozenset(
    (
        "abstract|summary|introduction|background|motivation|related work|related works|literature review|preliminaries"
        "|problem statement|problem formulation|method|methods|methodology|materials and methods|methods and materials"
        "|approach|model|data|dataset|datasets|experimental setup|experiment|experiments|evaluation|results"
        "|results and discussion|findings|analysis|ablation study|ablations|discussion|limitations|conclusion"
        "|conclusions|concluding remarks|conclusion and future work|conclusions and future work"
        "|discussion and conclusion|future work|acknowledgement|acknowledgements|acknowledgment|acknowledgments"
        "|appendix|appendices|supplementary material|supplementary materials|supplementary information"
        "|ethics statement|ethical considerations|broader impact|broader impacts|reproducibility statement"
        "|data availability|data availability statement|code availability|author contributions|competing interests"
        "|conflict of interest|funding|online methods"
    ).split("|")
)
"""What sections are usually called, normalised and without their numbers."""

_NUMBERED = re.compile(
    r"(?:(?:chapter|section|part|appendix)\s+)?(?:\d{1,2}(?:\.\d{1,2}){0,3}[.:]?|[IVX]{1,5}[.:])\s+", re.IGNORECASE
)
_LETTERED = re.compile(r"(?:appendix\s+)?[A-H](?:\.\d{1,2}){0,2}[.:]?\s+", re.IGNORECASE)
_CAPITALS = re.compile(r"[IVX]+\.\s+[A-Z][A-Z ,:&–-]+")
_APART = re.compile(r"\b([A-Z]) (?=[A-Z]{2,}\b)")
"""Small capitals come apart: `I NTRODUCTION`."""


def heading_of(line: Line, body: float, started: bool) -> str:
    """Return the heading that a line is by its name or its number, empty if it is none.

    A numbered heading is larger, bolder or louder than the prose: `2 Apples were sold` is none. Letters number
    appendices, so that none is looked for before anything has `started`: `A Study of Apples` is a title.

    Args:
        line: the line.
        body: the size of the prose, in points.
        started: whether the title and the names of the authors have passed.
    """
    text = _APART.sub(r"\1", line.text)
    number = _NUMBERED.match(text) or (_LETTERED.match(text) if started else None)
    name = text[number.end() :] if number else text
    if len(text) > LONGEST or not name[:1].isupper() or sum(map(str.isalpha, name)) < 3:
        return ""
    if normalised(name) in NAMES or heads_references(name):
        return text.rstrip(" .:")
    loud = line.size >= 1.05 * body or (line.bold and line.size >= 0.95 * body) or _CAPITALS.fullmatch(text)
    return text if number and loud and text[-1] not in ".,;:" else ""


def is_large(line: Line, body: float) -> bool:
    """Tell whether a line is so much larger than the prose that it is a heading for that alone."""
    wordy = re.match(r"\W{0,2}[A-Z0-9]", line.text) and re.search(r"[a-z]{3}|[A-Z]{4}", line.text)
    return line.size >= LARGER * body and len(line.text) <= LONGEST and wordy is not None


def continues(first: Line, second: Line, body: float) -> bool:
    """Tell whether a line is the second of a heading: just below the first, and large or bold as that is."""
    alike = abs(first.size - second.size) < 0.5 and first.bold == second.bold
    special = second.size >= LARGER * body or (second.bold and heading_of(first, body, True) != "")
    below = 0 < first.y - second.y < 1.6 * first.size
    return alike and special and below and not heading_of(second, body, True)
