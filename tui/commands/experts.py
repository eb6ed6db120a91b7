"""`assistant experts`: who can do the work. Nobody is contacted."""

from argparse import Namespace

from assistant.experts.pool import pool
from assistant.redaction import redact
from tui.commands.flags import resolved
from tui.table import table


def run(given: Namespace) -> int:
    settings = resolved(given).settings
    models = pool(settings)
    rows = [
        (endpoint.name, endpoint.model, redact(endpoint.api_base) or "the provider’s own")
        for endpoint in models.endpoints
    ]
    print(table([*rows, ("extractive", "built in, no language model", "this machine")]))
    for problem in models.problems:
        print(f"not usable: {problem}")
    print(f"\nTried in this order for every task{', from recordings only (offline)' if settings.offline else ''}.")
    if not rows:
        print('Add a model: assistant research --model PROVIDER/NAME "…", or `model = "…"` in assistant.toml.')
    return 0
