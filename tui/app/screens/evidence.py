"""Evidence: a report sentence by sentence, and beside it what the one under the cursor rests on."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, ClassVar, TypeVar, cast

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, VerticalScroll
from textual.screen import Screen
from textual.widgets import Footer

from assistant.claim import Claim
from assistant.decisions import Decision, Decisions, Ruling, standing
from assistant.errors import AssistantError
from assistant.events import Checked
from assistant.identity import link
from assistant.redaction import redact
from assistant.report import Report
from assistant.revising import revised
from tui.app import exhibits
from tui.app.evidence import REACH, Candidate, Dossier, Held, Spot, decision, matches, with_citation
from tui.app.opening import open_page
from tui.app.shelf import Opener, better, held
from tui.app.widgets.asking import Asking
from tui.app.widgets.pages import Pages
from tui.app.widgets.told import Told

if TYPE_CHECKING:
    from tui.app.main import Assistant

T = TypeVar("T")

TALL = 32
"""Lines of a screen from which on there is room to show much of what stands around a quote."""
NEAR = 120
"""Characters before and after it that are shown otherwise."""


class Side(VerticalScroll):
    """What stands beside the report; it scrolls by lines."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "screen.prose", "Back to the sentences", show=False)]


class EvidenceScreen(Screen[None]):
    """Checks a report; what a person decides about its claims is kept."""

    CSS_PATH = "evidence.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("a", "decide('accepted')", "Accept"),
        Binding("x", "reject", "Wrong"),
        Binding("f", "better", "Find better"),
        Binding("u", "undo", "Undo"),
        Binding("o", "open", "Open paper"),
        Binding("c,y", "copy", "Copy"),
        Binding("e,s", "export", "Export"),
        Binding("slash", "search", "Search"),
        Binding("n", "again(1)", "Next sentence with the words searched for", show=False),
        Binding("N", "again(-1)", "Previous sentence with them", show=False),
        Binding("right,l", "claim(1)", "Next claim of the sentence", show=False),
        Binding("left,h", "claim(-1)", "Previous claim of the sentence", show=False),
        Binding("right_square_bracket", "turn(1)", "Next section", show=False),
        Binding("left_square_bracket", "turn(-1)", "Previous section", show=False),
        Binding("question_mark", "app.help", "Help", show=False),
        Binding("escape,q", "back", "Back", key_display="esc"),
    ]

    def __init__(
        self,
        report: Report,
        decisions: Decisions,
        shelf: Opener | None = None,
        checks: Callable[[], Sequence[Checked]] | None = None,
    ) -> None:
        """Lay a report open.

        Args:
            shelf: opens the library in which more is known of its studies; None: the report is all there is.
            checks: returns what the checks of its sections came to, as its run told it; called in a thread.
        """
        super().__init__()
        self._dossier = Dossier(report)
        self._decisions = decisions
        self._shelf = shelf
        self._checks = checks
        self._checked: Sequence[Checked] = ()
        self._made: dict[str, list[Decision]] = {}
        self._spot = next(iter(self._dossier.spots), None)
        self._chosen = 0
        self._words = ""

    @property
    def assistant(self) -> "Assistant":
        return cast("Assistant", self.app)

    def compose(self) -> ComposeResult:
        yield Told(id="place")
        with Container(id="sides"):
            yield Pages(id="prose", empty=exhibits.why_empty(self._dossier.report))
            with Side(id="side"):
                yield Told(id="exhibits")
        yield Asking()
        yield Footer()

    def on_mount(self) -> None:
        self.query_one(Pages).focus()
        self._recall()
        self._look_up()

    def on_resize(self) -> None:
        self.call_after_refresh(self._draw)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """While something is asked, the slash is a letter."""
        return action != "search" or not any(asking.asks for asking in self.query(Asking))

    # Going through the report

    def on_lines_chosen(self) -> None:
        self.query_one(Side).focus()

    def action_prose(self) -> None:
        self.query_one(Pages).focus()

    def on_pages_moved(self, event: Pages.Moved) -> None:
        self._go(exhibits.spot_of(event.key))

    def on_pages_turned(self, event: Pages.Turned) -> None:
        self._turn(event.by, last=event.by < 0)

    def action_turn(self, by: int) -> None:
        self._turn(by, last=False)

    def _turn(self, by: int, *, last: bool) -> None:
        """Go to another section that has a sentence: to its first, or its last."""
        if self._spot is None:
            return
        here = self._spot.section
        spots = [spot for spot in self._dossier.spots if (spot.section > here if by > 0 else spot.section < here)]
        if spots:
            section = spots[0 if by > 0 else -1].section
            there = [spot for spot in spots if spot.section == section]
            self._go(there[-1 if last else 0])

    def _go(self, spot: Spot) -> None:
        if spot == self._spot or self._spot is None:
            return
        turned = spot.section != self._spot.section
        self._spot, self._chosen = spot, 0
        if turned:
            self._draw_page()
        self.query_one(Pages).put(exhibits.key(spot))
        self._draw_place()
        self._draw_side()
        self.query_one("#side", VerticalScroll).scroll_home(animate=False)

    def action_claim(self, by: int) -> None:
        """Go to another claim of the sentence."""
        if self._spot is None:
            return
        self._chosen = max(0, min(self._chosen + by, len(self._dossier.exhibits(self._spot)) - 1))
        side = self._draw_side()
        if side and side.starts:
            self.query_one("#side", VerticalScroll).scroll_to(y=side.starts[self._chosen], animate=False)

    def action_search(self) -> None:
        self.query_one(Asking).ask("Search the report", self._searched, self._words, "words of a sentence")

    def _searched(self, words: str) -> str:
        self._words = words
        if not words.strip():
            return ""
        if not matches(self._dossier, words):
            return "No sentence holds these words."
        self.action_again(1, here=True)
        return ""

    def action_again(self, by: int, *, here: bool = False) -> None:
        """Go to the next sentence that holds the words searched for; from the last one on to the first."""
        found = matches(self._dossier, self._words)
        if not found or self._spot is None:
            self.notify("Search for something first, with /." if not self._words else "No sentence holds these words.")
            return
        at = self._spot
        rest = [spot for spot in found if (spot > at or (here and spot == at))] if by > 0 else [
            spot for spot in reversed(found) if spot < at
        ]  # fmt: skip
        there = rest[0] if rest else found[0 if by > 0 else -1]
        self._go(there)
        self.notify(f"{found.index(there) + 1} of {len(found)} sentences", timeout=2, markup=False)

    # What a person can do

    def action_decide(self, ruling: Ruling) -> None:
        self._decide(ruling)

    def action_reject(self) -> None:
        if claim := self._claim:
            self.query_one(Asking).ask(
                "What is wrong with it?",
                lambda reason: self._decide("wrong", reason=reason, about=claim),
                placeholder="⏎ alone is enough",
            )

    def action_better(self) -> None:
        claim, shelf = self._claim, self._shelf
        if claim is None:
            return
        if shelf is None:
            self.notify("There is no library here to look in.", severity="warning")
            return

        def look() -> list[Candidate]:
            with shelf() as opened:
                return better(claim, opened)

        def found(chosen: Candidate | None) -> None:
            if chosen:
                self._decide("better", better=chosen, about=claim)

        from tui.app.screens.better import Better

        self.app.push_screen(Better(claim, look), found)

    def action_undo(self) -> None:
        if claim := self._claim:
            taken = self._tried(lambda: self._decisions.undo(claim.id))
            self._recall()
            if taken:
                self.notify(f"Taken back: {taken.ruling}.", timeout=3, markup=False)
            else:
                self.notify("Nothing was decided about this claim.", timeout=3)

    def action_open(self) -> None:
        """Open the paper that the claim is from."""
        claim = self._claim
        study = self._dossier.studies.get(claim.study) if claim else None
        place = link(study.ids, study.url) if study else ""
        if place:
            self._open(place)
        else:
            self.notify("There is no address at which this paper can be read.", severity="warning")

    @work(thread=True, group="open")
    def _open(self, place: str) -> None:
        if open_page(place):
            told = f"Opened {place}"
        else:
            self.call_later(self.app.copy_to_clipboard, place)
            told = f"No browser can be opened here; copied: {place}"
        self.notify(told, timeout=6, markup=False)

    def action_copy(self) -> None:
        if self._spot:
            self.assistant.copied(with_citation(self._dossier, self._spot), "Sentence")

    def action_export(self) -> None:
        from tui.app.screens.export import Export

        holding = standing(each for made in self._made.values() for each in made)
        self.app.push_screen(Export(revised(self._dossier.report, holding)))

    def action_back(self) -> None:
        self.dismiss(None)

    def on_unmount(self) -> None:
        self._decisions.close()

    # Behind it

    @property
    def _claim(self) -> Claim | None:
        """The claim that is looked at; it is said if there is none."""
        found = self._dossier.exhibits(self._spot) if self._spot else []
        if found:
            return found[self._chosen].claim
        self.notify("There is no claim here.", timeout=3)
        return None

    def _decide(
        self, ruling: Ruling, reason: str = "", better: Candidate | None = None, about: Claim | None = None
    ) -> str:
        claim = about or self._claim
        if claim and self._spot:
            made = decision(self._dossier, self._spot, claim, ruling, self.assistant.now(), reason, better)
            self._tried(lambda: self._decisions.add(made))
            self._recall()
        return ""

    def _recall(self) -> None:
        """Read anew what was decided about the claims of the report."""
        self._made = {}
        for each in self._tried(lambda: self._decisions.of(self._dossier.claims)) or ():
            self._made.setdefault(each.claim, []).append(each)
        self._draw()

    def _tried(self, act: Callable[[], T]) -> T | None:
        """Do something with what is kept, or say why it cannot be done."""
        try:
            return act()
        except AssistantError as error:
            self.notify(redact(str(error)), severity="error", timeout=10, markup=False)
            return None

    @work(thread=True, exclusive=True, group="shelf")
    def _look_up(self) -> None:
        found, checked = Held(), tuple[Checked, ...]()
        try:
            if self._checks:
                checked = tuple(self._checks())
            if self._shelf:
                with self._shelf() as opened:
                    found = held(self._dossier.report, opened)
        except AssistantError as error:
            told = f"{redact(str(error))} What is shown is what the report itself carries."
            self.notify(told, severity="warning", timeout=8, markup=False)
        self.call_later(self._looked_up, found, checked)  # a screen that was left hears nothing

    def _looked_up(self, found: Held, checked: Sequence[Checked]) -> None:
        self._dossier, self._checked = Dossier(self._dossier.report, found), checked
        self._draw()

    def _draw(self) -> None:
        self._draw_place()
        self._draw_page()
        self._draw_side()

    def _draw_place(self) -> None:
        place = self.query_one("#place", Told)
        place.tell(*exhibits.headline(self._dossier, self._spot, self._made, place.content_region.width or 76))

    def _draw_page(self) -> None:
        if self._spot:
            prose = self.query_one(Pages)
            prose.show(exhibits.page(self._dossier, self._spot.section, self._made, prose.room))
            prose.put(exhibits.key(self._spot))

    def _draw_side(self) -> exhibits.Side | None:
        if self._spot is None:
            return None
        beside = self.query_one("#exhibits", Told)
        reach = REACH if self.size.height >= TALL else NEAR
        look = exhibits.Look(self._chosen, self.assistant.now(), beside.content_region.width or 40, reach)
        side = exhibits.beside(self._dossier, self._spot, self._made, self._checked, look)
        beside.tell(*side.lines)
        return side
