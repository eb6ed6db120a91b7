"""The cited studies of a report as BibTeX."""

from assistant.bibliography import bibtex as form
from assistant.report import Report


def bibtex(report: Report) -> str:
    """Return one entry per cited study, in the order of the reference numbers."""
    return form.write(study.record() for study in report.studies)
