"""What of a study is organised and shown: its name, its year, its text, and what it found."""

from assistant.base import Frozen


class Item(Frozen):
    """A study as a hierarchy's makers and readers see it."""

    study: str
    """Its key."""
    title: str
    year: int | None = None
    text: str = ""
    """Its abstract, or the beginning of what else is known of it."""
    claim: str = ""
    """Its finding in a sentence; empty if nobody has drawn it out."""
    contested: bool = False
    """Whether what it claims is contradicted elsewhere."""
    url: str = ""

    @property
    def whole(self) -> str:
        """The title and the text, as they are compared."""
        return f"{self.title}\n{self.text}".strip()

    @property
    def label(self) -> str:
        return f"{self.title} ({self.year})" if self.year else self.title
