"""Notes: what their front matter says is believed, and no prose is lost with it."""

import time

import pytest

from assistant.sources.prose import read
from assistant.study import Record

WORDS = "# A heading\n\nWords of prose."


def noted(front: str) -> Record:
    record, fault = read(f"---\n{front}\n---\n{WORDS}", "name", "x")
    assert (record is not None, fault) == (True, "")
    assert record
    assert record.texts[0].content == WORDS
    return record


def test_the_front_matter_says_title_authors_year_and_tags() -> None:
    record = noted(
        "Title: 'Routing: a note'\nauthors:\n- Ada Lovelace\n- name: Turing, Alan\n  affiliation: NPL\n"
        "date: 2024-05-01\ntags: [routing, '#experts']"
    )
    assert record.title == "Routing: a note"
    assert record.authors == ("Ada Lovelace", "Alan Turing")
    assert (record.year, record.fields) == (2024, ("routing", "experts"))


@pytest.mark.parametrize(
    ("author", "authors"),
    [
        ("Ada Lovelace", ("Ada Lovelace",)),
        ("Lovelace, Ada", ("Ada Lovelace",)),
        ("Ada Lovelace, Alan Turing", ("Ada Lovelace", "Alan Turing")),
        ("Ada Lovelace and Turing, Alan", ("Ada Lovelace", "Alan Turing")),
        ("Lovelace, Ada; Turing, Alan", ("Ada Lovelace", "Alan Turing")),
        ("[Ada Lovelace, Alan Turing]", ("Ada Lovelace", "Alan Turing")),
        ("", ()),
        ("{born: 1815}", ()),
    ],
)
def test_authors_are_told_apart(author: str, authors: tuple[str, ...]) -> None:
    assert noted(f"author: {author}").authors == authors


def test_without_a_title_there_the_heading_is_the_title() -> None:
    assert noted("tags: x").title == "A heading"


@pytest.mark.parametrize("end", ["---", "...", "--- "])
def test_the_front_matter_ends_as_yaml_does(end: str) -> None:
    record, _ = read(f"---\r\ntitle: T\r\n{end}\r\nWords.", "name", "x")
    assert record
    assert (record.title, record.texts[0].content) == ("T", "Words.")


@pytest.mark.parametrize("between", ["A paragraph between rules.", "- a list\n- of two", "See: here\nand: [there"])
def test_prose_between_two_rules_is_no_front_matter(between: str) -> None:
    record, fault = read(f"---\n{between}\n---\n{WORDS}", "name", "x")
    assert record
    assert (between in record.texts[0].content) == (fault == "")


@pytest.mark.parametrize("front", ["title: Routing: a note", "title: [" * 2000, "a: &a [*a]", "title: \t- x"])
def test_front_matter_that_cannot_be_read_is_told_and_the_prose_arrives(front: str) -> None:
    record, fault = read(f"---\n{front}\n---\n{WORDS}", "name", "x")
    assert record
    assert (record.title, record.texts[0].content) == ("A heading", WORDS)
    assert fault.startswith("its front matter is no YAML (")


def test_front_matter_that_unfolds_into_more_than_it_is_takes_no_time() -> None:
    bombs = ["a0: &a0 {k: v}", *(f"a{n}: &a{n} {{<<: [*a{n - 1}, *a{n - 1}]}}" for n in range(1, 40))]
    lists = ["b0: &b0 [x]", *(f"b{n}: &b{n} [*b{n - 1}, *b{n - 1}]" for n in range(1, 40)), "title: *b39", "tags: *b39"]
    began = time.monotonic()
    assert noted("\n".join(bombs + lists)).title == "A heading"
    assert time.monotonic() - began < 2
