"""Preprint servers and archives: whose DOIs name a form of a work that may have another DOI as well."""

import re
from functools import lru_cache
from typing import NamedTuple


class Server(NamedTuple):
    """A place where works stand before, or beside, their published form."""

    name: str
    dois: str
    """Pattern of its DOIs, without version."""
    version: str = r"[./]?v\d+"
    """Pattern of what it adds to a DOI for a version."""
    minted: bool = True
    """Whether a DOI with a version exists; otherwise it is only part of an address."""
    anew: bool = False
    """Whether a new version, or the same work again, gets another number, so that two numbers tell nothing."""


SERVERS = (
    Server("bioRxiv", r"10\.1101/(?:\d{4}\.\d\d\.\d\d\.)?\d{6,8}|10\.64898/\S+?", minted=False),
    Server("SSRN", r"10\.2139/ssrn\.\d+", anew=True),
    Server("Research Square", r"10\.21203/rs\.\S+?"),
    Server("OSF", r"10\.312(?:19|2\d|3[0-7])/\S+?|10\.(?:31730|35542|51224|17605)/osf\.io/\w+?", r"_v\d+"),
    Server("Preprints.org", r"10\.20944/preprints\S+?"),
    Server("ChemRxiv", r"10\.26434/chemrxiv\S+?", r"[-./]v\d+"),
    Server("TechRxiv", r"10\.36227/techrxiv\.\S+?"),
    Server("Authorea", r"10\.22541/\S+?"),
    Server("ESSOAr", r"10\.1002/essoar\.\d+", r"\.\d"),
    Server("PeerJ Preprints", r"10\.7287/peerj\.preprints\.\d+"),
    Server("Open Engage", r"10\.33774/\S+?", r"[-./]v\d+"),
    Server("SciELO Preprints", r"10\.1590/scielopreprints\.\d+"),
    Server("JMIR Preprints", r"10\.2196/preprints\.\d+"),
    Server("Copernicus discussions", r"10\.5194/(?:egusphere|[a-z]+)-\d{4}-\d+|10\.5194/[a-z]+d-\d+-\d+-\d{4}"),
    Server("Nature Precedings", r"10\.1038/npre\.\d{4}\.\d+", r"\.\d+"),
    Server("Advance", r"10\.31124/advance\.\S+?"),
    Server("NBER", r"10\.3386/[wth]\d+"),
    Server("Zenodo", r"10\.5281/zenodo\.\d+", anew=True),
    Server("figshare", r"10\.(?:6084/m9\.figshare|25384/sage|26180|25387)\.\S+?", anew=True),
    Server("ResearchGate", r"10\.13140/rg\.\S+?", anew=True),
    Server("HAL", r"10\.\d+/hal-\d+"),
)

_VERSIONED_JOURNALS = re.compile(r"(10\.12688/\w+\.\d+|10\.7554/elife\.\d{5,6})\.\d{1,2}$")
"""F1000's platforms and eLife's reviewed preprints number the versions of an article."""

_NAMES = re.compile(
    r"\b(?:arxiv|corr|biorxiv|medrxiv|chemrxiv|psyarxiv|techrxiv|socarxiv|engrxiv|eartharxiv|ssrn|osf|zenodo|figshare"
    r"|preprints?|research square|researchsquare|authorea|nber|researchgate|hal|working papers?|e-?prints?)\b",
    re.IGNORECASE,
)


@lru_cache(maxsize=1 << 12)
def server(doi: str) -> Server | None:
    """Return the preprint server that registered a lower-case DOI, or None for any other DOI."""
    return next((each for each in SERVERS if re.fullmatch(f"(?:{each.dois})(?:{each.version})?", doi)), None)


@lru_cache(maxsize=1 << 12)
def unversioned(doi: str) -> str:
    """Return a lower-case DOI without the version that a preprint server has added."""
    if kept := _VERSIONED_JOURNALS.match(doi):
        return kept[1]
    if (found := server(doi)) and (plain := re.fullmatch(f"({found.dois})(?:{found.version})?", doi)):
        return plain[1]
    return doi


def registered(doi: str) -> str:
    """Return a lower-case DOI as it was registered: some servers add a version to addresses only."""
    found = server(doi)
    return unversioned(doi) if found and not found.minted else doi


def is_archive(venue: str) -> bool:
    """Tell whether a venue is where preprints stand, and no journal or conference."""
    return bool(_NAMES.search(venue))
