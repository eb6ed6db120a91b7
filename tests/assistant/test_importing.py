"""Importing files: only what has changed is read, and a stop in the middle costs nothing."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.embedding import Hashing
from assistant.errors import SetupError
from assistant.importing import import_files
from assistant.library import Library, portions
from assistant.library.progress import Step
from assistant.sources.files import Reading
from assistant.study import Record, digest

LONG_AGO = 1_600_000_000_000_000_000
"""Nanoseconds."""


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library.open(tmp_path / "library", Hashing(64)) as library:
        yield library


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Thirty notes, and a file of lines one of which is faulty."""
    made = tmp_path / "notes"
    for number in range(30):
        write(made / f"{number % 3}/{number:02}.md", f"# Note {number:02}\n\nWords of note {number:02}.")
    write(made / "papers.jsonl", '{"title": "Paper"}\nno paper\n')
    return made


def write(file: Path, text: str, modified: int = LONG_AGO) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)
    os.utime(file, ns=(modified, modified))


def titles(library: Library) -> set[str]:
    return {study.title for study in library.studies()}


def test_what_has_not_changed_is_not_read_again(library: Library, folder: Path) -> None:
    first = import_files(library, [folder])
    assert (first.records, first.studies, first.files, first.unchanged, first.changed) == (31, 31, 31, 0, 0)
    before = titles(library)
    for file in folder.rglob("*.*"):
        # Other words under the old size and time: whoever reads them notices.
        write(file, "x" * file.stat().st_size)
    again = import_files(library, [folder])
    assert (again.records, again.studies, again.files, again.unchanged, again.changed) == (0, 0, 31, 31, 0)
    assert again.problems == first.problems
    assert "papers.jsonl:2: the line" in first.problems[0]
    assert titles(library) == before


def test_what_was_only_touched_is_not_read_again(library: Library, folder: Path) -> None:
    import_files(library, [folder])
    (folder / "papers.jsonl").unlink()
    for file in folder.rglob("*.md"):
        os.utime(file, ns=(LONG_AGO + 1, LONG_AGO + 1))
    again = import_files(library, [folder])
    assert (again.records, again.unchanged, again.changed) == (0, 30, 0)


def test_of_a_folder_only_what_changed_is_read(library: Library, folder: Path) -> None:
    import_files(library, [folder])
    write(folder / "1/01.md", "# Note 01\n\nOther words.", LONG_AGO + 1)
    write(folder / "new.md", "# New\n\nWords.")
    again = import_files(library, [folder])
    assert (again.records, again.studies, again.unchanged, again.changed) == (2, 1, 30, 1)


def test_an_edited_note_stays_one_study_that_says_what_the_note_says_now(library: Library, tmp_path: Path) -> None:
    file = tmp_path / "notes" / "note.md"
    editions = ["Cats sleep, and they dream at night.", "Cats bark.", "Cats sleep, and they dream at night.", "Cats."]
    keys = set()
    for number, words in enumerate(editions):
        write(file, f"# Notes\n\n{words}", LONG_AGO + number)
        import_files(library, [file])
        (study,) = library.studies()
        keys.add(study.key)
        (best,) = library.texts(study.key)
        assert best.content == f"# Notes\n\n{words}"
        assert [passage.content for passage in library.passages(study.key)] == [best.content]
        hits = [library.find(old, 1)[0].passage for old in editions[: number + 1]]
        assert [hit.content for hit in hits if hit] == [best.content] * len(hits), "what it said is not searched"
        said = [digest(f"# Notes\n\n{old}") for old in editions[: number + 1]]
        quoted = [library.passage(f"{text}#0-7").content for text in said]
        assert quoted == ["# Notes"] * len(said), "what was quoted from it stays"
        assert library.check().is_complete
    assert len(keys) == 1


def test_only_what_a_file_says_under_its_old_title_is_the_old_work(library: Library, tmp_path: Path) -> None:
    for name, title in (("a", "Ideas"), ("a", "Other ideas"), ("b", "Ideas")):
        write(tmp_path / name / "notes.md", f"# {title}\n\nWords of {name} about {title}.", LONG_AGO + len(title))
        import_files(library, [tmp_path / name / "notes.md"])
    assert sorted(study.title for study in library.studies()) == ["Ideas", "Ideas", "Other ideas"]


def test_another_paper_in_the_place_of_one_is_another_work(library: Library, tmp_path: Path) -> None:
    file = tmp_path / "paper.jsonl"
    for number in (1, 2):
        write(file, f'{{"title": "Reply", "ids": ["doi:10.1000/{number}"]}}\n', LONG_AGO + number)
        import_files(library, [file])
    assert len(library) == 2


def test_a_note_that_moved_is_known(library: Library, tmp_path: Path) -> None:
    for folder in ("old", "new"):
        write(tmp_path / folder / "note.md", "# Notes\n\nCats sleep.")
        import_files(library, [tmp_path / folder])
    write(tmp_path / "new" / "note.md", "# Notes\n\nCats dream.", LONG_AGO + 1)
    import_files(library, [tmp_path / "new"])
    assert len(library) == 1
    (study,) = library.studies()
    assert len(library.passages(study.key)) == 1
    assert len(library.find("cats", 5)) == 1


def test_what_vanished_from_a_file_stays_in_the_library(library: Library, tmp_path: Path) -> None:
    file = tmp_path / "papers.jsonl"
    write(file, '{"title": "One"}\n{"title": "Two"}\n')
    import_files(library, [file])
    write(file, '{"title": "Two"}\n{"title": "Three"}\n', LONG_AGO + 1)
    again = import_files(library, [file])
    assert (again.records, again.studies, again.changed) == (2, 1, 1)
    assert titles(library) == {"One", "Two", "Three"}
    file.unlink()
    import_files(library, [tmp_path])
    assert titles(library) == {"One", "Two", "Three"}


def test_what_was_removed_comes_back_when_its_file_is_added_again(library: Library, folder: Path) -> None:
    import_files(library, [folder])
    (study,) = (study for study in library.studies() if study.title == "Note 07")
    library.remove(study.key)
    again = import_files(library, [folder])
    assert (again.records, again.studies, again.unchanged) == (1, 1, 30)
    assert library.study(study.key) == study


def test_a_file_that_was_changed_a_moment_ago_is_not_trusted_by_its_time(library: Library, tmp_path: Path) -> None:
    file = tmp_path / "note.md"
    file.write_text("# Now\n\nWords.")
    state = file.stat()
    os.utime(file)
    moment = file.stat().st_mtime_ns
    import_files(library, [file])
    write(file, "# New\n\nWords.", moment)
    assert file.stat().st_size == state.st_size
    import_files(library, [file])
    assert titles(library) == {"Now", "New"}


def test_what_could_not_be_read_is_tried_again(library: Library, tmp_path: Path) -> None:
    file = tmp_path / "papers.jsonl"
    write(file, "no paper\n")
    assert import_files(library, [file]).faults == 1
    again = import_files(library, [file])
    assert (again.faults, again.unchanged) == (1, 0)


def test_of_very_many_problems_the_first_are_told_and_all_are_counted(library: Library, tmp_path: Path) -> None:
    file = tmp_path / "papers.jsonl"
    write(file, '{"title": "One"}\n' + "no paper\n" * 500)
    first = import_files(library, [file])
    assert (len(first.problems), first.faults) == (100, 500)
    again = import_files(library, [file])
    assert again.unchanged == 1
    assert again.faults == 101
    assert import_files(library, [file]).problems[:99] == first.problems[:99]


def test_a_file_is_remembered_no_sooner_than_its_last_record(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(portions, "RECORDS", 4)
    file = tmp_path / "papers.jsonl"
    write(file, "".join(f'{{"title": "Paper {n}"}}\n' for n in range(10)))

    def interrupt(step: Step) -> None:
        if step.done == 8:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        import_files(library, [file], interrupt)
    assert (len(library), library.known_files([file])) == (8, {})
    again = import_files(library, [file])
    assert (again.records, again.studies) == (10, 2)
    assert import_files(library, [file]).unchanged == 1


def test_steps_tell_how_far_the_work_has_come(library: Library, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(portions, "RECORDS", 5)
    steps: list[Step] = []
    import_files(library, [folder], steps.append)
    for doing, things in (("storing", "records"), ("embedding", "passages")):
        told = [step for step in steps if step.doing == doing]
        assert {step.things for step in told} == {things}
        assert told[-1].done == 31
        assert told[-1].share == 1.0
        assert [step.share for step in told] == sorted(step.share for step in told)


def test_storing_is_not_said_to_be_done_while_records_of_the_last_file_are_still_to_come(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(portions, "RECORDS", 4)
    file = tmp_path / "papers.jsonl"
    write(file, "".join(f'{{"title": "Paper {n}"}}\n' for n in range(10)))
    steps: list[Step] = []
    import_files(library, [file], steps.append)
    assert [(step.done, step.share) for step in steps if step.doing == "storing"] == [(4, 0.4), (8, 0.8), (10, 1.0)]


def test_what_was_looked_up_comes_with_the_files(library: Library, folder: Path) -> None:
    looked_up = [Reading([Record(title="Found", source="arXiv")], ["Of the full text, page 3 is missing."])]
    done = import_files(library, [folder], looked_up=looked_up)
    assert (done.records, done.studies) == (32, 32)
    assert done.problems[0] == "Of the full text, page 3 is missing."


def test_one_spelling_of_a_path_is_as_good_as_another(
    library: Library, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import_files(library, [folder])
    monkeypatch.chdir(folder / "1")
    assert import_files(library, [Path("../../notes"), Path("..") / "papers.jsonl"]).unchanged == 31


def test_nothing_is_read_when_one_of_the_paths_is_wrong(library: Library, folder: Path) -> None:
    with pytest.raises(SetupError, match="nowhere"):
        import_files(library, [folder, folder / "nowhere"])
    assert len(library) == 0


def test_files_of_kinds_that_cannot_be_read_are_counted(library: Library, folder: Path) -> None:
    for name in ("a.png", "b.PNG", "deep/c.docx", "Makefile", ".hidden.png"):
        write(folder / name, "x")
    assert import_files(library, [folder, folder / "0"]).passed_over == {".png": 2, ".docx": 1, "": 1}
