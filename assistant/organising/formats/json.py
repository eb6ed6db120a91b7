"""A hierarchy as JSON: everything that it holds, ids included; the format to go on working with."""

from assistant.organising.organised import Organised
from assistant.printable import CONTROLS


def to_json(given: Organised) -> str:
    """Return JSON that `from_json` reads back as the same value, controls escaped."""
    return CONTROLS.sub(lambda control: f"\\u{ord(control[0]):04x}", given.model_dump_json(indent=1)) + "\n"


def from_json(text: str) -> Organised:
    """Read it back.

    Raises:
        ValueError: it is something else.
    """
    return Organised.model_validate_json(text)
