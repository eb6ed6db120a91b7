"""Slips of the pen and of character recognition, told from words that only look alike."""

import re

_READ_AS = (
    ("rn", "m"), ("cl", "d"), ("vv", "w"), ("0", "o"), ("1", "l"), ("i", "l"), ("5", "s"), ("8", "b"),
    ("c", "e"), ("h", "b"), ("u", "n"),
)  # fmt: skip
"""What character recognition takes for one another."""

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
    frozenset(group.split())
    for group in (
        "genetic generic", "genetics generics", "causal casual", "neural neutral", "photon phonon proton",
        "photons phonons protons", "neuron neutron", "neurons neutrons", "mortality morality", "moral mortal",
        "adoption adaption", "perspective prospective", "elastic plastic", "atrial arterial", "gastric gastritis",
        "marital martial", "trial trail", "prostate prostrate", "ionic ironic iconic", "retinal renal",
        "steroid steroids", "expression depression", "optimal optical", "vision fission fusion",
    )
)  # fmt: skip


def is_slip(ours: str, theirs: str) -> bool:
    """Tell whether two different folded words, in one piece, are one word of which at least one is misspelt."""
    short, long = sorted((ours, theirs), key=lambda word: (len(word), word))
    if len(short) < 4 or any({short, long} <= group for group in _OTHER_WORDS):
        return len(short) == 3 and long == f"{short}s"
    if _as_read(short) == _as_read(long):
        return True
    if re.search(r"\d", short + long) or _opposite(short, long) or _begins_otherwise(short, long):
        return False
    if len(short) == 4 and len(long) == 4:
        return sorted(short) == sorted(long) and distance(short, long, 1) == 1
    return distance(short, long, 2) <= (1 if len(short) < 9 else 2)


def distance(ours: str, theirs: str, most: int) -> int:
    """Return how many insertions, deletions, substitutions and swaps of neighbours lead from one word to the other.

    Optimal string alignment (Damerau 1964); `most + 1` stands for every greater number.
    """
    while ours and theirs and ours[0] == theirs[0]:
        ours, theirs = ours[1:], theirs[1:]
    while ours and theirs and ours[-1] == theirs[-1]:
        ours, theirs = ours[:-1], theirs[:-1]
    if abs(len(ours) - len(theirs)) > most or min(len(ours), len(theirs)) > 4 * most:
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
    return min(row[-1], most + 1)


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
