"""Watch a run as it goes: every step is an event, as typed data."""

import asyncio

from agents import research
from assistant.events import Planned, Read, Reported
from assistant.settings import resolve
from assistant.workbench import open_workbench


async def main() -> None:
    with open_workbench(resolve({"offline": True}).settings) as bench:
        async for event in research.stream("How reliable are language models as judges?", bench):
            match event:
                case Planned():
                    print("plan:", *(part.text for part in event.plan.subquestions), sep="\n  ")
                case Read():
                    print(f"branch {event.branch}: {len(event.claims)} claims from {len(event.studies)} studies")
                case Reported():
                    print(f"{event.report.status} after {event.seconds:.1f} s")


asyncio.run(main())
