"""A hierarchy as OPML, the format of outliners: categories are outlines, and so are studies, which bear a `study`."""

from lxml import etree

from assistant.organising.formats.building import Builder
from assistant.organising.hierarchy import UNASSIGNED
from assistant.organising.item import Item
from assistant.organising.organised import Organised, Standing, nodes
from assistant.printable import one_line


def to_opml(given: Organised) -> str:
    """Return an OPML 2.0 document."""
    root = etree.Element("opml", version="2.0")
    etree.SubElement(etree.SubElement(root, "head"), "title").text = one_line(given.hierarchy.topic)
    open_ = [etree.SubElement(root, "body")]
    for node in nodes(given):
        del open_[node.level :]
        open_.append(etree.SubElement(open_[-1], "outline", text=one_line(node.name), summary=node.summary))
        for standing in node.studies:
            etree.SubElement(open_[-1], "outline", **_attributes(standing))
    made: bytes = etree.tostring(root, encoding="utf-8", xml_declaration=True, pretty_print=True)
    return made.decode()


def _attributes(standing: Standing) -> dict[str, str]:
    item = standing.item
    known = {
        "text": item.title,
        "study": item.study,
        "place": "also" if standing.also else "",
        "year": str(item.year or ""),
        "claim": item.claim,
        "url": item.url,
        "contested": "yes" if item.contested else "",
    }
    return {name: one_line(value) for name, value in known.items() if value or name == "text"}


def from_opml(text: str) -> Organised:
    """Read it back.

    Raises:
        ValueError: it is no OPML.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError as error:
        raise ValueError(f"it is not well-formed ({error})") from error
    body = root.find("body")
    if root.tag != "opml" or body is None:
        raise ValueError("there is no opml element with a body")
    builder = Builder(root.findtext("head/title") or "")
    waiting: list[tuple[tuple[str, ...], etree._Element]] = [((), child) for child in reversed(body)]
    while waiting:
        path, element = waiting.pop()
        if element.tag != "outline":
            continue
        if study := element.get("study"):
            where = () if path == (UNASSIGNED,) else path
            builder.place(_item(study, element), where, element.get("place") == "also")
            continue
        here = (*path, element.get("text", ""))
        if here != (UNASSIGNED,):
            builder.category(here)
        waiting += [(here, child) for child in reversed(element)]
    return builder.built()


def _item(study: str, element: "etree._Element") -> Item:
    year = element.get("year", "")
    return Item(
        study=study,
        title=element.get("text", ""),
        year=int(year) if year.isascii() and year.isdigit() else None,
        claim=element.get("claim", ""),
        url=element.get("url", ""),
        contested=element.get("contested") == "yes",
    )
