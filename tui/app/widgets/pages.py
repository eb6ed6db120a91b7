"""Lines that are shown a page at a time: whoever goes on past the last one turns the page."""

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.message import Message

from tui.app.widgets.lines import Lines


class Pages(Lines):
    """A list that tells where its cursor is, and when it wants to leave the page."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "choose", "To its evidence, and back", show=False)]

    class Moved(Message):
        """The cursor is on another item."""

        def __init__(self, key: str) -> None:
            super().__init__()
            self.key = key

    class Turned(Message):
        """The cursor was moved beyond the first item (-1), or the last one (1)."""

        def __init__(self, by: int) -> None:
            super().__init__()
            self.by = by

    def action_move(self, by: int) -> None:
        before = self.key
        super().action_move(by)
        if self.key == before:
            self.post_message(self.Turned(by))

    def action_page(self, by: int) -> None:
        before = self.key
        super().action_page(by)
        if self.key == before:
            self.post_message(self.Turned(by))

    def _to(self, place: int) -> None:
        before = self.key
        super()._to(place)
        if self.key is not None and self.key != before:
            self.post_message(self.Moved(self.key))
