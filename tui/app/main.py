"""The app: which screen is shown, and what they have in common.

Nothing but Textual is imported before the first screen is painted; what takes longer is loaded by threads after that.
"""

import asyncio
import sys
import time
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual.app import App, SystemCommand
from textual.binding import Binding, BindingType
from textual.screen import Screen

from tui.app.screens.home import Home
from tui.app.themes import DEFAULTS, NAMES, THEMES

if TYPE_CHECKING:
    from assistant.estimate import Estimate
    from assistant.plan import Plan
    from assistant.report import Report
    from assistant.settings import Settings
    from tui.app.feed import Feed, Origin
    from tui.app.planning import History
    from tui.saved import Standing

DEMO = Path(__file__).parent / "data" / "demo.jsonl"
"""A run of the bundled library; made by `make demo-run`."""
WATCH = 0.5
"""Seconds between two looks at runs whose screen was left."""
TURN = 0.001
"""Seconds for which a thread may keep the interpreter while others want it."""
PATIENCE = 5.0
"""Seconds for which a run that is left is waited for."""


class Assistant(App[None]):
    """The research assistant in a terminal."""

    TITLE = "assistant"
    CSS_PATH = Path(__file__).parent / "app.tcss"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]  # noqa: RUF012  Textual declares it so
    VERTICAL_BREAKPOINTS = [(0, "-short"), (32, "-tall")]  # noqa: RUF012
    COMMAND_PALETTE_DISPLAY = "^p"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f1", "help", "Help", key_display="F1"),
        Binding("f2", "runs", "Runs", key_display="F2"),
        Binding("ctrl+t", "next_theme", "Theme", show=False),
        Binding("ctrl+q", "leave", "Quit", key_display="^q", priority=True),
        Binding("ctrl+c", "leave", "Quit", show=False),
    ]

    def __init__(
        self,
        flags: Mapping[str, object] | None = None,
        *,
        replay: str | None = None,
        speed: float = 1,
        theme: str = NAMES[0],
        now: Callable[[], float] = time.time,
    ) -> None:
        """Make the app.

        Args:
            flags: settings that the command was given.
            replay: file of a run to be seen again, or `demo`.
            speed: how many times as fast as it was; 0: at once.
            now: the time of day, in seconds since the epoch.
        """
        super().__init__()
        self.flags = dict(flags or {})
        self.now = now
        self.feeds: list[Feed] = []
        """The runs that are followed, the latest last."""
        self.drafts: dict[str, History] = {}
        """By run, what was made of plans that are not followed yet."""
        self._replay, self._speed = replay, speed
        for offered in THEMES:
            self.register_theme(offered)
        for name in set(self.available_themes) - set(NAMES):
            if name != self.theme:
                self.unregister_theme(name)
        self.theme = theme

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return DEFAULTS

    def get_default_screen(self) -> Screen[None]:
        return Home()

    def on_mount(self) -> None:
        self.set_interval(WATCH, self._watch)
        if self._replay:
            self.call_after_refresh(self._see_again, self._replay)

    def _see_again(self, name: str) -> None:
        from tui.app import feed

        path = DEMO if name == "demo" else Path(name).expanduser()
        self.follow(feed.Feed(feed.played(path, self._speed), steers=False, saved=False, speed=self._speed or 1))

    def _watch(self) -> None:
        """Say that a run has ended whose screen was left."""
        from tui.app.words import cut

        for feed in self.feeds:
            if feed.live or feed.told or not feed.steers or feed.left or self._is_shown(feed):
                continue
            feed.told = True
            waits = feed.view.phase == "paused"
            title = "The run ended" if feed.error else "A plan waits for you" if waits else "A run has come to its end"
            self.notify(feed.error or f"{cut(feed.view.question, 60)} (F2)", title=title, timeout=10)
            self.bell()
            if isinstance(self.screen, Home):
                self.screen.on_screen_resume()

    def _is_shown(self, feed: "Feed") -> bool:
        return any(getattr(screen, "feed", None) is feed for screen in self.screen_stack)

    # Runs

    def ask(self, question: str, *, review: bool = True) -> None:
        """Begin a run; with `review` it stops at its plan, which is then shown to be edited."""
        from tui.app import feed

        settings = self._settings({"review": True} if review else {})
        if settings:
            self.follow(self._feed(feed.asked(question, settings), settings))

    def go_on(self, run: str, plan: "Plan | None" = None) -> None:
        """Go on with a saved run, from its plan or from wherever it was left."""
        from tui.app import feed
        from tui.saved import opened

        with opened() as store:
            kept = store.settings(run)
        settings = self._settings({}, kept | {"review": False})
        if settings:
            self.follow(self._feed(feed.gone_on(run, settings, plan), settings))

    def _feed(self, origin: "Origin", settings: "Settings") -> "Feed":
        from tui.app.feed import Feed
        from tui.app.state import Limits

        caps = settings.caps
        return Feed(origin, limits=Limits(caps.dollars, caps.tokens, caps.calls, caps.seconds))

    def _settings(
        self, overriding: Mapping[str, object], beneath: Mapping[str, object] | None = None
    ) -> "Settings | None":
        """Return the settings of a run; None, with the reason shown, if they cannot be used."""
        from assistant.errors import AssistantError
        from assistant.settings import resolve

        try:
            return resolve({**(beneath or {}), **self.flags, **overriding}).settings
        except AssistantError as error:
            self.notify(str(error), title="Not started", severity="error", timeout=10)
            return None

    def follow(self, feed: "Feed") -> None:
        """Show a run as it goes on, in the place of one that is shown."""
        from tui.app.screens.run import RunScreen

        self.feeds = [other for other in self.feeds if other.live] + [feed]
        if not feed.started:
            feed.start()
        if isinstance(self.screen, RunScreen):
            self.switch_screen(RunScreen(feed))
        else:
            self.push_screen(RunScreen(feed))

    def open_run(self, name: str, standing: "Standing") -> None:
        """Show a saved run as it stands: its evidence, its plan, or how far it came."""
        from tui.app import feed
        from tui.saved import opened

        if (known := feed.names(self.feeds).get(name)) and known.live:
            self.follow(known)
            return
        with opened() as store:
            report = store.report(name)
            waiting = [event.plan for event in store.events(name, "paused") if event.kind == "paused"]
        if standing == "paused" and waiting:
            self.open_plan(name, waiting[-1])
            return
        if report is not None:
            self.open_evidence(report)
            return
        self.follow(feed.Feed(feed.past(name), steers=False))

    def replay(self, name: str, speed: float) -> None:
        """Show again how a saved run went."""
        from tui.app import feed

        self.follow(feed.Feed(feed.replayed(name, speed), steers=False, speed=speed or 1))

    # The one place where the screens are opened that show a plan and the evidence of a report

    def open_plan(self, run: str, plan: "Plan") -> None:
        """Show a plan at which a run waits; the run goes on with what a person makes of it."""
        from assistant.errors import AssistantError
        from assistant.expectation import expectation
        from tui.app.screens.plan import PlanScreen, Reviewed
        from tui.saved import opened

        try:
            with opened() as store:
                question, kept = store.get(run).question, store.settings(run)
        except AssistantError as error:
            self.notify(str(error), severity="error", timeout=10, markup=False)
            return
        settings = self._settings({}, kept)
        if settings is None:
            return

        def left(reviewed: Reviewed | None) -> None:
            if reviewed and reviewed.starts:
                self.drafts.pop(run, None)
                self.go_on(run, reviewed.plan)
            elif reviewed:
                self.drafts[run] = reviewed.history

        def expect(edited: "Plan") -> "Estimate":
            return expectation(question, settings, edited)

        self.push_screen(PlanScreen(question, self.drafts.get(run, plan), expect), left)

    def open_evidence(self, report: "Report") -> None:
        """Show a report with what each sentence rests on."""
        from assistant.decisions import FILE, Decisions
        from assistant.errors import SetupError
        from assistant.places import home
        from tui.app.screens.evidence import EvidenceScreen
        from tui.app.shelf import checks, library

        settings = self._settings({})
        if settings is None:
            return
        try:
            decisions = Decisions(home().data / FILE)
        except SetupError as error:
            told = f"{error} What you decide now is forgotten when you leave this screen."
            self.notify(told, severity="error", timeout=15, markup=False)
            decisions = Decisions(None)
        screen = EvidenceScreen(report, decisions, partial(library, settings), partial(checks, report.run))
        self.push_screen(screen)

    # What every screen offers

    def action_help(self) -> None:
        from tui.app.screens.help import Help

        if not isinstance(self.screen, Help):
            self.push_screen(Help(self.screen))

    def action_runs(self) -> None:
        from tui.app.screens.runs import Runs

        if not isinstance(self.screen, Runs):
            self.push_screen(Runs())

    def action_next_theme(self) -> None:
        self.theme = NAMES[(NAMES.index(self.theme) + 1) % len(NAMES)]
        self.notify(f"Theme: {self.theme}", timeout=2)

    def action_leave(self) -> None:
        """Leave; runs that are at work are asked about first."""
        from tui.app.screens.confirm import Confirm

        at_work = [feed for feed in self.feeds if feed.at_work]
        if not at_work:
            self.exit()
            return
        if isinstance(self.screen, Confirm):
            return
        told = "A run is at work. If you leave it now, you can go on with it the next time."
        self.push_screen(Confirm(told, "Leave it and quit"), lambda yes: self.exit() if yes else None)

    async def on_unmount(self) -> None:
        """Leave the runs that are at work in a state in which they can be gone on with."""
        for feed in self.feeds:
            feed.leave()
        for feed in self.feeds:
            await asyncio.to_thread(feed.join, PATIENCE)

    def copied(self, text: str, what: str) -> None:
        """Hand a text to the clipboard of the terminal, and say so."""
        self.copy_to_clipboard(text)
        self.notify(f"{what} copied, if your terminal lets programs do that (OSC 52)", timeout=3)

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """The command palette: what can be done here, and everywhere."""
        yield from self._commands_of(screen)
        yield SystemCommand("Help", "Every key, by screen", self.action_help)
        yield SystemCommand("Runs", "Saved runs: open, go on, replay, compare, delete", self.action_runs)
        for name in NAMES:
            yield SystemCommand(f"Theme: {name}", "Change the colours", lambda name=name: setattr(self, "theme", name))
        yield SystemCommand("Save a picture of the screen", "As SVG, in the current folder", self.deliver_screenshot)
        yield SystemCommand("Quit", "Runs at work can be gone on with later", self.action_leave)

    def _commands_of(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """What the keys of a screen do, for whoever looks for it by name."""
        for binding in screen._bindings.shown_keys:
            if binding.description:
                action = binding.action

                async def run(action: str = action) -> None:
                    await screen.run_action(action)

                yield SystemCommand(binding.description, f"Key: {binding.key}", run)

    def _fatal_error(self) -> None:
        """Close without a traceback; `run` hands the error on to where all errors of a command are met."""
        self.bell()
        self._close_messages_no_wait()

    @property
    def fault(self) -> Exception | None:
        """What the app ended with, if it was not left."""
        return self._exception


def run(flags: Mapping[str, object], *, replay: str | None = None, speed: float = 1, theme: str = NAMES[0]) -> None:
    """Open the app, and return when it was left.

    Raises:
        Exception: a fault of the app; runs that were at work can be gone on with.
    """
    from assistant.places import home
    from tui.app.quiet import quiet

    with quiet(home().data / "app.log"):
        keep_open(Assistant(flags, replay=replay, speed=speed, theme=theme))


def keep_open(app: Assistant) -> None:
    """Have the app on the screen until it is left; a fault of it is raised then.

    Threads at work let go of the interpreter five times as often as Python would have them: a key passes three of them
    before its effect is seen.
    """
    sys.setswitchinterval(TURN)
    app.run()
    if app.fault:
        raise app.fault
