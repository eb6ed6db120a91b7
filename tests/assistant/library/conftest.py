"""Small libraries for the tests of this folder."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.embedding import Hashing
from assistant.library import Library


@pytest.fixture
def notices() -> list[str]:
    """What the library `shelf` was moved to say."""
    return []


@pytest.fixture
def shelf(tmp_path: Path, notices: list[str]) -> Iterator[Library]:
    """An empty library in `tmp_path / "library"`."""
    with Library.open(tmp_path / "library", Hashing(), notices.append) as library:
        yield library
