"""`assistant library`: the user's own studies."""

from argparse import Namespace
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from assistant.bibliography import FORMATS, format_of
from assistant.bundled import BUNDLED, is_borrowed
from assistant.embedding import open_embedder
from assistant.errors import Exit, SetupError
from assistant.identity import link
from assistant.importing import Imported, import_files
from assistant.library import Library
from assistant.library.progress import Step
from assistant.printable import counted
from assistant.reranking import open_reranker
from assistant.settings import home, made
from assistant.sources.files import Reading, read_bibliography
from assistant.study import Study
from tui.bar import Bar
from tui.commands.adding import look_up, told_apart
from tui.commands.flags import resolved
from tui.guard import say
from tui.output import deliver, writable
from tui.table import table

NOTHING_OWN = (
    "Your library is empty; fill it with: assistant library add PATH. Until then, research asks the bundled one."
)
EMBEDS = "`assistant library add` embeds them"
SHOWN = 20
"""The largest number of things of one kind that are listed one by one."""
KINDS = 5
"""The largest number of kinds of files that are named."""


def run(given: Namespace) -> int:
    with _library(given) as library:
        return ACTIONS[given.action](library, given)


@contextmanager
def _library(given: Namespace) -> Iterator[Library]:
    """Open the user's library. It keeps its vectors itself, so they need no cache beside it."""
    settings = resolved(given).settings
    embedder = open_embedder(settings.embedder, offline=settings.offline, notice=say)
    reranker = open_reranker(settings.reranker, offline=settings.offline)
    with Library.open(made(home().data) / "library", embedder, say, settings.library_url, reranker) as library:
        yield library


def add(library: Library, given: Namespace) -> int:
    """Add files and works by their names; what cannot be had is told, and the rest arrives.

    Without any, go on with what an interrupted `add` left.
    """
    paths, names = told_apart(given)
    return _take_in(library, paths, lambda: look_up(names, given))


def import_(library: Library, given: Namespace) -> int:
    """Add bibliographies, and nothing else: a file of another kind is a mistake."""
    readings = [read_bibliography(Path(path).expanduser(), given.format) for path in given.paths]
    return _take_in(library, [], lambda: readings)


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


def _take_in(library: Library, paths: Sequence[Path], others: Callable[[], Sequence[Reading]]) -> int:
    with closing(Bar()) as bar:
        bar(Step("storing", 0, "records", 0.0))
        try:
            done = import_files(library, paths, bar, others())
        except KeyboardInterrupt:
            raise KeyboardInterrupt("What was done is kept: the same command goes on from there.") from None
    for problem in done.problems[:SHOWN]:
        say(problem)
    if done.faults > SHOWN:
        say(f"{counted(done.faults - SHOWN, 'more thing')} could not be read.")
    if done.passed_over:
        say(_passed_over(done.passed_over))
    print(f"{_told(done)}; the library holds {len(library)}.")
    return Exit.PARTIAL if done.faults else Exit.COMPLETE


def _told(done: Imported) -> str:
    words = f"{counted(done.records, 'record')} read, {counted(done.studies, 'new study', 'new studies')}"
    if done.unchanged:
        words += f"; {done.unchanged} of {done.files} files have not changed"
    if done.changed:
        words += f"; {done.changed} have, and what they no longer say stays in the library"
    return words


def _passed_over(kinds: Mapping[str, int]) -> str:
    """Return how many files were of no use, and of which kinds most of them are."""
    ordered = sorted(kinds.items(), key=lambda kind: (-kind[1], kind[0]))
    named = [f"{number} {suffix or 'without an ending'}" for suffix, number in ordered[:KINDS]]
    if others := sum(number for _, number in ordered[KINDS:]):
        named.append(f"{others} others")
    total = sum(kinds.values())
    return f"Passed over, since such files cannot be read: {total} ({', '.join(named)})."


def search(library: Library, given: Namespace) -> int:
    if given.limit < 1:
        raise SetupError(f"--limit is {given.limit}; it must be at least 1.")
    if not any(map(str.isalnum, given.query)):
        raise SetupError(f"There is no word in {given.query[:40]!r} to search for.")
    found = ((hit, library.study(hit.study)) for hit in library.find(given.query, given.limit + _borrowed(library)))
    own = [(hit, study) for hit, study in found if not is_borrowed(study)][: given.limit]
    print(table([(f"{hit.similarity:.2f}", *_row(study)) for hit, study in own]) or _nothing(library))
    return Exit.COMPLETE if own else Exit.ABSTAINED


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
    with closing(Bar()) as bar:
        health = library.rebuild(bar) if given.rebuild else library.check()
    counts = health.model_dump(exclude={"problems"})
    notes = {"unembedded": EMBEDS} if health.unembedded else {}
    print(table([(name.replace("_", " "), str(value), notes.get(name, "")) for name, value in counts.items()]))
    for problem in health.problems:
        say(problem)
    print("not sound: run `assistant library check --rebuild`" if health.problems else "sound")
    return Exit.LIBRARY if health.problems else Exit.COMPLETE


def stats(library: Library, _: Namespace) -> int:
    counts = library.statistics()
    print(f"{counts.folder}\n")
    rows = [
        ("studies", counts.studies, ""),
        *_rows("by year", {name or "unknown": number for name, number in counts.years.items()}),
        *_rows("by best text", {name.replace("_", " "): number for name, number in counts.texts.items()}),
        *_rows("by source", counts.sources),
        ("files read", counts.files, ""),
        ("passages", counts.passages, ""),
        ("vectors", counts.vectors, ""),
        ("to be embedded", counts.unembedded, EMBEDS if counts.unembedded else ""),
        ("in the index", counts.indexed, ""),
    ]
    print(table([(name, f"{number:,}", note) for name, number, note in rows]))
    sizes = {"database": counts.database_bytes, "index": counts.index_bytes}
    print(
        table([(name, f"{number / 1e6:,.1f} MB") for name, number in (sizes | {"disk": sum(sizes.values())}).items()])
    )
    return Exit.COMPLETE


def backup(library: Library, given: Namespace) -> int:
    target = Path(given.file).expanduser()
    library.back_up(target)
    print(f"{target}: {counted(len(library), 'study', 'studies')}, {target.stat().st_size / 1e6:,.1f} MB")
    return Exit.COMPLETE


ACTIONS: dict[str, Callable[[Library, Namespace], int]] = {
    "add": add,
    "import": import_,
    "export": export,
    "search": search,
    "list": list_,
    "show": show,
    "remove": remove,
    "check": check,
    "stats": stats,
    "backup": backup,
}


def _rows(title: str, counts: Mapping[str, int]) -> list[tuple[str, int, str]]:
    """Return a row for each of the first names, and one for all the others."""
    first = list(counts.items())[:SHOWN]
    rows = [(f"  {name}", number, title) for name, number in first]
    if others := len(counts) - len(first):
        rows.append((f"  {others} others", sum(counts.values()) - sum(number for _, number in first), title))
    return rows


def _row(study: Study) -> tuple[str, str, str, str]:
    return study.key, str(study.year or "    "), ", ".join(study.ids), study.title


def _borrowed(library: Library) -> int:
    """Return how many bundled works came in with runs."""
    return library.statistics().sources.get(BUNDLED, 0)


def _nothing(library: Library) -> str:
    return "Nothing found." if library.holds_own(BUNDLED) else NOTHING_OWN
