"""What a token costs by the price list that comes with litellm."""

import json
from collections.abc import Mapping
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple


class Rates(NamedTuple):
    """Dollars for a token."""

    prompt: float
    completion: float

    def dollars(self, prompt: int, completion: int) -> float:
        """Return what a call costs that takes so many tokens."""
        return prompt * self.prompt + completion * self.completion


def listed(prices: Mapping[str, Mapping[str, Any]], model: str) -> Rates | None:
    """Return a model's rates; None: it is not on the list, or is not paid by the token.

    Args:
        model: `provider/name`; lists name most models of the large providers without their provider.
    """
    provider, _, name = model.partition("/")
    known = prices.get(model)
    if known is None and str(prices.get(name, {}).get("litellm_provider", "")).startswith(provider):
        known = prices.get(name)
    prompt, completion = ((known or {}).get(f"{kind}_cost_per_token") for kind in ("input", "output"))
    return None if prompt is None or completion is None else Rates(float(prompt), float(completion))


@cache
def price_list() -> Mapping[str, Mapping[str, Any]]:
    """Return litellm's price list, from its folder: litellm itself takes seconds to import."""
    spec = find_spec("litellm")
    folders = (spec and spec.submodule_search_locations) or ()
    files = [Path(folder) / "model_prices_and_context_window_backup.json" for folder in folders]
    return next((json.loads(file.read_text("utf-8")) for file in files if file.is_file()), {})
