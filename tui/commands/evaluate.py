"""`assistant evaluate`: how far a judge can be trusted, measured on errors planted in the bundled library."""

from argparse import Namespace

from assistant.bundled import records
from assistant.errors import Exit, SetupError
from assistant.verification.judges import judge_named
from assistant.verification.trial import Tally, originals, trial
from tui.commands.flags import resolved
from tui.table import table


def run(given: Namespace) -> int:
    """Print for each kind of planted error how many were noticed, and for true sentences how many were refused."""
    if given.per_category < 1:
        raise SetupError(f"--per-category is {given.per_category}; it must be at least 1.")
    settings = resolved(given).settings
    judge = judge_named(given.judge, settings.verifier, offline=settings.offline)
    tallies = list(trial(judge, originals(records()), given.per_category, given.seed))
    print(f"{judge.id}\n")
    print(
        table(
            [("planted", "n", "recall", "95 %", "contradicted", "held"), *(_row(one) for one in tallies if one.harmful)]
        )
    )
    print()
    rows = [_row(one) for one in tallies if not one.harmful]
    print(table([("true", "n", "false alarms", "95 %", "contradicted", "held"), *rows]))
    return Exit.COMPLETE


def _row(tally: Tally) -> tuple[str, ...]:
    low, high = tally.interval
    shares = (tally.contradicted / max(1, tally.number), tally.held / max(1, tally.number))
    return (
        tally.sentences,
        str(tally.number),
        f"{tally.share:.2f}",
        f"{low:.2f}–{high:.2f}",
        *(f"{share:.2f}" for share in shares),
    )
