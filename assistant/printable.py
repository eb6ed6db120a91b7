"""Text that can be shown: nothing in it steers a terminal, or turns the order in which it is read."""

import re

_BREAKS = re.compile(r"\r\n|[\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_SEQUENCES = re.compile(
    r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]"  # colours, the cursor (ECMA-48, 5.4)
    r"|(?:\x1b[\]PX^_]|[\x90\x98\x9d-\x9f])[^\x07\x1b\x9c\n]{0,400}(?:\x07|\x1b\\|\x9c)"  # titles, the clipboard (5.6)
    r"|\x1b[ -/]+[0-~]"
)
CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
"""Single characters that steer terminals, that turn the order of reading, or that are none."""
LONGEST = 200
"""Characters of a text that is named rather than shown."""


def counted(number: int, thing: str, things: str = "") -> str:
    """Return a number with its noun in the right form: `1 study`, `2 studies`; by default the plural ends with `s`."""
    return f"{number:,} {thing if number == 1 else things or f'{thing}s'}"


def printable(text: str) -> str:
    """Return the text without control sequences and characters, but with its line breaks (as `\\n`) and tabs."""
    return CONTROLS.sub("", _SEQUENCES.sub("", _BREAKS.sub("\n", text)))


def one_line(text: str) -> str:
    """Return the printable text with every stretch of white space as one space."""
    return " ".join(printable(text).split())


def shortened(text: str, longest: int = LONGEST) -> str:
    """Return the text on one line, cut at a space if it has more than `longest` characters."""
    line = one_line(text)
    if len(line) <= longest:
        return line
    space = line.rfind(" ", 0, longest)
    return f"{line[: space if space > 0 else longest - 1]}…"
