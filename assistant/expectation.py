"""What a run with certain settings is expected to take: the estimate, fed with the models and prices at hand."""

from assistant.estimate import Estimate, Scale, estimate
from assistant.experts.endpoint import Endpoint
from assistant.experts.pool import pool
from assistant.gauging import gauge
from assistant.plan import Plan
from assistant.settings import Settings
from assistant.sources.catalogue import CATALOGUE


def expectation(question: str, settings: Settings, plan: Plan | None = None) -> Estimate:
    """Return what a run on the question is likely to take; nothing is asked, and nothing is spent.

    Args:
        plan: the one that it is to follow; None: it has yet to be made.

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
        short=plan is None and _is_short(question, settings),
        planned=tuple(len(part.queries) for part in plan.subquestions) if plan else (),
    )
    return estimate(scale, lambda name, prompt, completion: _cost(endpoints[name], prompt, completion))


def _is_short(question: str, settings: Settings) -> bool:
    return settings.path == "short" or (settings.path == "auto" and gauge(question).short)


def _cost(endpoint: Endpoint, prompt: int, completion: int) -> float | None:
    rates = endpoint.price
    return None if rates is None else prompt * rates[0] + completion * rates[1]
