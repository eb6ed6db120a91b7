"""The library of studies: SQLite is the truth, and a rebuildable Chroma index answers what is near."""

from assistant.library.finding import Hit
from assistant.library.health import Health
from assistant.library.library import Library

__all__ = ["Health", "Hit", "Library"]
