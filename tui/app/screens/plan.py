"""The plan of a run as a tree that can be edited, beside what it is likely to take."""

from collections.abc import Callable
from typing import ClassVar, NamedTuple

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, VerticalScroll
from textual.screen import Screen
from textual.widgets import Footer
from textual.worker import get_current_worker

from assistant.errors import AssistantError, SetupError
from assistant.estimate import Estimate
from assistant.plan import Plan
from assistant.redaction import redact
from tui.app.drafts import headline, key, place_of, summary, table, tree
from tui.app.drawing import Line
from tui.app.planning import NAMES, Add, Delete, Drop, Edit, History, Kind, Move, Place, Reword, history, place_for
from tui.app.widgets.asking import Asking
from tui.app.widgets.lines import Lines
from tui.app.widgets.told import Told

Expect = Callable[[Plan], Estimate]
"""From a plan to what it is likely to take; called in a thread."""


class Reviewed(NamedTuple):
    """What a person made of a plan."""

    history: History
    """To come back to."""
    starts: bool
    """Whether it is to be followed now."""

    @property
    def plan(self) -> Plan:
        return self.history.now.draft.plan


class Tree(Lines):
    """The lines of a plan."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "choose", "Start", key_display="⏎")]


class PlanScreen(Screen[Reviewed]):
    """Edits a plan; it can be followed at every moment. Ends with what was made of it, also when it is left."""

    CSS_PATH = "plan.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("e", "reword", "Edit"),
        Binding("a", "add('query')", "Add query"),
        Binding("s", "add('part')", "Add question"),
        Binding("t", "add('detail')", "Add a query for details, asked later", show=False),
        Binding("d,space", "drop", "Leave out"),
        Binding("delete,backspace", "delete", "Delete", key_display="del"),
        Binding("shift+up,K", "shift(-1)", "Move up", show=False),
        Binding("shift+down,J", "shift(1)", "Move down", show=False),
        Binding("u", "undo", "Undo"),
        Binding("U", "redo", "Redo", show=False),
        Binding("v", "figures", "Show or hide all figures of the estimate", show=False),
        Binding("escape,q", "back", "Back", key_display="esc"),
    ]

    def __init__(self, question: str, plan: Plan | History, expect: Expect) -> None:
        """Take up a plan, or an editing that was left."""
        super().__init__()
        self._question = question
        self._history = plan if isinstance(plan, History) else history(plan)
        self._expect = expect
        self._estimate: Estimate | None = None
        self._trouble = ""

    def compose(self) -> ComposeResult:
        yield Told(id="headline")
        with Container(id="panes"):
            yield Tree(id="tree")
            with VerticalScroll(id="estimate", can_focus=False):
                yield Told(id="figures")
        yield Told(id="summary")
        yield Asking()
        yield Footer()

    def on_mount(self) -> None:
        self.query_one(Lines).focus()
        self._changed()

    def on_resize(self) -> None:
        self.call_after_refresh(self._draw)

    def on_lines_chosen(self) -> None:
        self.action_start()

    def action_start(self) -> None:
        self.dismiss(Reviewed(self._history, starts=True))

    def action_back(self) -> None:
        self.dismiss(Reviewed(self._history, starts=False))

    def action_reword(self) -> None:
        place = self._place
        asked = f"Edit this {NAMES[place.kind]}"
        text = self._history.now.draft.line(place).text
        self.query_one(Asking).ask(asked, lambda said: self._tried(Reword(place=place, text=said)), text)

    def action_add(self, kind: Kind) -> None:
        place = place_for(self._history.now.draft, self._place, kind)
        asked = f"Add a {NAMES[kind]}{'' if kind == 'part' else f' to sub-question {place.part + 1}'}"
        self.query_one(Asking).ask(asked, lambda said: self._tried(Add(place=place, text=said)))

    def action_drop(self) -> None:
        self._do(Drop(place=self._place))

    def action_delete(self) -> None:
        self._do(Delete(place=self._place))

    def action_shift(self, by: int) -> None:
        self._do(Move(place=self._place, by=by))

    def action_undo(self) -> None:
        self._go(self._history.undone(), "There is nothing to undo.")

    def action_redo(self) -> None:
        self._go(self._history.redone(), "There is nothing to do again.")

    def action_figures(self) -> None:
        self.toggle_class("-figures")
        self.call_after_refresh(self._draw)

    @property
    def _place(self) -> Place:
        """The line under the cursor."""
        return place_of(self.query_one(Lines).key or key(Place(0)))

    def _do(self, edit: Edit) -> None:
        if fault := self._tried(edit):
            self.notify(fault, severity="warning", markup=False)

    def _tried(self, edit: Edit) -> str:
        """Make an edit, or return why it cannot be."""
        try:
            self._history = self._history.after(edit)
        except SetupError as refused:
            return str(refused)
        self._changed()
        return ""

    def _go(self, there: History, otherwise: str) -> None:
        if there is self._history:
            self.notify(otherwise, markup=False)
            return
        self._history = there
        self._changed()

    def _changed(self) -> None:
        self._draw()
        self.query_one(Lines).put(key(self._history.now.place))
        self._figure(self._history.now.draft.plan)

    @work(thread=True, exclusive=True, group="estimate")
    def _figure(self, plan: Plan) -> None:
        """Estimate in a thread: the first time, lists of prices are loaded, which takes seconds."""
        worker = get_current_worker()
        try:
            made, trouble = self._expect(plan), ""
        except AssistantError as error:
            made, trouble = None, redact(str(error))
        if not worker.is_cancelled:
            self.call_later(self._figured, made, trouble)

    def _figured(self, estimate: Estimate | None, trouble: str) -> None:
        self._estimate, self._trouble = estimate, trouble
        self._draw()

    def _draw(self) -> None:
        now = self._history.now
        tree_lines = self.query_one("#tree", Lines)
        tree_lines.show(tree(now.draft, tree_lines.room))
        self._told("#headline", lambda width: headline(self._question, now.draft, width))
        if self._estimate is None:
            words = self._trouble or "Estimating …"
            self._told("#figures", lambda width: [((words, "quiet"),)])
            self._told("#summary", lambda width: [((words, "quiet"),)])
            return
        made = self._estimate
        self._told("#figures", lambda width: table(made, width))
        self._told("#summary", lambda width: summary(made, width))

    def _told(self, name: str, lines: Callable[[int], list[Line]]) -> None:
        told = self.query_one(name, Told)
        told.tell(*lines(told.content_region.width or self.size.width))
