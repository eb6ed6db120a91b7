"""The base of every value that crosses a boundary: frozen, and refusing what it does not know."""

from typing import Any

from pydantic import BaseModel, ConfigDict, model_validator


class Frozen(BaseModel):
    """An immutable value; unknown fields are errors, so a misspelt key never passes silently.

    The docstrings under fields become their descriptions in the JSON schemas that models are shown.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)


class Foreign(BaseModel):
    """The base of what others send: what is not asked for is left aside, and a null is as good as nothing."""

    model_config = ConfigDict(frozen=True, extra="ignore", populate_by_name=True, coerce_numbers_to_str=True)

    @model_validator(mode="before")
    @classmethod
    def _without_nulls(cls, given: Any) -> Any:
        if not isinstance(given, dict):
            return given
        return {name: _full(value) for name, value in given.items() if value is not None}


def _full(value: Any) -> Any:
    return [each for each in value if each is not None] if isinstance(value, list) else value
