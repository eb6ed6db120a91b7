"""The command line. Everything heavy is imported by the command that needs it, so that help is instant."""

import argparse
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from importlib import import_module
from typing import NoReturn

DESCRIPTION = "Research the literature: a question in, a report out in which every sentence rests on a quoted passage."

EXITS = """exit codes:
  0 complete   2 setup: you can fix it   3 abstained: nothing on the question   4 partial: something failed
  5 nothing could be done   6 ended at its budget   7 the library cannot be used
  8 the answer could not be written   9 waits at its plan for a person
  70 a fault of the program   130 interrupted"""

NO_TERMINAL = "There is no terminal here for the app to draw on; these are the commands."
REPORTS = ("md", "json", "bibtex")
THEMES = ("ink", "paper", "contrast", "contrast-paper")
BIBLIOGRAPHIES = ("bibtex", "ris", "csl", "jsonl")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code; no traceback reaches the user."""
    try:
        from tui.guard import guarded

        return guarded(lambda: _run(arguments))
    except KeyboardInterrupt:  # before the guard stood
        sys.stderr.write("assistant: Interrupted.\n")
        return 130


def _run(arguments: Sequence[str] | None) -> int:
    parser = build_parser()
    given = parser.parse_args(arguments)
    if given.command in (None, "tui") and not _on_a_terminal():
        return _without_terminal(parser, given.command)
    if given.command is None:
        given = parser.parse_args(["tui"])
    return int(import_module(f"tui.commands.{given.command}").run(given))


def _on_a_terminal() -> bool:
    return sys.stdin is not None and sys.stdin.isatty() and sys.stdout.isatty()


def _without_terminal(parser: argparse.ArgumentParser, asked_for: str | None) -> int:
    """The app would draw into whatever reads us."""
    sys.stderr.write(f"assistant: {NO_TERMINAL}\n")
    parser.print_help()
    return 2 if asked_for else 0


def build_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        "assistant", description=DESCRIPTION, epilog=EXITS, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--version", action=_Version, nargs=0, default=argparse.SUPPRESS, help="show the program's version and exit"
    )
    commands = parser.add_subparsers(dest="command", metavar="command", title="commands")
    _add_app(commands)
    _add_research(commands)
    _add_runs(commands)
    _add_library(commands)
    for name, text in (
        ("experts", "who can do the work, and what keeps others from it"),
        ("config", "every setting, its value, and the place that gave it"),
    ):
        command = commands.add_parser(name, help=text, description=text.capitalize() + ".")
        _add_settings(command)
    _add_sources(commands)
    _add_evaluate(commands)
    return parser


def _add_evaluate(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    evaluate = commands.add_parser(
        "evaluate",
        help="how far a judge of claims can be trusted",
        description="Plant errors in sentences of the bundled library, and see which of them a judge notices.",
    )
    actions = evaluate.add_subparsers(dest="action", metavar="action", title="actions", required=True)
    judge = actions.add_parser("judge", help="recall for each kind of planted error, and false alarms")
    judge.add_argument(
        "--judge",
        default="both",
        metavar="NAME",
        help="gates, local, both (default), or verifier: the one that your settings name",
    )
    judge.add_argument(
        "--per-category", type=int, default=300, metavar="N", help="sentences a kind; default: %(default)s"
    )
    judge.add_argument("--seed", default="", metavar="WORD", help="another word, other sentences")
    _add_settings(judge)


def _add_app(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    text = "the terminal app; also what `assistant` alone opens"
    command = commands.add_parser("tui", help=text, description=text.capitalize() + ".")
    command.add_argument("--replay", metavar="FILE", help="see a saved run again; `demo` is one that comes along")
    command.add_argument("--speed", type=float, default=1, metavar="N", help="N times as fast as it was; 0: at once")
    command.add_argument("--theme", choices=THEMES, default=THEMES[0], help="default: %(default)s")
    _add_settings(command)


def _add_sources(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    text = "where studies can be looked for"
    command = commands.add_parser("sources", help=text, description=text.capitalize() + ".")
    command.add_argument("action", nargs="?", choices=("list", "check"), default="list", help="check: ask each of them")
    command.add_argument("names", nargs="*", metavar="NAME", help="check only these")
    _add_settings(command)


def _add_research(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    command = commands.add_parser(
        "research",
        help="answer a question with a cited report",
        description="Answer a question with a cited report. The report goes to stdout, progress to stderr.",
        epilog=EXITS,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    command.add_argument("question", help="what you want to know, in a sentence")
    command.add_argument("--estimate", action="store_true", help="only say what it is likely to take; nothing is spent")
    _add_settings(command)
    _add_report(command)


def _add_report(command: argparse.ArgumentParser) -> None:
    command.add_argument("--format", choices=REPORTS, default="md", help="default: %(default)s")
    command.add_argument("--output", metavar="FILE", help="write the report to FILE instead of stdout")
    command.add_argument("--quiet", action="store_true", help="no progress; errors are still shown")


def _add_runs(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    text = "saved runs: list, show, go on with, replay, hand on, compare, steer, delete"
    runs = commands.add_parser("runs", help=text, description=text.capitalize() + ".")
    actions = runs.add_subparsers(dest="action", metavar="action", title="actions", required=True)
    list_ = actions.add_parser("list", help="all runs, the newest first")
    list_.add_argument("--format", choices=("text", "json"), default="text", help="default: %(default)s")
    show = actions.add_parser("show", help="the report of a run")
    show.add_argument("--output", metavar="FILE", help="write it to FILE instead of stdout")
    resume = actions.add_parser("resume", help="go on with a run that was killed, stopped, or waits at its plan")
    replay = actions.add_parser("replay", help="see again what happened in a run, without any network")
    replay.add_argument("--speed", type=float, default=0, metavar="N", help="N times as fast as it was; 0: at once")
    export = actions.add_parser(
        "export", help="what happened in a run, as JSON lines; `assistant tui --replay` shows it"
    )
    export.add_argument("--output", metavar="FILE", help="write it to FILE instead of stdout")
    stop = actions.add_parser("stop", help="have a run that is at work end with what is there")
    drop = actions.add_parser("drop", help="have a run that is at work leave one of its branches")
    delete = actions.add_parser("delete", help="forget runs")
    delete.add_argument("runs", nargs="+", metavar="RUN")
    diff = actions.add_parser("diff", help="what the report of one run rests on, and that of another does not")
    diff.add_argument("before", metavar="RUN")
    diff.add_argument("after", metavar="RUN")
    diff.add_argument("--format", choices=("text", "json"), default="text", help="default: %(default)s")
    for action in (show, resume, replay, export, stop, drop):
        action.add_argument("run", metavar="RUN", help="its name, or the beginning of it")
    drop.add_argument("branch", type=int, metavar="BRANCH", help="its number, as progress shows it in brackets")
    for action in (show, replay):
        action.add_argument("--format", choices=REPORTS, default="md", help="default: %(default)s")
    resume.add_argument("--plan", metavar="FILE", help="the plan to follow, as --review wrote it and you edited it")
    _add_settings(resume)
    _add_report(resume)


def _add_library(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    library = commands.add_parser("library", help="your own library of studies", description="Your library of studies.")
    actions = library.add_subparsers(dest="action", metavar="action", title="actions", required=True)
    add = actions.add_parser("add", help="add files, folders (Markdown, text, PDF, bibliographies), or works by name")
    add.add_argument(
        "paths",
        nargs="*",
        metavar="WORK",
        help="a path, DOI, arXiv id, or address of an article or PDF; none: go on with what an interrupted `add` left",
    )
    add.add_argument("--full-text", action="store_true", help="fetch the full texts of works given by name")
    import_ = actions.add_parser("import", help="add bibliographies: BibTeX, RIS, CSL-JSON, JSON lines")
    import_.add_argument("paths", nargs="+", metavar="FILE")
    import_.add_argument("--format", choices=BIBLIOGRAPHIES, help="default: what the name of the file ends with")
    export = actions.add_parser("export", help="write studies as a bibliography")
    export.add_argument("studies", nargs="*", metavar="STUDY", help="key, arXiv id, DOI or address; default: all")
    export.add_argument("--format", choices=BIBLIOGRAPHIES, help="default: what FILE ends with, else bibtex")
    export.add_argument("--output", metavar="FILE", help="write to FILE instead of stdout")
    search = actions.add_parser("search", help="find studies by meaning and by words")
    search.add_argument("query")
    search.add_argument("--limit", type=int, default=10, help="default: %(default)s")
    actions.add_parser("list", help="all studies")
    show = actions.add_parser("show", help="one study with its texts")
    show.add_argument("study", help="its key, arXiv id, DOI or address")
    remove = actions.add_parser("remove", help="forget studies")
    remove.add_argument("studies", nargs="+", metavar="STUDY", help="key, arXiv id, DOI or address")
    check = actions.add_parser("check", help="see whether the library is sound")
    check.add_argument("--rebuild", action="store_true", help="build the vector index anew from the library's records")
    stats = actions.add_parser("stats", help="studies, texts, passages and vectors counted, and their size")
    backup = actions.add_parser(
        "backup",
        help="copy the library into one file, while it is in use",
        description="Copy the library into one file, while it is in use. To restore it: end all assistants, delete"
        " library.db-wal and library.db-shm in the library's folder, put FILE there as library.db, and run"
        " `assistant library check --rebuild`.",
    )
    backup.add_argument("file", metavar="FILE", help="an older backup there is replaced")
    for action in (add, import_, export, search, show, remove, check, stats, backup):
        action.add_argument("--embedder", metavar="NAME", help="embedding model, as in the settings")


def _add_settings(command: argparse.ArgumentParser) -> None:
    add = command.add_argument_group("settings (each also in a settings file or as ASSISTANT_NAME)").add_argument
    add("--model", metavar="PROVIDER/NAME", help="a litellm model; without one the extractive expert does the work")
    add("--api-base", metavar="URL", help="endpoint of the model, for a server of your own")
    add("--models", metavar="FILE", help="YAML file with litellm's model_list")
    add("--fresh", action="store_true", default=None, help="ask models again, whatever is recorded of their replies")
    add(
        "--source",
        dest="sources",
        action="append",
        metavar="NAME",
        help="a name that `assistant sources` lists, or a path; repeatable",
    )
    add("--since", type=int, metavar="YEAR", help="only studies of this year or later")
    add("--until", type=int, metavar="YEAR", help="only studies of this year or earlier")
    add("--venue", dest="venues", action="append", metavar="NAME", help="only from this venue; repeatable")
    add("--author", dest="authors", action="append", metavar="NAME", help="only by this person; repeatable")
    add("--field", dest="fields", action="append", metavar="NAME", help="only in this field of study; repeatable")
    add("--open-access", action="store_true", default=None, help="only what is free to read")
    add("--neighbours", type=int, metavar="N", help="look at N studies that good ones cite or are cited by; 0: none")
    add("--full-texts", type=int, metavar="N", help="fetch at most N full texts; 0: read abstracts only")
    add("--offline", action="store_true", default=None, help="ask nothing outside this machine")
    add("--breadth", type=int, metavar="N", help="at most N sub-questions")
    add("--depth", type=int, metavar="N", help="at most N waves of searching; later ones look for what is still open")
    add("--path", choices=("auto", "short", "full"), help="short: one search and one reading, without a plan")
    add("--review", action="store_true", default=None, help="stop at the plan, so that you can edit it")
    add("--max-dollars", type=float, metavar="N", help="models may cost at most N dollars")
    add("--max-tokens", type=int, metavar="N", help="models may take at most N tokens")
    add("--max-calls", type=int, metavar="N", help="at most N requests to models")
    add("--max-minutes", type=float, metavar="N", help="search and read for at most N minutes, then write")
    add("--freshness", type=float, metavar="DAYS", help="answers of sources hold for so many days; 0: for one run")
    add("--max-studies", type=int, metavar="N", help="read at most N studies")
    add("--embedder", metavar="NAME", help="embedding model: the built-in one or any of sentence-transformers")
    add("--verifier", metavar="NAME", help="a cross-encoder for inference that checks claims; default: built in")


class _Version(argparse.Action):
    """Looks the version up only when it is asked for, which takes a while."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        from importlib import metadata

        try:
            version = metadata.version("research-assistant")
        except metadata.PackageNotFoundError:
            version = "(not installed)"
        print(f"{parser.prog} {version}")
        parser.exit()


def command() -> NoReturn:
    """Run one command as a process of its own, which ends at once: taking large packages apart takes a second."""
    code = main()
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:
            with suppress(OSError, ValueError):  # whoever read it has gone, and that was dealt with
                stream.flush()
    os._exit(code)


if __name__ == "__main__":
    command()
