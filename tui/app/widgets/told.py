"""A few lines that only say something."""

from collections.abc import Sequence
from typing import ClassVar

from rich.segment import Segment
from textual.geometry import Size
from textual.strip import Strip
from textual.widget import Widget

from tui.app.drawing import ROLES, Line


class Told(Widget):
    """Lines of text, as high as they are many."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {f"lines--{role}" for role in ROLES}

    def __init__(self, *lines: Line, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id, classes=classes)
        self._lines: Sequence[Line] = lines

    def tell(self, *lines: Line) -> None:
        """Say something else."""
        if lines != tuple(self._lines):
            self.refresh(layout=len(lines) != len(self._lines))
            self._lines = lines

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return len(self._lines)

    def render_line(self, y: int) -> Strip:
        base, width = self.rich_style, self.size.width
        spans = self._lines[y] if y < len(self._lines) else ()
        segments = [
            Segment(text, base + self.get_component_rich_style(f"lines--{role}", partial=True))
            for text, role in spans
            if text
        ]
        return Strip(segments).adjust_cell_length(width, base)
