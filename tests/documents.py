"""PDF files in a few lines, so that no binary file is kept: the lines of their pages are given, the rest is made."""

import re
import zlib
from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import NamedTuple

PROSE = (
    "Routing sends each token to two of many experts, and the balance of the experts decides how well that works.",
    "We measure how much an auxiliary loss costs, and find that a bias on the scores does as well without one.",
    "Over five seeds the quality rose by 3.5 points while the busiest expert took 1.2 times the mean load.",
)


class Run(NamedTuple):
    """A line of text on a page, in points from the lower left corner."""

    text: str
    size: float = 10
    bold: bool = False
    x: float = 72
    y: float = 400
    upwards: bool = False


def column(lines: Sequence[str | Run], top: float = 700, leading: float = 12) -> list[Run]:
    """Set lines one below the other; an empty one is a space between paragraphs."""
    runs = []
    for number, line in enumerate(lines):
        run = line if isinstance(line, Run) else Run(line)
        if run.text:
            runs.append(run._replace(y=top - number * leading))
    return runs


def pdf(pages: Sequence[Sequence[Run]], info: Mapping[str, str] | None = None) -> bytes:
    """Return a PDF of the pages in Helvetica, with the given facts about it."""
    return assembled([_content(page) for page in pages], info)


def assembled(contents: Sequence[bytes], info: Mapping[str, str] | None = None, kids: int = 1) -> bytes:
    """Return a PDF whose pages have the given (unpacked) content; each page stands `kids` times in the tree."""
    streams = [zlib.compress(content) for content in contents]
    pages = [5 + 2 * number for number in range(len(streams))]
    listed = " ".join(f"{page} 0 R" for page in pages for _ in range(kids))
    facts = " ".join(f"/{name} ({_escaped(value)})" for name, value in (info or {}).items())
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Count {len(pages) * kids} /Kids [{listed}] /MediaBox [0 0 612 792]"
        " /Resources << /Font << /R 3 0 R /B 4 0 R >> >> >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold /Encoding /WinAnsiEncoding >>",
    ]
    for page, stream in zip(pages, streams, strict=True):
        objects.append(f"<< /Type /Page /Parent 2 0 R /Contents {page + 1} 0 R >>".encode())
        objects.append(b"<< /Filter /FlateDecode /Length %d >>\nstream\n%b\nendstream" % (len(stream), stream))
    objects.append(f"<< {facts} >>".encode("cp1252"))
    return _file(objects)


def encrypted(document: bytes, password: str) -> bytes:
    """Return the document behind a password; an empty one forbids, but opens without being asked for."""
    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter(clone_from=PdfReader(BytesIO(document)))
    writer.encrypt(user_password=password, owner_password="owner", algorithm="RC4-128")
    written = BytesIO()
    writer.write(written)
    return written.getvalue()


def mapped(document: bytes, letters: Mapping[str, str]) -> bytes:
    """Return the document with a regular font that says what some of its codes mean, both in hexadecimal (UTF-16)."""
    *objects, info = re.findall(rb"\d+ 0 obj\n(.*?)\nendobj\n", document, re.DOTALL)
    lines = "\n".join(f"<{code}> <{meaning}>" for code, meaning in letters.items())
    table = (
        "begincmap\n1 begincodespacerange\n<00> <ff>\nendcodespacerange\n"
        f"{len(letters)} beginbfchar\n{lines}\nendbfchar\nendcmap"
    ).encode()
    stream = b"<< /Length %d >>\nstream\n%b\nendstream" % (len(table), table)
    objects[2] = objects[2].replace(b" >>", b" /ToUnicode %d 0 R >>" % (len(objects) + 1))
    return _file([*objects, stream, info])


def paper(title: str = "Balanced Routing of Experts", pages: int = 3) -> bytes:
    """Return a PDF that looks like a paper: title, sections, running heads, page numbers, references."""
    sections = ("Abstract", "2 Methods", "3 Results")
    made = []
    for number in range(pages):
        heading = Run(sections[number % 3] if number < 3 else f"{number + 1} More", 12, True)
        body = column([heading, "", *(PROSE * 4)], 640)
        front = [Run(title, 18, True, y=700), Run("Ada Lovelace, Alan Turing", 11, y=676)] if not number else []
        made.append(
            [Run("Journal of Routing 12 (2024)", 8, y=760), *front, *body, Run(str(number + 1), 9, x=300, y=30)]
        )
    made[-1] += column([Run("References", 12, True), "[1] A. Nobody. A work that is only cited here. 1999."], 300)
    return pdf(made, {"Title": title})


def _content(runs: Sequence[Run]) -> bytes:
    lines = []
    for run in runs:
        turn = "0 1 -1 0" if run.upwards else "1 0 0 1"
        font = "B" if run.bold else "R"
        lines.append(f"BT /{font} {run.size} Tf {turn} {run.x} {run.y} Tm ({_escaped(run.text)}) Tj ET")
    return "\n".join(lines).encode("cp1252")


def _escaped(text: str) -> str:
    return text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")


def _file(objects: Sequence[bytes]) -> bytes:
    written = bytearray(b"%PDF-1.7\n")
    places = []
    for number, body in enumerate(objects, 1):
        places.append(len(written))
        written += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    start = len(written)
    written += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    written += b"".join(b"%010d 00000 n \n" % place for place in places)
    written += b"trailer\n<< /Size %d /Root 1 0 R /Info %d 0 R >>\n" % (len(objects) + 1, len(objects))
    return bytes(written) + b"startxref\n%d\n%%%%EOF\n" % start
