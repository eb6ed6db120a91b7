"""Rows as aligned columns of plain text."""

from collections.abc import Sequence

from assistant.printable import one_line


def table(rows: Sequence[Sequence[str]]) -> str:
    """Return the rows with every column as wide as its widest cell; the last one is left ragged."""
    rows = [[one_line(cell) for cell in row] for row in rows]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))] if rows else []
    return "\n".join(
        "  ".join([*(cell.ljust(width) for cell, width in zip(row[:-1], widths, strict=False)), row[-1]]).rstrip()
        for row in rows
    )
