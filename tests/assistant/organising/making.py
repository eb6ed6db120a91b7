"""Hierarchies of any shape, for laws."""

from hypothesis import strategies as st

from assistant.organising.hierarchy import Category, Hierarchy, Place
from assistant.organising.item import Item
from assistant.organising.organised import Organised

NAMES = st.text("abcxyz äß*_[]<>&\"'|#-=1.)", min_size=1, max_size=12).map(lambda text: f"N{text}N")


@st.composite
def hierarchies(draw: st.DrawFn, most: int = 8, studies: int = 8) -> Hierarchy:
    count = draw(st.integers(0, most))
    categories = [
        Category(
            id=f"c{number}",
            name=f"{draw(NAMES)}{number}",
            parent=f"c{draw(st.integers(0, number - 1))}" if number and draw(st.booleans()) else "",
        )
        for number in range(count)
    ]
    ids = [category.id for category in categories]
    places = []
    for number in range(draw(st.integers(0, studies))):
        where = draw(st.lists(st.sampled_from(ids), max_size=3, unique=True)) if ids else []
        places.append(Place(study=f"s{number}", primary=where[0] if where else "", secondary=tuple(where[1:])))
    return Hierarchy(topic=draw(NAMES), categories=tuple(categories), places=tuple(places))


@st.composite
def organised(draw: st.DrawFn) -> Organised:
    tree = draw(hierarchies())
    items = tuple(
        Item(
            study=place.study,
            title=draw(NAMES),
            year=draw(st.none() | st.integers(1900, 2030)),
            claim=draw(st.just("") | NAMES),
            contested=draw(st.booleans()),
            url=draw(st.sampled_from(["", "https://doi.org/10.1/x(1)"])),
        )
        for place in tree.places
    )
    return Organised(hierarchy=tree, items=items)
