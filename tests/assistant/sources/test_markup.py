"""Marked-up text: the tags go, the text stays."""

import html

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.sources.markup import line_of, text_of


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        (
            "<jats:title>Abstract</jats:title><jats:p>Experts <jats:italic>route</jats:italic>.</jats:p>",
            "Experts route.",
        ),
        ("<jats:p>One.</jats:p>\n  <jats:p>Two.</jats:p>", "One.\n\nTwo."),
        ("<jats:sec><jats:title>Aims</jats:title><jats:p>To route.</jats:p></jats:sec>", "Aims\n\nTo route."),
        ("<h4>Background</h4>H<sub>2</sub>O &amp; CO<sub>2</sub>.", "Background\n\nH2O & CO2."),
        ("Abstract: a thing of beauty", "Abstract: a thing of beauty"),
        ("p < 0.05 and a<b and c>d, x <y> z", "p < 0.05 and a<b and c>d, x z"),
        ('<a href="https://example.org/?a=1">here</a><br/>and <img src=x> there', "here\n\nand there"),
        ("Tokens &lt;1&gt; &#x3B1; &eacute;", "Tokens <1> α é"),
        ("  two\n lines ", "two lines"),
        ("", ""),
    ],
)
def test_tags_go_and_text_stays(markup: str, text: str) -> None:
    assert text_of(markup) == text


def test_a_title_is_one_line() -> None:
    assert line_of("<p>Routing<br/>of</p> <i>experts</i>") == "Routing of experts"


@given(st.text(st.characters(exclude_categories=["Cs", "Cc", "Z"]), max_size=40))
def test_escaped_text_comes_out_as_it_was(text: str) -> None:
    assert text_of(f"<p>{html.escape(text)}</p>") == " ".join(text.split())
