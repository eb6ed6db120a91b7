"""A hierarchy in the making: changed in place, and frozen when it is done."""

from assistant.organising.hierarchy import Category, Hierarchy, Place


class Draft:
    """Categories by their ids, and for each study the ids of its categories, the primary one first."""

    def __init__(self, given: Hierarchy) -> None:
        self.topic = given.topic
        self.categories = {category.id: category for category in given.categories}
        self.places = {
            place.study: [name for name in (place.primary, *place.secondary) if name] for place in given.places
        }

    def hierarchy(self) -> Hierarchy:
        places = (
            Place(study=study, primary=names[0] if names else "", secondary=tuple(names[1:]))
            for study, names in self.places.items()
        )
        return Hierarchy(topic=self.topic, categories=tuple(self.categories.values()), places=tuple(places))

    def below(self, name: str) -> set[str]:
        """Return the id and those of all categories under it."""
        found = {name}
        while True:
            more = {c.id for c in self.categories.values() if c.parent in found} - found
            if not more:
                return found
            found |= more

    def own(self, name: str) -> list[str]:
        """Return the studies that stand in the category itself."""
        return [study for study, names in self.places.items() if name in names]

    def rename(self, name: str, to: str) -> None:
        self._update(name, name=" ".join(to.split()))

    def move(self, name: str, parent: str) -> None:
        self._update(name, parent=parent)

    def add(self, name: str, called: str, parent: str = "", terms: tuple[str, ...] = ()) -> None:
        self.categories[name] = Category(id=name, name=" ".join(called.split()), parent=parent, terms=terms)

    def merge(self, name: str, into: str) -> None:
        """Put all of a category into another; what stands in a place above the new one stays there no more."""
        for child in [c.id for c in self.categories.values() if c.parent == name]:
            self.move(child, into)
        for study in self.own(name):
            self._replace(study, name, into)
        del self.categories[name]

    def delete(self, name: str) -> None:
        """Take a category out; what is in it goes to the one above."""
        parent = self.categories[name].parent
        for child in [c.id for c in self.categories.values() if c.parent == name]:
            self.move(child, parent)
        for study in self.own(name):
            self._replace(study, name, parent)
        del self.categories[name]

    def place(self, study: str, name: str, also: bool = False) -> None:
        """Let a study stand in a category; without `also`, first of all there."""
        others = [other for other in self.places[study] if other != name]
        if also and others:
            self.places[study] = [*others, name] if name not in self.places[study] else self.places[study]
        else:
            # where it stood first was wrong; where it also stood was not said to be
            self.places[study] = [name, *(others[1:] if name not in self.places[study] else others)]

    def lower(self, study: str, name: str, to: str) -> None:
        """Let a study that stands in a category, or under it, stand in a subcategory of it instead."""
        inside = self.below(name)
        kept = [other for other in self.places[study] if other not in inside]
        first = bool(self.places[study]) and self.places[study][0] in inside
        self.places[study] = [to, *kept] if first else [*kept, to]

    def refuse(self, study: str, name: str) -> None:
        """Take a study out of a category and of what is under it."""
        inside = self.below(name)
        self.places[study] = [other for other in self.places[study] if other not in inside]

    def _replace(self, study: str, name: str, by: str) -> None:
        names = [by if other == name else other for other in self.places[study]]
        self.places[study] = [other for other in dict.fromkeys(names) if other]

    def _update(self, category: str, **facts: object) -> None:
        self.categories[category] = self.categories[category].model_copy(update=facts)
