"""Words that turn what a sentence says: negations, directions, comparisons, and how sure or how much it is.

Closed classes, written down; everything is by stem, so that `reduces` and `reduction` are one word.
"""

import re
from typing import Literal

from assistant.words import stem

Sign = Literal[-1, 0, 1]

_ENDINGS = (
    """ations ation ating ated ates ate ions ion ing ies ied ed es ers er ors or ly s e ive ment ity al""".split()
)

DENIALS = frozenset(
    """no not nor never neither none without cannot lack lacks lacking lacked fail fails failed unable nothing
    aren couldn didn doesn don hadn hasn haven isn shouldn wasn weren won wouldn""".split()  # what is left before ’t
)
"""Words that deny what they stand with."""
NEGATIONS = DENIALS | frozenset(
    """absence absent hardly independent ineffective insufficient little unaffected unchanged unlikely
    unrelated""".split()
)
"""Those, and words that deny as part of what they mean."""
_CONTRACTED = re.compile(r"n['’]t$")

_MORE = """increase raise rise enhance elevate improve promote activate stimulate induce upregulate higher high greater
    more gain grow boost amplify augment accelerate strengthen facilitate enable elevated long longer large larger
    better best strong stronger early positive benefit exceed outperform above most maximum expand extend surpass
    faster heavier cheaper easier beat"""
_LESS = """decrease reduce lower decline diminish impair inhibit suppress block downregulate low less fewer lesser loss
    drop attenuate worsen weaken hinder prevent disrupt deplete short shorter small smaller worse worst weak weaker late
    negative harm below least minimum shrink slow delay deactivate inactivate restrict limit abolish protect fall
    underperform slower lighter dearer harder"""

FUNCTION_WORDS = frozenset(
    """an the of in on at to for from by with as is are was were be been being and or but that this these those it its
    their there which who whom whose than then into onto about between during over under such can could may might will
    would shall should do does did has have had we our he she they them his her you your also both each other some any
    all more most very so if when while where how what""".split()
)


def root(word: str) -> str:
    """Return the word without a common ending: cruder than a plural's stem, so that word classes meet."""
    word = word.casefold()
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 4 and not word.endswith("eed"):
            return word.removesuffix(ending)
    return stem(word)


_MORE_ROOTS = frozenset(map(root, _MORE.split()))
_LESS_ROOTS = frozenset(map(root, _LESS.split()))


def is_denial(word: str) -> bool:
    word = word.casefold()
    return word in DENIALS or _CONTRACTED.search(word) is not None


def is_negation(word: str) -> bool:
    word = word.casefold()
    return word in NEGATIONS or _CONTRACTED.search(word) is not None


def direction(word: str) -> Sign:
    """Return 1 for a word that says more, -1 for one that says less, 0 for any other."""
    found = root(word)
    return 1 if found in _MORE_ROOTS else -1 if found in _LESS_ROOTS else 0
