"""The base of every value that crosses a boundary: frozen, and refusing what it does not know."""

from pydantic import BaseModel, ConfigDict


class Frozen(BaseModel):
    """An immutable value; unknown fields are errors, so a misspelt key never passes silently.

    The docstrings under fields become their descriptions in the JSON schemas that models are shown.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)
