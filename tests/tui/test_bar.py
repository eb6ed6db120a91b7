"""The bar: at once, seldom enough to be read, and with what a waiting person wants to know."""

import io

import pytest

from assistant.library.progress import Step
from tui.bar import Bar, line


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


def told(stream: io.StringIO, steps: int, seconds: float) -> None:
    """Tell a bar of work that takes so long, in equal steps."""
    clock = Clock()
    bar = Bar(stream, clock)
    for done in range(steps + 1):
        bar(Step("storing", done, "records", done / steps))
        clock.now += seconds / steps
    bar.close()


@pytest.mark.parametrize(
    ("step", "seconds", "words"),
    [
        (Step("storing", 0, "records", 0.0), 0.0, "storing:   0%, 0 records"),
        (Step("storing", 0, "records", 0.5), 5.0, "storing:  50%, 0 records"),
        (Step("storing", 41_203, "records", 0.5), 20.0, "storing:  50%, 41,203 records, 2,060 a second, 0:20 left"),
        (Step("embedding", 40, "passages", 0.01), 2.0, "embedding:   1%, 40 passages, 20 a second, 3:18 left"),
        (Step("embedding", 1, "passages", 0.0001), 1.0, "embedding:   0%, 1 passages, 1 a second, 2:46:39 left"),
        (Step("indexing", 7, "vectors", 1.0), 2.0, "indexing: 100%, 7 vectors, 4 a second"),
    ],
)
def test_a_step_in_words(step: Step, seconds: float, words: str) -> None:
    assert line(step, seconds) == words


def test_elsewhere_than_on_a_terminal_there_is_a_plain_line_now_and_then() -> None:
    stream = io.StringIO()
    told(stream, 1000, 20.0)
    lines = stream.getvalue().splitlines()
    assert [text.split("%")[0].split()[-1] for text in lines] == ["0", "25", "50", "75", "100"]
    assert not set("\r\x1b") & set(stream.getvalue())


def test_on_a_terminal_one_line_moves_and_ends() -> None:
    stream = Terminal()
    told(stream, 1000, 20.0)
    assert stream.getvalue().startswith("\r[........................] storing:   0%, 0 records")
    assert stream.getvalue().endswith("\r[########################] storing: 100%, 1,000 records, 50 a second\x1b[K\n")
    assert stream.getvalue().count("\n") == 1
    assert 150 <= stream.getvalue().count("\r") <= 210


def test_each_kind_of_work_has_a_line_of_its_own() -> None:
    stream = Terminal()
    bar = Bar(stream)
    for doing in ("storing", "embedding", "indexing"):
        bar(Step(doing, 1, "things", 1.0))
    bar.close()
    bar.close()
    ended = stream.getvalue().split("\n")
    assert [text.split("] ")[1].split(":")[0] for text in ended[:-1]] == ["storing", "embedding", "indexing"]
    assert ended[-1] == ""
