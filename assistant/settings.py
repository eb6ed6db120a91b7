"""What a user can set, where it may be set, and which place won.

In rising order: the defaults here, the user's `config.toml`, a project's `assistant.toml`, the environment
(`ASSISTANT_MODEL` for `model`, and so on), the flags of a command.
"""

import os
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Literal, NamedTuple
from urllib.parse import urlsplit

from pydantic import Field, ValidationError, ValidationInfo, field_validator
from pydantic_core import ErrorDetails

from assistant.base import Frozen
from assistant.budget import Caps
from assistant.errors import SetupError
from assistant.places import HOME
from assistant.places import home as home
from assistant.places import made as made
from assistant.redaction import redact
from assistant.sources.filters import Filters

PROJECT_FILE = "assistant.toml"
USER_FILE = "config.toml"
PREFIX = "ASSISTANT_"
"""What the variables of settings begin with; `ASSISTANT_HOME` is none."""

_ADDRESS = re.compile(r"https?://[^\s/]", re.IGNORECASE)
_WORDS = {
    "bool_parsing": "it must be true or false",
    "bool_type": "it must be true or false",
    "float_parsing": "it must be a number",
    "float_type": "it must be a number",
    "int_from_float": "it must be a whole number",
    "int_parsing": "it must be a whole number",
    "int_type": "it must be a whole number",
    "string_type": "it must be a text in quotation marks",
}
"""From kinds of errors, as pydantic calls them, to what a person can do about them."""
_BOUNDS = {
    "greater_than": "it must be more than {gt:g}",
    "greater_than_equal": "it must be at least {ge:g}",
    "less_than": "it must be less than {lt:g}",
    "less_than_equal": "it must be at most {le:g}",
    "literal_error": "it must be {expected}",
}
"""The same for what has bounds, which pydantic tells beside the kind."""


class Settings(Frozen):
    """Every setting, with the default that a newcomer gets."""

    model: str = ""
    """A litellm model, `provider/name`; empty: the built-in extractive expert does the work."""
    api_base: str = ""
    """Address of the endpoint of `model`, for a server of your own."""
    models: str = ""
    """Path of a YAML file with litellm's `model_list`; its models are tried in the order in which they stand there."""
    model_timeout: float = Field(default=120.0, gt=0)
    """Seconds that one model request may take."""
    fresh: bool = False
    """Ask models again, whatever is recorded; what they say now takes the place of what they said."""
    embedder: str = "all-MiniLM-L6-v2"
    """The built-in embedding model, `hashing`, or the name or path of any sentence-transformers model."""
    reranker: str = ""
    """Name or path of a cross-encoder for sentence-transformers, which reads the best of what a search of the library
    finds and orders it anew; it takes seconds. Empty: none."""
    verifier: str = ""
    """Name or path of a cross-encoder for sentence-transformers that was trained on natural-language inference, and
    tells whether a sentence follows from its quotes. Empty: the built-in verifier does."""
    library_url: str = ""
    """Address of a Chroma server that keeps the vectors of your library, `http://localhost:8000`; it is sent no text.
    Empty: they are kept beside the library."""
    sources: tuple[str, ...] = ("library", "arxiv", "openalex")
    """Where studies are looked for: names that `assistant sources` lists, or the path of a file or folder."""
    since: int | None = Field(default=None, ge=1000, le=9999)
    """Only studies of this year or later."""
    until: int | None = Field(default=None, ge=1000, le=9999)
    """Only studies of this year or earlier."""
    venues: tuple[str, ...] = ()
    """Only studies that appeared in one of these journals or conferences."""
    authors: tuple[str, ...] = ()
    """Only studies by one of these people."""
    fields: tuple[str, ...] = ()
    """Only studies in one of these fields of study, in the words of the source."""
    open_access: bool = False
    """Only studies that are free to read."""
    offline: bool = False
    """Ask nothing outside this machine; models answer only what they were asked before."""
    breadth: int = Field(default=4, ge=1, le=20)
    """The largest number of sub-questions."""
    depth: int = Field(default=2, ge=1, le=6)
    """The largest number of waves of searching; after the first, only what is still open is searched for."""
    path: Literal["auto", "short", "full"] = "auto"
    """`short`: one search and one reading, without a plan; `auto`: so for questions that one fact answers."""
    max_studies: int = Field(default=32, ge=1, le=1000)
    """The largest number of studies that a run reads."""
    max_dollars: float | None = Field(default=None, ge=0)
    """The most that the models of a run may cost; its price must be known for each of them."""
    max_tokens: int | None = Field(default=None, ge=0)
    """The most tokens that the models of a run may take, prompts and replies together."""
    max_calls: int | None = Field(default=None, ge=0)
    """The most requests to models that a run may make."""
    max_minutes: float | None = Field(default=None, gt=0)
    """After so many minutes a run searches and reads no more, and writes with what it has."""
    review: bool = False
    """Stop at the plan, so that a person can edit it."""
    freshness: float = Field(default=7.0, ge=0)
    """Days for which the answer of a source holds when the same is asked again; 0: for the same run only."""
    neighbours: int = Field(default=40, ge=0, le=500)
    """The largest number of studies that are looked at because good studies cite them or are cited by them."""
    full_texts: int = Field(default=8, ge=0, le=200)
    """The largest number of studies whose full text is fetched; of the others, the abstract is read."""
    contact: str = ""
    """Your e-mail address, told to services that ask for one; some serve those better who give it."""
    source_timeout: float = Field(default=20.0, gt=0)
    """Seconds that one request to a source may take."""
    source_interval: float | None = Field(default=None, ge=0)
    """Seconds between two requests to one host; unset, what each service asks for."""
    private_hosts: tuple[str, ...] = ()
    """Hosts of your own network from which full texts may be fetched all the same."""
    arxiv_url: str = "https://export.arxiv.org/api/query"
    arxiv_pages_url: str = "https://arxiv.org"
    """Where the full texts of arXiv are: under `/html/` and `/pdf/`."""
    openalex_url: str = "https://api.openalex.org"
    semantic_scholar_url: str = "https://api.semanticscholar.org"
    crossref_url: str = "https://api.crossref.org"
    europe_pmc_url: str = "https://www.ebi.ac.uk/europepmc/webservices/rest"
    zotero_url: str = "https://api.zotero.org"
    """`http://127.0.0.1:23119/api` asks the Zotero that runs on this machine."""
    zotero_library: str = ""
    """`users/12345` or `groups/12345`; with a Zotero on this machine, `users/0`."""

    @field_validator("*")
    @classmethod
    def _leads_somewhere(cls, value: object, setting: ValidationInfo) -> object:
        is_address = (setting.field_name or "").endswith(("_url", "api_base"))
        if is_address and value and not _is_address(str(value)):
            raise ValueError("it must be an address that begins with http:// or https://")
        return value

    @property
    def caps(self) -> Caps:
        return Caps(
            dollars=self.max_dollars,
            tokens=self.max_tokens,
            calls=self.max_calls,
            seconds=None if self.max_minutes is None else 60 * self.max_minutes,
        )

    @property
    def asks_models(self) -> bool:
        """Whether language models do the work, as far as they can be asked."""
        return bool(self.model or self.models)

    @property
    def filters(self) -> Filters:
        return Filters(
            since=self.since,
            until=self.until,
            venues=self.venues,
            authors=self.authors,
            fields=self.fields,
            open_access=self.open_access,
        )


PERSONAL = frozenset(
    {"api_base", "models", "private_hosts", *(name for name in Settings.model_fields if name.endswith("_url"))}
)
"""Settings that say where requests go, and so where keys go: a project that somebody else wrote may not."""


class Resolved(NamedTuple):
    """Settings, and for each of them the place that gave it its value."""

    settings: Settings
    origins: Mapping[str, str]


def resolve(
    flags: Mapping[str, object], environment: Mapping[str, str] = os.environ, folder: Path | None = None
) -> Resolved:
    """Return the settings that hold for a command run in `folder` with `flags` (those that are None are not given).

    Raises:
        SetupError: a file cannot be read, or a place names a setting that does not exist or is not for it to set, or
            holds a value that does not fit.
    """
    files = (home(environment).config / USER_FILE, (folder or Path.cwd()) / PROJECT_FILE)
    layers = [*((str(path), _read(path)) for path in files if path.exists()), *_environment(environment)]
    layers.append(("flag", {name: value for name, value in flags.items() if value is not None}))
    values: dict[str, object] = {}
    origins = dict.fromkeys(Settings.model_fields, "default")
    for origin, layer in layers:
        _check(origin, layer)
        values |= layer
        origins |= dict.fromkeys(layer, origin)
    settings = Settings.model_validate(values)
    if settings.since and settings.until and settings.since > settings.until:
        raise SetupError(
            f"No study is of {settings.since} or later ({origins['since']}: since) and of {settings.until} or earlier"
            f" ({origins['until']}: until); change one of them."
        )
    return Resolved(settings, origins)


def shown(value: object) -> str:
    """Return a setting's value for the screen, secrets masked."""
    text = ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)
    return redact(text)


def _environment(environment: Mapping[str, str]) -> list[tuple[str, dict[str, object]]]:
    given = {name: value for name, value in environment.items() if name.startswith(PREFIX) and name != HOME and value}
    names = {variable: variable.removeprefix(PREFIX).lower() for variable in sorted(given)}
    return [(variable, {name: _listed(name, given[variable])}) for variable, name in names.items()]


def _listed(name: str, value: str) -> object:
    several = name in Settings.model_fields and isinstance(Settings.model_fields[name].default, tuple)
    return tuple(filter(None, map(str.strip, value.split(",")))) if several else value


def _read(path: Path) -> dict[str, object]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SetupError(f"The settings in {path} cannot be read: {error}.") from error


def _check(origin: str, layer: Mapping[str, object]) -> None:
    """Say which place holds a wrong value: the merged settings no longer know."""
    if Path(origin).name == PROJECT_FILE and (personal := sorted(PERSONAL & layer.keys())):
        raise SetupError(
            f"{origin}: {personal[0]} says where questions and keys are sent, so a project may not set it; set it in"
            f" your own {USER_FILE}, as ASSISTANT_{personal[0].upper()} or by a flag."
        )
    try:
        Settings.model_validate(layer)
    except ValidationError as error:
        detail = error.errors()[0]
        name = ".".join(map(str, detail["loc"]))
        if detail["type"] == "extra_forbidden":
            raise SetupError(
                f"{origin}: there is no setting {name!r}; the settings are {', '.join(Settings.model_fields)}."
            ) from None
        raise SetupError(f"{origin}: {name}: {_in_words(name, detail)}.") from None


def _in_words(name: str, detail: ErrorDetails) -> str:
    """Return what is wrong with a value, in the words of who wrote it rather than of Python."""
    if detail["type"] == "tuple_type":
        example = detail["input"] if isinstance(detail["input"], str) else "…"
        return f'it must be a list, as in {name} = ["{example}"]'
    if detail["type"] in _BOUNDS:
        return _BOUNDS[detail["type"]].format(**detail["ctx"])
    return _WORDS.get(detail["type"], detail["msg"].removeprefix("Value error, "))


def _is_address(text: str) -> bool:
    try:
        _ = urlsplit(text).port
    except ValueError:
        return False
    return _ADDRESS.match(text) is not None
