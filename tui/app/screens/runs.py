"""Runs: every saved run, to be opened, gone on with, seen again, deleted, or compared with another."""

from typing import TYPE_CHECKING, ClassVar, cast

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import Screen
from textual.widgets import Footer

from tui.app.widgets.lines import Lines
from tui.app.widgets.told import Told

if TYPE_CHECKING:
    from tui.app.main import Assistant
    from tui.app.overview import Listed

FAST = 4.0
"""How many times as fast a run is seen again."""


class Runs(Screen[None]):
    """The list of saved runs."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("r", "go_on", "Go on"),
        Binding("p", "replay", "Replay"),
        Binding("space", "mark", "Mark", key_display="␣"),
        Binding("c", "compare", "Compare"),
        Binding("x,delete", "delete", "Delete", key_display="x"),
        Binding("escape,q", "back", "Back", key_display="esc"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._runs: list[Listed] = []
        self._marked: list[str] = []

    @property
    def assistant(self) -> "Assistant":
        return cast("Assistant", self.app)

    def compose(self) -> ComposeResult:
        yield Told((("Runs", "strong"), ("  the newest first", "quiet")), id="title")
        yield Lines(id="runs", empty="No run has been saved yet; one is, whenever you ask.")
        yield Told(id="detail")
        yield Footer()

    def on_mount(self) -> None:
        self.query_one(Lines).focus()
        self._load()

    def on_screen_resume(self) -> None:
        self._load()

    @work(thread=True, exclusive=True, group="list")
    def _load(self) -> None:
        from assistant.errors import AssistantError
        from tui.app import overview

        try:
            listed = overview.runs()
        except AssistantError as error:
            self.app.call_from_thread(self.notify, str(error), severity="error")
            return
        self.app.call_from_thread(self._show, listed)

    def _show(self, listed: "list[Listed]") -> None:
        self._runs = listed
        self._draw()

    def _draw(self) -> None:
        from tui.app.listing import listing

        lines = self.query_one(Lines)
        lines.show(listing(self._runs, self.assistant.now(), lines.room, self._marked))
        told = {0: "", 1: "One is marked; mark another and press c to compare them."}.get(
            len(self._marked), "Press c to compare the two that are marked."
        )
        self.query_one("#detail", Told).tell(((told, "quiet"),))

    def on_resize(self) -> None:
        if self._runs:
            self._draw()

    @property
    def _chosen(self) -> "Listed | None":
        key = self.query_one(Lines).key
        return next((run for run in self._runs if run.run == key), None)

    def on_lines_chosen(self, _: Lines.Chosen) -> None:
        if run := self._chosen:
            self.assistant.open_run(run.run, run.standing)

    def action_go_on(self) -> None:
        run = self._chosen
        if run is None:
            return
        if run.standing in ("complete", "abstained", "running"):
            why = "is at work" if run.standing == "running" else "has come to its end"
            self.notify(f"This run {why}; ask again to begin another.", severity="warning", timeout=4)
            return
        self.assistant.go_on(run.run)

    def action_replay(self) -> None:
        if run := self._chosen:
            self.assistant.replay(run.run, FAST)

    def action_mark(self) -> None:
        """Mark a run to be compared; a third one takes the place of the first."""
        if run := self._chosen:
            self._marked = (
                [name for name in self._marked if name != run.run]
                if run.run in self._marked
                else [*self._marked[-1:], run.run]
            )
            self._draw()

    def action_compare(self) -> None:
        from tui.app.screens.difference import DifferenceScreen
        from tui.saved import opened

        if len(self._marked) != 2:
            self.notify("Mark two runs with the space bar first.", severity="warning", timeout=4)
            return
        before, after = sorted(self._marked, key=lambda name: next(r.began for r in self._runs if r.run == name))
        with opened() as store:
            reports = store.report(before), store.report(after)
        if reports[0] is None or reports[1] is None:
            self.notify("Both must have come to a report.", severity="warning", timeout=4)
            return
        self.app.push_screen(DifferenceScreen(reports[0], reports[1]))

    def action_delete(self) -> None:
        from tui.app.screens.confirm import Confirm
        from tui.app.words import cut

        if run := self._chosen:
            told = f"Delete this run for good?\n\n“{cut(run.question, 200)}”"
            self.app.push_screen(Confirm(told, "Delete"), lambda yes: self._forget(run.run) if yes else None)

    def _forget(self, name: str) -> None:
        self._delete(name)

    @work(thread=True, group="delete")
    def _delete(self, name: str) -> None:
        from assistant.errors import AssistantError
        from tui.saved import forget, opened

        try:
            with opened() as store:
                forget(store, name)
        except AssistantError as error:
            self.app.call_from_thread(self.notify, str(error), severity="error")
            return
        self.app.call_from_thread(self.notify, "Deleted.", timeout=2)
        self.app.call_from_thread(self._load)

    def action_back(self) -> None:
        self.app.pop_screen()
