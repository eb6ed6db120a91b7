"""Names of methods, data sets, systems and places in a sentence, told by how they are written."""

import re
from collections.abc import Iterable, Iterator, Sequence

from assistant.passages import sentences

_TOKEN = re.compile(r"[^\W_]+(?:[-.][^\W_]+)*")
_KNOWN_EVERYWHERE = frozenset("ai api cpu dna gpu i ii iii it llm ml nlp pdf ram rna uk us usa".split())
"""Acronyms that name nothing in particular."""
_SHORTEST_INITIALS = 2


def foreign_names(text: str, allowed: Iterable[str]) -> list[str]:
    """Return the names in a text that occur in none of the allowed ones, neither in full nor as initials.

    A name is written with a capital that begins no sentence, with capitals inside, or with letters and digits mixed.
    """
    texts = [source.casefold() for source in allowed]
    known = {part for source in texts for token in _TOKEN.findall(source) for part in _forms(token)}
    initials = {run for source in texts for run in _initials(source)}
    return [
        name
        for name in dict.fromkeys(names(text))
        if not _forms(name.casefold()) & (known | initials | _KNOWN_EVERYWHERE) and not _in_parts(name, known)
    ]


def names(text: str) -> Iterator[str]:
    """Yield the names of a text as they are written."""
    for start, end in sentences(text):
        opening = True
        for match in _TOKEN.finditer(text, start, end):
            if _is_name(match[0], opening or _opens(text, match.start())):
                yield match[0]
            opening = False


def _is_name(token: str, opening: bool) -> bool:
    letters = [sign for sign in token if sign.isalpha()]
    if len(letters) < 2:
        return False
    capitals = sum(sign.isupper() for sign in letters)
    mixed = any(map(str.isdigit, token)) and capitals > 0
    return mixed or capitals >= 2 or (capitals == 1 and token[0].isupper() and not opening)


def _opens(text: str, at: int) -> bool:
    """Tell whether what stands before a place makes a capital there say nothing: a quotation mark or a colon."""
    return text[:at].rstrip(" ")[-1:] in "“\"'‘«:(" if at else True


def _forms(token: str) -> set[str]:
    """Return the spellings under which a name counts as the same."""
    bare = token.replace("-", "").replace(".", "")
    return {token, bare, token.removesuffix("s"), bare.removesuffix("s")} - {""}


def _in_parts(name: str, known: set[str]) -> bool:
    """Tell whether all parts of a compound are known: `BERT-based`, where a quote has `BERT`."""
    parts = [part for part in re.split(r"[-.]", name) if part]
    named = [part.casefold() for part in parts if _is_name(part, opening=False)]
    return len(parts) > 1 and bool(named) and all(_forms(part) & known for part in named)


def _initials(text: str) -> Iterator[str]:
    """Yield the first letters of each run of two to six words."""
    words: Sequence[str] = re.findall(r"[^\W\d_]+", text)
    letters = "".join(word[0] for word in words)
    for size in range(_SHORTEST_INITIALS, 7):
        yield from (letters[at : at + size] for at in range(len(letters) - size + 1))
