from collections.abc import Callable
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.organising.outline import Entry, hierarchy, numbers, parse

OUTER: dict[str, Callable[[int, str], str]] = {
    "aspect": lambda n, title: f"Aspect {n}: {title}",
    "dashed aspect": lambda n, title: f"- Aspect {n}: {title}",
    "dash": lambda n, title: f"- {title}",
    "letters": lambda n, title: f"{'ABC'[n - 1]}. {title}",
    "bare": lambda n, title: title,
    "number": lambda n, title: f"{n}. {title}",
    "bold number": lambda n, title: f"{n}. **{title}**",
    "headings": lambda n, title: f"## {n}. {title}",
    "heading": lambda n, title: f"## {title}",
}
INNER: dict[str, Callable[[tuple[int, ...], str], str]] = {
    "numbers": lambda at, title: f"{'    ' * (len(at) - 1)}{'.'.join(map(str, at[1:]))}. {title}",
    "full numbers": lambda at, title: f"{'   ' * (len(at) - 1)}{'.'.join(map(str, at))} {title}",
    "dashes": lambda at, title: f"{'  ' * (len(at) - 1)}- {title}",
    "dash and number": lambda at, title: f"{'    ' * (len(at) - 2)}- {'.'.join(map(str, at))} {title}",
    "colons": lambda at, title: f"{'    ' * (len(at) - 1)}{'.'.join(map(str, at[1:]))}: {title}",
}
TREE = {(1,): (0, 1, 2), (1, 1): (0, 1), (1, 1, 1): (1,), (1, 2): (2,), (2,): (3, 4), (2, 1): (4,), (2, 2): (3,)}


def _drawn(outer: str, inner: str) -> str:
    lines = ["Here is the outline:", "", "[Response 1]:", "- Aspect 1: other", "", "[Response 2]:"]
    for at, named in TREE.items():
        title = f"Title {' '.join('abc'[n] for n in at)} (Claims {', '.join(map(str, named))})"
        lines.append(OUTER[outer](at[0], title) if len(at) == 1 else INNER[inner](at, title))
    return "\n".join(lines)


def _flat(roots: tuple[Entry, ...], above: tuple[int, ...] = ()) -> dict[tuple[int, ...], tuple[int, ...]]:
    found = {}
    for number, root in enumerate(roots, 1):
        found[(*above, number)] = root.numbers
        found |= _flat(root.children, (*above, number))
    return found


@pytest.mark.parametrize(("outer", "inner"), [*product(OUTER, INNER)])
def test_every_outer_style_is_read_with_every_inner_style(outer: str, inner: str) -> None:
    if outer in ("number", "bold number") and inner in ("numbers", "colons"):
        pytest.skip("roots and children numbered alike are told apart by indentation, below")
    parsed = parse(_drawn(outer, inner))
    assert _flat(parsed.roots) == TREE
    assert parsed.roots[0].children[0].title == "Title b b"
    assert parsed.ignored == ()


def test_equal_numbers_are_told_apart_by_indentation() -> None:
    assert _flat(parse("1. A (Claim 1)\n   1. B (Claim 1)\n   2. C (Claim 2)\n2. D (Claim 3)").roots) == {
        (1,): (1,),
        (1, 1): (1,),
        (1, 2): (2,),
        (2,): (3,),
    }


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("0, 3–7", (0, 3, 4, 5, 6, 7)),
        ("2-4, 9 and 1", (2, 3, 4, 9, 1)),
        ("1 to 3", (1, 2, 3)),
        ("7-3", (7, 3)),
        ("1, 1", (1,)),
        ("1-99999999", (1, 99999999)),
    ],
)
def test_ranges_hold_both_ends(text: str, found: tuple[int, ...]) -> None:
    assert numbers(text) == found


def test_a_turn_that_was_made_up_ends_the_outline() -> None:
    parsed = parse("[Response 2]\n- A (Claim 1)\n\nHuman: please merge\n- these (Claim 2)")
    assert [root.title for root in parsed.roots] == ["A"]
    assert parsed.ignored == ("Human: please merge", "- these (Claim 2)")


def test_talk_around_an_outline_is_no_part_of_it() -> None:
    parsed = parse("Sure, here it is:\n- A (Claim 1)\n  - B (Claim 1)\nLet me know.")
    assert _flat(parsed.roots) == {(1,): (1,), (1, 1): (1,)}
    assert parsed.ignored == ("Sure, here it is:", "Let me know.")


def test_terms_that_a_root_cites_are_kept_apart_from_its_name() -> None:
    (root,) = parse("Aspect 1: Treatment (placebo, patients) (Claims 1)").roots
    assert (root.title, root.terms, root.numbers) == ("Treatment", ("placebo", "patients"), (1,))


def test_a_list_that_was_broken_is_joined() -> None:
    (root,) = parse("- A (Claims 1, 2,\n  3, 4)").roots
    assert root.numbers == (1, 2, 3, 4)


@given(st.text(max_size=300))
def test_any_text_can_be_read(text: str) -> None:
    parse(text)


@given(st.lists(st.sampled_from(["- A (Claim 1)", "  - B (Claims 2-3)", "1. C", " 1.1 D (Claim 4)", "E (Claim 5)"])))
def test_no_number_is_lost(lines: list[str]) -> None:
    found = {n for root in parse("\n".join(lines)).roots for entry in root.walk() for n in entry.numbers}
    assert found == {n for line in lines for n in numbers(line.partition("(")[2])}


def test_a_study_stands_in_the_lowest_categories_that_name_it() -> None:
    roots = parse("- A (1, 2, 3)\n  - B (1)\n  - C (1, 2)\n- D (1)").roots
    tree = hierarchy("t", roots, ["one", "two", "three", "four"], first=1)
    names = {c.id: c.name for c in tree.categories}
    places = {p.study: [names[n] for n in (p.primary, *p.secondary) if n] for p in tree.places}
    assert places == {"one": ["B", "C", "D"], "two": ["C"], "three": ["A"], "four": []}
