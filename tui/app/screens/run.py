"""Run: what a run is doing, as a tree that grows, the claims that it finds, and what it takes."""

from typing import TYPE_CHECKING, ClassVar, cast

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container
from textual.screen import Screen
from textual.timer import Timer
from textual.widgets import Footer

from tui.app.drawing import Line, failures, headline, meters
from tui.app.outline import outline
from tui.app.state import RunView
from tui.app.widgets.fan_out import FanOut
from tui.app.widgets.lines import Lines
from tui.app.widgets.ticker import Ticker
from tui.app.widgets.told import Told
from tui.app.words import cut

if TYPE_CHECKING:
    from tui.app.feed import Feed
    from tui.app.main import Assistant

FRAMES = 12
"""Drawings a second while something happens."""
LONG = 20.0
"""Seconds after which work counts as long, and its end is told with a bell."""
TICKS = 4
"""Drawings of the ticker a second: faster than that nobody reads."""


class RunScreen(Screen[None]):
    """One run, at work, gone on with, or seen again."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("e", "evidence", "Evidence"),
        Binding("r", "go_on", "Go on"),
        Binding("d", "drop", "Drop branch"),
        Binding("f", "finish", "Finish now"),
        Binding("c", "cancel", "Cancel"),
        Binding("s", "save", "Export"),
        Binding("y", "copy", "Copy"),
        Binding("escape,q", "back", "Home", key_display="esc"),
    ]

    def __init__(self, feed: "Feed") -> None:
        super().__init__()
        self.feed = feed
        self._shown: RunView | None = None
        self._frame = 0
        self._over = False
        self._frames: Timer | None = None

    @property
    def assistant(self) -> "Assistant":
        return cast("Assistant", self.app)

    def compose(self) -> ComposeResult:
        yield Told(id="title")
        yield Told(id="headline")
        with Container(id="body"):
            yield FanOut(id="tree")
            yield Ticker(id="ticker")
        yield Told(id="meters")
        yield Told(id="failures")
        yield Footer()

    def on_mount(self) -> None:
        self.query_one(FanOut).focus()
        self._frames = self.set_interval(1 / FRAMES, self._draw)
        self._draw()

    def _draw(self) -> None:
        """Draw what has changed since the last time."""
        view, live = self.feed.view, self.feed.live
        self._frame += 1
        if self.is_current:
            self.query_one("#meters", Told).tell(meters(view, self.feed.limits, self.feed.elapsed))
            if view is not self._shown and (self._frame % (FRAMES // TICKS) == 0 or not live or self._shown is None):
                self._draw_rest(view)
        if not live and not self._over:
            self._over = self.feed.told = True
            if self._frames:
                self._frames.stop()
            self._draw_rest(view)
            self._ended(view)

    def _draw_rest(self, view: RunView) -> None:
        before, self._shown = self._shown, view
        width = self.size.width - 2
        self.query_one("#title", Told).tell(((cut(view.question or "…", width), "strong"),))
        line = headline(view, self.feed.live or not self._over)
        room = width - sum(len(text) for text, _ in line)
        doing = f"   {cut(view.doing, room - 3)}" if view.doing and room > 16 else ""
        self.query_one("#headline", Told).tell((*line, (doing, "quiet")))
        self.query_one(FanOut).draw(outline(view))
        self.query_one(Ticker).draw(view.claims)
        self.query_one("#failures", Told).tell(*self._troubles(view, width))
        if before is None or (before.phase, before.plan is None) != (view.phase, view.plan is None):
            self.refresh_bindings()

    def _troubles(self, view: RunView, width: int) -> list[Line]:
        lines: list[Line] = [((cut(note, width), "quiet"),) for note in view.notes[-1:]]
        lines += failures(view.failures, width, 4 if self.size.height >= 32 else 2)
        if self.feed.error:
            lines.append((("✗ ", "bad"), (cut(self.feed.error, width - 2), "plain")))
        return lines

    def on_resize(self) -> None:
        if self._shown:
            self._draw_rest(self._shown)

    def _ended(self, view: RunView) -> None:
        """Say how it ended; long work with a bell."""
        self.refresh_bindings()
        feed = self.feed
        if feed.steers and view.phase == "paused" and view.plan is not None and not feed.left:
            self.assistant.open_plan(view.run, view.plan)
            return
        if not feed.steers:
            return
        if feed.error:
            self.notify(feed.error, title="The run ended", severity="error", timeout=15)
        elif view.report is not None:
            cited = view.report.counts.cited
            self.notify(f"{cited} studies cited; e shows the evidence.", title=f"Done: {cut(view.question, 50)}")
        if view.seconds >= LONG:
            self.app.bell()

    # What a person can do

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        view, feed = self.feed.view, self.feed
        allowed = {
            "evidence": view.report is not None,
            "save": view.report is not None,
            "go_on": not feed.live and bool(view.run) and view.report is None and feed.saved,
            "drop": feed.at_work and bool(view.branches) and view.phase in ("searching", "reading"),
            "finish": feed.at_work and view.phase in ("searching", "reading"),
            "cancel": feed.live,
        }
        return allowed.get(action, True)

    def action_evidence(self) -> None:
        if self.feed.view.report is not None:
            self.assistant.open_evidence(self.feed.view.report)

    def action_go_on(self) -> None:
        view = self.feed.view
        if view.phase == "paused" and view.plan is not None:
            self.assistant.open_plan(view.run, view.plan)
            return
        self.assistant.go_on(self.feed.view.run)

    def action_drop(self) -> None:
        """Drop the branch under the cursor."""
        branch = self.query_one(FanOut).branch
        if branch is not None:
            self.feed.control.drop(branch)
            self.notify(f"Branch {branch + 1} is dropped; the others go on.", timeout=4)

    def action_finish(self) -> None:
        self.feed.control.stop()
        self.notify("No more is searched and read; the report is written from what is there.", timeout=4)

    def action_cancel(self) -> None:
        from tui.app.screens.confirm import Confirm

        if not self.feed.steers:
            self.feed.leave()
            return
        told = "Cancel this run? What is done is kept, and it can be gone on with."
        self.app.push_screen(Confirm(told, "Cancel it"), lambda yes: self.feed.leave() if yes else None)

    def action_copy(self) -> None:
        """Copy the claim under the cursor, or the whole report if there is one."""
        ticker = self.query_one(Ticker)
        if ticker.has_focus and ticker.claim:
            self.assistant.copied(f"{ticker.claim.text} ({ticker.claim.study})", "Claim")
        elif self.feed.view.report is not None:
            from assistant.export import FORMATS

            self.assistant.copied(FORMATS["md"](self.feed.view.report), "Report")
        else:
            self.notify("Nothing to copy yet: go to a claim with ⇥, or wait for the report.", timeout=4)

    def action_save(self) -> None:
        from tui.app.screens.export import Export

        if self.feed.view.report is not None:
            self.app.push_screen(Export(self.feed.view.report))

    def action_back(self) -> None:
        self.app.pop_screen()

    def on_lines_chosen(self, event: Lines.Chosen) -> None:
        if self.feed.view.report is not None:
            self.action_evidence()
        elif isinstance(event.lines, FanOut):
            event.lines.action_fold()
