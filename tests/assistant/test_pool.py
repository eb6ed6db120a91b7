"""Which models a file names, and what of it is resolved."""

from pathlib import Path

import pytest

from assistant.errors import SetupError
from assistant.experts.limits import Limits
from assistant.experts.pool import Pool, pool
from assistant.settings import Settings

FILE = """
model_list:
  - model_name: gateway
    litellm_params:
      model: openai/gpt
      api_base: os.environ/GATEWAY
      rpm: 10
      tpm: 20000
      max_parallel_requests: 3
      input_cost_per_token: 0.000001
      output_cost_per_token: 0.000002
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


def test_limits_and_prices_are_ours_to_keep_and_not_passed_on(tmp_path: Path) -> None:
    """Passed on, limits would have requests refused."""
    (endpoint,) = read(tmp_path).endpoints
    assert endpoint.limits == Limits(at_once=3, rpm=10, tpm=20_000)
    assert endpoint.rates == (1e-6, 2e-6)
    assert set(endpoint.parameters) == {"extra_headers", "fallbacks"}


@pytest.mark.parametrize("limit", ["rpm: 0", "tpm: -1", "max_parallel_requests: 0", "rpm: many"])
def test_a_limit_that_lets_nothing_through_is_refused_in_words(tmp_path: Path, limit: str) -> None:
    with pytest.raises(SetupError, match=f"litellm_params.{limit.partition(':')[0]}: "):
        read(tmp_path, f"model_list: [{{model_name: m, litellm_params: {{model: openai/m, {limit}}}}}]")


def test_what_cannot_be_used_is_said(tmp_path: Path) -> None:
    assert read(tmp_path).problems == (
        "vectors is a model for embedding",
        "keyless needs NOWHERE in the environment",
    )


def test_parameters_do_not_show_in_an_endpoints_words(tmp_path: Path) -> None:
    assert "physics-4711" not in repr(read(tmp_path))


def test_an_empty_list_is_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(SetupError, match="can be used: its model_list is empty"):
        read(tmp_path, "model_list: []")


def test_a_file_without_a_model_that_converses_is_refused(tmp_path: Path) -> None:
    text = "model_list: [{model_name: v, litellm_params: {model: openai/v}, model_info: {mode: embedding}}]"
    with pytest.raises(SetupError, match="v is a model for embedding"):
        read(tmp_path, text)
