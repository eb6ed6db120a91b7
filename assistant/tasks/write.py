"""WRITE: turn the findings for one sub-question into a section in which every sentence names its findings."""

import re

from assistant.base import Frozen
from assistant.identity import normalised
from assistant.task import Task


class Source(Frozen):
    """A finding as the writer sees it."""

    study: str
    statement: str
    quote: str


class WriteInput(Frozen):
    question: str
    heading: str
    findings: tuple[Source, ...]


class Written(Frozen):
    text: str
    findings: tuple[int, ...]
    """Numbers of the findings that it rests on, from 1."""
    opens_paragraph: bool = False


class Draft(Frozen):
    sentences: tuple[Written, ...]


_MARK = re.compile(r"\[\s*\d+(?:\s*[,;–-]\s*\d+)*\s*\]")


def faults(given: WriteInput, draft: Draft) -> list[str]:
    found = [] if draft.sentences else ["there is no sentence"]
    seen: set[str] = set()
    for number, sentence in enumerate(draft.sentences, 1):
        found += [f"sentence {number}: {fault}" for fault in sentence_faults(sentence, len(given.findings))]
        if normalised(sentence.text) in seen:
            found.append(f"sentence {number} says again what an earlier one says")
        seen.add(normalised(sentence.text))
    return found


def mend(given: WriteInput, draft: Draft) -> Draft:
    """Leave out faulty sentences and repetitions."""
    distinct = {normalised(sentence.text): sentence for sentence in reversed(draft.sentences)}
    sound = [s for s in reversed(distinct.values()) if not sentence_faults(s, len(given.findings))]
    return Draft(sentences=tuple(sound))


def sentence_faults(sentence: Written, findings: int) -> list[str]:
    """Return what is wrong with one sentence, given how many findings there are to rest on."""
    found = []
    if not normalised(sentence.text):
        found.append("it is blank")
    if not sentence.findings:
        found.append("it names no finding; a sentence that rests on nothing must go")
    if unknown := [str(n) for n in sentence.findings if not 1 <= n <= findings]:
        found.append(f"there is no finding {', '.join(unknown)}")
    if mark := _MARK.search(sentence.text):
        found.append(f"{mark[0]} is a citation mark; name findings in their own field only")
    return found


WRITE = Task("write", WriteInput, Draft, skills=("writing", "synthesis"), faults=faults, mend=mend)
