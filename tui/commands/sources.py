"""`assistant sources`: where studies can be looked for. Nobody is contacted."""

from argparse import Namespace

from assistant.workbench import open_workbench
from tui.commands.flags import resolved
from tui.table import table


def run(given: Namespace) -> int:
    settings = resolved(given).settings
    with open_workbench(settings) as bench:
        print(table([(source.name, "online" if source.online else "this machine") for source in bench.sources]))
        print(f"\nyour library: {len(bench.library)} studies")
    if settings.offline:
        print("Offline: sources that leave this machine are not asked.")
    return 0
