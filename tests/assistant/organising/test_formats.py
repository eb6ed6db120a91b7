import pytest
from hypothesis import given

from assistant.errors import SetupError
from assistant.organising.formats import READERS, WRITERS, read
from assistant.organising.hierarchy import Category, Hierarchy, Place
from assistant.organising.item import Item
from assistant.organising.organised import Organised
from tests.assistant.organising.making import organised

SAMPLE = Organised(
    hierarchy=Hierarchy(
        topic='A "topic" <script>',
        categories=(Category(id="r", name="Root | one"), Category(id="x", name="=1+1", parent="r")),
        places=(Place(study="s1", primary="x"), Place(study="s2")),
    ),
    items=(
        Item(study="s1", title="<b>Bold</b>", year=2020, claim="It works.", contested=True, url="javascript:alert(1)"),
        Item(study="s2", title="Left over", url="https://example.org/a"),
    ),
)


def _paths(given: Organised) -> dict[str, tuple[tuple[str, ...], set[tuple[str, ...]]]]:
    def names(at: str) -> tuple[str, ...]:
        return tuple(" ".join(category.name.split()) for category in given.hierarchy.path(at))

    return {p.study: (names(p.primary), {names(at) for at in p.secondary}) for p in given.hierarchy.places}


@pytest.mark.parametrize("name", READERS)
@given(made=organised())
def test_what_is_written_is_read_back(name: str, made: Organised) -> None:
    back = read(WRITERS[name](made), name)
    assert _paths(back) == _paths(made)
    for item in made.items:
        kept = back.item[item.study]
        assert (kept.year, kept.contested, kept.url) == (item.year, item.contested, item.url)
        assert " ".join(kept.title.split()) == " ".join(item.title.split())
    if name != "csv":
        assert {" ".join(c.name.split()) for c in back.hierarchy.categories} == {
            " ".join(c.name.split()) for c in made.hierarchy.categories
        }


def test_json_keeps_everything() -> None:
    assert read(WRITERS["json"](SAMPLE), "json") == SAMPLE


@pytest.mark.parametrize("name", WRITERS)
def test_what_is_unassigned_is_shown(name: str) -> None:
    told = "s2" if name == "csv" else "Left over" if name != "mermaid" else "Unassigned"
    assert told in WRITERS[name](SAMPLE)


def test_text_is_never_markup() -> None:
    page = WRITERS["html"](SAMPLE)
    assert "<b>Bold" not in page
    assert "javascript:" not in page
    assert page.count("<script>") == 1
    assert page.count("<details") == page.count("</details>") == 3
    assert "javascript:" not in WRITERS["md"](SAMPLE)
    assert '"A "' not in WRITERS["mermaid"](SAMPLE)


def test_no_cell_is_computed_by_a_spreadsheet() -> None:
    assert "'=1+1" in WRITERS["csv"](SAMPLE)


@pytest.mark.parametrize(
    ("format_", "text"),
    [
        ("json", "{"),
        ("json", "{}"),
        ("opml", "<opml>"),
        ("opml", "<a/>"),
        ("csv", "a,b\n"),
        ("html", ""),
        ("opml", '<!DOCTYPE o [<!ENTITY e SYSTEM "file:///etc/passwd">]><opml/>'),
    ],
)
def test_what_is_something_else_is_refused_in_a_sentence(format_: str, text: str) -> None:
    with pytest.raises(SetupError, match=r"hierarchy"):
        read(text, format_)
