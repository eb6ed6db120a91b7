"""CSL-JSON as people and programs write it, sound and spoilt."""

import json

import pytest

from assistant.bibliography import FORMATS, read
from assistant.study import Record

FULL = {
    "id": 7,
    "type": "article-journal",
    "title": "Routing of\n experts",
    "author": [
        {"family": "Lovelace", "given": "Ada"},
        {"family": "Beethoven", "given": "Ludwig", "non-dropping-particle": "van"},
        {"family": "King", "given": "Martin Luther", "suffix": "Jr."},
        {"literal": "Médecins Sans Frontières"},
        {},
    ],
    "issued": {"date-parts": [["2024", 3, 5]]},
    "container-title": "Journal of Experts",
    "DOI": "10.1000/ABC",
    "PMID": 123,
    "number": "arXiv:2401.00001",
    "URL": "https://example.org/a",
    "abstract": "One.\n\nTwo.",
    "keyword": "routing, experts",
    "volume": 3,
    "note": None,
}


def test_items_become_records() -> None:
    (record,), faults = read("csl", json.dumps([FULL]), "x")
    assert faults == []
    assert record.title == "Routing of experts"
    assert record.authors == (
        "Ada Lovelace", "Ludwig van Beethoven", "King, Martin Luther, Jr.", "{Médecins Sans Frontières}"
    )  # fmt: skip
    assert (record.year, record.venue) == (2024, "Journal of Experts")
    assert record.ids == ("doi:10.1000/abc", "arxiv:2401.00001", "pmid:123")
    assert record.url == "https://example.org/a"
    assert record.fields == ("routing", "experts")
    assert record.texts[0].content == "One.\n\nTwo."


@pytest.mark.parametrize("shape", ["[{}]", "{}", '{{"items": [{}]}}', "\n [\n {} ,\n ]"])
def test_a_list_and_what_is_as_good_as_one_are_read(shape: str) -> None:
    found, faults = read("csl", shape.format(json.dumps({"title": "T"})), "x")
    assert ([record.title for record in found], faults) == (["T"], [])


@pytest.mark.parametrize(
    ("issued", "year"),
    [
        ({"date-parts": [[2024]]}, 2024),
        ({"raw": "2024-03-05"}, 2024),
        ({"literal": "Spring 2024"}, 2024),
        ({"date-parts": [[]]}, None),
        ({"date-parts": [[None]]}, None),
        (None, None),
    ],
)
def test_a_year_is_found_in_every_form_of_a_date(issued: object, year: int | None) -> None:
    found, _ = read("csl", json.dumps([{"title": "T", "issued": issued}]), "x")
    assert found[0].year == year


@pytest.mark.parametrize(
    ("item", "words"),
    [
        ("7", "Input should be"),
        ('{"title": []}', "title"),
        ('{"title": "T", "author": 3}', "author"),
        ("{}", "no title"),
    ],
)
def test_a_spoilt_item_is_told_and_the_others_arrive(item: str, words: str) -> None:
    found, (fault,) = read("csl", f'[{{"title": "One"}},\n{item},\n{{"title": "Three"}}]', "x")
    assert [record.title for record in found] == ["One", "Three"]
    assert (fault.line, words in fault.what) == (2, True)


@pytest.mark.parametrize("rest", ['{"title": "Two"', "nonsense]", "[" * 100_000, '{"year": ' + "1" * 5000 + "}]", ""])
def test_after_a_mistake_what_stands_before_it_is_there(rest: str) -> None:
    found, (fault,) = read("csl", f'[\n{{"title": "One"}},\n{rest}', "x")
    assert [record.title for record in found] == ["One"]
    assert "JSON" in fault.what or "does not end" in fault.what


def test_what_is_written_has_the_schemas_names() -> None:
    record = Record(
        title="T", authors=("Ada Lovelace", "World Health Organization"), year=2024, venue="Proceedings of Routing",
        ids=("doi:10.1000/a", "arxiv:2401.00001", "pmcid:pmc7"), source="x",
    )  # fmt: skip
    (item,) = json.loads(FORMATS["csl"].write([record]))
    assert item == {
        "id": "doi:10.1000/a",
        "type": "paper-conference",
        "title": "T",
        "author": [{"family": "Lovelace", "given": "Ada"}, {"literal": "World Health Organization"}],
        "issued": {"date-parts": [[2024]]},
        "container-title": "Proceedings of Routing",
        "DOI": "10.1000/a",
        "number": "arXiv:2401.00001",
        "URL": "https://doi.org/10.1000/a",
        "PMCID": "PMC7",
        "custom": {"ids": ["doi:10.1000/a", "arxiv:2401.00001", "pmcid:pmc7"]},
    }
