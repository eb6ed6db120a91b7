"""Other words of the library that may show a claim better, to choose from."""

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen

from assistant.claim import Claim
from assistant.errors import AssistantError
from assistant.printable import one_line
from assistant.redaction import redact
from tui.app.drawing import Span
from tui.app.evidence import Candidate
from tui.app.exhibits import offered
from tui.app.widgets.lines import Lines
from tui.app.widgets.told import Told
from tui.app.wrapping import wrapped


class Better(ModalScreen[Candidate | None]):
    """Looks for passages and offers them; ends with the one that was chosen."""

    DEFAULT_CSS = "Better #offered { scrollbar-gutter: stable; }"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,q", "leave", "Back", key_display="esc")]

    def __init__(self, claim: Claim, look: Callable[[], Sequence[Candidate]]) -> None:
        """Ask for another passage.

        Args:
            look: finds them; called in a thread.
        """
        super().__init__()
        self._claim = claim
        self._look = look
        self._found: Sequence[Candidate] | None = None

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog tall"):
            yield Told(id="claim")
            yield Lines(id="offered", empty="Looking in your library …")
            yield Told((("⏎ takes these words as the better evidence · esc leaves it", "quiet"),), id="how")

    def on_mount(self) -> None:
        self.query_one(Lines).focus()
        self._search()

    def on_resize(self) -> None:
        self.call_after_refresh(self._draw)

    @work(thread=True, exclusive=True)
    def _search(self) -> None:
        try:
            found, trouble = self._look(), ""
        except AssistantError as error:
            found, trouble = (), redact(str(error))
        self.call_later(self._searched, found, trouble)

    def _searched(self, found: Sequence[Candidate], trouble: str) -> None:
        self._found = found
        if not found:
            told = trouble or "Nothing else in your library speaks of this."
            self.query_one("#how", Told).tell(((told, "warning"),), (("esc goes back.", "quiet"),))
            self.query_one(Lines).display = False
        self._draw()

    def _draw(self) -> None:
        claim = self.query_one("#claim", Told)
        asked: Span = ("What else shows this: ", "quiet")
        claim.tell(*wrapped([asked, (one_line(self._claim.text), "strong")], claim.content_region.width)[:4], ())
        lines = self.query_one(Lines)
        if self._found:
            lines.show(offered(self._found, lines.room))

    def on_lines_chosen(self, event: Lines.Chosen) -> None:
        if self._found:
            self.dismiss(self._found[int(event.key)])

    def action_leave(self) -> None:
        self.dismiss(None)
