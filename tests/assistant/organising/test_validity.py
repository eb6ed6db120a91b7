import pytest
from hypothesis import given

from assistant.organising.hierarchy import Category, Hierarchy, Place
from assistant.organising.outline import parse
from assistant.organising.statistics import shape, written
from assistant.organising.validity import coverage, faults, unsupported, violations
from tests.assistant.organising.making import hierarchies


def _tree(*names: str, places: tuple[tuple[str, ...], ...]) -> Hierarchy:
    """Categories as `a`, `a/b`; a place is a study's primary category and the secondary ones."""
    categories = tuple(
        Category(id=name, name=name.split("/")[-1], parent=name.rpartition("/")[0], terms=(name,)) for name in names
    )
    made = (Place(study=f"s{n}", primary=at[0] if at else "", secondary=at[1:]) for n, at in enumerate(places))
    return Hierarchy(topic="t", categories=categories, places=tuple(made))


SOUND = _tree("a", "a/x", "a/y", "b", places=(("a/x",), ("a/y",), ("b",)))


def test_a_sound_hierarchy_has_no_faults() -> None:
    assert faults(SOUND, ["s0", "s1", "s2"]) == []


@pytest.mark.parametrize(
    ("tree", "told"),
    [
        (_tree("a", places=(("a",), ("a",))), "study s2 has no place"),
        (_tree("a", places=(("a",),) * 4), "is not among those"),
        (_tree("a", places=(("a",), ("a",), ())), "only 67%"),
        (_tree("a", "A", places=(("a",), ("a",), ("A",))), "a sibling is called"),
        (_tree("a", "a/x", places=(("a/x",),) * 3), "divided into 1"),
        (_tree("a", *(f"a/{n}" for n in range(11)), places=(("a",),) * 3), "divided into 11"),
        (_tree("a", "a/b", "a/b/c", "a/b/c/d", "a/b/c/d/e", places=(("a",),) * 3), "deeper than 4"),
        (_tree("a", "b", places=(("a",),) * 3), "no study belongs"),
        (_tree("a", "b", places=(("a", "b"),) * 3), "nearly the same"),
    ],
)
def test_each_fault_is_told(tree: Hierarchy, told: str) -> None:
    assert any(told in fault.told for fault in faults(tree, ["s0", "s1", "s2"]))


def test_a_root_rests_on_a_term_of_its_studies() -> None:
    assert [fault.category for fault in unsupported(SOUND, {"s0": "a thing", "s2": "nothing"})] == ["b"]


def test_children_that_name_what_their_parents_lack_are_counted() -> None:
    roots = parse("- One (Claims 1, 2)\n  - Two (Claims 2, 3)\n  - Three (Claim 1)").roots
    assert violations(roots) == (1, 2)
    figures = written([roots])
    assert (figures.hierarchies, figures.nodes, figures.depths, figures.violations) == (1, 3, (0, 1), 1)


@given(hierarchies())
def test_figures_are_shares(tree: Hierarchy) -> None:
    figures = shape(tree)
    assert 0 <= figures.coverage == coverage(tree) <= 1
    assert 0 <= figures.singletons <= 1
    assert figures.depth <= figures.categories
