"""What a run says of itself."""

from assistant.events import Excluded, Screened
from tui.progress import line

TOLD = "1 relevant, 1 left out, 1 judged"
LEFT = (Excluded(study="b", reason="far"),)


def test_a_branch_that_found_nothing_is_passed_over() -> None:
    assert line(Screened(relevant=(), excluded=())) is None


def test_it_never_says_that_nothing_was_missed() -> None:
    said = [line(Screened(relevant=("a",), excluded=LEFT, judged=1, recall=bound)) for bound in (0.913, 0.999, 1.0)]
    assert said == [
        f"{TOLD}; at least 91 % of what is relevant among them was judged (95 % confidence)",
        f"{TOLD}; at least 99 % of what is relevant among them was judged (95 % confidence)",
        TOLD,
    ]
