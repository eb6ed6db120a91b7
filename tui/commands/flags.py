"""From parsed arguments to settings."""

from argparse import Namespace

from assistant.settings import Resolved, Settings, resolve


def flags(given: Namespace) -> dict[str, object]:
    """Return the settings that a command was given, and only those."""
    named = {name: getattr(given, name, None) for name in Settings.model_fields}
    return {name: value for name, value in named.items() if value is not None}


def resolved(given: Namespace) -> Resolved:
    """Return the settings that hold for a command."""
    return resolve(flags(given))
