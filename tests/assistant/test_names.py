"""Names: whichever way one is written, its parts are found, and a name in its parts is written so that they are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.identity import surname
from assistant.names import Name, canonical, parse, written
from tests.assistant.bibliography.making import INSTITUTIONS, PEOPLE


@pytest.mark.parametrize(
    ("text", "name", "held"),
    [
        ("Ada Lovelace", ("Lovelace", "Ada", ""), "Ada Lovelace"),
        ("Lovelace, Ada", ("Lovelace", "Ada", ""), "Ada Lovelace"),
        ("  Lovelace ,  A. K. ", ("Lovelace", "A. K.", ""), "A. K. Lovelace"),
        ("García Márquez, Gabriel", ("García Márquez", "Gabriel", ""), "García Márquez, Gabriel"),
        ("Ludwig van Beethoven", ("van Beethoven", "Ludwig", ""), "Ludwig van Beethoven"),
        ("van Beethoven, Ludwig", ("van Beethoven", "Ludwig", ""), "Ludwig van Beethoven"),
        ("King, Martin Luther, Jr.", ("King", "Martin Luther", "Jr."), "King, Martin Luther, Jr."),
        ("Martin Luther King, Jr.", ("King", "Martin Luther", "Jr."), "King, Martin Luther, Jr."),
        ("Martin Luther King Jr.", ("King", "Martin Luther", "Jr."), "King, Martin Luther, Jr."),
        ("World Health Organization", ("World Health Organization", "", ""), "World Health Organization"),
        ("The ATLAS Collaboration", ("The ATLAS Collaboration", "", ""), "The ATLAS Collaboration"),
        ("{Médecins Sans Frontières}", ("Médecins Sans Frontières", "", ""), "{Médecins Sans Frontières}"),
        ("Plato", ("Plato", "", ""), "Plato"),
        ("王小明", ("王小明", "", ""), "王小明"),
        ("Lee,", ("Lee", "", ""), "Lee"),
        ("", ("", "", ""), ""),
    ],
)
def test_the_parts_of_a_name_are_found(text: str, name: tuple[str, str, str], held: str) -> None:
    assert parse(text) == Name(*name)
    assert canonical(text) == held


@given(PEOPLE | INSTITUTIONS)
def test_a_name_that_was_written_is_read_as_the_same(name: Name) -> None:
    assert parse(written(name)) == name
    assert canonical(written(name)) == written(name)


@given(PEOPLE.filter(lambda name: " " in name.family))
def test_what_is_written_shows_the_family_name_to_whoever_looks_for_it(name: Name) -> None:
    assert surname(written(name)) == surname(f"{name.family}, {name.given}")


@given(st.text(max_size=20))
def test_any_string_may_be_a_name(text: str) -> None:
    assert canonical(canonical(text)) == canonical(text)
