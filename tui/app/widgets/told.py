"""A few lines that only say something."""

from collections.abc import Sequence
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual.geometry import Region, Size
from textual.strip import Strip
from textual.widget import Widget

from tui.app.drawing import ROLES, Line, Role


class Told(Widget):
    """Lines of text, as high as they are many."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {f"lines--{role}" for role in ROLES}

    def __init__(self, *lines: Line, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id, classes=classes)
        self._lines: Sequence[Line] = lines
        self._base = Style.null()
        self._styles: dict[Role, Style] = {}

    def tell(self, *lines: Line) -> None:
        """Say something else."""
        if lines != tuple(self._lines):
            self.refresh(layout=len(lines) != len(self._lines))
            self._lines = lines

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return len(self._lines)

    def render_lines(self, crop: Region) -> list[Strip]:
        """Find the styles once for all lines; each takes as long as a line."""
        self._base = self.rich_style
        self._styles = {role: self._base + self.get_component_rich_style(f"lines--{role}", partial=True)
                        for role in ROLES}  # fmt: skip
        return super().render_lines(crop)

    def render_line(self, y: int) -> Strip:
        spans = self._lines[y] if y < len(self._lines) else ()
        return Strip([Segment(text, self._styles[role]) for text, role in spans if text]).adjust_cell_length(
            self.size.width, self._base
        )
