"""The app opens a plan that waits and the evidence of a report, and runs go on with what was made of them."""

from agents.runs.store import RunStatus
from assistant.decisions import FILE
from assistant.events import Checked, Paused, Reported, Started
from assistant.places import home
from assistant.settings import Settings
from tests.tui.app import reports
from tests.tui.app.dumping import dumped
from tests.tui.app.hosting import Host, settled
from tui.app.screens.evidence import EvidenceScreen
from tui.app.screens.plan import PlanScreen
from tui.saved import opened

RUN = "3f2a91bc"


def saved(status: RunStatus, *told: Paused | Checked | Reported) -> None:
    """Save a run that came to an end of some kind."""
    with opened() as store:
        store.create(RUN, reports.QUESTION, Settings(offline=True), 0)
        started = Started(run=RUN, question=reports.QUESTION, expert="extractive", sources=())
        for sequence, event in enumerate((started, *told), 1):
            store.append(RUN, event.model_copy(update={"sequence": sequence}))
        report = next((event.report for event in told if isinstance(event, Reported)), None)
        store.end(RUN, status, 1.0, report)


async def test_a_run_that_waits_is_opened_at_its_plan_and_what_was_edited_is_still_there_later() -> None:
    saved("paused", Paused(run=RUN, plan=reports.PLAN))
    app = Host()
    async with app.run_test(size=(120, 40)) as pilot:
        app.open_run(RUN, "paused")
        await settled(pilot)
        assert isinstance(app.screen, PlanScreen)
        await pilot.press("down", "d", "escape")
        await settled(pilot)
        assert not isinstance(app.screen, PlanScreen)
        app.open_run(RUN, "paused")
        await settled(pilot)
        assert "1 left out" in dumped(app)


async def test_a_saved_report_is_opened_with_what_its_checks_came_to() -> None:
    checked = Checked(heading="How are experts balanced?", sentences=3, repaired=1, removed=1)
    saved("complete", checked, Reported(report=reports.report()))
    app = Host()
    async with app.run_test(size=(120, 40)) as pilot:
        app.open_run(RUN, "complete")
        await settled(pilot)
        assert "3 sentences checked, 1 repaired, 1 removed" in dumped(app)


async def test_decisions_that_cannot_be_kept_keep_no_report_from_being_shown() -> None:
    path = home().data / FILE
    path.parent.mkdir(parents=True)
    path.write_text("this is no database, but somebody's notes\n" * 50)
    app = Host()
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        app.open_evidence(reports.report())
        await settled(pilot)
        assert isinstance(app.screen, EvidenceScreen)
        assert "forgotten when" in dumped(app)
    assert path.read_text().startswith("this is no database")
