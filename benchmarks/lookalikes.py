"""Different works that look alike, made from real records by a seeded generator: none of them may be merged."""

import re
from collections.abc import Callable, Iterator, Sequence
from random import Random

from assistant.study import Record
from benchmarks.planting import JOURNALS, altered, authors, doi, person, with_abstract

Maker = Callable[[Record, Record, Random], list[Record]]
"""From a record and one of another work, make works that are all different and look like the first, or each other."""

GENERIC = (
    "Introduction", "Editorial", "Preface", "Foreword", "Letter to the Editor", "Book review", "Summary", "Conclusion",
    "Guest editorial", "Correspondence", "In this issue", "Reply", "Discussion", "Front matter", "Erratum",
    "Introduction to the special issue", "Editorial board", "Table of contents", "Case report",
)  # fmt: skip

ATTACHED = (
    "Comment on: {}", "Comment on “{}”", "Reply to: {}", "Correction to: {}", "Corrigendum to ‘{}’", "Erratum: {}",
    "{}: a reply", "{} - Authors' reply", "Response to comment on {}", "{} (Erratum)", "Data from: {}",
    "Additional file 1 of {}", "Supplementary material for {}", "Retraction note: {}", "{}: Corrigendum",
    "Author Correction: {}", "Faculty Opinions recommendation of {}.", 'Review for "{}"', "Commentary on {}",
    "Addendum to: {}", "Discussion of “{}”", "{}: study protocol", "Rejoinder: {}",
)  # fmt: skip

PERIODIC = ("Annual report of the committee on ethics", "Proceedings of the workshop on scientific data",
            "Annual meeting of the society of neurology: abstracts", "Cancer statistics", "Report of the editors",
            "Minutes of the general assembly of the union", "Overview of the shared task on translation")  # fmt: skip

OPPOSITES = (
    ("supervised", "unsupervised"), ("male", "female"), ("increase", "decrease"), ("hyper", "hypo"), ("early", "late"),
    ("positive", "negative"), ("online", "offline"), ("in vitro", "in vivo"), ("children", "adults"),
    ("inter", "intra"), ("symmetric", "asymmetric"), ("image", "video"), ("mice", "rats"), ("small", "large"),
    ("human", "mouse"), ("macro", "micro"), ("linear", "nonlinear"), ("type 1", "type 2"), ("static", "dynamic"),
)  # fmt: skip


def by_others(record: Record, other: Record, random: Random) -> list[Record]:
    """The same title, by other people on something else; with an identifier of its own or with none."""
    ids = [f"doi:{doi(random)}"] if random.random() < 0.5 else []
    year = (record.year or 2015) + random.randrange(-3, 4)
    return [
        altered(record, authors=authors(random), ids=ids, url="", year=year, texts=_texts(other), venue=other.venue)
    ]


def by_others_without_abstract(record: Record, other: Record, random: Random) -> list[Record]:
    return [with_abstract(work, "") for work in by_others(record, other, random)]


def by_a_namesake(record: Record, other: Record, random: Random) -> list[Record]:
    """The same title and first family name, another text and other co-authors."""
    family = record.authors[0].split()[-1]
    people = [f"{random.choice('QUVYZ')}. {family}", person(random), person(random)]
    return [altered(record, authors=people, ids=[], url="", texts=_texts(other))]


def again_by_the_same(record: Record, other: Record, random: Random) -> list[Record]:
    """The same title and people, another journal's DOI and another text."""
    ids = [f"doi:{doi(random)}"]
    return (
        [altered(altered(record, ids=ids, url="", texts=_texts(other)), year=(record.year or 2015) + 1)]
        if _has_doi(record)
        else []
    )


def generic(record: Record, other: Record, random: Random) -> list[Record]:
    """Titles that tell nothing, by one or several people, with and without texts, year after year."""
    title, who = random.choice(GENERIC), person(random)
    works = [
        altered(record, title=title, authors=[who], ids=[], url="", venue="", year=2010, texts=_texts(record)),
        altered(record, title=title, authors=[who], ids=[], url="", venue="", year=2010, texts=_texts(other)),
        altered(record, title=f"{title}.", authors=[person(random)], ids=[], url="", venue="", year=2011, texts=[]),
        altered(
            record,
            title=title.upper(),
            authors=[],
            ids=[],
            url="",
            venue="Nature",
            year=random.randrange(1990, 2020),
            texts=[],
        ),
    ]
    return random.sample(works, 2)


def attached(record: Record, other: Record, random: Random) -> list[Record]:
    """What was written about a work, or belongs to it, often by the same people."""
    people = record.authors if random.random() < 0.6 else authors(random)
    title = random.choice(ATTACHED).format(record.title.rstrip("."))
    texts = _texts(record) if "Data from" in title else []
    return [altered(record, title=title, authors=people, ids=[], url="", texts=texts)]


def parts(record: Record, other: Record, random: Random) -> list[Record]:
    """Part I and part II of one work, by the same people in the same year."""
    form = random.choice(("{}: Part {}", "{}. Part {}", "{} ({})", "{} {}", "{}, part {}", "{} – {}"))
    names = random.choice((("I", "II"), ("1", "2"), ("A", "B"), ("one", "two"), ("II", "III")))
    title = record.title.rstrip(".")
    works = [altered(record, title=form.format(title, name), ids=[], url="") for name in names]
    return [works[0], altered(works[1], texts=_texts(other) if random.random() < 0.5 else [])]


def numbers(record: Record, other: Record, random: Random) -> list[Record]:
    """The next version of a thing, by the same people."""
    title = record.title.rstrip(".")
    forms = ("{}: version {}", "{}-{}", "{} v{}", "{} {}.0", "{} in {} patients", "{} 201{}")
    form = random.choice(forms)
    first, second = (altered(record, title=form.format(title, n), ids=[], url="") for n in (3, 4))
    return [with_abstract(first, ""), altered(second, texts=random.choice(([], _texts(other))))]


def periodic(record: Record, other: Record, random: Random) -> list[Record]:
    """A report of this year and one of the next, by the same people."""
    title, start = random.choice(PERIODIC), random.randrange(1990, 2020)
    works = [altered(record, title=title, ids=[], url="", texts=[], year=start + n) for n in range(3)]
    return works if random.random() < 0.5 else [altered(w, title=f"{w.title}, {w.year}") for w in works]


def opposite(record: Record, other: Record, random: Random) -> list[Record]:
    """The sister study, by the same people, with a text of its own or none."""
    for one, two in random.sample(OPPOSITES, len(OPPOSITES)):
        for seen, meant in ((one, two), (two, one)):
            title = re.sub(rf"\b{seen}", meant, record.title, count=1, flags=re.IGNORECASE)
            if title != record.title:
                return [altered(record, title=title, ids=[], url="", texts=random.choice(([], _texts(other))))]
    return []


def other_subtitle(record: Record, other: Record, random: Random) -> list[Record]:
    """The same main title, something else after the colon, by the same people."""
    main, colon, _ = record.title.partition(": ")
    _, second, rest = other.title.partition(": ")
    if not (colon and second):
        return []
    return [altered(record, title=f"{main}: {rest}", ids=[], url="", texts=random.choice(([], _texts(other))))]


def same_people(record: Record, other: Record, random: Random) -> list[Record]:
    """Another real title by the same people in the same year, which other people have written as well."""
    return [altered(other, authors=record.authors, year=record.year, ids=[], url="")]


def second_edition(record: Record, other: Record, random: Random) -> list[Record]:
    """The second edition, years later, with another person on board."""
    title = f"{record.title.rstrip('.')}{random.choice((' (2nd edition)', ', second edition', ''))}"
    people = [*record.authors, person(random)]
    return [altered(record, title=title, authors=people, year=(record.year or 2000) + 12, ids=[], url="", texts=[])]


LOOKALIKES: Sequence[Maker] = (
    by_others, by_others_without_abstract, by_a_namesake, again_by_the_same, generic, attached, parts, numbers,
    periodic, opposite, other_subtitle, same_people, second_edition,
)  # fmt: skip


def lookalikes(records: Sequence[Record], random: Random) -> Iterator[tuple[str, Record]]:
    """Yield different works that look like the records, each with the kind that it is of."""
    made: set[Record] = set()
    for record in records:
        maker = random.choice(LOOKALIKES)
        other = random.choice(records)
        for work in maker(record, other, random) if other != record else ():
            if work not in made:
                made.add(work)
                yield maker.__name__.replace("_", " "), work


def _texts(record: Record) -> list[dict[str, object]]:
    return [text.model_dump() for text in record.texts]


def _has_doi(record: Record) -> bool:
    return record.venue in JOURNALS and any(name.startswith("doi:") for name in record.ids)
