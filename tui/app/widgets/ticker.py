"""Claims as they are found, the latest on top."""

from typing import ClassVar

from textual.binding import Binding, BindingType

from tui.app.drawing import Item, saying
from tui.app.state import Saying
from tui.app.widgets.lines import Lines


class Ticker(Lines):
    """Each claim below the name of its study."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "choose", "Evidence", show=False)]
    follows: ClassVar[bool] = True

    def __init__(self, **options: str) -> None:
        super().__init__(empty="Claims appear here as they are found.", **options)
        self._claims: tuple[Saying, ...] = ()
        self._wrapped: dict[Saying, Item] = {}
        self._width = 0

    def draw(self, claims: tuple[Saying, ...]) -> None:
        """Show these claims; only those that are new are wrapped."""
        if self._width != self.room:
            self._width, self._wrapped = self.room, {}
        self._claims = claims
        self._wrapped = {claim: self._wrapped.get(claim) or saying(claim, self._width) for claim in claims}
        self.show(tuple(reversed(self._wrapped.values())))

    @property
    def claim(self) -> Saying | None:
        """The claim under the cursor."""
        return next((claim for claim, item in self._wrapped.items() if item.key == self.key), None)

    def on_resize(self) -> None:
        self.draw(self._claims)
