"""What English words look like, by the words that the built-in model's vocabulary holds whole."""

from functools import lru_cache


@lru_cache(maxsize=1)
def known_words() -> frozenset[str]:
    """Return some twenty thousand words of English and names, in lower case without accents.

    Raises:
        SetupError: the package that holds the vocabulary is not installed.
    """
    from assistant.embedding import model_folder

    lines = (model_folder() / "vocab.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if line.isalpha() and len(line) > 2)


def is_unheard_of(word: str) -> bool:
    """Tell whether three letters in a row of a word, or at an end of it, stand in no known word."""
    return not _threes_of_words() >= _threes(word)


@lru_cache(maxsize=1)
def _threes_of_words() -> frozenset[str]:
    return frozenset(three for word in known_words() for three in _threes(word))


def _threes(word: str) -> set[str]:
    padded = f" {word} "
    return {padded[start : start + 3] for start in range(len(padded) - 2)}
