"""Marked-up text: the tags go, the text stays."""

import html

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.sources.markup import paragraphs, plain


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
        ("if a <b and c> d, p<0.05, p < .05 <1> x <y> z", "if a <b and c> d, p<0.05, p < .05 <1> x <y> z"),
        ("<a href=\"https://example.org/?a=1\">here</a><br/>and <sub class='x'>there</sub>", "here\n\nand there"),
        ('<mml:math xmlns:mml="http://www.w3.org/"><mml:mi>n</mml:mi></mml:math> bits', "n bits"),
        ("Tokens &lt;1&gt; &#x3B1; &eacute;", "Tokens <1> α é"),
        ("<I>Drosophila</I> &lt;3", "Drosophila <3"),
        ("  two\n lines ", "two lines"),
        ("", ""),
    ],
)
def test_tags_go_and_text_stays(markup: str, text: str) -> None:
    assert paragraphs(markup) == text


def test_a_title_is_one_line_and_keeps_its_words() -> None:
    assert plain("<p>Routing<br/>of</p> <i>experts</i>") == "Routing of experts"
    assert plain("<jats:title>Abstract</jats:title><jats:p>H<sub>2</sub>O &amp; CO</jats:p>") == "Abstract H2O & CO"


@given(st.text(st.characters(exclude_categories=["Cs", "Cc", "Z"]), max_size=40))
def test_escaped_text_comes_out_as_it_was(text: str) -> None:
    assert paragraphs(f"<p>{html.escape(text)}</p>") == " ".join(text.split())


@given(st.text(st.characters(exclude_characters="<>&")))
def test_plain_text_stays_as_it_is(text: str) -> None:
    assert plain(text) == " ".join(text.split())
