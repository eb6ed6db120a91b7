"""What a run says of itself on stderr: a line for each thing that happened, in plain words."""

import sys
from dataclasses import dataclass
from typing import TextIO

from assistant.events import (
    Asked,
    Checked,
    Deepened,
    Dropped,
    Event,
    Expanded,
    ExpertFailed,
    Fetched,
    Gauged,
    Mended,
    Noticed,
    Opened,
    Paused,
    Planned,
    Read,
    Reported,
    Resumed,
    Retried,
    Screened,
    Searched,
    SourceFailed,
    Started,
    Stopping,
    Vetted,
    Waited,
)
from assistant.export.costs import price
from assistant.printable import counted, printable, shortened
from assistant.redaction import redact
from assistant.report import Report
from assistant.screening.stopping import percent


def line(event: Event) -> str | None:
    """Return an event in words, or None for what is too small to tell."""
    match event:
        case Started():
            return f"experts: {event.expert}; sources: {', '.join(event.sources)}"
        case Resumed():
            return f"goes on; sitting {event.sitting}"
        case Gauged() if event.short:
            return f"a short question: {event.reason}"
        case Opened() if event.wave > 1:
            return f"wave {event.wave}: {shortened(event.subquestion)} ({event.reason})"
        case Dropped():
            return f"left: {event.reason}"
        case Waited():
            return f"{event.expert} was waited for {event.waited:.0f} s: {event.reason}"
        case Deepened() if event.further:
            return f"another wave follows: {event.reason}"
        case Stopping():
            return f"no more is searched and read: {event.told}"
        case Paused():
            return "the plan waits for you"
        case Planned():
            parts = (shortened(part.text) for part in event.plan.subquestions)
            return "plan:" + "".join(f"\n    {number}. {part}" for number, part in enumerate(parts, 1))
        case Searched():
            return f"{event.source}: {event.found} found for “{shortened(event.query)}”"
        case SourceFailed() if not event.expected:
            return f"{event.source} failed{' in part' if event.partly else ''}: {event.reason}"
        case Screened() if event.relevant or event.excluded:
            told = f"{len(event.relevant)} relevant, {len(event.excluded)} left out, {event.judged} judged"
            if event.recall == 1:
                return told
            share = f"at least {percent(event.recall)} % of what is relevant among them was judged"
            return f"{told}; {share} (95 % confidence)"
        case Expanded():
            found = f"{event.links} citations of {len(event.seeds)} studies lead to {len(event.studies)} others"
            return f"{event.source}: {found}"
        case Fetched():
            return f"full text from {event.url}" if event.url else f"no full text: {event.failures[0]}"
        case Vetted() if event.flagged:
            return f"retracted, corrected or superseded: {counted(len(event.flagged), 'study', 'studies')}"
        case Read():
            return f"{counted(len(event.claims), 'claim')} from {counted(len(event.studies), 'study', 'studies')}"
        case Asked():
            return f"{event.expert} is asked to {event.task} …"
        case Retried():
            return f"{event.expert} is asked again to {event.task}: {event.reasons[0]}"
        case Mended():
            return f"{event.task}: {len(event.faults)} faulty parts left out"
        case ExpertFailed():
            return f"{event.expert} could not {event.task}: {event.reason}"
        case Checked():
            told = f"{counted(event.sentences, 'sentence')}, {event.repaired} repaired, {event.removed} removed"
            return f"checked “{shortened(event.heading)}”: {told}"
        case Noticed():
            return event.text
        case Reported():
            cited = counted(event.report.counts.cited, "study", "studies")
            return f"{event.report.status}: {cited} cited; {_taken(event.report)}"
        case _:
            return None


def _taken(report: Report) -> str:
    total = report.ledger.total
    tokens = total.prompt_tokens + total.completion_tokens
    cost = price(total) if total.calls else "no cost"
    return f"{counted(total.calls, 'call')}, {total.recorded} recorded, {counted(tokens, 'token')}, {cost}"


@dataclass
class Progress:
    """Writes events to a stream as they come."""

    stream: TextIO = sys.stderr
    quiet: bool = False
    run: str = ""
    """The run that is told of."""

    def say(self, text: str) -> None:
        if not self.quiet:
            print(redact(printable(text)), file=self.stream, flush=True)

    def tell(self, event: Event) -> None:
        if isinstance(event, Started):
            self.run = event.run
        words = line(event)
        if words is not None:
            branch = "" if event.branch is None else f" [{event.branch + 1}]"
            self.say(f"{event.seconds:6.1f}s{branch} {words}")
