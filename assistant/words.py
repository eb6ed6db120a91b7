"""Words and phrases of English prose, for ranking and for key phrases. Pure functions, no model."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence

_WORD = re.compile(r"[^\W\d_](?:[\w-]*\w)?|\d+(?:\.\d+)?")

TERMS = 12
"""Content words of a query that are sent to a search service."""
LONGEST_TERM = 50
ROOT = 4
"""Letters by which words are taken for forms of one."""

STOPWORDS = frozenset(
    """a about above across after again against all almost along already also although always am among an and any are
    around as at be became because become been before being below between both but by can cannot could did do does
    doing done down during each either else enough especially even ever every few first for from further get give given
    had has have having he hence her here how however i if in indeed instead into is it its itself just kind kinds know
    known last least less let like likely made mainly make many may me might more most much must my near need neither
    never no nor not nothing now of off often on once one only onto or other others our out over own part per perhaps
    quite rather really said same say see seem seems several shall she should show shown shows since so some something
    sort still such take than that the their them then there therefore these they thing things this those though three
    through thus to together too toward towards two under until up upon us use used uses using usually various very via
    was way ways we well were what when where whether which while who whom whose why will with within without would yet
    you your best better good new work works paper papers study studies report reports literature research question
    questions approach approaches propose proposes proposed introduce introduces introduced present presents presented
    demonstrate demonstrates achieve achieves achieved improve improves improved improving outperform outperforms
    existing recent novel based significant significantly effective effectively extensive experiments results
    state-of-the-art challenge challenges ability including often""".split()
)
"""Function words, and words that say only that something is a piece of research."""

_NAMED_ELSEWHERE = frozenset("they them their theirs it its these those".split())


def words(text: str) -> list[str]:
    """Return the words and numbers of a text in lower case, in order."""
    return [word.casefold() for word in _WORD.findall(text)]


def content_words(text: str) -> list[str]:
    """Return the words that carry meaning, in order, each once."""
    return list(dict.fromkeys(word for word in words(text) if word not in STOPWORDS and len(word) > 1))


def search_terms(text: str) -> list[str]:
    """Return the words of a text that are worth sending to a search service: not many, and none of absurd length."""
    return [word for word in content_words(text) if len(word) <= LONGEST_TERM][:TERMS]


def roots(text: str) -> set[str]:
    """Return the beginnings of the words that carry meaning: `route`, `routing` and `routers` have one."""
    return {word[:ROOT] for word in content_words(text)}


def leans(question: str) -> bool:
    """Return whether the question stands beside another one that names its subject, as `How are they pruned?` does."""
    return not _NAMED_ELSEWHERE.isdisjoint(words(question))


def stem(word: str) -> str:
    """Return the word without its plural ending: enough to see that `models` and `model` are one word."""
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")) else word


def phrases(text: str, longest: int = 3) -> list[str]:
    """Return the runs of up to `longest` content words that no stop word or punctuation interrupts.

    The candidates of RAKE (Rose et al. 2010), shortened to windows so that long noun phrases can be recognised by
    their parts.
    """
    return [
        " ".join(run[start : start + size])
        for run in _runs(text)
        for size in range(1, longest + 1)
        for start in range(len(run) - size + 1)
    ]


def shared_phrases(texts: Sequence[str], longest: int = 3) -> Counter[str]:
    """Return in how many of the texts each phrase occurs, singular and plural counted as one."""
    frequency: Counter[str] = Counter()
    spelling: dict[tuple[str, ...], str] = {}
    for text in texts:
        seen = {tuple(map(stem, phrase.split())): phrase for phrase in phrases(text, longest)}
        for key, phrase in seen.items():
            frequency[spelling.setdefault(key, phrase)] += 1
    return frequency


def overlap(wanted: Iterable[str], text: str) -> float:
    """Return the share of the wanted words that the text holds, in [0, 1]; 0 when none is wanted."""
    stems = {stem(word) for word in wanted}
    return len(stems & {stem(word) for word in words(text)}) / len(stems) if stems else 0.0


def _runs(text: str) -> list[list[str]]:
    runs: list[list[str]] = [[]]
    for token in re.findall(r"[^\W\d_](?:[\w-]*\w)?|[^\s\w]|\w+", text.casefold()):
        if token[0].isalpha() and token not in STOPWORDS and len(token) > 2:
            runs[-1].append(token)
        elif runs[-1]:
            runs.append([])
    return [run for run in runs if run]
