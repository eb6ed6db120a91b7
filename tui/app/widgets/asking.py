"""A line that asks for a few words at the foot of a screen, and says what is wrong with them."""

from collections.abc import Callable
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input, Label

Answer = Callable[[str], str]
"""Takes what was entered; returns why it will not do, or nothing if it was taken."""


class Asking(Vertical):
    """Hidden until something is asked; Enter answers, Escape goes back to where the focus was."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "leave", "Cancel")]
    DEFAULT_CSS = """
    Asking { height: auto; display: none; background: $raised; padding: 0 1; }
    Asking.-asks { display: block; }
    Asking Label { width: 1fr; color: $link; }
    Asking Input, Asking Input:focus { border: none; height: 1; padding: 0; background: $raised; }
    Asking .fault { color: $bad; display: none; }
    Asking .fault.-told { display: block; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._answer: Answer | None = None
        self._before: Widget | None = None

    def compose(self) -> ComposeResult:
        yield Label(classes="what", markup=False)
        yield Input(compact=True)
        yield Label(classes="fault", markup=False)

    @property
    def asks(self) -> bool:
        """Whether an answer is waited for."""
        return self._answer is not None

    def ask(self, what: str, answer: Answer, value: str = "", placeholder: str = "") -> None:
        """Ask for something.

        Args:
            answer: is given what was entered.
            value: what stands there already.
            placeholder: what is said while nothing does.
        """
        if self._answer is None:
            self._before = self.screen.focused
        self._answer = answer
        self.query_one(".what", Label).update(Content(what))
        self._tell("")
        field = self.query_one(Input)
        field.placeholder = placeholder
        field.value = value
        field.cursor_position = len(value)
        self.add_class("-asks")
        field.focus()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        if self._answer is None:
            return
        asked = self._answer
        if fault := asked(event.value):
            self._tell(fault)
        elif self._answer is asked:  # the answer may have led to another question
            self.action_leave()

    def action_leave(self) -> None:
        self._answer = None
        self.remove_class("-asks")
        if self._before is not None:
            self._before.focus()

    def _tell(self, fault: str) -> None:
        label = self.query_one(".fault", Label)
        label.update(Content(fault))
        label.set_class(bool(fault), "-told")
