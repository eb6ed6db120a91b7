"""SCREEN: say how much each study has to do with a question, when its rank alone cannot."""

from typing import Literal

from assistant.base import Answer, Frozen
from assistant.task import Task
from assistant.tasks.excerpt import Excerpt


class ScreenInput(Frozen):
    question: str
    subquestion: str
    known: tuple[str, ...] = ()
    """Names of studies that are relevant beyond doubt."""
    studies: tuple[Excerpt, ...]


class Rating(Answer):
    study: int
    """Its number in the input, from 1."""
    relevance: Literal[0, 1, 2]
    """0: nothing to do with the question. 1: touches it. 2: answers part of it."""


class Ratings(Answer):
    ratings: tuple[Rating, ...]


def faults(given: ScreenInput, output: Ratings) -> list[str]:
    numbers = [rating.study for rating in output.ratings]
    wanted = range(1, len(given.studies) + 1)
    return [
        *(f"study {number} is not in the list" for number in sorted(set(numbers) - set(wanted))),
        *(f"study {number} is not rated" for number in sorted(set(wanted) - set(numbers))),
        *(f"study {number} is rated more than once" for number in wanted if numbers.count(number) > 1),
    ]


def mend(given: ScreenInput, output: Ratings) -> Ratings:
    """Keep the first rating of each study; one that was never rated is kept for reading, which will decide."""
    rated = {rating.study: rating for rating in reversed(output.ratings)}
    wanted = range(1, len(given.studies) + 1)
    return Ratings(ratings=tuple(rated.get(number, Rating(study=number, relevance=1)) for number in wanted))


SCREEN = Task("screen", ScreenInput, Ratings, skills=("relevance",), faults=faults, mend=mend)
