"""The sets of hierarchies, read from the folder where the public data stand."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from assistant.organising.item import Item

Names = tuple[str, ...]


class Topic(NamedTuple):
    """Studies, and the place that a person gave to each."""

    name: str
    items: list[Item]
    paths: list[Names]
    """Of each study: the headings from the top down."""
    others: list[list[Names]]
    """Of each study: further places that it was given."""


def surveys(data: Path, split: str) -> Iterator[Topic]:
    """Companion lists of surveys: headings down to five levels, most studies known by their titles only."""
    for topic in _lines(data / "survey_taxonomies" / f"{split}.jsonl"):
        studies = topic["studies"]
        yield Topic(
            topic["topic_id"],
            [Item(study=s["id"], title=s["title"], text=s["abstract"]) for s in studies],
            [tuple(s["path"]) for s in studies],
            [[tuple(path) for path in s["other_paths"]] for s in studies],
        )


def related_work(data: Path, split: str) -> Iterator[Topic]:
    """Related-work sections with headings (DeepScholar-Bench): the works that stand under each."""
    folder = data / "deepscholar"
    corpus = {work["id"]: work for work in _lines(folder / "corpus.jsonl")}
    for section in _lines(folder / f"organisation.{split}.jsonl"):
        under: dict[str, list[str]] = {}
        for group in section["tree"]:
            for study in dict.fromkeys(_studies(group)):
                under.setdefault(study, []).append(group["name"])
        yield Topic(
            section["qid"],
            [_item(corpus[study]) for study in under],
            [(names[0],) for names in under.values()],
            [[(name,) for name in names[1:]] for names in under.values()],
        )


def outlines(data: Path) -> list[str]:
    """Outlines as a model wrote them (CHIME)."""
    return [topic["raw"] for topic in _lines(data / "chime" / "hierarchies.jsonl")]


def _studies(node: dict[str, Any]) -> Iterator[str]:
    yield from node.get("studies", ())
    for child in node.get("children", ()):
        yield from _studies(child)


def _item(work: dict[str, Any]) -> Item:
    return Item(study=work["id"], title=work["title"], text=work["abstract"] or work["snippet"] or "")


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    with path.open("rb") as file:
        yield from map(json.loads, file)
