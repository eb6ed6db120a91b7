"""What one report rests on and another does not."""

from textwrap import wrap
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import Screen
from textual.widgets import Footer

from tui.app.drawing import Item, Line, Role
from tui.app.widgets.lines import Lines
from tui.app.widgets.told import Told
from tui.app.words import cut

if TYPE_CHECKING:
    from agents.runs.difference import Difference
    from assistant.report import Report


class DifferenceScreen(Screen[None]):
    """The earlier of two reports against the later."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,q", "app.pop_screen", "Back", key_display="esc")]

    def __init__(self, before: "Report", after: "Report") -> None:
        super().__init__()
        self._before, self._after = before, after

    def compose(self) -> ComposeResult:
        yield Told(id="title")
        yield Lines(id="difference", empty="Both rest on the same claims.")
        yield Footer()

    def on_mount(self) -> None:
        self.query_one(Lines).focus()

    def on_resize(self) -> None:
        from agents.runs.difference import difference

        width = self.size.width - 4
        self.query_one("#title", Told).tell(
            (("− ", "bad"), (cut(self._before.question, width), "plain")),
            (("+ ", "good"), (cut(self._after.question, width), "plain")),
        )
        self.query_one(Lines).show(drawn(difference(self._before, self._after), width))


def drawn(found: "Difference", width: int) -> list[Item]:
    """Return the studies that came and went, then the claims."""
    items: list[Item] = []
    for mark, role, titles in (("+", "good", found.studies_added), ("−", "bad", found.studies_gone)):
        items += [_item(f"{mark}s{n}", mark, role, f"cited: {title}", "", width) for n, title in enumerate(titles)]
    for mark, role, sayings in (("+", "good", found.added), ("−", "bad", found.gone)):
        items += [_item(f"{mark}c{n}", mark, role, each.text, each.study, width) for n, each in enumerate(sayings)]
    return items


def _item(key: str, mark: str, role: str, text: str, study: str, width: int) -> Item:
    marked: Role = "good" if role == "good" else "bad"
    lines: list[Line] = []
    for place, part in enumerate(wrap(text, max(10, width - 2))):
        lines.append(((f"{mark} " if place == 0 else "  ", marked), (part, "plain")))
    if study:
        lines += [((f"  {cut(study, width - 2)}", "quiet"),), ()]
    return Item(key, tuple(lines))
