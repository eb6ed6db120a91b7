"""Text from outside on its way into Markdown."""

import re


def plain(text: str) -> str:
    """Return the text so that Markdown shows it as it is, on one line."""
    collapsed = re.sub(r"\s+", " ", text).strip()
    return re.sub(r"([\\`*_<>\[\]])", r"\\\1", collapsed)
