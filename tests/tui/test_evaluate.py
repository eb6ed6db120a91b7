"""`assistant evaluate judge`: a table for a judge, or a sentence for what cannot be."""

import pytest

from assistant.errors import Exit
from assistant.verification.corruption import PLANTS
from tui.cli import main


def test_the_table_has_a_line_for_each_kind_of_error_and_of_true_sentences(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["evaluate", "judge", "--judge", "gates", "--per-category", "5"]) == Exit.COMPLETE
    out, err = capsys.readouterr()
    assert out.startswith("gates/1\n")
    for kind in (*PLANTS, "verbatim", "reworded"):
        assert f"\n{kind} " in out
    assert not err


def test_a_seed_chooses_other_sentences(capsys: pytest.CaptureFixture[str]) -> None:
    tables = []
    for seed in ("a", "a", "b"):
        main(["evaluate", "judge", "--judge", "gates", "--per-category", "40", "--seed", seed])
        tables.append(capsys.readouterr().out)
    assert tables[0] == tables[1] != tables[2]


@pytest.mark.parametrize(
    ("flags", "words"),
    [
        (["--judge", "nobody"], "There is no judge 'nobody'"),
        (["--judge", "verifier"], "which needs the setting `verifier`"),
        (["--per-category", "0"], "it must be at least 1"),
    ],
)
def test_what_cannot_be_is_told(flags: list[str], words: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["evaluate", "judge", *flags]) == Exit.SETUP
    assert words in capsys.readouterr().err
