"""HTML becomes prose under its headings, and nothing else of the page comes along."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.errors import SourceError
from assistant.fulltext import html
from assistant.passages import cut
from assistant.study import Text
from tests.servers.paper_server import TITLE, journal, latexml


def text_of(body: str) -> Text:
    return html.read(f"<html><body>{body}</body></html>".encode()).text


def content(body: str) -> str:
    return text_of(body).content


def sections(text: Text) -> dict[str, str]:
    """Map each heading to the text under it."""
    return {passage.section: passage.content.strip() for passage in cut("k", text, 10**6)}


def test_an_article_of_arxiv_is_read() -> None:
    article = html.read(latexml().encode(), "https://arxiv.org/html/2401.00001v2")
    assert article.title == TITLE
    assert article.ids == ("arxiv:2401.00001",)
    assert list(sections(article.text)) == ["Abstract", "1 Introduction", "2 Methods", "3 Results"]
    assert sections(article.text)["Abstract"] == r"We balance experts with $\lambda=0.1$ and lose 1.2%."


@pytest.mark.parametrize(
    "word", ["script", "Report", "Contents", "Analytical", "footnote", "only cited", "Generated", "arXiv", TITLE]
)
def test_what_stands_around_an_article_of_arxiv_is_left_out(word: str) -> None:
    assert word not in html.read(latexml().encode()).text.content


def test_an_article_of_a_journal_is_read_with_what_it_says_of_itself() -> None:
    article = html.read(journal(pdf="/p.pdf").encode(), "https://journal.org/a/1")
    assert article.title == TITLE
    assert (article.authors, article.year, article.venue) == (("Ada Lovelace",), 2024, "Journal of Routing")
    assert article.ids == ("doi:10.1000/routing.1",)
    assert article.pdf == "https://journal.org/p.pdf"
    assert list(sections(article.text)) == ["Abstract", "Methods", "Results", "Acknowledgements"]
    assert sections(article.text)["Acknowledgements"] == "We thank the experts."


def test_subsections_of_what_is_left_out_are_left_out_and_what_follows_is_not() -> None:
    body = "<h2>References</h2><h3>Primary</h3><p>Cited.</p><h2>Appendix</h2><p>Said.</p>"
    assert sections(text_of(body)) == {"Appendix": "Said."}


@pytest.mark.parametrize(
    ("formula", "text"),
    [
        (r'<math alttext="\displaystyle x^{2}"><mi>x</mi></math>', "$x^{2}$"),
        ('<math alttext="n=3"><mi>n</mi></math>', "n=3"),
        (r'<math alttext="91.2\%"><mn>91.2</mn></math>', "91.2%"),
        ("<math alttext='a_{1}%\n+b'></math>", "$a_{1}+b$"),
        ('<math><mi>x</mi><annotation encoding="application/x-tex">x_1</annotation></math>', "$x_1$"),
        ("<math><mi>x</mi><mo>+</mo><mn>1</mn></math>", "x+1"),
        ('<span class="katex"><math><annotation encoding="application/x-tex">y_2</annotation></math>'
         '<span class="katex-html" aria-hidden="true">y2</span></span>', "$y_2$"),
        ('<script type="math/tex">z_3</script>', "$z_3$"),
    ],
)  # fmt: skip
def test_mathematics_is_tex(formula: str, text: str) -> None:
    assert content(f"<p>so {formula} holds</p>") == f"so {text} holds"


def test_tables_are_lines_of_cells() -> None:
    table = (
        "<table><caption>Table 1: <b>Scores</b></caption><thead><tr><th>Model</th><th>F1</th></tr></thead>"
        "<tbody><tr><td><p>Ours</p></td><td>91.2</td></tr><tr><td></td><td>88</td></tr></tbody></table>"
    )
    assert content(f"<p>Before.</p>{table}<p>After.</p>") == (
        "Before.\n\nTable 1: Scores\n\nModel | F1\nOurs | 91.2\n88\n\nAfter."
    )


def test_tables_of_spans_are_tables_and_numbered_equations_are_none() -> None:
    row = '<span class="ltx_tr"><span class="ltx_td">{}</span><span class="ltx_td">{}</span></span>'
    assert content(f'<span class="ltx_tabular">{row.format("a", "b")}{row.format("c", "d")}</span>') == "a | b\nc | d"
    equation = (
        '<table class="ltx_equation"><tr class="ltx_eqn_row"><td class="ltx_eqn_cell">'
        r'<math alttext="E=mc^{2}"></math></td><td class="ltx_eqn_cell">(1)</td></tr></table>'
    )
    assert content(equation) == "$E=mc^{2}$ (1)"


def test_a_table_within_a_table_loses_no_words() -> None:
    inner = "<table><tr><td>b</td><td>c</td></tr></table>"
    assert content(f"<table><tr><td>a</td><td>{inner}</td></tr></table><p>d</p>").replace("|", " ").split() == list(
        "abcd"
    )


def test_code_keeps_its_lines_and_prose_does_not() -> None:
    assert content("<pre>if x:\n    y\n</pre><p>one\n  two<br>three</p>") == "if x:\n    y\n\none two three"


def test_what_is_hidden_is_left_out() -> None:
    hidden = '<p hidden>a</p><p aria-hidden="true">b</p><div role="dialog">c</div><template>d</template>'
    hidden += '<p style="color: red; Display:none">x</p><p>e</p>'
    assert content(hidden) == "e"


def test_a_heading_in_the_line_of_its_paragraph_is_part_of_it() -> None:
    run_in = '<section><h5 class="ltx_title ltx_title_paragraph">SimCSE</h5><p>is a model.</p></section>'
    assert sections(text_of(f"<h2>Data</h2>{run_in}<p>So.</p>")) == {"Data": "SimCSE is a model.\n\nSo."}


def test_items_are_paragraphs_without_their_bullets() -> None:
    item = '<li class="ltx_item"><span class="ltx_tag ltx_tag_item">•</span><div><p>{}</p></div></li>'
    assert content(f"<ul>{item.format('one')}{item.format('two')}</ul>") == "one\n\ntwo"


def test_what_follows_something_left_out_is_kept() -> None:
    assert content("<p>one <button>no</button>two <math alttext='x'></math> three</p>") == "one two x three"


@pytest.mark.parametrize(
    ("data", "charset"),
    [
        ("<p>naïve “ß”</p>".encode(), ""),
        ("<p>naïve “ß”</p>".encode("cp1252"), "windows-1252"),
        ('<meta charset="windows-1252"><p>naïve “ß”</p>'.encode("cp1252"), ""),
        ("<p>naïve “ß”</p>".encode("utf-16"), ""),
        ("\ufeff<p>naïve “ß”</p>".encode(), "no-such-charset"),
        *(("<p>naïve “ß”</p>".encode(), name) for name in "zlib_codec hex idna undefined punycode rot13".split()),
        (b"<p>na&iuml;ve &ldquo;&#223;&rdquo;</p>", ""),
    ],
)
def test_letters_arrive_whatever_they_are_encoded_in(data: bytes, charset: str) -> None:
    assert html.read(data, charset=charset).text.content == "naïve “ß”"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (b" \n", "empty"),
        (b"<b>" * 300 + b"x", "nested too deep"),
        (b"<p>" + b"x" * 12_000_000, "too large"),
        (b"<p>" * (html.TAGS + 1), "more than 1,000,000 tags"),
        (b"<p>Conversion to HTML had a Fatal error and exited abruptly.</p>", "broke off"),
    ],
    ids=lambda value: str(value)[:20],
)
def test_what_cannot_be_read_is_named(data: bytes, words: str) -> None:
    with pytest.raises(SourceError, match=words):
        html.read(data)


def test_of_several_articles_the_one_with_most_paragraphs_is_read() -> None:
    teaser = "<article><h2>Also of interest</h2><p>Buy me.</p></article>"
    assert content(f"{teaser * 3}<article>{'<p>Prose.</p>' * 5}</article>") == "\n\n".join(["Prose."] * 5)


def test_nothing_outside_the_page_is_opened(tmp_path: object) -> None:
    entity = b'<!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/hostname">]><p>a &x; b</p>'
    assert "&x;" in html.read(entity).text.content


TAGS = (
    "<p> </p> <h2> </h2> <table> <tr> <td> </table> <pre> <math> <li> <br> <script> </div> <!-- --> &lt; <h1> text"
).split()


@given(st.text(max_size=60), st.lists(st.sampled_from(TAGS), max_size=15))
def test_any_page_is_read_or_refused_in_words(text: str, tags: list[str]) -> None:
    page = (text + "".join(tags) + text).encode("utf-8", "surrogatepass")
    with suppress(SourceError):
        found = html.read(page).text
        found.content.encode()
        assert "\0" not in found.content
