"""What every test starts from: a home of its own, no network beyond this machine, no settings from outside."""

import os
import socket
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from assistant.experts.resting import RESTS

# A busy machine is no reason for a law not to hold, and a failure must come again when it is looked at.
settings.register_profile("steady", deadline=None, derandomize=True)
settings.load_profile("steady")

_LOOPBACK = ("127.", "::1", "localhost")


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Tests neither see nor touch the data, settings and keys of whoever runs them."""
    for name in list(os.environ):
        if name.startswith("ASSISTANT_") or name.endswith(("_API_KEY", "_proxy", "_PROXY")):
            monkeypatch.delenv(name)
    home = tmp_path / "home"
    monkeypatch.setenv("ASSISTANT_HOME", str(home))
    return home


@pytest.fixture(autouse=True)
def every_model_is_awake() -> None:
    """A model that rested in one test may have given its address to that of another."""
    RESTS.forget()


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Refuse every connection that would leave this machine."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        if isinstance(address, tuple) and not str(address[0]).startswith(_LOOPBACK):
            raise OSError(f"tests do not leave this machine, but {address} was called")
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)
