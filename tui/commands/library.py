"""`assistant library`: the user's own studies."""

import sys
from argparse import Namespace
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path

from assistant.bibliography import FORMATS, format_of
from assistant.bundled import is_borrowed
from assistant.embedding import open_embedder
from assistant.errors import Exit, SetupError
from assistant.identity import link
from assistant.library import Library
from assistant.settings import home
from assistant.sources.files import Reading, read_bibliography
from assistant.study import Record, Study
from tui.commands.adding import readings
from tui.commands.flags import resolved
from tui.guard import say
from tui.output import deliver, writable
from tui.table import table

NOTHING_OWN = (
    "Your library is empty; fill it with: assistant library add PATH. Until then, research asks the bundled one."
)
BATCH = 64
"""Records added at a time: what an interruption can cost."""


def run(given: Namespace) -> int:
    with _library(given) as library:
        return ACTIONS[given.action](library, given)


@contextmanager
def _library(given: Namespace) -> Iterator[Library]:
    data = home().data
    embedder = open_embedder(resolved(given).settings.embedder, data / "vectors.db")
    with Library.open(data / "library", embedder, say) as library:
        yield library


def add(library: Library, given: Namespace) -> int:
    """Add files and works by their names; what cannot be had is told, and the rest arrives."""
    return _take_in(library, readings(given))


def import_(library: Library, given: Namespace) -> int:
    """Add bibliographies, and nothing else: a file of another kind is a mistake."""
    return _take_in(library, [read_bibliography(Path(path).expanduser(), given.format) for path in given.paths])


def export(library: Library, given: Namespace) -> int:
    """Write studies as a bibliography in the format asked for, in that of the file, or as BibTeX."""
    output = writable(given.output, "bibliography")
    form = given.format or (format_of(output.suffix) if output else None) or "bibtex"
    named = {study.key: study for name in given.studies for study in [library.study(name)]}
    studies = list(named.values()) or [study for study in library.studies() if not is_borrowed(study)]
    if not studies:
        say(NOTHING_OWN)
        return Exit.ABSTAINED
    records = (study.record(library.texts(study.key)) for study in studies)
    deliver(FORMATS[form].write(records), output, "bibliography")
    return Exit.COMPLETE


def search(library: Library, given: Namespace) -> int:
    if given.limit < 1:
        raise SetupError(f"--limit is {given.limit}; it must be at least 1.")
    hits = library.find(given.query, given.limit)
    print(table([(f"{hit.similarity:.2f}", *_row(library.study(hit.study))) for hit in hits]) or _nothing(library))
    return Exit.COMPLETE if hits else Exit.ABSTAINED


def list_(library: Library, _: Namespace) -> int:
    """Bundled works that came in with a run are not the user's, and are not listed."""
    own = [study for study in library.studies() if not is_borrowed(study)]
    print(table([_row(study) for study in own]) or NOTHING_OWN)
    return Exit.COMPLETE


def show(library: Library, given: Namespace) -> int:
    study = library.study(given.study)
    facts = {
        "key": study.key,
        "title": study.title,
        "authors": ", ".join(study.authors),
        "year": str(study.year or ""),
        "venue": study.venue,
        "ids": ", ".join(study.ids),
        "link": link(study.ids, study.url),
        "from": ", ".join(study.sources),
    }
    print(table([(name, value) for name, value in facts.items() if value]))
    for text in library.texts(study.key):
        print(f"\n{text.kind.replace('_', ' ')}:\n{text.content}")
    return Exit.COMPLETE


def remove(library: Library, given: Namespace) -> int:
    """Look all of them up first, so that a misspelt name removes nothing."""
    studies = [library.study(name) for name in given.studies]
    for study in studies:
        library.remove(study.key)
        print(f"removed {study.key}  {study.title}")
    return Exit.COMPLETE


def check(library: Library, given: Namespace) -> int:
    health = library.rebuild() if given.rebuild else library.check()
    counts = health.model_dump(exclude={"problems"})
    print(table([(name.replace("_", " "), str(value)) for name, value in counts.items()]))
    for problem in health.problems:
        say(problem)
    print("not sound: run `assistant library check --rebuild`" if health.problems else "sound")
    return Exit.LIBRARY if health.problems else Exit.COMPLETE


ACTIONS: dict[str, Callable[[Library, Namespace], int]] = {
    "add": add,
    "import": import_,
    "export": export,
    "search": search,
    "list": list_,
    "show": show,
    "remove": remove,
    "check": check,
}


def _take_in(library: Library, readings: Sequence[Reading]) -> int:
    records = [record for reading in readings for record in reading.records]
    problems = [problem for reading in readings for problem in reading.problems]
    before = len(library)
    for done in _added(library, records):
        print(f"\r{_bar(done, len(records))}", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    for problem in problems:
        say(problem)
    print(f"{len(records)} records read, {len(library) - before} new studies; the library holds {len(library)}.")
    return Exit.PARTIAL if problems else Exit.COMPLETE


def _added(library: Library, records: Sequence[Record]) -> Iterator[int]:
    """Add the records batch by batch, yielding how many are done, first none."""
    waiting = iter(records)
    done = 0
    yield done
    while batch := list(islice(waiting, BATCH)):
        library.add(batch)
        done += len(batch)
        yield done


def _bar(done: int, total: int, width: int = 30) -> str:
    filled = round(width * done / max(1, total))
    return f"[{'#' * filled}{'.' * (width - filled)}] {done}/{total}"


def _row(study: Study) -> tuple[str, str, str, str]:
    return study.key, str(study.year or "    "), ", ".join(study.ids), study.title


def _nothing(library: Library) -> str:
    return "Nothing found." if len(library) else NOTHING_OWN
