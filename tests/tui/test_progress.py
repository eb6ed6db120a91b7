"""What a run says of itself."""

from assistant.events import Excluded, Screened
from tui.progress import line

LEFT = (Excluded(study="b", reason="far"),)


def test_a_branch_that_found_nothing_is_passed_over() -> None:
    assert line(Screened(relevant=(), excluded=())) is None


def test_it_never_says_that_nothing_was_missed() -> None:
    said = [line(Screened(relevant=("a",), excluded=LEFT, judged=1, recall=bound)) for bound in (0.913, 0.999, 1.0)]
    assert said == [
        "1 relevant, 1 left out, 1 judged; of the relevant ones among them, 91 % at least (95 % confidence)",
        "1 relevant, 1 left out, 1 judged; of the relevant ones among them, 99 % at least (95 % confidence)",
        "1 relevant, 1 left out, 1 judged",
    ]
