"""One spelling for many: markup, LaTeX, Unicode forms, accents, Greek letters, numerals, British and American English.

Only for comparing. What is lost here (accents, mathematical signs, case) is lost on both sides of a comparison.
"""

import html
import re
import unicodedata
from functools import lru_cache

_NAMED = {
    "alpha": "a0", "beta": "b", "gamma": "g", "delta": "d", "epsilon": "e", "zeta": "z", "eta": "h", "theta": "q",
    "iota": "i", "kappa": "k", "lambda": "l", "mu": "m", "nu": "n", "xi": "x", "pi": "p", "rho": "r", "sigma": "s",
    "tau": "t", "upsilon": "y", "phi": "f", "chi": "c", "psi": "u", "omega": "w",
}  # fmt: skip
"""One Latin letter for each Greek one: `NF-κB`, `NF-kappaB` and `NF-kB` are one name. No article is `a0`."""
_GREEK = {
    ord(letter): f" {latin} " for letter, latin in zip("αβγδεζηθικλμνξπρστυφχψως", [*_NAMED.values(), "s"], strict=True)
} | {ord("ο"): "o"}
_WITH_GREEK = re.compile(r"(\w{0,2})(alpha|beta|gamma|delta|epsilon|zeta|theta|kappa|lambda|sigma|omega)(\w{0,2})")
_LETTERS = {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h", "×": "x"}
_DASHES = dict.fromkeys("‐‑‒−﹣－", "-")
_CHARACTERS = _GREEK | str.maketrans(_LETTERS | _DASHES)
_INVISIBLE = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff™®©℠]")
_COMBINING = re.compile(
    "[\u0300-\u036f\u0483-\u0487\u064b-\u065f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\u3099\u309a\ufe20-\ufe2f]+"
)

_TWICE_TOLD = re.compile(r"<(tex-math|annotation)\b.*?</\1>", re.IGNORECASE | re.DOTALL)
_TAG = re.compile(
    r"</?(?:\w+:)?(?:i|b|u|em|strong|su[bp]|scp?|small|italic|bold|roman|tt|span|font|math|m[a-z]{1,12}|semantics"
    r"|inline-formula|alternatives|named-content|styled-content|title|jats|sans-serif|overline|underline|monospace)"
    r"(?:\s[^<>]*=[^<>]*)?/?>",
    re.IGNORECASE,
)
_BREAK = re.compile(r"</?(?:\w+:)?(?:p|br|div|li|ul|sec|abstract)(?:\s[^<>]*)?/?>", re.IGNORECASE)
_ACCENT = re.compile(r"\\(?:[`'\"^~=.]\s*|[uvHtcdbrk](?=[\s{]))[\s{]*\\?([A-Za-z])\}?")
_COMMAND = re.compile(r"\\([A-Za-z]+)\*?[ \t]*")
_ESCAPED = re.compile(r"\\([&%#$_{}])")
_SPOKEN = frozenset(_NAMED) | frozenset(
    """log ln exp sin cos tan min max lim sup inf det dim ker deg gcd arg mod latex tex""".split()
)
_SAID_OTHERWISE = {
    "ss": "ss", "o": "o", "l": "l", "ae": "ae", "oe": "oe", "aa": "a", "i": "i", "j": "j", "dh": "d", "th": "th",
    "ell": "l", "times": "x", "textendash": "-", "textemdash": " - ", "newline": " ", "linebreak": " ", "quad": " ",
}  # fmt: skip

_STAR = re.compile(r"(?<=\b\w)\*|(?<=\b\w{2})\*|(?<=\b\w{3})\*")
_WORD = re.compile(r"[^\W_]+")
NUMBERS = {
    word: str(number)
    for number, word in enumerate("zero one two three four five six seven eight nine ten eleven twelve".split())
} | {"first": "1st", "second": "2nd", "third": "3rd"}
_ROMANS = {"ii": "2", "iii": "3", "iv": "4", "vi": "6", "vii": "7", "viii": "8", "ix": "9", "xi": "11", "xii": "12"}
_COUNTED = re.compile(r"\b(part|type|phase|stage|class|grade|level|vol|volume|chapter|book|section|study) (i|v|x)\b")
_LAST = re.compile(r"(?<=\W)i(?=\W*$)")
_LETTERED = re.compile(
    r"(?<=\w-)a\b|\b(part|type|group|class|section|appendix|book|volume|paper|study|model|phase|series|vitamin"
    r"|hepatitis|influenza|factor|protein) a\b|\ba(?=\W*$)"
)
_ROMAN = {"i": "1", "v": "5", "x": "10"}
_AMERICAN = (
    (re.compile(r"(?<=[a-z]{3})is(?=(?:e|ed|er|ers|es|ing|ation|ations|ational|able)$)"), "iz"),
    (re.compile(r"(?<=[a-z])ys(?=(?:e|ed|er|ers|es|ing)$)"), "yz"),
    (re.compile(r"(?<=[a-z]{2})our"), "or"),
    (re.compile(r"ae|(?<![rpdt])oe"), "e"),
    (re.compile(r"ll(?=(?:ed|er|ers|or|ors|ing|ment|ful)?$)"), "l"),
    (re.compile(r"(?<=[tbv])re(?=s?$)"), "er"),
    (re.compile(r"(?<=[tb])red$"), "ered"),
    (re.compile(r"ogue(?=s?$)"), "og"),
    (re.compile(r"ens(?=(?:e|es|ing)$)"), "enc"),
    (re.compile(r"^programme(?=s?$)"), "program"),
    (re.compile(r"sulph"), "sulf"),
    (re.compile(r"aluminium"), "aluminum"),
    (re.compile(r"^artefact"), "artifact"),
    (re.compile(r"^sceptic"), "skeptic"),
    (re.compile(r"^grey"), "gray"),
    (re.compile(r"(?<=g)e(?=ment)|(?<=ag)e(?=ing$)"), ""),
    (re.compile(r"^(practi)s(?=e|ing)"), r"\1c"),
    (re.compile(r"(?<=^among)st$|(?<=neuron)e(?=s?$)|(?<=focus)s(?=ed|ing)"), ""),
)
"""Rules for both sides of a comparison, so that a word which they bend out of shape is bent alike everywhere."""


def normalised(text: str) -> str:
    """Return the letters and digits of a text, in lower case without accents, single-spaced."""
    decomposed = unicodedata.normalize("NFKD", text).casefold()
    return " ".join(re.findall(r"\w+", "".join(c for c in decomposed if not unicodedata.combining(c))))


def folded(text: str) -> str:
    """Return the text in lower case without markup, accents and invisible characters; punctuation stays."""
    if not text.isascii():
        text = _simple(text)
    if "&" in text or "<" in text:
        text = _without_tags(html.unescape(html.unescape(text)))
        text = text if text.isascii() else _simple(text)
    if "\\" in text or "$" in text or "{" in text or "~" in text:
        text = _without_latex(text)
    text = text.casefold()
    text = text if text.isascii() else text.translate(_CHARACTERS)
    text = text.replace("&", " and ").replace("+", "plus")
    return _STAR.sub("star", text) if "*" in text else text


def words(text: str) -> list[str]:
    """Return the words and numbers of a folded text, in order.

    Of numbers as in `part I` or at the end, digits are returned. An `a` that is a name, as in `part A`, becomes `a0`,
    so that it is not taken for an article.
    """
    counted = _LAST.sub("1", _COUNTED.sub(lambda found: f"{found[1]} {_ROMAN[found[2]]}", text))
    return _WORD.findall(_LETTERED.sub(lambda found: f"{found[1] or ''} a0", counted))


@lru_cache(maxsize=1 << 16)
def spelled(word: str) -> str:
    """Return an American spelling for a folded word; not always an English word, but always the same."""
    if word in _ROMANS:
        return _ROMANS[word]
    if word in _NAMED:
        return _NAMED[word]
    if found := _WITH_GREEK.fullmatch(word):
        return f"{found[1]}{_NAMED[found[2]]}{found[3]}"
    if len(word) < 5 or not word.isalpha():
        return "gray" if word == "grey" else word
    for british, american in _AMERICAN:
        word = british.sub(american, word)
    return word


def _simple(text: str) -> str:
    return _COMBINING.sub("", unicodedata.normalize("NFKD", _INVISIBLE.sub("", text)))


def _without_tags(text: str) -> str:
    return _BREAK.sub(" ", _TAG.sub("", _TWICE_TOLD.sub("", text)))


def _without_latex(text: str) -> str:
    text = _ACCENT.sub(r"\1", text)
    text = _COMMAND.sub(_command, _ESCAPED.sub(r"\1", text))
    return re.sub(r"[${}^_\\]", "", text.replace("~", " "))


def _command(found: re.Match[str]) -> str:
    """Return what is said for a command: its name for letters and operators, nothing for the rest."""
    name = found[1].lower()
    spoken = re.sub("^(?:text|var|up)", "", name)
    return f"{spoken} " if spoken in _SPOKEN else _SAID_OTHERWISE.get(name, "")
