"""The sentences of a reply while it is still being written. Pure functions."""

import json
import re
from dataclasses import dataclass, field

_THINKING = re.compile(r"\s*<(think|thinking|reasoning)>", re.IGNORECASE)
_SENTENCE = re.compile(r'"text"\s*:\s*("(?:[^"\\]|\\.)*")', re.DOTALL)


@dataclass
class Sentences:
    """Reads a JSON reply piece by piece, and gives each of its texts as soon as it is complete."""

    _read: str = field(default="", init=False)
    _at: int = field(default=0, init=False)

    def add(self, piece: str) -> list[str]:
        """Return the texts that the piece completes."""
        self._read += piece
        if thinking := _THINKING.match(self._read):
            end = self._read.lower().find(f"</{thinking[1].lower()}>")
            if end < 0:
                return []
            self._at = max(self._at, end)
        found = []
        for match in _SENTENCE.finditer(self._read, self._at):
            self._at = match.end()
            found.append(match[1])
        return [text for text in map(_decoded, found) if text]


def _decoded(quoted: str) -> str:
    try:
        return str(json.loads(quoted, strict=False))
    except json.JSONDecodeError:  # the whole reply will be found faulty; there is nothing to show of this part
        return ""
