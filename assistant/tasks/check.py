"""CHECK: does each sentence follow from what it cites? Asked only where cheaper judges cannot tell."""

from assistant.base import Answer, Frozen
from assistant.task import Task
from assistant.verification.verdict import Label


class Cited(Frozen):
    """A sentence, and the words that it is said to rest on."""

    sentence: str
    quotes: tuple[str, ...]


class CheckInput(Frozen):
    sentences: tuple[Cited, ...]


class Judgement(Answer):
    sentence: int
    """Number of the sentence, from 1."""
    reason: str
    """What its quotes say or leave open, in a few words."""
    verdict: Label


class Judgements(Answer):
    judgements: tuple[Judgement, ...]


def faults(given: CheckInput, made: Judgements) -> list[str]:
    number = len(given.sentences)
    said = [judgement.sentence for judgement in made.judgements]
    found = [f"there is no sentence {each}" for each in dict.fromkeys(said) if not 1 <= each <= number]
    found += [
        f"sentence {each} is judged {said.count(each)} times" for each in sorted(set(said)) if said.count(each) > 1
    ]
    found += [f"sentence {each} is not judged" for each in range(1, number + 1) if each not in said]
    return found


def mend(given: CheckInput, made: Judgements) -> Judgements:
    """Keep the judgements on sentences that there are, of several on one the least kind."""
    kind = {"supports": 2, "not_enough": 1, "contradicts": 0}
    kept: dict[int, Judgement] = {}
    for judgement in sorted(made.judgements, key=lambda each: -kind[each.verdict]):
        kept[judgement.sentence] = judgement
    return Judgements(judgements=tuple(kept[n] for n in sorted(kept) if 1 <= n <= len(given.sentences)))


CHECK = Task("check", CheckInput, Judgements, skills=("verification",), faults=faults, mend=mend)
