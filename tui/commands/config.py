"""`assistant config`: every setting with its origin."""

from argparse import Namespace

from assistant.settings import home, shown
from tui.commands.flags import resolved
from tui.table import table


def run(given: Namespace) -> int:
    settings, origins = resolved(given)
    print(table([(name, shown(value), origins[name]) for name, value in settings]))
    print(f"\nconfig folder  {home().config}\ndata folder    {home().data}")
    return 0
