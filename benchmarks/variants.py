"""Variants of records as sources really give them, by a seeded generator.

A variant is made by a function of a record and a generator, which returns None for a record that it does not fit.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from random import Random

from assistant.study import Record
from benchmarks.planting import JOURNALS, altered, doi, preprint_id, with_abstract

Maker = Callable[[Record, Random], Record | None]


def _said(record: Record) -> str:
    return record.texts[0].content if record.texts else ""


# Identifiers ------------------------------------------------------------------------------------------------------


def arxiv_version(record: Record, random: Random) -> Record | None:
    number = next((name[6:] for name in record.ids if name.startswith("arxiv:")), None)
    if number is None:
        return None
    version = random.randrange(1, 6)
    forms = [
        f"arxiv:{number}v{version}",
        f"doi:10.48550/arXiv.{number}",
        f"https://arxiv.org/pdf/{number}v{version}.pdf",
    ]
    return altered(
        record, title="A manuscript in preparation", ids=[random.choice(forms)], authors=[], texts=[], url=""
    )


def doi_spelling(record: Record, random: Random) -> Record | None:
    name = next((name[4:] for name in record.ids if name.startswith("doi:")), None)
    if name is None:
        return None
    forms = [
        name.upper(), f"https://doi.org/{name}", f"http://dx.doi.org/{name.replace('/', '%2F')}", f"doi:{name}.",
        f"https://www.doi.org/{name.upper()}?via=ihub", f"DOI: {name}", f"{name},", f"<https://doi.org/{name}>",
    ]  # fmt: skip
    form = random.choice(forms)
    ids = [form] if random.random() < 0.5 else []
    return altered(record, title="Untitled document", ids=ids, url=form, authors=[], texts=[])


def preprint_version(record: Record, random: Random) -> Record | None:
    """Another version of a preprint, under another title: only the DOI without its version is the same."""
    found = next(
        (name for name in record.ids if re.search(r"10\.(1101/20|21203|31234|20944|26434|36227|22541)", name)), ""
    )
    if not found:
        return None
    return altered(
        record, title="Manuscript under review", ids=[re.sub(r"\d+$", str(random.randrange(2, 5)), found)], texts=[]
    )


def preprint(record: Record, random: Random) -> Record | None:
    """The preprint of a published record, on a server that gives DOIs or on arXiv."""
    if not any(name.startswith("doi:10.1") for name in record.ids) or record.venue not in JOURNALS:
        return None
    known = Random(record.title)  # so that a work has one preprint
    arxiv = f"arxiv:{known.randrange(1901, 1913)}.{known.randrange(10**4, 10**5)}"
    venue, name = ("arXiv", arxiv) if known.random() < 0.3 else preprint_id(known)
    year = record.year and record.year - random.choice((0, 0, 1, 1, 2))
    return altered(record, venue=venue, ids=[name], url="", year=year, source="preprint")


def published(record: Record, random: Random) -> Record | None:
    """The published form of a preprint."""
    if record.venue in JOURNALS:
        return None
    year = record.year and record.year + random.choice((0, 0, 1, 1, 2))
    changed = altered(
        record,
        venue=random.choice(JOURNALS),
        ids=[f"doi:{doi(Random(record.title))}"],
        url="",
        year=year,
        source="crossref",
    )
    return revised_abstract(changed, random) or changed


def no_identifier(record: Record, random: Random) -> Record | None:
    return altered(record, ids=[], url="")


def other_catalogue(record: Record, random: Random) -> Record | None:
    return altered(record, ids=[f"openalex:W{random.randrange(10**9)}"], url="https://example.org/found")


# Titles -----------------------------------------------------------------------------------------------------------


def case(record: Record, random: Random) -> Record | None:
    form = random.choice((str.upper, str.lower, str.title, str.capitalize))
    return altered(record, title=form(record.title))


def punctuation(record: Record, random: Random) -> Record | None:
    title = record.title.rstrip(". ")
    forms = (
        f"{title}.", title.replace("-", "‐"), title.replace("-", "–"), title.replace("-", " "), title.replace(",", ""),
        title.replace("'", "’"), f"“{title}”", title.replace(" ", "  "), f"{title}*", title.replace(" and ", " & "),
        re.sub(r"\b(\w+)-(\w+)\b", r"\1\2", title), title.replace(" ", "\u00a0"), f"[{title}]",
    )  # fmt: skip
    return altered(record, title=random.choice([form for form in forms if form != record.title]))


def latex(record: Record, random: Random) -> Record | None:
    accents = {"\u0301": "\\'", "\u0300": "\\`", "\u0308": '\\"', "\u0302": "\\^", "\u0303": "\\~", "\u030c": "\\v"}
    title = "".join(
        f"{{{accents[d[1]]}{{{d[0]}}}}}" if len(d := unicodedata.normalize("NFD", c)) == 2 and d[1] in accents else c
        for c in record.title
    )
    title = re.sub(r"\b([A-Z])(\w*[A-Z]\w*)\b", r"{\1\2}", title).replace("&", r"\&").replace("%", r"\%")
    first, *rest = title.split(" ")
    forms = (
        f"{{{title}}}",
        f"\\textit{{{first}}} {' '.join(rest)}",
        f"{{{first}}} {' '.join(rest)}",
        title.replace(" ", "~", 1),
    )
    return altered(record, title=random.choice(forms))


def html(record: Record, random: Random) -> Record | None:
    first, *rest = record.title.replace("&", "&amp;").split(" ")
    tag = random.choice(("i", "b", "em", "sub", "jats:italic", "scp"))
    marked = f"<{tag}>{first}</{tag}> {' '.join(rest)}"
    return altered(record, title=random.choice((marked, marked.replace("<", "&lt;").replace(">", "&gt;"))))


def mathematics(record: Record, random: Random) -> Record | None:
    """Greek letters and small numbers, in the many ways to write them."""
    title = record.title
    for name, letter in {"alpha": "α", "beta": "β", "gamma": "γ", "kappa": "κ", "lambda": "λ", "delta": "δ"}.items():
        form = random.choice((letter, f"$\\{name}$", f"${{\\{name}}}$"))
        title = re.sub(rf"\b{name}\b|{letter}", lambda _, form=form: form, title, flags=re.IGNORECASE)  # type: ignore[misc]
    number = random.choice((r"$_\1$", r"<sub>\1</sub>", r"$_{\1}$"))
    title = re.sub(r"(?<=[A-Za-z])(\d)\b", number, title)
    return altered(record, title=title) if title != record.title else None


def unicode_forms(record: Record, random: Random) -> Record | None:
    title = unicodedata.normalize(random.choice(("NFD", "NFKD")), record.title)
    title = title.replace("fi", "ﬁ").replace("fl", "ﬂ")
    if random.random() < 0.3:
        title = "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in record.title)
    return altered(record, title=title) if title != record.title else None


def without_accents(record: Record, random: Random) -> Record | None:
    def bare(text: str) -> str:
        decomposed = unicodedata.normalize("NFKD", text.translate(str.maketrans("øØłŁıß", "oOlLis")))
        return decomposed.encode("ascii", "ignore").decode()

    return altered(record, title=bare(record.title) or record.title, authors=[bare(name) for name in record.authors])


def subtitle_dropped(record: Record, random: Random) -> Record | None:
    main, colon, rest = record.title.partition(": ")
    if not colon or re.search(r"\d", rest):
        return None
    return altered(record, title=main)


def subtitle_separator(record: Record, random: Random) -> Record | None:
    if ": " not in record.title:
        return None
    return altered(
        record, title=record.title.replace(": ", random.choice((" - ", ". ", " — ", "—", " ", "; ", " | ")), 1)
    )


def mark_of_version(record: Record, random: Random) -> Record | None:
    forms = (
        "[Extended abstract] {}", "{} (Extended Abstract)", "{} [preprint]", "RETRACTED: {}", "Extended abstract: {}",
        "{} (extended version)", "[PDF] {}", "{} | arXiv", "{} (Full Version)",
    )  # fmt: skip
    return altered(record, title=random.choice(forms).format(record.title.rstrip(".")))


def cut_title(record: Record, random: Random) -> Record | None:
    if len(record.title) < 80:
        return None
    return altered(record, title=f"{record.title[: random.randrange(55, 70)].rstrip()}{random.choice(('…', '...'))}")


def slips(number: int) -> Maker:
    def slip(record: Record, random: Random) -> Record | None:
        title = record.title
        for _ in range(number):
            title = _slip(title, random)
        return altered(record, title=title) if title != record.title else None

    return slip


def _slip(title: str, random: Random) -> str:
    """Misspell one word of five letters or more, as people and character recognition do."""
    places = list(re.finditer(r"[A-Za-z]{5,}", title))
    if not places:
        return title
    word = random.choice(places)
    at = random.randrange(word.start() + 1, word.end() - 1)
    read = [pair for pair in MISREAD if pair[0] in word[0][1:]]
    match random.randrange(5):
        case 0:
            return title[:at] + title[at + 1 :]
        case 1:
            return title[:at] + random.choice("abcdefghilmnoprstu") + title[at:]
        case 2:
            return title[:at] + title[at + 1] + title[at] + title[at + 2 :]
        case 3 if read:
            seen, meant = random.choice(read)
            place = title.index(seen, word.start() + 1)
            return title[:place] + meant + title[place + len(seen) :]
        case _:
            return title[:at] + random.choice("abcdefghilmnoprstu") + title[at + 1 :]


MISREAD = (("rn", "m"), ("m", "rn"), ("cl", "d"), ("l", "1"), ("o", "0"), ("e", "c"), ("h", "b"), ("i", "l"))

BRITISH = (
    ("ization", "isation"), ("izing", "ising"), ("ized", "ised"), ("ize", "ise"), ("behavior", "behaviour"),
    ("color", "colour"), ("tumor", "tumour"), ("modeling", "modelling"), ("labeling", "labelling"),
    ("labeled", "labelled"), ("analyz", "analys"), ("fiber", "fibre"), ("center", "centre"),
    ("estrogen", "oestrogen"), ("hemo", "haemo"), ("leukemia", "leukaemia"), ("anemia", "anaemia"),
    ("pediatric", "paediatric"), ("catalog", "catalogue"), ("toward ", "towards "), ("signaling", "signalling"),
    ("fetal", "foetal"), ("neighbor", "neighbour"), ("favor", "favour"), ("defense", "defence"), ("aging", "ageing"),
)  # fmt: skip


def spelling(record: Record, random: Random) -> Record | None:
    title = record.title
    for american, british in BRITISH:
        title = re.sub(rf"{american}(?![a-z]*our)", british, title)
    return altered(record, title=title) if title != record.title else None


# Authors ----------------------------------------------------------------------------------------------------------


def _parts(name: str) -> tuple[str, str]:
    """Return given names and family name of `Given [M.] Family`."""
    words = name.split()
    at = 2 if len(words) > 2 and words[1].endswith(".") else 1
    return " ".join(words[:at]), " ".join(words[at:])


def _initials(given: str, mark: str = ".") -> str:
    return "".join(f"{part[0].upper()}{mark}" for part in re.split(r"[\s-]+", given) if part)


def _renamed(form: Callable[[str, str], str]) -> Maker:
    def maker(record: Record, random: Random) -> Record | None:
        return altered(record, authors=[form(*_parts(name)) for name in record.authors])

    return maker


inverted = _renamed(lambda given, family: f"{family}, {given}")
initials = _renamed(lambda given, family: f"{_initials(given)} {family}")
inverted_initials = _renamed(lambda given, family: f"{family}, {_initials(given, '. ').strip()}")
medline = _renamed(lambda given, family: f"{family} {_initials(given, '')}")
capitals = _renamed(lambda given, family: f"{family.upper()}, {given}")
family_only = _renamed(lambda given, family: family)
no_middle = _renamed(lambda given, family: f"{given.split()[0]} {family}")
no_particle = _renamed(lambda given, family: f"{given} {family.split()[-1]}")


def et_al(record: Record, random: Random) -> Record | None:
    kept = random.randrange(1, 3)
    return altered(record, authors=[*record.authors[:kept], random.choice(("et al.", "others", "and others"))])


def first_only(record: Record, random: Random) -> Record | None:
    return altered(record, authors=record.authors[:1])


def no_authors(record: Record, random: Random) -> Record | None:
    return altered(record, authors=[])


def in_one_field(record: Record, random: Random) -> Record | None:
    return altered(record, authors=[random.choice((" and ", "; ")).join(record.authors)])


def umlauts_spelled(record: Record, random: Random) -> Record | None:
    table = str.maketrans({"ü": "ue", "ö": "oe", "ä": "ae", "Ö": "Oe", "ø": "oe", "ß": "ss"})
    names = [name.translate(table) for name in record.authors]
    return altered(record, authors=names) if names != list(record.authors) else None


# Abstracts, years -------------------------------------------------------------------------------------------------


def no_abstract(record: Record, random: Random) -> Record | None:
    return with_abstract(record, "")


def shortened_abstract(record: Record, random: Random) -> Record | None:
    words = _said(record).split()
    return with_abstract(record, " ".join(words[: len(words) // 2]) + " …") if len(words) > 60 else None


def decorated_abstract(record: Record, random: Random) -> Record | None:
    said = _said(record)
    forms = (
        "Abstract {}",
        "<jats:p>{}</jats:p>",
        "BACKGROUND: {}",
        "{} © 2020 Elsevier Ltd. All rights reserved.",
        "<p>{}</p>\n",
    )
    return with_abstract(record, random.choice(forms).format(said)) if said else None


def revised_abstract(record: Record, random: Random) -> Record | None:
    """Drop a sentence, and change every tenth word."""
    sentences = re.split(r"(?<=[.!?])\s+", _said(record))
    if len(sentences) < 4:
        return None
    del sentences[random.randrange(len(sentences))]
    words = " ".join(sentences).split()
    for at in range(random.randrange(10), len(words), 10):
        words[at] = random.choice(("indeed", "also", "moreover", "new", "large", "several"))
    return with_abstract(record, " ".join(words))


def other_year(record: Record, random: Random) -> Record | None:
    return altered(record, year=record.year + random.choice((-1, 1))) if record.year else None


def no_year(record: Record, random: Random) -> Record | None:
    return altered(record, year=None)


IDENTIFIERS: Mapping[str, Maker] = {
    "arXiv version": arxiv_version, "DOI spelling": doi_spelling, "preprint DOI version": preprint_version,
}  # fmt: skip
"""Kinds of which the identifier is all that is left."""

FORMS: Mapping[str, Maker] = {
    "preprint": preprint, "published form": published, "no identifier": no_identifier,
    "other catalogue": other_catalogue,
}  # fmt: skip

TITLES: Mapping[str, Maker] = {
    "case": case, "punctuation": punctuation, "LaTeX": latex, "HTML": html, "mathematics": mathematics,
    "Unicode forms": unicode_forms, "no accents": without_accents, "subtitle dropped": subtitle_dropped,
    "subtitle separator": subtitle_separator, "mark of version": mark_of_version, "title cut": cut_title,
    "one slip": slips(1), "two slips": slips(2), "British or American": spelling,
}  # fmt: skip

AUTHORS: Mapping[str, Maker] = {
    "et al.": et_al, "first author only": first_only, "no authors": no_authors, "Family, Given": inverted,
    "initials": initials, "Family, I.": inverted_initials, "Family I": medline, "FAMILY": capitals,
    "family names only": family_only, "no middle names": no_middle, "no particles": no_particle,
    "authors in one field": in_one_field, "umlauts spelled": umlauts_spelled,
}  # fmt: skip

REST: Mapping[str, Maker] = {
    "no abstract": no_abstract, "abstract shortened": shortened_abstract, "abstract decorated": decorated_abstract,
    "abstract revised": revised_abstract, "other year": other_year, "no year": no_year,
}  # fmt: skip

KINDS: Mapping[str, Maker] = {**IDENTIFIERS, **FORMS, **TITLES, **AUTHORS, **REST}


def variants(record: Record, random: Random, number: int) -> Iterator[tuple[tuple[str, ...], Record]]:
    """Yield so many variants of a record with the kinds of change that made them, about half of one kind alone."""
    made = 0
    while made < number:
        names = [random.choice(list(KINDS))] if random.random() < 0.5 else _several(random)
        changed: Record | None = record
        for name in names:
            changed = changed and KINDS[name](changed, random)
        if changed and changed != record:
            made += 1
            kept = changed if names[0] in (*FORMS, *IDENTIFIERS) else (no_identifier(changed, random) or changed)
            yield tuple(names), kept


def _several(random: Random) -> list[str]:
    """Return one kind each of two to four families, in an order in which they can be applied."""
    families = [FORMS, TITLES, AUTHORS, REST]
    chosen = sorted(random.sample(range(4), random.randrange(2, 5)))
    return [random.choice(list(families[place])) for place in chosen]
