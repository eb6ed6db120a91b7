"""From parsed arguments to settings."""

from argparse import Namespace

from assistant.settings import Resolved, Settings, resolve


def resolved(given: Namespace) -> Resolved:
    """Return the settings that hold for a command."""
    return resolve({name: getattr(given, name, None) for name in Settings.model_fields})
