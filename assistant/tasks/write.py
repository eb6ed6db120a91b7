"""WRITE: turn the findings for one sub-question into a section in which every sentence names its findings."""

import re
from collections.abc import Sequence

from assistant.base import Answer, Frozen
from assistant.identity import normalised
from assistant.quotations import unquoted
from assistant.task import Task


class Noted(Frozen):
    """A finding as the writer sees it."""

    study: str
    statement: str
    quote: str


class WriteInput(Frozen):
    question: str
    heading: str
    findings: tuple[Noted, ...]


class Written(Answer):
    text: str
    findings: tuple[int, ...]
    """Numbers of the findings that it rests on, from 1."""
    opens_paragraph: bool = False


class Draft(Answer):
    sentences: tuple[Written, ...]


_SHOWN = 60
"""Characters of a sentence by which it is known."""
_MARK = re.compile(r"\[\s*\d+(?:\s*[,;–-]\s*\d+)*\s*\]")


def faults(given: WriteInput, draft: Draft) -> list[str]:
    found = [] if draft.sentences else ["there is no sentence"]
    seen: set[str] = set()
    for number, sentence in enumerate(draft.sentences, 1):
        name = f"sentence {number} ({sentence.text[:_SHOWN]!r})"
        found += [f"{name}: {fault}" for fault in sentence_faults(sentence, given.findings)]
        if normalised(sentence.text) in seen:
            found.append(f"{name} says again what an earlier one says")
        seen.add(normalised(sentence.text))
    return found


def mend(given: WriteInput, draft: Draft) -> Draft:
    """Leave out faulty sentences and repetitions."""
    distinct = {normalised(sentence.text): sentence for sentence in reversed(draft.sentences)}
    sound = [s for s in reversed(distinct.values()) if not sentence_faults(s, given.findings)]
    return Draft(sentences=tuple(sound))


def sentence_faults(sentence: Written, findings: Sequence[Noted]) -> list[str]:
    """Return what is wrong with one sentence, given the findings that there are to rest on."""
    found = []
    if not normalised(sentence.text):
        found.append("it is blank")
    if not sentence.findings:
        found.append("it names no finding; a sentence that rests on nothing must go")
    if unknown := [str(n) for n in sentence.findings if not 1 <= n <= len(findings)]:
        found.append(f"there is no finding {', '.join(unknown)}")
    if mark := _MARK.search(_own_words(sentence, findings)):
        found.append(f"{mark[0]} is a citation mark; name findings in their own field only")
    return found


def _own_words(sentence: Written, findings: Sequence[Noted]) -> str:
    """Return the sentence without what it quotes: marks in there are those of the authors."""
    text = sentence.text
    for number in sentence.findings:
        if 1 <= number <= len(findings):
            text = text.replace(findings[number - 1].quote, " ")
    return unquoted(text)


WRITE = Task("write", WriteInput, Draft, skills=("writing", "synthesis"), faults=faults, mend=mend, streams=True)
