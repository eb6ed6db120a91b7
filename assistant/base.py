"""The base of every value that crosses a boundary: frozen, and refusing what it does not know."""

from pydantic import BaseModel, ConfigDict


class Frozen(BaseModel):
    """An immutable value; unknown fields are errors, so a misspelt key never passes silently."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Answer(Frozen):
    """A value that a model fills in.

    The docstrings under its fields become their descriptions in the JSON schema that the model is shown. To read them
    takes time with every start, so only answers have them read.
    """

    model_config = ConfigDict(use_attribute_docstrings=True)
