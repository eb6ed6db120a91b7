"""Blocks: together they are the file, and each holds whole lines, however long the lines are."""

import tracemalloc
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.sources import blocks as module
from assistant.sources.blocks import BLOCK, blocks
from assistant.sources.files import LARGEST_FILE, parts


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "BLOCK", 8)
    monkeypatch.setattr(module, "LONGEST_LINE", 6)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    lines=st.lists(st.binary(max_size=14).map(lambda line: line.replace(b"\n", b"")), max_size=8), ends=st.booleans()
)
@pytest.mark.usefixtures("small")
def test_every_line_arrives_under_its_number_but_those_that_are_too_long(
    tmp_path: Path, lines: list[bytes], ends: bool
) -> None:
    content = b"\n".join(lines) + (b"\n" if ends and lines else b"")
    (tmp_path / "lines").write_bytes(content)
    found: dict[int, bytes] = {}
    size = 0
    for block in blocks(tmp_path / "lines"):
        size += block.size
        for number, line in enumerate((block.content or b"").removesuffix(b"\n").split(b"\n"), block.first):
            found[number] = line
    assert size == len(content)
    mark = b"\xef\xbb\xbf"
    for number, line in enumerate(lines, 1):
        whole = line.removeprefix(mark) if number == 1 else line
        assert found.get(number, b"") == (b"" if len(line) >= 6 else whole)


def test_a_file_larger_than_others_may_be_is_read_in_little_memory(tmp_path: Path) -> None:
    file = tmp_path / "large.jsonl"
    line = '{"title": "A title", "abstract": "' + "Words. " * 400 + '"}\n'
    with file.open("w") as stream:
        for _ in range(LARGEST_FILE // len(line) + 1):
            stream.write(line)
    tracemalloc.start()
    number = sum(len(part.reading.records) for part in parts(file))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert number == LARGEST_FILE // len(line) + 1
    assert peak < 8 * BLOCK


def test_a_line_that_is_too_long_is_named_and_the_others_arrive(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "LONGEST_LINE", 100)
    file = tmp_path / "a.jsonl"
    file.write_text('{"title": "One"}\n{"title": "' + "long " * 100 + '"}\n{"title": "Three"}\nno\n')
    found = list(parts(file))
    assert [record.title for part in found for record in part.reading.records] == ["One", "Three"]
    assert [problem.split(": ")[0] for part in found for problem in part.reading.problems] == [f"{file}:2", f"{file}:4"]
    assert sum(part.size for part in found) == file.stat().st_size
