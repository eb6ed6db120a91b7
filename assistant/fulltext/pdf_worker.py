"""Reads a PDF in a process of its own: the PDF on stdin, its lines as JSON on stdout, limits as JSON in the argument.

`assistant.fulltext.pdf` runs it by its path. A parser in pure Python can be neither stopped nor bounded from within the
process that it runs in: here the system bounds its memory and its time, and whoever started it may end it. It imports
nothing of ours, so that it is there at once.
"""

import json
import logging
import math
import re
import sys
from contextlib import suppress
from io import BytesIO
from typing import Any

_BOLD = re.compile(r"bold|black|heavy|demi|medi(?!um)|cmbx|sfbx|cmssbx", re.IGNORECASE)
_FACT = 2000
"""Characters of a fact about the document that are kept."""
_LINE = 1000
"""Characters of a line; what is longer is no line of a page, and is handed on as several."""


def main() -> None:
    limits = json.loads(sys.argv[1])
    logging.disable()  # what the parser has to say of broken files is said below
    try:
        _confine(limits["seconds"], limits["memory"])
        answer = _answer(sys.stdin.buffer.read(), limits)
    except MemoryError:
        answer = {"fault": f"to read it takes more than {limits['memory'] // 1_000_000} MB of memory"}
    json.dump(answer, sys.stdout)


def _confine(seconds: int, memory: int) -> None:
    """Let the system end this process when it takes too much; Windows knows no such limits, but the deadline holds."""
    with suppress(ImportError):
        import resource

        limits = ((resource.RLIMIT_CPU, seconds), (resource.RLIMIT_AS, memory), (resource.RLIMIT_CORE, 0))
        for what, limit in limits:
            with suppress(ValueError, OSError):  # macOS refuses a limit on addresses
                resource.setrlimit(what, (limit, limit))


def _answer(data: bytes, limits: dict[str, int]) -> dict[str, Any]:
    import pypdf
    from pypdf.errors import DependencyError, FileNotDecryptedError, LimitReachedError

    stream = limits["stream"]
    bounds = pypdf.Configuration(
        zlib_maximum_output_length=stream,
        lzw_maximum_output_length=stream,
        run_length_maximum_output_length=stream,
        jbig2dec_binary=None,
    )
    try:
        with pypdf.apply_configuration(bounds):
            return _read(pypdf.PdfReader(BytesIO(data)), limits)
    except (DependencyError, FileNotDecryptedError):
        return {"fault": "it is encrypted; save it without protection first"}
    except LimitReachedError as error:
        return {"fault": f"it unpacks to more than is read ({_words(error)})"}
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001  a broken file makes the parser raise anything
        return {"fault": f"it is broken ({_words(error)})"}


def _read(reader: Any, limits: dict[str, int]) -> dict[str, Any]:
    count = len(reader.pages)
    if not count:
        return {"fault": "it is broken (it has no pages)"}
    if count > limits["pages"]:
        return {"fault": f"it has {count:,} pages, more than the {limits['pages']:,} that are read"}
    pages, gaps, left = [], [], limits["characters"]
    for number in range(count):
        try:
            page = _page(reader.pages[number])
        except MemoryError:
            raise
        except Exception as error:  # noqa: BLE001  see above; the other pages may be sound
            gaps.append(f"page {number + 1} cannot be read ({_words(error)})")
            page = {"bottom": 0, "height": 1, "lines": []}
        pages.append(page)
        left -= sum(len(line[0]) for line in page["lines"])
        if left < 0:
            return {"fault": f"it holds more than the {limits['characters']:,} characters that are read"}
    return {"info": _info(reader), "pages": pages, "gaps": gaps}


def _info(reader: Any) -> dict[str, str]:
    try:
        facts = dict(reader.metadata or {})
        return {_whole(str(name).strip("/")): _whole(str(value)[:_FACT]) for name, value in facts.items()}
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001  what a document says of itself may be broken while its pages are not
        return {}


def _page(page: Any) -> dict[str, Any]:
    bottom, top = float(page.mediabox.bottom), float(page.mediabox.top)
    return {"bottom": bottom, "height": max(1.0, top - bottom), "lines": _lines(page)}


def _lines(page: Any) -> list[list[Any]]:
    """Return the lines of a page, each as text, size, whether it is bold, x, y and angle."""
    import pypdf

    lines: list[list[Any]] = []
    parts: list[tuple[str, float, bool, float, float, int]] = []

    def visit(text: str, page_matrix: list[float], text_matrix: list[float], font: Any, size: float) -> None:
        a, b, c, d, x, y = pypdf.mult(text_matrix, page_matrix)
        angle = round(math.degrees(math.atan2(b, a)) / 90) * 90 % 360
        bold = bool(_BOLD.search(str((font or {}).get("/BaseFont", ""))))
        for index, part in enumerate(text.split("\n")):
            if index:
                lines.extend(_line(parts))
                parts.clear()
            if part.strip() or parts:
                parts.append((part, abs(size) * math.hypot(c, d), bold, x, y, angle))

    page.extract_text(visitor_text=visit)
    return lines + _line(parts)


def _line(parts: list[tuple[str, float, bool, float, float, int]]) -> list[list[Any]]:
    """Return the parts of a line as one; it looks as the longest of them does, and stands where the first does."""
    text = _whole("".join(part[0] for part in parts))
    if not text.strip():
        return []
    longest = max(parts, key=lambda part: len(part[0]))
    _, _, _, x, y, angle = parts[0]
    looks = [round(longest[1], 2), longest[2], round(x, 1), round(y, 1), angle]
    return [[text[start : start + _LINE], *looks] for start in range(0, len(text), _LINE)]


def _whole(text: str) -> str:
    """Return a text in which the halves of letters that fonts and facts name are joined, or replaced if single."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _words(error: Exception) -> str:
    return " ".join(str(error).split())[:200] or type(error).__name__


if __name__ == "__main__":
    main()
