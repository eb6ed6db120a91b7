"""What is said to a language model: one Markdown file of instructions per task, overlaid per model.

`plan.md` is said to every model; `overlays/<model>/plan.md` takes its place for one, where `<model>` is the model's
name with everything but letters, digits, dots and dashes turned into dashes. Instructions hold no placeholders: what
is asked about, and the shape of the reply, are added by the expert, so a file may be rewritten freely.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Demonstration:
    """One worked example: a rendered input, and the reply that it should get."""

    given: str
    reply: str


@dataclass(frozen=True)
class Prompt:
    """What a model is told about a task."""

    task: str
    instructions: str
    provenance: str
    """The file it comes from."""
    demonstrations: tuple[Demonstration, ...] = ()

    @property
    def version(self) -> str:
        """Names the wording: changes exactly when what is said changes."""
        parts = [self.instructions, *(part for d in self.demonstrations for part in (d.given, d.reply))]
        return blake2b("\n\0".join(parts).encode(), digest_size=6).hexdigest()


def tasks() -> list[str]:
    """Return the names of the tasks that have instructions."""
    return sorted(path.stem for path in FOLDER.glob("*.md"))


def load(task: str, model: str = "", folders: Sequence[Path] = (FOLDER,)) -> Prompt:
    """Return what `model` is told about `task`, from the first folder that has it, its own overlay first.

    Raises:
        LookupError: no folder holds instructions for the task.
    """
    names = ([f"overlays/{_slug(model)}/{task}.md"] if model else []) + [f"{task}.md"]
    for path in (folder / name for name in names for folder in folders):
        if path.is_file():
            return Prompt(task, path.read_text(encoding="utf-8").strip(), str(path))
    raise LookupError(f"no instructions for the task {task!r}; there are {', '.join(tasks())}")


def _slug(model: str) -> str:
    return re.sub(r"[^A-Za-z0-9.-]+", "-", model).strip("-.")
