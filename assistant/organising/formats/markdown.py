"""A hierarchy as a Markdown outline: nested lists, categories in bold, and a hidden mark at each study."""

import re

from assistant.export.prose import address, plain
from assistant.organising.formats.building import Builder
from assistant.organising.hierarchy import UNASSIGNED
from assistant.organising.item import Item
from assistant.organising.organised import Node, Organised, Standing, nodes
from assistant.printable import one_line

_STEP = "  "
_MARK = re.compile(r"<!--\s*(study|also):\s*(.*?)\s*-->")
_ENTRY = re.compile(r"^(\s*)[-*+]\s+(.*)$")
_NAMED = re.compile(r"\*\*(.+?)\*\*")
_YEAR = re.compile(r"^(.*?)\s*\((\d{4})\)$")
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")


def to_markdown(given: Organised) -> str:
    """Return the outline as one document that ends with a line break."""
    lines = [f"# {_said(given.hierarchy.topic) or 'Studies'}", ""]
    lines += [line for note in given.notes for line in (f"> {_said(note)}  ",)]
    if given.notes:
        lines.append("")
    for node in nodes(given):
        lines += _node(node)
    return "\n".join(lines).rstrip() + "\n"


def _node(node: Node) -> list[str]:
    indent = _STEP * (node.level - 1)
    lines = [f"{indent}- **{_said(node.name)}** · {node.summary}"]
    return lines + [f"{indent}{_STEP}- {_study(standing)}" for standing in node.studies]


def _study(standing: Standing) -> str:
    item = standing.item
    name = _said(item.label)
    linked = f"[{name}](<{address(item.url)}>)" if item.url.startswith(("https://", "http://")) else name
    said = f": {_said(item.claim)}" if item.claim else ""
    told = " (contradicted by others)" if item.contested else ""
    # The mark parts the title from what is claimed, for either may hold any other sign.
    return f"{linked}<!-- {'also' if standing.also else 'study'}: {_key(item.study)} -->{said}{told}"


def _said(text: str) -> str:
    return plain(one_line(text))


def _key(study: str) -> str:
    return one_line(study).replace("--", "- -")


def from_markdown(text: str) -> Organised:
    """Read an outline, one of ours or any nested list in which studies bear a mark such as `<!-- study: KEY -->`."""
    builder = Builder()
    path: list[tuple[int, str]] = []
    for line in text.splitlines():
        if line.startswith("# ") and not builder.topic:
            builder.topic = _plain(line[2:])
        if not (entry := _ENTRY.match(line)):
            continue
        indent, said = len(entry[1].expandtabs(4)), entry[2]
        while path and path[-1][0] >= indent:
            path.pop()
        if mark := _MARK.search(said):
            names = [name for _, name in path]
            where = () if names == [UNASSIGNED] else names
            builder.place(_item(mark[2], said[: mark.start()], said[mark.end() :]), where, mark[1] == "also")
        else:
            named = _NAMED.search(said)
            path.append((indent, _plain(named[1] if named else said)))
            if [name for _, name in path] != [UNASSIGNED]:
                builder.category([name for _, name in path])
    return builder.built()


def _item(study: str, said: str, rest: str) -> Item:
    linked = re.match(r"\[(.*?(?<!\\))\]\((?:<([^>]*)>|([^)]*))\)", said.strip())
    name, url = (linked[1], linked[2] or linked[3] or "") if linked else (said.strip(), "")
    contested = rest.endswith("(contradicted by others)")
    rest = rest.removesuffix("(contradicted by others)").strip()
    title = _plain(name)
    dated = _YEAR.match(title)
    return Item(
        study=study,
        title=dated[1] if dated else title,
        year=int(dated[2]) if dated else None,
        claim=_plain(rest.removeprefix(":")),
        url=url,
        contested=contested,
    )


def _plain(text: str) -> str:
    return _ESCAPED.sub(r"\1", text.strip())
