"""Prose to and from LaTeX, as the fields of BibTeX entries hold it; a text that was written reads back the same."""

import logging
import re
from functools import cache
from typing import Any

from assistant.bibliography.entry import one_line

LONGEST = 20_000
"""Characters of a field that are decoded; decoding takes 2 s for 100,000, and a longer field stays LaTeX."""

_MATH = r"(?<!\\)\$(?:[^$\\]|\\.)+\$"
_ISLAND = re.compile(
    rf"""({_MATH}|\{{\\[A-Za-z]+\}}|\\ensuremath\{{\\?\w+\}}|\\[%&_#$]
    |\{{\\[a-zA-Z]\{{[A-Za-z]\}}\}}|\{{\\["'`^~=.]\\?[A-Za-z]\}}|\\["'`^~=.](?:[A-Za-z]|\{{\\?[A-Za-z]\}}))""",
    re.VERBOSE,
)
"""What can be decoded by itself: a formula, which stays as it is, or one letter or sign."""
_LIGATURES = {"---": "—", "--": "–", "``": "“", "''": "”", "?`": "¿", "!`": "¡", "~": " ", "{": "", "}": ""}
_SIGNS = {
    "\\": r"{\textbackslash}", "{": r"{\textbraceleft}", "}": r"{\textbraceright}", "^": r"{\textasciicircum}",
    "~": r"{\textasciitilde}", "<": r"{\textless}", ">": r"{\textgreater}", "$": r"\$", "&": r"\&", "%": r"\%",
    "#": r"\#", "_": r"\_",
}  # fmt: skip
"""Braces by name, because BibTeX counts them also behind a backslash."""
_TO_ENCODE = re.compile(r"(?<=-)(?=-)|(?<=`)(?=`)|(?<=')(?=')|(?<=[?!])(?=`)|[^ -~]|[\\{}^~<>$&%#_]")
_LINK = re.compile(r"\\href\s*\{[^{}]*\}")
"""The part of a link that is not shown."""
_FORMULA = re.compile(r"(\$(?=\S)(?:\\[A-Za-z]++|[^\\$%#&~])*?(?<=\S)\$(?!\d))")
"""The name of a command is taken whole, so that a dollar without its other one costs no more than a look."""


def text_of(latex: str) -> str:
    """Return LaTeX as plain text on one line; formulas stay LaTeX, and unknown commands leave their arguments.

    Raises:
        ValueError: it is no LaTeX.
    """
    if len(latex) > LONGEST:
        return one_line(latex)
    pieces = _ISLAND.split(latex)
    if any("\\" in piece or "$" in piece for piece in pieces[::2]):
        bare = re.sub(r"(?<!\\)%", r"\%", latex)  # a bare percent sign in a field is meant, and begins no comment
        return one_line(_decoded(re.sub(r"(?<!\\)~", " ", bare)))
    pieces[::2] = map(_plain, pieces[::2])
    pieces[1::2] = map(_letter, pieces[1::2])
    return one_line("".join(pieces))


def latex_of(text: str) -> str:
    """Return plain text as LaTeX on one line: formulas as they are, letters and signs by name where LaTeX has one."""
    line = one_line(text)
    pieces = _FORMULA.split(line)
    pieces[::2] = map(_encoded, pieces[::2])
    made = "".join(pieces)
    return made if len(pieces) == 1 or (_balanced(made) and text_of(made) == line) else _encoded(line)


def _plain(piece: str) -> str:
    for sign, letter in _LIGATURES.items():
        piece = piece.replace(sign, letter)
    return piece


def _encoded(text: str) -> str:
    return _TO_ENCODE.sub(lambda found: _named(found[0]) if found[0] else "{}", text)


@cache
def _named(letter: str) -> str:
    """Return a letter as LaTeX names it, or as it is where the name would not be read as the same letter."""
    if letter in _SIGNS:
        return _SIGNS[letter]
    from pylatexenc.latexencode import UnicodeToLatexEncoder

    encoder = UnicodeToLatexEncoder(unknown_char_policy="keep", unknown_char_warning=False)
    name: str = encoder.unicode_to_latex(letter)
    group = f"{{{name}}}" if name.startswith("\\") else name  # as BibTeX wants letters that are more than one sign
    return group if group.startswith("{") and text_of(f"x{group}x") == f"x{letter}x" else letter


@cache
def _letter(island: str) -> str:
    return island if island.startswith("$") else _decoded(island)


def _decoded(latex: str) -> str:
    try:
        text: str = _decoder().latex_to_text(_LINK.sub("", latex))
    except (LookupError, TypeError, AttributeError, RecursionError) as error:
        raise ValueError(f"{latex[:60]!r} cannot be read as LaTeX ({type(error).__name__})") from None
    return text


@cache
def _decoder() -> Any:
    """Return pylatexenc's decoder, with the signs that it lacks."""
    from pylatexenc.latex2text import LatexNodes2Text, MacroTextSpec, get_default_latex_context_db

    signs = {"textbraceleft": "{", "textbraceright": "}", "textasciicircum": "^", "textless": "<", "textgreater": ">"}
    names = {"LaTeX": "LaTeX", "TeX": "TeX", "BibTeX": "BibTeX"}
    context = get_default_latex_context_db()
    macros = [MacroTextSpec(name, simplify_repl=letters) for name, letters in (signs | names).items()]
    context.add_context_category("signs", macros=macros, prepend=True)
    context.set_unknown_macro_spec(MacroTextSpec("", discard=False))
    logging.getLogger("pylatexenc").setLevel(logging.CRITICAL)  # it would write over the screen
    return LatexNodes2Text(latex_context=context, keep_braced_groups=False, math_mode="verbatim")


def _balanced(latex: str) -> bool:
    """Tell whether every brace closes, and none before it opens."""
    depth = 0
    for brace in re.findall(r"[{}]", latex):
        depth += 1 if brace == "{" else -1
        if depth < 0:
            return False
    return depth == 0
