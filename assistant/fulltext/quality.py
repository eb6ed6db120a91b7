"""Whether what was read is the full text that was looked for, and not a page about it, a login, or another work."""

from assistant.fulltext.article import Article
from assistant.identity import normalised
from assistant.words import content_words, overlap

LEAST = 4_000
"""Characters of a web page that can be an article; an abstract with what stands around it has fewer."""
LEAST_PAGED = 1_500
"""The same for a PDF, around which nothing stands."""
UNPARTED = 15_000
"""Characters of a web page that is an article even without sections."""
NAMED = 0.8
"""The share of the words of a long title that a work names at its beginning, where it does not stand there as it is."""
_LONG = 5
"""Content words of a long title."""
_BEGINNING = 6_000


def fault(article: Article, title: str) -> str:
    """Return what keeps a document from being the full text of the work of that title; empty if nothing does."""
    content = article.text.content
    paged = any(mark.page for mark in article.text.marks)
    if len(content) < (LEAST_PAGED if paged else LEAST):
        return f"it holds {len(content):,} characters of prose, as a landing or login page does, and no full text"
    sections = {mark.heading for mark in article.text.marks}
    if not paged and len(sections) < 2 and len(content) < UNPARTED:
        return "it has no sections, so that it is a page about the work rather than its full text"
    return "" if _names(f"{article.title} {content[:_BEGINNING]}", title) else "it is another work: it lacks the title"


def _names(beginning: str, title: str) -> bool:
    """Tell whether a text begins with a title, or with most of its words if formulas or accents have come apart."""
    if normalised(title).replace(" ", "") in normalised(beginning).replace(" ", ""):
        return True
    words = content_words(title)
    return len(words) >= _LONG and overlap(words, beginning) >= NAMED
