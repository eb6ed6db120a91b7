"""Which models the user has, from a litellm `model_list` or a single name. Nothing is contacted here."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple, TypeVar, cast

import yaml
from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError

from assistant.errors import SetupError
from assistant.experts.endpoint import Endpoint
from assistant.experts.limits import Limits
from assistant.settings import Settings

_FROM_ENVIRONMENT = "os.environ/"
_CONVERSING = ("", "chat", "completion", "responses")
"""Modes of a model that answers in words; others embed, draw or listen."""


T = TypeVar("T")


class Pool(NamedTuple):
    """The models at hand, in order of preference, and what keeps others from being used."""

    endpoints: tuple[Endpoint, ...]
    problems: tuple[str, ...] = ()


class _Parameters(BaseModel):
    """`litellm_params`: what is known here is named, the rest is passed on to litellm."""

    model_config = ConfigDict(extra="allow", protected_namespaces=())

    model: str
    api_base: str | None = None
    api_key: str | None = None
    rpm: int | None = Field(default=None, ge=1)
    tpm: int | None = Field(default=None, ge=1)
    max_parallel_requests: int = Field(default=Limits().at_once, ge=1)
    input_cost_per_token: float | None = None
    output_cost_per_token: float | None = None


class _Info(BaseModel):
    mode: str = ""


class _Entry(BaseModel):
    model_config = ConfigDict(extra="allow", protected_namespaces=())

    model_name: str
    litellm_params: _Parameters
    model_info: _Info = _Info()


class _File(BaseModel):
    """A proxy's configuration; its other sections are about serving, and are left to the proxy."""

    model_config = ConfigDict(extra="allow", protected_namespaces=())

    model_list: list[_Entry]


def pool(settings: Settings, environment: Mapping[str, str] = os.environ) -> Pool:
    """Return the models that the settings name: the single one first, then those of the file.

    Raises:
        SetupError: the file cannot be read or is not a `model_list`, or none of its models has its key.
    """
    single = (
        (Endpoint(name=settings.model, model=settings.model, api_base=settings.api_base),) if settings.model else ()
    )
    if not settings.models:
        return Pool(single)
    listed = _from_file(Path(settings.models).expanduser(), environment)
    if not (single or listed.endpoints):
        problems = "; ".join(listed.problems) or "its model_list is empty"
        raise SetupError(f"No model in {settings.models} can be used: {problems}.")
    return Pool((*single, *listed.endpoints), listed.problems)


def _from_file(path: Path, environment: Mapping[str, str]) -> Pool:
    endpoints, problems = [], []
    for entry in _read(path).model_list:
        if entry.model_info.mode not in _CONVERSING:
            problems.append(f"{entry.model_name} is a model for {entry.model_info.mode}")
            continue
        try:
            endpoints.append(_endpoint(entry, environment))
        except KeyError as missing:
            problems.append(f"{entry.model_name} needs {missing.args[0]} in the environment")
    return Pool(tuple(endpoints), tuple(problems))


def _read(path: Path) -> _File:
    try:
        return _File.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise SetupError(f"The models file {path} cannot be read: {error}.") from error
    except ValidationError as error:
        detail = error.errors(include_input=False)[0]
        place = ".".join(map(str, detail["loc"])) or "the file"
        raise SetupError(f"The models file {path} is not a litellm model_list: {place}: {detail['msg']}.") from None


def _endpoint(entry: _Entry, environment: Mapping[str, str]) -> Endpoint:
    given = entry.litellm_params
    return Endpoint(
        name=entry.model_name,
        model=_resolved(given.model, environment),
        api_base=_resolved(given.api_base or "", environment),
        api_key=SecretStr(_resolved(given.api_key or "", environment)),
        parameters=_resolved(dict(given.model_extra or {}), environment),
        limits=Limits(at_once=given.max_parallel_requests, rpm=given.rpm, tpm=given.tpm),
        input_price=given.input_cost_per_token,
        output_price=given.output_cost_per_token,
    )


def _resolved(value: T, environment: Mapping[str, str]) -> T:
    """Resolve litellm's `os.environ/NAME`, however deep it stands; KeyError names a variable that is not set."""
    found: Any = value
    match value:
        case str() if value.startswith(_FROM_ENVIRONMENT):
            found = environment[value.removeprefix(_FROM_ENVIRONMENT)]
        case dict():
            found = {name: _resolved(part, environment) for name, part in value.items()}
        case list():
            found = [_resolved(part, environment) for part in value]
    return cast(T, found)
