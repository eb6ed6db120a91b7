"""No secret passes."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import JsonValue

from assistant.redaction import held, redact, register

SECRETS = [
    "sk-proj-abcdefghijklmnop1234",
    "hf_abcdefghijklmnopqrst",
    "AIzaSyA1234567890abcdefghijklmnop",
    "gsk_abcdefghijklmnop",
    "AKIAIOSFODNN7EXAMPLE",
    "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U",
]
FORMS = [
    "api_key='{}'",
    'api_key="{}"',
    "apikey={}",
    "https://host/path?key={}&page=2",
    '{{"api_key": "{}", "model": "m"}}',
    "{{'client_secret': '{}'}}",
    "x-api-key: {}",
    "X-Goog-Api-Key: {}",
    "Authorization: Bearer {}",
    "authorization: Basic {}",
    "{{'Authorization': 'Bearer {}'}}",
    "sent as Basic {}",
    "password = {}",
    "https://user:{}@host/",
]


@pytest.mark.parametrize("secret", SECRETS)
def test_the_shapes_of_keys_are_masked(secret: str) -> None:
    assert secret not in redact(f"401: invalid key {secret}, sent as Bearer {secret}")


@pytest.mark.parametrize("form", FORMS)
def test_what_stands_under_a_secrets_name_is_masked_and_the_rest_is_not(form: str) -> None:
    secret = "dXNlcjpwYXNzd29yZA9"
    shown = redact(f"It failed: {form.format(secret)} and so on")
    assert secret not in shown
    assert shown.startswith("It failed: ")
    assert shown.endswith(" and so on")


@pytest.mark.parametrize(
    "name", ["MY_PROVIDER_API_KEY", "AWS_SECRET_ACCESS_KEY", "OPENAI_KEY", "HF_TOKEN", "KEY_OF_LAB"]
)
def test_keys_of_the_environment_are_masked_whatever_their_shape(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, "plain-looking-value")
    assert redact("echo plain-looking-value") == "echo [secret]"


@pytest.mark.parametrize("name", ["MAX_TOKENS", "TOKENIZERS_PARALLELISM", "KEYBOARD"])
def test_other_values_of_the_environment_are_not(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, "100000")
    assert redact("it has 100000 words") == "it has 100000 words"


def test_given_values_are_masked_and_ordinary_words_are_not() -> None:
    assert redact("the key is swordfish; the model is fine", ["swordfish"]) == "the key is [secret]; the model is fine"
    prose = "a risk-based task-specific sk- prefix; per token: routing; basic research, Basic experiments; a key idea"
    assert redact(prose, ["", "a"]) == prose


def test_a_line_break_behind_a_value_does_not_bring_it_past(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOME_API_KEY", "swordfish\r\n")
    assert "swordfish" not in redact("Illegal header value b'swordfish'")


def test_registered_values_are_masked_from_then_on() -> None:
    register(["registered-value", "short"])
    assert redact("it echoes registered-value, in short") == "it echoes [secret], in short"


def test_secrets_are_found_by_their_names_however_deep_they_stand() -> None:
    parameters: JsonValue = {
        "temperature": "neutral",
        "aws_secret_access_key": "one",
        "extra_headers": {"Authorization": "Bearer two", "X-Team": "physics"},
        "fallbacks": [{"api_key": "three"}],
    }
    assert list(held(parameters)) == ["one", "two", "three"]


@given(st.text() | st.sampled_from(FORMS).flatmap(lambda form: st.text(min_size=6).map(form.format)))
def test_what_is_redacted_stays_as_it_is(text: str) -> None:
    assert redact(redact(text)) == redact(text)


def test_a_long_text_takes_no_longer_than_its_length() -> None:
    began = time.process_time()
    redact("a" * 200_000 + "key" * 50_000 + "= " * 50_000 + "eyJ" * 50_000)
    assert time.process_time() - began < 2
