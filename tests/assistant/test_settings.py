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
    ("line", "words"),
    [
        ('sources = "library"', 'sources: it must be a list, as in sources = ["library"].'),
        ("sources = 3", 'sources: it must be a list, as in sources = ["…"].'),
        ("sources = [3]", "sources.0: it must be a text in quotation marks."),
        ('offline = "perhaps"', "offline: it must be true or false."),
        ("offline = 2.5", "offline: it must be true or false."),
        ("breadth = 2.5", "breadth: it must be a whole number."),
        ("breadth = 'two'", "breadth: it must be a whole number."),
        ("model_timeout = 'long'", "model_timeout: it must be a number."),
        ("max_calls = -1", "max_calls: it must be at least 0."),
        ("max_minutes = 0", "max_minutes: it must be more than 0."),
        ("breadth = 21", "breadth: it must be at most 20."),
        ("path = 'long'", "path: it must be 'auto', 'short' or 'full'."),
        ("model = 4", "model: it must be a text in quotation marks."),
        ("arxiv_url = 'notaurl'", "arxiv_url: it must be an address that begins with http:// or https://."),
        ("api_base = 'localhost:8000'", "api_base: it must be an address that begins with http:// or https://."),
        ("zotero_url = 'http://[::1/'", "zotero_url: it must be an address that begins with http:// or https://."),
        ("zotero_url = 'http://h:port'", "zotero_url: it must be an address that begins with http:// or https://."),
        (
            "crossref_url = 'http://h:99999'",
            "crossref_url: it must be an address that begins with http:// or https://.",
        ),
        ("zotero_url = 'file:///etc'", "zotero_url: it must be an address that begins with http:// or https://."),
    ],
)
def test_a_wrong_value_is_told_in_the_words_of_who_wrote_it(tmp_path: Path, line: str, words: str) -> None:
    file = tmp_path / "home/config.toml"
    write(file, line)
    with pytest.raises(SetupError) as error:
        resolved(tmp_path, {}, {})
    assert str(error.value) == f"{file}: {words}"


def test_a_value_of_the_environment_that_does_not_fit_is_told_with_its_variable(tmp_path: Path) -> None:
    with pytest.raises(SetupError, match=r"^ASSISTANT_OFFLINE: offline: it must be true or false.$"):
        resolved(tmp_path, {}, {"ASSISTANT_OFFLINE": "perhaps"})


def test_a_misspelt_variable_is_refused_as_a_misspelt_line_is(tmp_path: Path) -> None:
    with pytest.raises(SetupError, match=r"^ASSISTANT_MODLE: there is no setting 'modle'; the settings are model, "):
        resolved(tmp_path, {}, {"ASSISTANT_MODLE": "openai/gpt"})
    assert resolved(tmp_path, {}, {"ASSISTANT_MODLE": ""}).settings == Settings()


def test_a_folder_in_the_place_of_a_file_is_not_passed_over(tmp_path: Path) -> None:
    (tmp_path / "assistant.toml").mkdir()
    with pytest.raises(SetupError, match=r"assistant\.toml cannot be read"):
        resolved(tmp_path, {}, {})


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


def test_years_that_exclude_each_other_are_refused_wherever_each_is_set(tmp_path: Path) -> None:
    write(tmp_path / "home/config.toml", "since = 2020")
    with pytest.raises(SetupError, match=r"config\.toml: since\) and of 2010 or earlier \(flag: until\)"):
        resolved(tmp_path, {"until": 2010}, {})
    assert resolved(tmp_path, {"until": 2020}, {}).settings.filters.words == "of 2020 or later, of 2020 or earlier"
