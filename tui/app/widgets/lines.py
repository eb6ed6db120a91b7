"""Lines with a cursor: what the tree, the ticker and the lists of runs are.

It draws only what is seen, so that it costs the same however much there is.
"""

from collections.abc import Sequence
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from tui.app.drawing import ROLES, Item, Line


class Lines(ScrollView, can_focus=True):
    """A list of items, each of one line or several."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {f"lines--{role}" for role in ROLES} | {
        "lines--cursor",
        "lines--cursor-blurred",
    }
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "move(-1)", "Up", show=False),
        Binding("down,j", "move(1)", "Down", show=False),
        Binding("pageup", "page(-1)", "Page up", show=False),
        Binding("pagedown", "page(1)", "Page down", show=False),
        Binding("home,g", "first", "First", show=False),
        Binding("end,G", "last", "Last", show=False),
        Binding("enter", "choose", "Open", key_display="⏎"),
    ]

    class Chosen(Message):
        """Enter was pressed on an item, or it was clicked."""

        def __init__(self, lines: "Lines", key: str) -> None:
            super().__init__()
            self.lines, self.key = lines, key

        @property
        def control(self) -> "Lines":
            return self.lines

    def __init__(self, *, empty: str = "", **options: str | None) -> None:
        """Make a list that says `empty` while there is nothing in it."""
        super().__init__(id=options.get("id"), classes=options.get("classes"))
        self._empty = empty
        self._items: Sequence[Item] = ()
        self._starts: list[int] = []
        self._places: list[int] = []
        self._cursor = 0

    @property
    def key(self) -> str | None:
        """Key of the item under the cursor."""
        return self._items[self._cursor].key if self._items else None

    def watch_show_vertical_scrollbar(self) -> None:
        """A scroll bar that comes or goes changes the room for each line."""
        self.call_after_refresh(self.fit)

    def fit(self) -> None:
        """Draw the items anew for the room that there is now; what is cut to it does so."""

    @property
    def room(self) -> int:
        """Characters of a line."""
        return max(10, self.scrollable_content_region.width or self.size.width)

    def show(self, items: Sequence[Item]) -> None:
        """Draw other items; the cursor stays on its item if that is still there."""
        if items == self._items:
            return
        key, lines_before = self.key, len(self._places)
        at_top = self._cursor == 0
        self._items = items
        self._starts, self._places = [], []
        for place, item in enumerate(items):
            self._starts.append(len(self._places))
            self._places += [place] * len(item.lines)
        if not (at_top and self.follows):
            self._cursor = next((place for place, item in enumerate(items) if item.key == key), self._cursor)
        self._cursor = max(0, min(self._cursor, len(items) - 1))
        if len(self._places) != lines_before:
            self.virtual_size = Size(0, len(self._places))
        self.refresh()

    follows: ClassVar[bool] = False
    """Whether a cursor on the first item stays with whatever comes first."""

    def put(self, key: str) -> None:
        """Put the cursor on an item."""
        self._to(next((place for place, item in enumerate(self._items) if item.key == key), self._cursor))

    def render_line(self, y: int) -> Strip:
        width = self.size.width
        y += self.scroll_offset.y
        base = self.rich_style
        if y >= len(self._places):
            if y or self._items:
                return Strip.blank(width, base)
            if self.has_focus:
                base += self.get_component_rich_style("lines--cursor", partial=True)
            return self._strip(((self._empty, "quiet"),), base, width)
        place = self._places[y]
        if place == self._cursor and self._items[place].lines[y - self._starts[place]]:
            base += self.get_component_rich_style(
                "lines--cursor" if self.has_focus else "lines--cursor-blurred", partial=True
            )
        return self._strip(self._items[place].lines[y - self._starts[place]], base, width)

    def _strip(self, spans: Line, base: Style, width: int) -> Strip:
        segments = [
            Segment(text, base + self.get_component_rich_style(f"lines--{role}", partial=True))
            for text, role in spans
            if text
        ]
        return Strip(segments).adjust_cell_length(width, base)

    def action_move(self, by: int) -> None:
        self._to(self._cursor + by)

    def action_page(self, by: int) -> None:
        height = max(1, self.scrollable_content_region.height - 1)
        line = (self._starts[self._cursor] if self._starts else 0) + by * height
        self._to(self._places[max(0, min(line, len(self._places) - 1))] if self._places else 0)

    def action_first(self) -> None:
        self._to(0)

    def action_last(self) -> None:
        self._to(len(self._items) - 1)

    def action_choose(self) -> None:
        if self.key is not None:
            self.post_message(self.Chosen(self, self.key))

    def on_click(self, event: events.Click) -> None:
        line = event.y + self.scroll_offset.y
        if 0 <= line < len(self._places):
            chosen = self._places[line] == self._cursor
            self._to(self._places[line])
            if chosen:
                self.action_choose()

    def on_focus(self) -> None:
        self.refresh()

    def on_blur(self) -> None:
        self.refresh()

    def _to(self, place: int) -> None:
        self._cursor = max(0, min(place, len(self._items) - 1))
        if self._starts:
            height = len(self._items[self._cursor].lines)
            self.scroll_to_region(
                Region(0, self._starts[self._cursor], 1, height), animate=False, force=True, immediate=True
            )
        self.refresh()
