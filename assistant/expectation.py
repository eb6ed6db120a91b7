"""What a run with certain settings is expected to take: the estimate, fed with the models and prices at hand."""

from assistant.estimate import Estimate, Scale, estimate
from assistant.experts.endpoint import Endpoint
from assistant.experts.pool import pool
from assistant.gauging import gauge
from assistant.settings import Settings
from assistant.sources.catalogue import CATALOGUE


def expectation(question: str, settings: Settings) -> Estimate:
    """Return what a run on the question is likely to take; nothing is asked, and nothing is spent.

    Raises:
        SetupError: the settings name models that cannot be used.
    """
    endpoints = {endpoint.name: endpoint for endpoint in pool(settings).endpoints}
    scale = Scale(
        breadth=settings.breadth,
        depth=settings.depth,
        max_studies=settings.max_studies,
        full_texts=0 if settings.offline else settings.full_texts,
        models=tuple(endpoints),
        online=0 if settings.offline else sum(name in CATALOGUE for name in settings.sources),
        short=settings.path == "short" or (settings.path == "auto" and gauge(question).short),
    )
    return estimate(scale, lambda name, prompt, completion: _cost(endpoints[name], prompt, completion))


def _cost(endpoint: Endpoint, prompt: int, completion: int) -> float | None:
    rates = endpoint.price
    return None if rates is None else prompt * rates[0] + completion * rates[1]
