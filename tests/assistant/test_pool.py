"""Which models a file names, and what of it is resolved."""

from pathlib import Path

import pytest

from assistant.errors import SetupError
from assistant.experts.pool import Pool, pool
from assistant.settings import Settings

FILE = """
model_list:
  - model_name: gateway
    litellm_params:
      model: openai/gpt
      api_base: os.environ/GATEWAY
      rpm: 10
      extra_headers: {X-Team: os.environ/TEAM, X-Plain: plain}
      fallbacks: [{model: os.environ/OTHER}]
  - model_name: vectors
    litellm_params: {model: openai/text-embedding}
    model_info: {mode: embedding, id: 7}
  - model_name: keyless
    litellm_params: {model: openai/gpt, api_key: os.environ/NOWHERE}
"""
ENVIRONMENT = {"GATEWAY": "http://gateway", "TEAM": "physics-4711", "OTHER": "openai/other"}


def read(folder: Path, text: str = FILE) -> Pool:
    (folder / "models.yaml").write_text(text)
    return pool(Settings(models=str(folder / "models.yaml")), ENVIRONMENT)


def test_variables_are_resolved_however_deep_they_stand(tmp_path: Path) -> None:
    (endpoint,) = read(tmp_path).endpoints
    assert endpoint.api_base == "http://gateway"
    assert endpoint.parameters == {
        "extra_headers": {"X-Team": "physics-4711", "X-Plain": "plain"},
        "fallbacks": [{"model": "openai/other"}],
    }


def test_what_cannot_be_used_is_said(tmp_path: Path) -> None:
    assert read(tmp_path).problems == (
        "vectors is a model for embedding",
        "keyless needs NOWHERE in the environment",
    )


def test_parameters_do_not_show_in_an_endpoints_words(tmp_path: Path) -> None:
    assert "physics-4711" not in repr(read(tmp_path))


def test_a_file_without_a_model_that_converses_is_refused(tmp_path: Path) -> None:
    text = "model_list: [{model_name: v, litellm_params: {model: openai/v}, model_info: {mode: embedding}}]"
    with pytest.raises(SetupError, match="v is a model for embedding"):
        read(tmp_path, text)
