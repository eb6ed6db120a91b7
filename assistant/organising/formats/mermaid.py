"""A hierarchy as a Mermaid flowchart: the categories with the numbers of their studies."""

from assistant.organising.organised import Organised, nodes
from assistant.printable import one_line


def mermaid(given: Organised) -> str:
    """Return the chart, from left to right."""
    lines = ["flowchart LR", f'  n0["{_label(given.hierarchy.topic or "Studies")}"]']
    open_ = ["n0"]
    for number, node in enumerate(nodes(given), 1):
        del open_[node.level :]
        lines.append(f'  {open_[-1]} --> n{number}["{_label(node.name)}<br/>{node.summary}"]')
        open_.append(f"n{number}")
    return "\n".join(lines) + "\n"


def _label(text: str) -> str:
    """Return a text in which nothing has a meaning to Mermaid or to HTML."""
    return "".join(sign if sign.isalnum() or sign in " ,.:–-/" else f"#{ord(sign)};" for sign in one_line(text))
