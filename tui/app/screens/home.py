"""Home: a question box, the latest runs, and what is at hand."""

from typing import TYPE_CHECKING, ClassVar, cast

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import Screen
from textual.widgets import Footer, Input

from tui.app.drawing import Line
from tui.app.widgets.lines import Lines
from tui.app.widgets.question import Question
from tui.app.widgets.told import Told

if TYPE_CHECKING:
    from tui.app.main import Assistant
    from tui.app.overview import Listed, Overview


class Home(Screen[None]):
    """Where the app begins."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+g", "go_at_once", "Go at once"),
        Binding("ctrl+r", "go_on", "Go on with what was interrupted", show=False),
        Binding("escape", "to_question", "To the question", show=False),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._runs: list[Listed] = []
        self._unfinished: Listed | None = None
        self._looked = False

    @property
    def assistant(self) -> "Assistant":
        return cast("Assistant", self.app)

    def compose(self) -> ComposeResult:
        yield Told(
            (("assistant", "strong"), ("  a question in, a report out that rests on quotes", "quiet")), id="title"
        )
        yield Question()
        yield Told(
            (("⏎", "link"), (" plan it first   ", "quiet"), ("^g", "link"), (" go at once   ", "quiet"),
             ("↑", "link"), (" earlier questions   ", "quiet"), ("⇥", "link"), (" to the runs", "quiet")),
            id="hints",
        )  # fmt: skip
        yield Told(id="banner")
        yield Told((("Recent runs", "strong"),), id="what", classes="heading")
        yield Lines(id="recent")
        yield Told((("At hand", "strong"),), classes="heading")
        yield Told((("looking …", "quiet"),), id="at-hand")
        yield Footer()

    def on_mount(self) -> None:
        self.query_one(Question).focus()
        self.call_after_refresh(self._look)

    def on_screen_resume(self) -> None:
        if self._looked:
            self._look_at_runs()

    @work(thread=True, exclusive=True, group="look")
    def _look(self) -> None:
        """Load what takes long, now that something is to be seen."""
        from tui.app import overview

        self._list()
        found, _ = overview.look(self.assistant.flags)
        self.app.call_from_thread(self._show, found)

    @work(thread=True, exclusive=True, group="runs")
    def _look_at_runs(self) -> None:
        self._list()

    def _list(self) -> None:
        from assistant.errors import AssistantError
        from tui.app import overview

        try:
            listed = overview.runs()
        except AssistantError as error:
            self.app.call_from_thread(self.notify, str(error), severity="error")
            return
        self.app.call_from_thread(self._show_runs, listed, overview.questions(listed))

    def _show(self, overview: "Overview") -> None:
        from tui.app.overview import summary, welcome

        lines: list[Line] = [((summary(overview), "plain"),), *(((text, "quiet"),) for text in welcome(overview))]
        self.query_one("#at-hand", Told).tell(*lines)

    def _show_runs(self, listed: "list[Listed]", questions: list[str]) -> None:
        from tui.app.listing import banner, examples, listing

        self._runs, self._looked = listed, True
        now = self.assistant.now()
        self.query_one(Question).remember(questions)
        recent = self.query_one("#recent", Lines)
        recent.show(listing(listed, now, recent.room) if listed else examples())
        what = "Recent runs" if listed else "Questions to begin with"
        self.query_one("#what", Told).tell(((what, "strong"),))
        self._unfinished = next((run for run in listed if run.standing == "interrupted"), None)
        told = self.query_one("#banner", Told)
        told.tell(*([banner(self._unfinished, now, told.size.width)] if self._unfinished else []))

    def on_resize(self) -> None:
        if self._runs:
            self._show_runs(self._runs, list(dict.fromkeys(run.question for run in self._runs)))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        self._ask(review=True)

    def action_go_at_once(self) -> None:
        self._ask(review=False)

    def _ask(self, *, review: bool) -> None:
        box = self.query_one(Question)
        question = box.value.strip()
        if not any(map(str.isalnum, question)):
            self.notify("Ask something, as in: How are experts routed?", severity="warning", timeout=4)
            return
        box.value = ""
        self.assistant.ask(question, review=review)

    def on_lines_chosen(self, event: Lines.Chosen) -> None:
        if run := next((run for run in self._runs if run.run == event.key), None):
            self.assistant.open_run(run.run, run.standing)
            return
        box = self.query_one(Question)
        box.value = event.key
        box.focus()

    def action_go_on(self) -> None:
        if self._unfinished:
            self.assistant.go_on(self._unfinished.run)

    def action_to_question(self) -> None:
        self.query_one(Question).focus()
