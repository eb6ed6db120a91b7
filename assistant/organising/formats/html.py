"""A hierarchy as one HTML file: a tree to open, close and search, with nothing fetched from anywhere."""

from html import escape

from assistant.export.prose import address
from assistant.organising.organised import Node, Organised, Standing, nodes
from assistant.printable import one_line

_STYLE = """
body { font: 16px/1.45 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
details { margin-left: 1.2rem; } summary { cursor: pointer; } summary b { font-weight: 600; }
li { margin: .2rem 0; } small, .also { color: #666; } .contested { color: #a40; }
input { font: inherit; width: 60%; padding: .3rem; } [hidden] { display: none; }
@media (prefers-color-scheme: dark) { body { background: #161616; color: #ddd; } a { color: #8bf; } }
"""
_SCRIPT = """
const all = [...document.querySelectorAll("details")];
const open = state => all.forEach(each => { each.open = state; });
document.getElementById("open").onclick = () => open(true);
document.getElementById("close").onclick = () => open(false);
document.getElementById("find").oninput = event => {
  const wanted = event.target.value.toLowerCase();
  document.querySelectorAll("li").forEach(li => { li.hidden = !li.textContent.toLowerCase().includes(wanted); });
  all.slice().reverse().forEach(each => {
    const named = each.querySelector("summary").textContent.toLowerCase().includes(wanted);
    each.hidden = !named && ![...each.children].some(child => child.tagName !== "SUMMARY" &&
      (child.tagName === "DETAILS" ? !child.hidden : [...child.children].some(li => !li.hidden)));
    if (wanted && !each.hidden) each.open = true;
  });
};
"""


def html(given: Organised) -> str:
    """Return the document; what stands in it as text is never taken for markup."""
    title = escape(one_line(given.hierarchy.topic) or "Studies")
    notes = "".join(f"<p><small>{escape(one_line(note))}</small></p>\n" for note in given.notes)
    body: list[str] = []
    level = 0
    for node in nodes(given):
        body += ["</details>"] * (level - node.level + 1)
        body.append(_node(node))
        level = node.level
    body += ["</details>"] * level
    return (
        f'<!doctype html>\n<html lang="en">\n<meta charset="utf-8">\n<title>{title}</title>\n'
        '<meta name="viewport" content="width=device-width">\n'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline';"
        " script-src 'unsafe-inline'\">\n"
        f"<style>{_STYLE}</style>\n<h1>{title}</h1>\n{notes}"
        '<p><input id="find" type="search" placeholder="Find" aria-label="Find"> '
        '<button id="open">Open all</button> <button id="close">Close all</button></p>\n'
        + "\n".join(body)
        + f"\n<script>{_SCRIPT}</script>\n</html>\n"
    )


def _node(node: Node) -> str:
    opened = " open" if node.level == 1 else ""
    studies = "".join(f"<li>{_study(standing)}</li>\n" for standing in node.studies)
    name = f"<summary><b>{escape(one_line(node.name))}</b> <small>{escape(node.summary)}</small></summary>"
    return f"<details{opened}>{name}\n<ul>\n{studies}</ul>" if studies else f"<details{opened}>{name}"


def _study(standing: Standing) -> str:
    item = standing.item
    name = escape(one_line(item.label))
    if item.url.startswith(("https://", "http://")):
        name = f'<a href="{escape(address(item.url))}" rel="noreferrer noopener">{name}</a>'
    if standing.also:
        name = f'<span class="also">{name} (also here)</span>'
    said = f"<br><small>{escape(one_line(item.claim))}</small>" if item.claim else ""
    told = ' <small class="contested">contradicted by others</small>' if item.contested else ""
    return f"{name}{told}{said}"
