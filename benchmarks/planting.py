"""Real documents as records: with people, years and identifiers, which the data lack, by a seeded generator."""

import re
from collections.abc import Sequence
from random import Random

from assistant.study import Record, Text
from benchmarks.data import Document

GIVEN = """Ada Alan Amélie Ana Anders Andrés Anna-Lena Bo Carlos Chen Chidi Claire Daniel David Dmitri Elena Émile
    Eun-ji Fatima François Gabriel Giulia Hannah Hans-Peter Hiroshi Hyun Ingrid Isabel Ivan Jakub James Jean-Pierre
    Jing João John José Julia Jürgen Karl Katarzyna Kwame Laura Lei Li Lucía Maria María Mark Mei Michał Miguel Min
    Mohammed Nadia Nguyen Olga Omar Paul Pedro Peter Priya Rachel Rajesh Robert Sarah Sergei Siddharth Søren Sofia
    Thomas Tomáš Wei William Xiaoming Xin Yan Yi Yoko Yusuf Zhen Zoë""".split()
FAMILY = """Abbott Almeida Andersson Bakker Banerjee Bauer Becker Björk Braun Brown Castillo Chen Clarke Costa Dąbrowski
    Davies Delgado Diaz Dubois Eriksson Evans Fernández Fischer Fournier Friedman Garcia Goldberg Gómez González Gupta
    Hansen Haddad He Hernández Hoffmann Huang Ito Ivanov Jansen Johansson Johnson Jones Kaiser Kaya Khan Kim Kowalski
    Krüger Kumar Lee Lefèvre Li Lindqvist Liu López Łukasik Ma Martin Mendes Meyer Moreau Müller Murphy Nakamura Nguyen
    Nielsen Novák O'Brien Okafor Olsen Park Patel Peng Pereira Petrov Popescu Ramírez Rao Rossi Sánchez Santos Sato
    Schäfer Schmidt Şahin Silva Singh Smith Søndergaard Sun Suzuki Taylor Tanaka Thompson Tran Vasquez Wagner Wang Weber
    White Wilson Wu Xu Yamamoto Yang Yıldız Zhang Zhao Zhou Zimmermann""".split()
COMPOUND = ["van der Berg", "de la Cruz", "García Márquez", "von Neumann", "Smith-Jones", "di Stefano", "dos Santos",
            "Le Gall", "Ortega y Gasset", "Al-Khalili", "van den Broeck", "Martínez López"]  # fmt: skip
JOURNALS = ["Journal of Machine Learning Research", "Nature Communications", "PLOS ONE", "Transactions of the ACL",
            "Proceedings of the National Academy of Sciences", "The Lancet", "Bioinformatics", "NeurIPS"]  # fmt: skip
PREPRINTS: Sequence[tuple[str, str]] = (
    ("bioRxiv", "10.1101/20{}.{:02d}.{:02d}.{}v{}"), ("medRxiv", "10.1101/20{}.{:02d}.{:02d}.20{}v{}"),
    ("Research Square", "10.21203/rs.3.rs-{}{}{}{}/v{}"), ("PsyArXiv", "10.31234/osf.io/{}{}{}{}x_v{}"),
    ("Preprints.org", "10.20944/preprints20{}{:02d}.{:02d}{}.v{}"), ("ChemRxiv", "10.26434/chemrxiv-20{}-{}{}{}-v{}"),
    ("TechRxiv", "10.36227/techrxiv.{}{}{}{}.v{}"), ("Authorea", "10.22541/au.{}{}{}{}/v{}"),
)  # fmt: skip
UNVERSIONED = (("SSRN Electronic Journal", "10.2139/ssrn.{}"), ("Zenodo", "10.5281/zenodo.{}"))


def authors(random: Random) -> tuple[str, ...]:
    """Return one to eight names, as `Given Family`."""
    return tuple(person(random) for _ in range(random.choice((1, 2, 2, 3, 3, 4, 4, 5, 6, 8))))


def person(random: Random) -> str:
    family = random.choice(COMPOUND) if random.random() < 0.06 else random.choice(FAMILY)
    middle = f" {random.choice('ABCDEFGHJKLMNPRST')}." if random.random() < 0.2 else ""
    return f"{random.choice(GIVEN)}{middle} {family}"


def doi(random: Random) -> str:
    prefix = random.choice(
        ("10.1038/s41586-", "10.1145/", "10.1016/j.cell.20", "10.1371/journal.pone.0", "10.1007/s11")
    )
    return f"{prefix}{random.randrange(10**8, 10**9)}"


def altered(record: Record, **changes: object) -> Record:
    return Record.model_validate(record.model_dump() | changes)


def with_abstract(record: Record, content: str) -> Record:
    texts = [Text(kind="abstract", content=content)] if content else []
    return altered(record, texts=[text.model_dump() for text in texts])


def preprint_id(random: Random) -> tuple[str, str]:
    """Return a preprint server, and the DOI of the first version of something there."""
    if random.random() < 0.3:
        venue, form = random.choice(UNVERSIONED)
        return venue, f"doi:{form.format(random.randrange(10**6, 10**7))}"
    venue, form = random.choice(PREPRINTS)
    year, month, day = random.randrange(19, 25), random.randrange(1, 13), random.randrange(1, 29)
    return venue, f"doi:{form.format(year, month, day, random.randrange(10**5, 10**6), 1)}"


def found(document: Document, random: Random) -> Record:
    """Return the document as a source gives it: from arXiv if it is there, else from a journal or a preprint server."""
    texts = (Text(kind="abstract", content=document.text),)
    bare = Record(title=document.title, authors=authors(random), texts=texts, source="crossref")
    number = document.id.removeprefix("arxiv:")
    if re.fullmatch(r"\d{4}\.\d{4,5}", number):
        address = f"https://arxiv.org/abs/{number}"
        return altered(bare, year=2000 + int(number[:2]), venue="arXiv", ids=[f"arxiv:{number}"], url=address)
    year = random.randrange(1995, 2025)
    if random.random() < 0.15:
        venue, name = preprint_id(random)
        return altered(bare, year=year, venue=venue, ids=[name])
    return altered(bare, year=year, venue=random.choice(JOURNALS), ids=[f"doi:{doi(random)}"])
