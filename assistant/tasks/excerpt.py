"""What an expert sees of a study."""

from assistant.base import Frozen
from assistant.study import Study, TextKind


class Excerpt(Frozen):
    """A piece of a study's text with the name that the study goes by."""

    study: str
    kind: TextKind
    text: str


def label(study: Study) -> str:
    """Return a study's name for prose and prompts: its title, and its year if known."""
    return named(study.title, study.year)


def named(title: str, year: int | None) -> str:
    """Return what `label` does, of what is known of a study."""
    return f"{title} ({year})" if year else title
