"""One spelling for many: markup, LaTeX, Unicode forms, accents, Greek letters, numerals, British and American English.

Only for comparing. What is lost here (accents, mathematical signs, case) is lost on both sides of a comparison.
"""

import html
import re
import unicodedata
from functools import lru_cache

_GREEK = {
    chr(code): unicodedata.name(chr(code)).split()[-1].lower().replace("lamda", "lambda")
    for code in range(ord("α"), ord("ω") + 1)
}
_LETTERS = {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h", "×": "x"}
_DASHES = dict.fromkeys("‐‑‒−﹣－", "-")
_CHARACTERS = str.maketrans(_GREEK | _LETTERS | _DASHES)
_INVISIBLE = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff™®©℠]")
_COMBINING = re.compile("[\u0300-\u036f\u0483-\u0487\u064b-\u065f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\u3099\u309a\ufe20-\ufe2f]+")

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
_SPOKEN = frozenset(
    """alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho sigma tau upsilon phi chi
    psi omega log ln exp sin cos tan min max lim sup inf det dim ker deg gcd arg mod latex tex""".split()
)
_SAID_OTHERWISE = {
    "ss": "ss", "o": "o", "l": "l", "ae": "ae", "oe": "oe", "aa": "a", "i": "i", "j": "j", "dh": "d", "th": "th",
    "ell": "l", "times": "x", "varepsilon": "epsilon", "vartheta": "theta", "varphi": "phi", "textmu": "mu",
    "textendash": "-", "textemdash": " - ", "newline": " ", "linebreak": " ", "quad": " ",
}  # fmt: skip

_STAR = re.compile(r"(?<=\w)\*(?=[\s-]+\w)")
_WORD = re.compile(r"[^\W_]+")
_NUMBERS = {
    word: str(number)
    for number, word in enumerate("zero one two three four five six seven eight nine ten eleven twelve".split())
} | {"ii": "2", "iii": "3", "iv": "4", "vi": "6", "vii": "7", "viii": "8", "ix": "9", "xi": "11", "xii": "12",
     "first": "1st", "second": "2nd", "third": "3rd"}  # fmt: skip
_COUNTED = re.compile(r"\b(part|type|phase|stage|class|grade|level|vol|volume|chapter|book|section|study) (i|v|x)\b")
_ROMAN = {"i": "1", "v": "5", "x": "10"}
_AMERICAN = (
    (re.compile(r"(?<=[a-z]{3})is(?=(?:e|ed|er|ers|es|ing|ation|ations|ational|able)$)"), "iz"),
    (re.compile(r"(?<=[a-z])ys(?=(?:e|ed|er|ers|es|ing)$)"), "yz"),
    (re.compile(r"(?<=[a-z]{2})our"), "or"),
    (re.compile(r"[ao]e"), "e"),
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
    (re.compile(r"(?<=ward)s$|(?<=^among)st$|(?<=neuron)e(?=s?$)|(?<=focus)s(?=ed|ing)"), ""),
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
    return _STAR.sub("star", text.replace("&", " and ").replace("+", "plus"))


def words(text: str) -> list[str]:
    """Return the words and numbers of a folded text, each in the one spelling that all its variants share."""
    counted = _COUNTED.sub(lambda found: f"{found[1]} {_ROMAN[found[2]]}", text)
    return [spelled(word) for word in _WORD.findall(counted)]


@lru_cache(maxsize=1 << 16)
def spelled(word: str) -> str:
    """Return an American spelling and digits for a folded word; not always an English word, but always the same."""
    if word in _NUMBERS:
        return _NUMBERS[word]
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
    name = found[1]
    if name.lower() in _SPOKEN:
        return f"{name.lower()} "
    return _SAID_OTHERWISE.get(name) or _SAID_OTHERWISE.get(name.lower(), "")
