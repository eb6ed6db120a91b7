"""How a question is taken apart before anything is searched."""

from pydantic import Field

from assistant.base import Answer


class SubQuestion(Answer):
    """One part of the question, and what to ask of the sources to answer it."""

    text: str
    queries: tuple[str, ...] = Field(min_length=1)
    """What locates the literature on it; all of them are asked."""
    details: tuple[str, ...] = ()
    """What would bring out single facts; asked only if it stays open after a first wave."""


class Plan(Answer):
    """The sub-questions of a run, in the order in which the report takes them up."""

    subquestions: tuple[SubQuestion, ...]
