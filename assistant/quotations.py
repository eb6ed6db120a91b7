"""What stands between quotation marks, of whatever kind: a reader takes all of it for somebody's very words."""

import re
from collections.abc import Iterable, Mapping, Sequence

from assistant.passages import Span

_DOUBLE = {"“": '”"', "”": '”"', "„": '“”"', "‟": '”"', '"': '"”', "«": "»", "»": "«»", "「": "」", "『": "』"}
_SINGLE = {"‘": "’'", "’": "’'", "‚": "‘’'", "‛": "’'", "'": "'’", "‹": "›", "›": "‹›"}
"""From an opening mark to those that may close it."""

DEEPEST = 8
"""How many quotations may stand inside each other."""

_OPENING = frozenset("“„‟«「『‘‚‛‹")
"""Marks that open unless they close; the others open only where a word may begin."""
_AFTER_WORD = re.compile(r"[\w.,;!?%)\]}…]")
_APOSTROPHE = re.compile(
    r"(?<=\w)['’](?=\w)"
    r"|(?<!\w)['’](?=\d\ds?\b)"
    # a plural's, where a mark that can be nothing else still closes the quotation: ‘the authors’ words’
    r"|(?<=[sS])['’](?=\s\w(?:[^'’‘]|(?<=\w)['’](?=\w)){0,500}(?:[^\W sS]|[^\w\s])['’](?!\w))"
)


def quoted(text: str) -> list[str]:
    """Return what stands between quotation marks."""
    return [text[start:end].strip() for start, end in quotations(text)]


def unquoted(text: str) -> str:
    """Return what is left when everything between quotation marks is taken out."""
    bounds = [0, *(at for span in quotations(text) for at in span), len(text)]
    return " ".join(text[start:end] for start, end in zip(bounds[::2], bounds[1::2], strict=True))


def quotations(text: str) -> list[Span]:
    """Return the outermost quotations in order, without their marks.

    A double mark that nothing closes quotes all that follows; a single one may be an apostrophe, and quotes nothing.
    """
    text = text.replace("``", " “").replace("''", "” ")  # as LaTeX writes them
    double, unclosed = _paired(text, _DOUBLE)
    double = _outermost([*double, *(Span(at + 1, len(text)) for at in unclosed)])
    single, _ = _paired(_masked(text, double), _SINGLE)
    return _outermost([*double, *single])


def _paired(text: str, closers: Mapping[str, str]) -> tuple[list[Span], list[int]]:
    """Return what stands between marks that belong together, and where marks stand that nothing closes."""
    found: list[Span] = []
    opened: list[int] = []
    marks = {*closers, *"".join(closers.values())}
    for at, mark in enumerate(text):
        if mark not in marks or _APOSTROPHE.match(text, at):
            continue
        back = _partner([text[place] for place in opened[-DEEPEST:]], mark, closers)
        begins = at == 0 or not _AFTER_WORD.match(text, at - 1)
        if back and not (begins and text[at + 1 : at + 2].isalnum()):
            found.append(Span(opened[-back] + 1, at))
            del opened[-back:]
        elif mark in closers and (mark in _OPENING or begins):
            opened.append(at)
        elif mark in "”»" and found:
            found.append(Span(found[-1].start, at))  # the quotation before it held marks of its own
    return found, opened


def _partner(opened: Sequence[str], mark: str, closers: Mapping[str, str]) -> int:
    """Return how many marks back the one is that this mark closes; 0 if it closes none."""
    return next((back for back, opening in enumerate(reversed(opened), 1) if mark in closers[opening]), 0)


def _masked(text: str, spans: Iterable[Span]) -> str:
    masked, at = "", 0
    for start, end in spans:
        masked += text[at:start] + "x" * (end - start)
        at = end
    return masked + text[at:]


def _outermost(spans: Iterable[Span]) -> list[Span]:
    kept: list[Span] = []
    for span in sorted(spans, key=lambda span: (span.start, -span.end)):
        if not kept or span.start > kept[-1].end:
            kept.append(span)
    return kept
