"""Full texts of studies: where they are, how they are fetched, and how HTML and PDF become marked text."""

from assistant.fulltext.fetching import Fetched, fetch

__all__ = ["Fetched", "fetch"]
