"""What `check` and `rebuild` say about a library."""

from assistant.base import Frozen


class Health(Frozen):
    """Counts, and what is wrong in words; a sound library has no problems."""

    studies: int
    passages: int
    """Passages of texts, and one for each study that is known by its title only."""
    vectors: int
    """Passages that the present embedder has embedded."""
    indexed: int
    """Entries in the vector index."""
    problems: tuple[str, ...] = ()
