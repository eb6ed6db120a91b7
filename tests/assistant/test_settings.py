"""Settings: five places in rising order, each value with its origin."""

from pathlib import Path

import pytest

from assistant.errors import SetupError
from assistant.settings import Settings, resolve, shown


def resolved(tmp_path: Path, flags: dict[str, object], environment: dict[str, str]):  # type: ignore[no-untyped-def]
    return resolve(flags, {"ASSISTANT_HOME": str(tmp_path / "home")} | environment, tmp_path)


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def test_each_place_overrules_the_ones_before_it(tmp_path: Path) -> None:
    write(tmp_path / "home/config.toml", "breadth = 2\nmax_studies = 2\nmodel = 'user'\nembedder = 'hashing'")
    write(tmp_path / "assistant.toml", "breadth = 3\nmax_studies = 3\nmodel = 'project'")
    environment = {"ASSISTANT_BREADTH": "5", "ASSISTANT_MODEL": "environment"}
    settings, origins = resolved(tmp_path, {"breadth": 6, "model": None}, environment)
    assert (settings.breadth, settings.model, settings.max_studies, settings.embedder) == (
        6,
        "environment",
        3,
        "hashing",
    )
    assert origins["breadth"] == "flag"
    assert origins["model"] == "ASSISTANT_MODEL"
    assert origins["max_studies"].endswith("assistant.toml")
    assert origins["embedder"].endswith("config.toml")
    assert origins["offline"] == "default"


def test_defaults_need_no_file(tmp_path: Path) -> None:
    assert resolved(tmp_path, {}, {}).settings == Settings()


def test_sources_in_the_environment_are_separated_by_commas(tmp_path: Path) -> None:
    assert resolved(tmp_path, {}, {"ASSISTANT_SOURCES": "library, notes.bib"}).settings.sources == (
        "library",
        "notes.bib",
    )


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("bredth = 3", "no setting 'bredth'"),
        ("breadth = 0", "breadth"),
        ("breadth = ", "cannot be read"),
        ("breadth = 'many'", "breadth"),
    ],
)
def test_a_wrong_file_is_named_with_what_is_wrong(tmp_path: Path, text: str, words: str) -> None:
    write(tmp_path / "assistant.toml", text)
    with pytest.raises(SetupError, match=r"assistant\.toml") as error:
        resolved(tmp_path, {}, {})
    assert words in str(error.value)


@pytest.mark.parametrize(
    "line",
    ["api_base = 'http://evil'", "models = 'm.yaml'", "private_hosts = ['h']", "semantic_scholar_url = 'http://e'"],
)
def test_a_project_cannot_say_where_keys_go_but_its_user_can(tmp_path: Path, line: str) -> None:
    write(tmp_path / "home/config.toml", line)
    resolved(tmp_path, {}, {})
    write(tmp_path / "assistant.toml", line)
    with pytest.raises(SetupError, match="a project may not set it"):
        resolved(tmp_path, {}, {})


def test_secrets_are_masked_when_shown() -> None:
    assert "hunter2hunter2" not in shown("https://user:hunter2hunter2@example.org")
