"""Where things live on this machine; `ASSISTANT_HOME` moves both."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import platformdirs

from assistant.errors import SetupError

APPLICATION = "research-assistant"
HOME = "ASSISTANT_HOME"


class Home(NamedTuple):
    """The folders of the program."""

    data: Path
    config: Path


def home(environment: Mapping[str, str] = os.environ) -> Home:
    """Return where things live.

    Raises:
        SetupError: `ASSISTANT_HOME` is the home of somebody who does not exist.
    """
    if root := environment.get(HOME):
        try:
            return Home(Path(root).expanduser(), Path(root).expanduser())
        except RuntimeError as error:
            raise SetupError(f"{HOME} is {root}: {error}.") from None
    return Home(platformdirs.user_data_path(APPLICATION), platformdirs.user_config_path(APPLICATION))


def made(folder: Path) -> Path:
    """Return a folder for data, made if need be.

    Raises:
        SetupError: there can be no folder.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SetupError(
            f"There can be no folder {folder} ({error.strerror}); set ASSISTANT_HOME to one that can be written."
        ) from error
    return folder
