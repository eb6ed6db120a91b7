"""READ: draw findings with verbatim quotes out of the passages of studies."""

from assistant.base import Answer, Frozen
from assistant.numbers import foreign_numbers
from assistant.quotes import anchor, foreign_quotations
from assistant.task import Task
from assistant.tasks.excerpt import Excerpt


class ReadInput(Frozen):
    question: str
    subquestions: tuple[str, ...]
    """All of the plan's, so that a study is read once whichever branch found it."""
    passages: tuple[Excerpt, ...]


class Finding(Answer):
    """One statement that a passage makes towards a sub-question."""

    passage: int
    """Its number in the input, from 1."""
    subquestion: int
    """The number of the sub-question that it helps to answer, from 1."""
    statement: str
    quote: str
    """The words of the passage that say so, verbatim."""


class Findings(Answer):
    findings: tuple[Finding, ...]


def faults(given: ReadInput, output: Findings) -> list[str]:
    return [fault for number, finding in enumerate(output.findings, 1) for fault in _faults(given, number, finding)]


def mend(given: ReadInput, output: Findings) -> Findings:
    """Keep the findings without faults, each quote as the exact slice of its passage."""
    sound = [finding for finding in output.findings if not _faults(given, 0, finding)]
    return Findings(findings=tuple(_anchored(given, finding) for finding in sound))


def _faults(given: ReadInput, number: int, finding: Finding) -> list[str]:
    if not 1 <= finding.passage <= len(given.passages):
        return [f"finding {number}: there is no passage {finding.passage}"]
    if not 1 <= finding.subquestion <= len(given.subquestions):
        return [f"finding {number}: there is no sub-question {finding.subquestion}"]
    if not finding.statement.strip():
        return [f"finding {number}: the statement is blank"]
    passage = given.passages[finding.passage - 1]
    quote = anchor(finding.quote, passage.text)
    if quote is None:
        return [f"finding {number}: the quote is not verbatim in passage {finding.passage}: {finding.quote[:80]!r}"]
    if invented := foreign_quotations(finding.statement, (quote, passage.study)):
        return [f"finding {number}: {invented[0][:80]!r} stands in quotation marks but not in its quote"]
    foreign = foreign_numbers(finding.statement, (quote, passage.study))
    return [f"finding {number}: {', '.join(foreign)} is not in its quote"] if foreign else []


def _anchored(given: ReadInput, finding: Finding) -> Finding:
    passage = given.passages[finding.passage - 1]
    return finding.model_copy(update={"quote": anchor(finding.quote, passage.text)})


READ = Task("read", ReadInput, Findings, skills=("reading", "extraction"), faults=faults, mend=mend)
