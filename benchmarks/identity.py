"""Whether one work becomes one study: `python -m benchmarks.identity --data ../shared/data --split dev`.

Variants of real records, and different works that look like them, are planted among real ones and put into a real
library in shuffled order. Prints a JSON object a line.
"""

import argparse
import json
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import comb
from pathlib import Path
from random import Random
from typing import NamedTuple

from assistant.embedding import Hashing
from assistant.identity import normalised
from assistant.library import Library
from assistant.study import Record, Text
from benchmarks.data import Document, csfcube, deepscholar, scifact
from benchmarks.lookalikes import lookalikes
from benchmarks.variants import JOURNALS, PREPRINTS, authors, doi, variants

PLANTED = 4_000
"""Works that get variants."""
LOOKING_ALIKE = 4_000
"""Works of which others are made that look like them."""


class Planted(NamedTuple):
    """A record, of which work it is, and what was done to it; `real` for a record as it was found."""

    work: int
    record: Record
    kinds: tuple[str, ...]


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure whether one work becomes one study, on public data.")
    parser.add_argument("--data", type=Path, required=True, help="folder of the data sets")
    parser.add_argument("--split", default="dev", help="which part of each set to read")
    parser.add_argument("--seed", default="", help="makes other variants of other works")
    parser.add_argument("--show", type=int, default=0, help="how many of the errors to print, in full")
    arguments = parser.parse_args()
    for figure in measured(planted(arguments.data, arguments.split, arguments.seed), arguments.show):
        print(json.dumps(figure, ensure_ascii=False), flush=True)


def planted(data: Path, split: str, seed: str = "") -> list[Planted]:
    """Return real records, variants of some, and works that look like some, in shuffled order."""
    random = Random(f"{split} {seed}".strip())
    real = [_record(document, random) for document in _documents(data, split)]
    records = [Planted(work, record, ("real",)) for work, record in enumerate(real)]
    for work in random.sample(range(len(real)), PLANTED):
        for kinds, record in variants(real[work], random, random.randrange(1, 6)):
            records.append(Planted(work, record, kinds))
    for kind, record in lookalikes(random.sample(real, LOOKING_ALIKE), random):
        records.append(Planted(len(records) + len(real), record, (kind,)))
    random.shuffle(records)
    return records


def measured(records: Sequence[Planted], show: int = 0) -> Iterator[dict[str, object]]:
    """Yield precision and recall of the pairs of records that are one study, and the recall of each kind of variant."""
    start = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder, Library.open(Path(folder), Hashing()) as library:
        keys = [study.key for study in library.add([each.record for each in records])]
    works = [each.work for each in records]
    right = _pairs(zip(keys, works, strict=True))
    yield _figure("precision", right / _pairs(keys), _pairs(keys), start)
    yield _figure("recall", right / _pairs(works), _pairs(works), start)
    home = {each.work: key for each, key in zip(records, keys, strict=True) if each.kinds == ("real",)}
    found: dict[str, list[bool]] = defaultdict(list)
    for each, key in zip(records, keys, strict=True):
        if each.work in home and each.kinds != ("real",):
            found[each.kinds[0] if len(each.kinds) == 1 else f"{len(each.kinds)} kinds at once"].append(
                key == home[each.work]
            )
    for kind, hits in sorted(found.items()):
        yield _figure(f"recall: {kind}", sum(hits) / len(hits), len(hits), start)
    yield from _errors(records, keys, home, show)


def _documents(data: Path, split: str) -> list[Document]:
    """Return the documents of all sets, of those with equal titles only the first: the sets share some works."""
    documents = [d for read in (scifact, csfcube, deepscholar) for d in read(data, split).documents if len(d.title) > 8]
    return list({normalised(d.title).replace(" ", ""): d for d in reversed(documents)}.values())


def _record(document: Document, random: Random) -> Record:
    """Give the document what the data lack: people, a year, and a DOI if it is no preprint."""
    texts = (Text(kind="abstract", content=document.text),)
    who = authors(random)
    if document.id.startswith("arxiv:") or (document.id[:4].isdigit() and "." in document.id):
        name = document.id if document.id.startswith("arxiv:") else f"arxiv:{document.id}"
        return Record(title=document.title, authors=who, year=2000 + int(name[6:8]) if name[6:8].isdigit() else 2010,
                      venue="arXiv", ids=(name,), url=f"https://arxiv.org/abs/{name[6:]}", texts=texts,
                      source="arXiv")  # fmt: skip
    year = random.randrange(1995, 2025)
    if random.random() < 0.15:
        venue, form = random.choice(PREPRINTS)
        numbers = (
            random.randrange(19, 25),
            random.randrange(1, 13),
            random.randrange(1, 29),
            random.randrange(10**5, 10**6),
        )
        return Record(
            title=document.title,
            authors=who,
            year=year,
            venue=venue,
            ids=(f"doi:{form.format(*numbers, 1)}",),
            texts=texts,
            source="crossref",
        )
    return Record(
        title=document.title,
        authors=who,
        year=year,
        venue=random.choice(JOURNALS),
        ids=(f"doi:{doi(random)}",),
        texts=texts,
        source="crossref",
    )


def _pairs(labels: Iterable[object]) -> int:
    return sum(comb(number, 2) for number in Counter(labels).values())


def _errors(
    records: Sequence[Planted], keys: Sequence[str], home: Mapping[int, str], show: int
) -> Iterator[dict[str, object]]:
    """Yield some of the records that were merged wrongly, and some that were not merged."""
    studies: dict[str, list[Planted]] = defaultdict(list)
    for each, key in zip(records, keys, strict=True):
        studies[key].append(each)
    mixed = [members for members in studies.values() if len({each.work for each in members}) > 1]
    for members in mixed[:show]:
        yield {"merged": [_shown(each) for each in members]}
    bases = {each.work: each for each in records if each.kinds == ("real",)}
    missed = [each for each, key in zip(records, keys, strict=True) if each.work in home and home[each.work] != key]
    for each in missed[:show]:
        yield {"missed": _shown(each), "real": _shown(bases[each.work])}


def _shown(each: Planted) -> dict[str, object]:
    facts = each.record.model_dump(include={"title", "authors", "year", "venue", "ids"})
    return {
        "kinds": each.kinds,
        **facts,
        "text": each.record.texts[0].content[:80] if each.record.texts else "",
        "full": each.record.texts[0].content if each.record.texts else "",
    }


def _figure(metric: str, value: float, number: int, start: float) -> dict[str, object]:
    seconds = round(time.perf_counter() - start, 1)
    return {"set": "identity", "metric": metric, "value": round(value, 4), "n": number, "seconds": seconds}


if __name__ == "__main__":
    main()
