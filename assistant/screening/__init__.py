"""Screening: which of many studies are worth reading, decided with as little reading as can be.

What rank and nearness decide alone is decided at once (`triage`); the rest is put before an expert or a person, best
first, in an order that every decision changes (`order`), until it is unlikely that much is missed (`recall_bound`).
"""

from assistant.screening.active import Features, features, order, wording
from assistant.screening.stopping import percent, recall_bound
from assistant.screening.triage import Triage, triage

__all__ = ["Features", "Triage", "features", "order", "percent", "recall_bound", "triage", "wording"]
