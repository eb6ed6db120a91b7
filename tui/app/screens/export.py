"""Export: a report written to a file whose ending says in which format."""

import re
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input

from tui.app.widgets.told import Told

if TYPE_CHECKING:
    from assistant.report import Report

ENDINGS = {".md": "md", ".json": "json", ".bib": "bibtex"}


class Export(ModalScreen[None]):
    """Asks for the name of the file."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "app.pop_screen", "Back", key_display="esc")]

    def __init__(self, report: "Report") -> None:
        super().__init__()
        self._report = report

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Told((("Export the report", "strong"),))
            yield Input(value=suggested(self._report.question), id="file")
            yield Told((("⏎ writes it; .md, .json or .bib says how. esc leaves it.", "quiet"),))

    def on_mount(self) -> None:
        self.query_one(Input).focus()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        told = write(self._report, Path(event.value).expanduser())
        if told:
            self.notify(told, severity="error")
            return
        self.app.pop_screen()
        self.notify(f"Written to {Path(event.value).expanduser().absolute()}", timeout=5)


def suggested(question: str) -> str:
    """Return a name for the file of a report."""
    words = re.findall(r"[^\W_]+", question.lower())[:6]
    return f"{'-'.join(words) or 'report'}.md"


def write(report: "Report", path: Path) -> str:
    """Write a report, and return what is wrong, in a sentence, if it cannot be."""
    from assistant.export import FORMATS

    if path.suffix not in ENDINGS:
        return f"Name a file that ends with {', '.join(ENDINGS)}."
    if path.exists():
        return f"{path} exists already; name another file."
    try:
        path.write_text(FORMATS[ENDINGS[path.suffix]](report), encoding="utf-8")
    except OSError as error:
        return f"The report cannot be written to {path} ({error.strerror})."
    return ""
