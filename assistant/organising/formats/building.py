"""A hierarchy put together line by line, as files hold it."""

from collections.abc import Sequence

from assistant.organising.hierarchy import Category, Hierarchy, Place
from assistant.organising.item import Item
from assistant.organising.organised import Organised


class Builder:
    """Takes categories and studies in the order in which a file names them; the same path is the same category."""

    def __init__(self, topic: str = "") -> None:
        self.topic = topic
        self._categories: dict[tuple[str, ...], Category] = {}
        self._places: dict[str, Place] = {}
        self._items: dict[str, Item] = {}

    def category(self, path: Sequence[str]) -> str:
        """Add the category of a path of names, and those above it; return its id, which is empty for no path."""
        if not path:
            return ""
        key = tuple(path)
        if key not in self._categories:
            parent = self.category(path[:-1])
            self._categories[key] = Category(id=str(len(self._categories) + 1), name=path[-1], parent=parent)
        return self._categories[key].id

    def place(self, item: Item, path: Sequence[str], also: bool = False) -> None:
        """Let a study stand in the category of a path; `also`: its primary place is another."""
        name = self.category(path)
        old = self._places.get(item.study, Place(study=item.study))
        self._items.setdefault(item.study, item)
        if not name or name in (old.primary, *old.secondary):
            new = old
        elif old.primary and also:
            new = old.model_copy(update={"secondary": (*old.secondary, name)})
        else:
            rest = (old.primary, *old.secondary) if old.primary else old.secondary
            new = Place(study=item.study, primary=name, secondary=rest)
        self._places[item.study] = new

    def built(self) -> Organised:
        tree = Hierarchy(
            topic=self.topic, categories=tuple(self._categories.values()), places=tuple(self._places.values())
        )
        return Organised(hierarchy=tree, items=tuple(self._items.values()))
