"""What changed from one report to another. Pure functions."""

from assistant.base import Frozen
from assistant.identity import normalised
from assistant.report import Report


class Saying(Frozen):
    """A claim, by what it says and whose work says it."""

    study: str
    """Title of the study."""
    text: str


class Difference(Frozen):
    """What the second of two reports has that the first has not, and the other way round."""

    added: tuple[Saying, ...]
    gone: tuple[Saying, ...]
    studies_added: tuple[str, ...]
    """Titles of cited studies."""
    studies_gone: tuple[str, ...]


def difference(before: Report, after: Report) -> Difference:
    """Compare two reports by what they rest on, not by their prose."""
    old, new = _sayings(before), _sayings(after)
    cited, cites = _titles(before), _titles(after)
    return Difference(
        added=tuple(saying for name, saying in new.items() if name not in old),
        gone=tuple(saying for name, saying in old.items() if name not in new),
        studies_added=tuple(title for name, title in cites.items() if name not in cited),
        studies_gone=tuple(title for name, title in cited.items() if name not in cites),
    )


def _sayings(report: Report) -> dict[tuple[str, str], Saying]:
    titles = {study.key: study.title for study in report.studies}
    sayings = (Saying(study=titles.get(claim.study, ""), text=claim.text) for claim in report.claims)
    return {(normalised(saying.study), normalised(saying.text)): saying for saying in sayings}


def _titles(report: Report) -> dict[str, str]:
    return {normalised(study.title): study.title for study in report.studies}
