"""The fan-out of a run as a tree that can be folded."""

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType

from tui.app.drawing import tree
from tui.app.outline import Row
from tui.app.widgets.lines import Lines


class FanOut(Lines):
    """Sub-questions with their queries, the sources of these, and what is read of what they found."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "choose", "Evidence, or fold", show=False),
        Binding("space", "fold", "Fold", show=False),
        Binding("left,h", "shut", "Shut, or go up", show=False),
        Binding("right,l", "open", "Open", show=False),
    ]

    def __init__(self, **options: str) -> None:
        super().__init__(empty="Nothing is searched yet.", **options)
        self._rows: Sequence[Row] = ()
        self._folded: frozenset[str] = frozenset()

    def draw(self, rows: Sequence[Row]) -> None:
        """Show these rows; what is folded stays so."""
        self._rows = rows
        self.show(tree(rows, self._folded, self.room))

    @property
    def branch(self) -> int | None:
        """The branch that the cursor is in."""
        return int(self.key.partition("/")[0]) if self.key else None

    def on_resize(self) -> None:
        self.fit()

    def fit(self) -> None:
        self.draw(self._rows)

    def action_fold(self) -> None:
        if self.key:
            self._fold(self._folded ^ {self.key})

    def action_shut(self) -> None:
        key = self.key
        if key is None:
            return
        if key in self._folded or not any(row.key.startswith(f"{key}/") for row in self._rows):
            self.put(key.rpartition("/")[0] or key)
        else:
            self._fold(self._folded | {key})

    def action_open(self) -> None:
        if self.key:
            self._fold(self._folded - {self.key})

    def _fold(self, folded: frozenset[str]) -> None:
        self._folded = folded
        self.draw(self._rows)
