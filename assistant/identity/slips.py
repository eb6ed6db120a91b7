"""Slips of the pen and of character recognition, told from words that only look alike."""

import re
from collections import Counter

from assistant.identity.vocabulary import is_unheard_of, known_words

_READ_AS = (
    ("0", "o"), ("1", "l"), ("i", "l"), ("5", "s"), ("8", "b"), ("rn", "m"), ("cl", "d"), ("vv", "w"), ("c", "e"),
    ("h", "b"), ("u", "n"),
)  # fmt: skip
"""What character recognition takes for one another."""
_AS_LETTER = str.maketrans("0158", "olsb")

_OPPOSITE_BEGINNINGS = (
    ("hyper", "hypo"), ("macro", "micro"), ("inter", "intra"), ("endo", "exo"), ("endo", "ecto"), ("ante", "anti"),
    ("intro", "extro"), ("ex", "im"), ("in", "de"), ("in", "un"), ("de", "re"), ("im", "em"), ("di", "tri"),
    ("bi", "tri"), ("mono", "homo"), ("milli", "micro"), ("para", "peri"), ("pre", "pro"), ("pre", "re"), ("a", "e"),
    ("a", "an"), ("i", "e"), ("o", "e"), ("o", "a"),
)  # fmt: skip
_OPPOSITE_ENDINGS = (
    ("ate", "ite"), ("ate", "ide"), ("ite", "ide"), ("ane", "ene"), ("ane", "yne"), ("ene", "yne"), ("ine", "ene"),
    ("er", "ee"), ("or", "ee"), ("al", "ol"),
)  # fmt: skip
_OTHER_WORDS = tuple(
    frozenset(group.split()) for group in ("photon phonon proton", "photons phonons protons", "insulin inulin")
)
"""Words of the sciences that the vocabulary lacks."""


def is_slip(ours: str, theirs: str) -> bool:
    """Tell whether two different folded words, in one piece, may be one word of which at least one is misspelt."""
    short, long = sorted((ours, theirs), key=lambda word: (len(word), word))
    if len(short) < 4:
        return len(short) == 3 and long == f"{short}s"
    if _as_read(short) == _as_read(long):
        return True
    if re.search(r"\d", short + long):
        return _is_digit_for_letter(short, long)
    if _mean_two_things(short, long):
        return False
    if len(short) == len(long) == 4:
        return sorted(short) == sorted(long) and distance(short, long, 1) == 1
    return distance(short, long, 2) <= _most(short)


def is_doubtful(ours: str, theirs: str) -> bool:
    """Tell whether what may be a slip may as well be another word, as in `Zambia` and `Gambia`.

    It may if both are words. If neither is known, it may if some letters stand for others that do not look like them,
    unless only one of the words has letters in a row that are unheard of; of short words, whatever the letters are.
    """
    if theirs == f"{ours}s" or ours == f"{theirs}s":
        return False
    known = (ours in known_words()) + (theirs in known_words())
    if known or not _is_substitution(ours, theirs):
        return known == 2
    misread = not _is_substitution(_as_read(ours), _as_read(theirs))
    odd = is_unheard_of(ours) != is_unheard_of(theirs)
    return min(len(ours), len(theirs)) < 6 or not (misread or odd)


def _is_substitution(ours: str, theirs: str) -> bool:
    """Tell whether the shorter word has letters that the longer lacks."""
    short, long = sorted((ours, theirs), key=len)
    return bool(Counter(short) - Counter(long))


def resemble(ours: str, theirs: str) -> bool:
    """Tell whether two words or phrases may be one that is badly misspelt, rather than two of different meaning."""
    short, long = sorted((ours, theirs), key=lambda word: (len(word), word))
    most = 2 * len(long) // 5
    if not short or _mean_two_things(short, long) or {short, long} <= known_words():
        return False
    return distance(short, long, most) <= most


def distance(ours: str, theirs: str, most: int) -> int:
    """Return how many insertions, deletions, substitutions and swaps of neighbours lead from one word to the other.

    Optimal string alignment (Damerau 1964); `most + 1` stands for every greater number.
    """
    while ours and theirs and ours[0] == theirs[0]:
        ours, theirs = ours[1:], theirs[1:]
    while ours and theirs and ours[-1] == theirs[-1]:
        ours, theirs = ours[:-1], theirs[:-1]
    if abs(len(ours) - len(theirs)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(theirs) + 1))
    for i, a in enumerate(ours, 1):
        before, last, row = row, before, [i]
        for j, b in enumerate(theirs, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b))
            if i > 1 and j > 1 and a == theirs[j - 2] and ours[i - 2] == b:
                cost = min(cost, last[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
    return min(row[-1], most + 1)


def _most(word: str) -> int:
    return 1 if len(word) < 8 else 2


def _is_digit_for_letter(ours: str, theirs: str) -> bool:
    """Tell whether a digit in one word is a letter misread, and no number: `retieva1` for `retrieval`."""
    word, other = (ours, theirs) if re.search(r"\d", ours) else (theirs, ours)
    letters = word.translate(_AS_LETTER)
    if re.search(r"\d", letters + other) or re.sub(r"\d", "", word) == other or letters[-1] != other[-1]:
        return False
    return distance(letters, other, 2) <= _most(other)


def _mean_two_things(short: str, long: str) -> bool:
    listed = any({short, long} <= group for group in _OTHER_WORDS)
    compared = short.endswith("e") and long == f"{short}r"
    return listed or compared or _opposite(short, long) or _begins_otherwise(short, long)


def _as_read(word: str) -> str:
    for seen, meant in _READ_AS:
        word = word.replace(seen, meant)
    return word


def _opposite(short: str, long: str) -> bool:
    return any(
        {short[: -len(one)] + other, short[: -len(other)] + one} & {long}
        for one, other in _OPPOSITE_ENDINGS
        if short.endswith((one, other)) and long.endswith((one, other))
    ) or any(
        (short.startswith(one) and long == other + short[len(one) :])
        or (short.startswith(other) and long == one + short[len(other) :])
        for one, other in _OPPOSITE_BEGINNINGS
    )


def _begins_otherwise(short: str, long: str) -> bool:
    """Tell whether the words differ where a prefix would stand (`symmetric` and `asymmetric`, `male` and `female`)."""
    if short[0] == long[0]:
        return False
    if long.endswith(short):
        return len(long) - len(short) > 1 or long[0] in "ae"
    swapped = short[:2] == long[1::-1]
    return not (swapped or short[1:] == long[1:]) or len(short) < 6
