"""What services send, as small values: unknown fields are left aside, null is absence, and anything else is refused."""

from typing import TypeVar

from pydantic import BaseModel, ConfigDict, JsonValue, TypeAdapter, ValidationError, model_validator

from assistant.errors import SourceError
from assistant.redaction import redact

T = TypeVar("T")


class Foreign(BaseModel):
    """A part of an answer, as far as it is of use here; every field that may be null has a default."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    @model_validator(mode="before")
    @classmethod
    def _null_is_absence(cls, value: object) -> object:
        if not isinstance(value, dict):
            return value
        return {name: _present(part) for name, part in value.items() if part is not None}


def understood(who: str, form: type[T], answer: JsonValue) -> T:
    """Return an answer in its form.

    Raises:
        SourceError: it is an error in the place of an answer, nothing at all, or of another form.
    """
    if answer is None:
        raise SourceError(f"{who} has nothing at the address that was asked (HTTP status 404); is its setting right?")
    if isinstance(answer, dict) and (fault := answer.get("error")):
        said = redact(" ".join(str(answer.get("message") or fault).split()))
        raise SourceError(f"{who} answered with an error ({said[:200]})")
    try:
        return TypeAdapter(form).validate_python(answer)
    except ValidationError as error:
        detail = error.errors()[0]
        place = ".".join(map(str, detail["loc"])) or "the whole"
        raise SourceError(f"{who} sent something that is not its format ({place}: {detail['msg']})") from None


def _present(value: object) -> object:
    return [part for part in value if part is not None] if isinstance(value, list) else value
