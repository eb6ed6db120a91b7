"""Help: every key, generated from the bindings themselves."""

from collections.abc import Iterator
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import ModalScreen, Screen

from tui.app.drawing import Item, Line
from tui.app.widgets.lines import Lines
from tui.app.widgets.told import Told

NAMES = {"escape": "esc", "question_mark": "?", "space": "space", "enter": "⏎", "pageup": "pg up", "pagedown": "pg dn",
         "up": "↑", "down": "↓", "left": "←", "right": "→", "delete": "del",
         "slash": "/", "left_square_bracket": "[", "right_square_bracket": "]"}  # fmt: skip


class Help(ModalScreen[None]):
    """What each key does, here and everywhere."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,q,f1", "app.pop_screen", "Back", key_display="esc")]

    def __init__(self, of: Screen[object]) -> None:
        super().__init__()
        self._of = of

    def compose(self) -> ComposeResult:
        from textual.containers import Vertical

        with Vertical(classes="dialog tall"):
            yield Told((("Keys", "strong"), ("   esc closes this", "quiet")))
            yield Lines(id="keys")

    def on_mount(self) -> None:
        lines = self.query_one(Lines)
        lines.show([Item(str(place), (line,)) for place, line in enumerate(self._lines())])
        lines.focus()

    def _lines(self) -> Iterator[Line]:
        focused = self._of.focused
        groups: list[tuple[str, list[BindingType]]] = [("On this screen", list(type(self._of).BINDINGS))]
        if focused is not None:
            groups.append(("Where the cursor is", [each for kind in _ours(type(focused)) for each in kind]))
        groups.append(("Everywhere", list(type(self.app).BINDINGS)))
        for title, bindings in groups:
            yield ((title, "strong"),)
            known: set[str] = set()
            for binding in bindings:
                if isinstance(binding, Binding) and binding.description and binding.key not in known:
                    known.add(binding.key)
                    yield ((f"  {keys(binding):<14}", "link"), (binding.description, "plain"))
            yield ()
        yield (("  ^p            ", "link"), ("Command palette: everything by its name", "plain"))
        yield (("  ⇥, ⇧⇥         ", "link"), ("Next and previous part of the screen", "plain"))
        yield ()
        yield (("With a mouse: click chooses, a second click opens, the wheel scrolls.", "quiet"),)


def _ours(kind: type) -> Iterator[list[BindingType]]:
    """Yield the bindings of a widget of ours and what it is made of."""
    for each in kind.__mro__:
        if each.__module__.startswith("tui.") and "BINDINGS" in vars(each):
            yield list(vars(each)["BINDINGS"])


def keys(binding: Binding) -> str:
    """Return the keys of a binding as they are printed on a keyboard."""
    return ", ".join(NAMES.get(key, key.replace("ctrl+", "^").upper() if key.startswith("f") and key[1:].isdigit()
                               else key.replace("ctrl+", "^")) for key in binding.key.split(","))  # fmt: skip
