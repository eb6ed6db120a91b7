"""REPAIR: rewrite sentences that failed a check, with what is wrong named."""

from assistant.base import Frozen
from assistant.task import Task
from assistant.tasks.write import Draft, Noted, sentence_faults


class Faulty(Frozen):
    text: str
    faults: tuple[str, ...]
    findings: tuple[int, ...]


class RepairInput(Frozen):
    heading: str
    findings: tuple[Noted, ...]
    sentences: tuple[Faulty, ...]


def faults(given: RepairInput, draft: Draft) -> list[str]:
    found = []
    if len(draft.sentences) != len(given.sentences):
        found.append(f"there are {len(draft.sentences)} sentences for {len(given.sentences)} faulty ones")
    for number, sentence in enumerate(draft.sentences, 1):
        found += [f"sentence {number}: {fault}" for fault in sentence_faults(sentence, given.findings)]
    return found


def mend(given: RepairInput, draft: Draft) -> Draft:
    """Nothing can be kept of a repair that does not answer sentence by sentence."""
    return draft


REPAIR = Task("repair", RepairInput, Draft, skills=("writing",), faults=faults, mend=mend)
