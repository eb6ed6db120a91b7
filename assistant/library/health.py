"""What `check` and `rebuild` say about a library."""

from assistant.base import Frozen


class Health(Frozen):
    """Counts, and what is damaged in words; a sound library has no problems, however much may still wait."""

    studies: int
    passages: int
    """Passages of texts, and one for each study that is known by its title only."""
    vectors: int
    """Passages that the present embedder has embedded."""
    unembedded: int
    """Passages that wait for it; `assistant library add` goes on with them, a search too if they are few."""
    indexed: int
    """Entries in the vector index."""
    unindexed: int
    """Entries that it has yet to learn or to forget; the next search brings it up to date."""
    problems: tuple[str, ...] = ()

    @property
    def is_complete(self) -> bool:
        """Whether it is sound and nothing waits."""
        return not (self.problems or self.unembedded or self.unindexed)
