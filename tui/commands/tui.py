"""`assistant tui`: the terminal app, also what `assistant` alone opens."""

from argparse import Namespace

from assistant.errors import SetupError

OWN = ("command", "replay", "speed", "theme")
"""Arguments that are no settings. Which those are is looked up only after the first screen is painted."""


def run(given: Namespace) -> int:
    from tui.app.main import run as open_app

    if given.speed < 0:
        raise SetupError("--speed cannot be less than 0; 0 shows everything at once.")
    flags = {name: value for name, value in vars(given).items() if name not in OWN and value is not None}
    open_app(flags, replay=given.replay, speed=given.speed, theme=given.theme)
    return 0
