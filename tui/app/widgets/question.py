"""The box that takes a question; earlier ones come back with the arrow keys."""

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.widgets import Input


class Question(Input):
    """One line to ask in."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "submit", "Plan it", key_display="⏎"),
        Binding("up", "earlier(1)", "Earlier question", show=False),
        Binding("down", "earlier(-1)", "Later question", show=False),
    ]

    def __init__(self) -> None:
        super().__init__(placeholder="Ask a research question, in a sentence", id="question")
        self._earlier: Sequence[str] = ()
        self._place = -1
        self._draft = ""

    def remember(self, questions: Sequence[str]) -> None:
        """Take the earlier questions, the latest first."""
        self._earlier, self._place = questions, -1

    def action_earlier(self, by: int) -> None:
        if self._place == -1:
            self._draft = self.value
        self._place = max(-1, min(self._place + by, len(self._earlier) - 1))
        self.value = self._draft if self._place == -1 else self._earlier[self._place]
        self.cursor_position = len(self.value)
