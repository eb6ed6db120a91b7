"""No secret passes."""

import pytest

from assistant.redaction import redact

SECRETS = [
    "sk-proj-abcdefghijklmnop1234",
    "hf_abcdefghijklmnopqrst",
    "AIzaSyA1234567890abcdefghijklmnop",
    "gsk_abcdefghijklmnop",
]


@pytest.mark.parametrize("secret", SECRETS)
def test_the_shapes_of_keys_are_masked(secret: str) -> None:
    assert secret not in redact(f"401: invalid key {secret}, sent as Bearer {secret}")


def test_keys_of_the_environment_are_masked_whatever_their_shape(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MY_PROVIDER_API_KEY", "plain-looking-value")
    assert redact("echo plain-looking-value") == "echo [secret]"


def test_given_values_are_masked_and_ordinary_words_are_not() -> None:
    assert redact("the key is swordfish; the model is fine", ["swordfish"]) == "the key is [secret]; the model is fine"
    assert redact("a risk-based task-specific sk- prefix", ["", "a"]) == "a risk-based task-specific sk- prefix"
