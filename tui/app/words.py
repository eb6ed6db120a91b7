"""Figures in few characters: durations, ages, money, counts. Pure functions."""


def duration(seconds: float) -> str:
    """Return how long something takes, as short as a column allows."""
    if seconds < 10:
        return f"{seconds:.1f} s"
    if seconds < 60:
        return f"{seconds:.0f} s"
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes:02} min" if hours else f"{minutes} min {rest:02} s"


def clock(seconds: float) -> str:
    """Return a time that runs: its digits stay in their places."""
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def age(seconds: float) -> str:
    """Return how long ago something was."""
    for size, unit in ((86_400, "d"), (3_600, "h"), (60, "min")):
        if seconds >= size:
            return f"{seconds / size:.0f} {unit}"
    return "just now" if seconds < 10 else f"{seconds:.0f} s"


def money(dollars: float | None) -> str:
    """Return what something costs; what is not known is no cost of nothing."""
    if dollars is None:
        return "$ ?"
    if not dollars:
        return "free"
    return f"${dollars:.4f}" if dollars < 0.1 else f"${dollars:.2f}"


def count(number: int, one: str, many: str = "") -> str:
    """Return a number with its noun."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def cut(text: str, width: int) -> str:
    """Return the text in no more than so many characters."""
    return text if len(text) <= width else text[: max(0, width - 1)].rstrip() + "…"
