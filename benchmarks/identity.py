"""Whether one work becomes one study: `python -m benchmarks.identity --data ../shared/data --split dev`.

Variants of real records, and different works that look like them, are planted among real ones and put into a real
library in shuffled order. Prints a JSON object a line.
"""

import argparse
import json
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from math import comb
from pathlib import Path
from random import Random
from typing import NamedTuple

from assistant.embedding import Hashing
from assistant.identity import normalised
from assistant.library import Library
from assistant.study import Record
from benchmarks.data import Document, csfcube, deepscholar, scifact
from benchmarks.lookalikes import lookalikes
from benchmarks.metrics import mean
from benchmarks.planting import found
from benchmarks.variants import variants

VARIED = 4_000
"""Works that get one to five variants."""
ALIKE = 4_000
"""Works of which others are made that look like them."""
DIMENSIONS = 16
"""Of the vectors, which nobody asks for here."""


class Planted(NamedTuple):
    record: Record
    work: int
    """Which work it describes."""
    kinds: tuple[str, ...] = ()
    """What was done to it; nothing to a record as it was found."""


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure whether one work becomes one study, on public data.")
    parser.add_argument("--data", type=Path, required=True, help="folder of the data sets")
    parser.add_argument("--split", default="dev", help="which part of each set to read")
    parser.add_argument("--seed", default="", help="makes other variants, of other works")
    parser.add_argument("--show", type=int, default=0, help="how many of the errors of each sort to print")
    arguments = parser.parse_args()
    records = planted(arguments.data, arguments.split, arguments.seed)
    start = time.perf_counter()
    keys = added([each.record for each in records])
    for metric, value, number in figures(records, keys):
        seconds = round(time.perf_counter() - start, 1)
        line = {"set": "identity", "metric": metric, "value": round(value, 4), "n": number, "seconds": seconds}
        print(json.dumps(line), flush=True)
    for error in (*wrong(records, keys)[: arguments.show], *missed(records, keys)[: arguments.show]):
        print(json.dumps([_shown(each) for each in error], ensure_ascii=False))


def planted(data: Path, split: str, seed: str = "") -> list[Planted]:
    """Return real records, variants of some, and works that look like some, in shuffled order."""
    random = Random(f"{split} {seed}")
    real = [found(document, random) for document in documents(data, split)]
    records = [Planted(record, work) for work, record in enumerate(real)]
    for work in random.sample(range(len(real)), VARIED):
        for kinds, record in variants(real[work], random, random.randrange(1, 6)):
            records.append(Planted(record, work, kinds))
    for kind, record in lookalikes(random.sample(real, ALIKE), random):
        records.append(Planted(record, len(records) + len(real), (kind,)))
    random.shuffle(records)
    return records


def documents(data: Path, split: str) -> list[Document]:
    """Return the documents of all sets; of those with equal titles only the first, because the sets share works."""
    listed = [d for read in (scifact, csfcube, deepscholar) for d in read(data, split).documents if len(d.title) > 8]
    return list({normalised(d.title).replace(" ", ""): d for d in reversed(listed)}.values())


def added(records: Sequence[Record]) -> list[str]:
    """Return the key of the study of each record, in a library to which all were added."""
    with tempfile.TemporaryDirectory() as folder, Library.open(Path(folder), Hashing(DIMENSIONS)) as library:
        return [study.key for study in library.add(records)]


def figures(records: Sequence[Planted], keys: Sequence[str]) -> Iterator[tuple[str, float, int]]:
    """Yield metrics with their values and numbers.

    Precision and recall are of pairs of records: of those that are one study, and of those that are one work. Of a kind
    of variant, the share is given that is in the study of the real record; of lookalikes, the share that is alone.
    """
    works = [each.work for each in records]
    right = _pairs(zip(keys, works, strict=True))
    yield "precision", right / _pairs(keys), _pairs(keys)
    yield "recall", right / _pairs(works), _pairs(works)
    home = {each.work: key for each, key in zip(records, keys, strict=True) if not each.kinds}
    members = Counter(keys)
    hits: dict[str, list[float]] = defaultdict(list)
    for each, key in zip(records, keys, strict=True):
        if each.work not in home:
            hits[f"apart: {each.kinds[0]}"].append(members[key] == 1)
        elif each.kinds:
            kind = each.kinds[0] if len(each.kinds) == 1 else f"{len(each.kinds)} kinds at once"
            hits[f"recall: {kind}"].append(key == home[each.work])
    for metric, values in sorted(hits.items()):
        yield metric, mean(values), len(values)


def wrong(records: Sequence[Planted], keys: Sequence[str]) -> list[list[Planted]]:
    """Return the records of each study that holds more than one work."""
    studies: dict[str, list[Planted]] = defaultdict(list)
    for each, key in zip(records, keys, strict=True):
        studies[key].append(each)
    return [members for members in studies.values() if len({each.work for each in members}) > 1]


def missed(records: Sequence[Planted], keys: Sequence[str]) -> list[list[Planted]]:
    """Return each variant that is in another study than its real record, with that."""
    home = {each.work: (each, key) for each, key in zip(records, keys, strict=True) if not each.kinds}
    pairs = [(each, key, *home[each.work]) for each, key in zip(records, keys, strict=True) if each.work in home]
    return [[each, real] for each, key, real, own in pairs if key != own]


def _pairs(labels: Iterable[object]) -> int:
    return sum(comb(number, 2) for number in Counter(labels).values())


def _shown(each: Planted) -> dict[str, object]:
    text = each.record.texts[0].content[:80] if each.record.texts else ""
    return {"kinds": each.kinds, "text": text, **each.record.model_dump(include={"title", "authors", "year", "ids"})}


if __name__ == "__main__":
    main()
