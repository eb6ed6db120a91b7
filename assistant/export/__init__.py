"""A report in the formats that people hand on: one file a format, one line here."""

from collections.abc import Callable

from assistant.export.bibtex import bibtex
from assistant.export.markdown import markdown
from assistant.printable import CONTROLS
from assistant.report import Report


def as_json(report: Report) -> str:
    """Return everything a report holds, as JSON that `Report.model_validate_json` reads back, controls escaped."""
    return CONTROLS.sub(lambda control: f"\\u{ord(control[0]):04x}", report.model_dump_json(indent=2)) + "\n"


FORMATS: dict[str, Callable[[Report], str]] = {"md": markdown, "json": as_json, "bibtex": bibtex}
