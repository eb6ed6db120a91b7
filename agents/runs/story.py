"""The story of a run as a file of JSON lines, an event each: it is handed on, and replays into any front."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from assistant.errors import SetupError
from assistant.events import Event
from assistant.printable import CONTROLS

_EVENT: TypeAdapter[Event] = TypeAdapter(Event)


def lines(events: Iterable[Event]) -> str:
    """Return the events as JSON lines, control characters escaped."""
    return "".join(_escaped(event.model_dump_json()) + "\n" for event in events)


def told(path: Path) -> Iterator[Event]:
    """Yield the events of a file, one at a time.

    Raises:
        SetupError: it cannot be read, or a line of it is no event.
    """
    try:
        with path.open(encoding="utf-8") as file:
            for number, line in enumerate(file, 1):
                yield _event(path, number, line)
    except (OSError, UnicodeDecodeError) as error:
        raise SetupError(f"The saved run {path} cannot be read: {error}.") from error


def _event(path: Path, number: int, line: str) -> Event:
    try:
        return _EVENT.validate_json(line)
    except ValidationError as error:
        detail = error.errors(include_input=False)[0]
        raise SetupError(
            f"Line {number} of {path} is no event of a run ({detail['msg']}); such files are written by"
            " `assistant runs export`."
        ) from None


def _escaped(line: str) -> str:
    return CONTROLS.sub(lambda control: f"\\u{ord(control[0]):04x}", line)
