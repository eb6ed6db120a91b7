"""Laws of identifiers: one name for all spellings, another for every other work."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.identity import best, contradict, identifier, identifiers, link, name, naming
from assistant.study import Record

ARXIV = st.builds("{:04d}.{:05d}".format, st.integers(701, 2612), st.integers(1, 99999))
DOI = st.from_regex(r"10\.[1-9]\d{3}/[a-z0-9][a-z0-9.()/_-]{0,20}[a-z0-9]", fullmatch=True).filter(
    lambda doi: not doi.startswith("10.48550") and doi.count("(") == doi.count(")")
)


@given(ARXIV, st.integers(1, 30))
def test_versions_and_spellings_of_an_arxiv_id_name_one_work(number: str, version: int) -> None:
    spellings = [
        number, f"{number}v{version}", f"arXiv:{number}v{version}", f"https://arxiv.org/abs/{number}v{version}",
        f"http://arxiv.org/pdf/{number}v{version}.pdf", f"https://arxiv.org/pdf/{number}",
        f"10.48550/arXiv.{number}", f"https://doi.org/10.48550/arXiv.{number}", f"arXiv:{number}v{version} [cs.CL]",
        f"https://arxiv.org/pdf/{number}v{version}?download=1", f"https://huggingface.co/papers/{number}",
        f"https://ar5iv.labs.arxiv.org/html/{number}", f"10.48550/ARXIV.{number}v{version}",
    ]  # fmt: skip
    assert {identifier(spelling) for spelling in spellings} == {f"arxiv:{number}"}


@given(DOI)
def test_spellings_of_a_doi_name_one_work(doi: str) -> None:
    spellings = [
        doi, doi.upper(), f"doi:{doi}", f"DOI: {doi}.", f"https://doi.org/{doi}", f"http://dx.doi.org/{doi.upper()}",
        f"https://doi.org/{doi.replace('/', '%2F')}", f"<https://doi.org/{doi}>", f"doi.org/{doi};", f"info:doi/{doi}",
        f"https://doi.org/{doi}?nosfx=y", doi.replace("-", "\u2010"), f"{doi} [doi]", doi.replace("_", r"{\_}"),
    ]  # fmt: skip
    assert {identifier(spelling) for spelling in spellings} == {identifier(doi)}
    assert str(identifier(doi)).startswith("doi:10.")


@given(st.text())
def test_any_text_is_an_identifier_or_none(text: str) -> None:
    found = identifier(text)
    assert found is None or identifier(found) == found
    assert name(text) == name(name(text))


@pytest.mark.parametrize(
    ("text", "alias"),
    [
        ("doi:10.1000/XYZ", "doi:10.1000/xyz"),
        ("https://doi.org/10.1000/xyz.", "doi:10.1000/xyz"),
        ("10.1016/S0140-6736(05)12345-6", "doi:10.1016/s0140-6736(05)12345-6"),
        ("(10.1000/xyz)", "doi:10.1000/xyz"),
        ("10.1002/(SICI)1097(19980815)17:15/16<1661::AID-9>3.0.CO;2-2",
         "doi:10.1002/(sici)1097(19980815)17:15/16<1661::aid-9>3.0.co;2-2"),
        ("hep-th/9901001v2", "arxiv:hep-th/9901001"),
        ("math.GT/0309136", "arxiv:math/0309136"),
        ("10.1101/2020.01.02.123456v3", "doi:10.1101/2020.01.02.123456"),
        ("10.21203/rs.3.rs-12/v2", "doi:10.21203/rs.3.rs-12/v2"),
        ("https://example.org/paper", None),
        ("see 10.1000/x in the text", None),
        ("a sentence", None),
        ("", None),
    ],
)  # fmt: skip
def test_identifiers_are_recognised(text: str, alias: str | None) -> None:
    assert identifier(text) == alias


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("10.21203/rs.3.rs-12/v1", "10.21203/rs.3.rs-12/v2"),
        ("10.31234/osf.io/abcde", "10.31234/osf.io/abcde_v3"),
        ("10.20944/preprints202001.0001.v1", "10.20944/preprints202001.0001.v2"),
        ("10.26434/chemrxiv-2021-abcde-v2", "10.26434/chemrxiv-2021-abcde"),
        ("10.26434/chemrxiv.123.v1", "10.26434/chemrxiv.123.v9"),
        ("10.36227/techrxiv.123.v1", "10.36227/techrxiv.123.v2"),
        ("10.1101/123456v1", "https://www.biorxiv.org/content/10.1101/123456v2.full.pdf+html"),
        ("10.12688/f1000research.123.1", "10.12688/f1000research.123.3"),
        ("10.7554/eLife.12345", "https://elifesciences.org/articles/12345"),
        ("10.2139/ssrn.123", "https://papers.ssrn.com/sol3/papers.cfm?abstract_id=123"),
        ("10.1145/1.2", "https://dl.acm.org/doi/abs/10.1145/1.2?cid=3"),
        ("10.1371/journal.pone.1", "https://journals.plos.org/plosone/article?id=10.1371/journal.pone.1"),
        ("10.1038/nature14539", "https://www.nature.com/articles/nature14539"),
        ("10.3389/f.2019.1", "https://www.frontiersin.org/articles/10.3389/f.2019.1/full"),
    ],
)  # fmt: skip
def test_versions_and_pages_lead_to_one_work(first: str, second: str) -> None:
    assert name(first) == name(second)


def test_dois_of_journals_keep_what_looks_like_a_version() -> None:
    assert name("10.1000/x.v1") != name("10.1000/x.v2")


def test_a_record_is_known_by_its_address_and_its_venue_too() -> None:
    address, venue = "https://pubmed.ncbi.nlm.nih.gov/77/", "arXiv preprint arXiv:1706.03762"
    record = Record(title="T", ids=("openalex:W1",), url=address, venue=venue, source="s")
    assert identifiers(record) == ("openalex:W1", "pmid:77", "arxiv:1706.03762")


@pytest.mark.parametrize("name", ["doi:n/a", "doi:none", "arxiv:-", "pmid:n/a", "pmcid:none"])
def test_where_an_identifier_is_due_what_is_none_names_nothing(name: str) -> None:
    assert identifiers(Record(title="T", ids=(name, "wos:1", "pmid:7", "pmcid:PMC7"), source="x")) == (
        "wos:1", "pmid:7", "pmcid:PMC7",
    )  # fmt: skip


def test_a_book_s_number_does_not_name_its_chapters() -> None:
    assert naming(["isbn:9783319218465", "doi:10.1007/1"]) == ("doi:10.1007/1",)


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (["arxiv:2401.00001"], ["arxiv:2401.00002", "doi:10.1/x"]),
        (["doi:10.1000/1"], ["doi:10.1000/2"]),
        (["doi:10.1101/123456"], ["doi:10.1101/654321"]),
        (["pmid:1"], ["pmid:2"]),
    ],
)
def test_different_identifiers_of_one_kind_contradict_each_other(ours: list[str], theirs: list[str]) -> None:
    assert contradict(ours, theirs)
    assert contradict(theirs, ours)


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (["arxiv:2401.00001"], ["doi:10.1000/x"]),
        (["doi:10.1101/123456"], ["doi:10.1000/x"]),
        (["doi:10.21203/rs.3.rs-1"], ["doi:10.1101/123456"]),
        (["doi:10.2139/ssrn.1"], ["doi:10.2139/ssrn.2"]),
        (["doi:10.5281/zenodo.1"], ["doi:10.5281/zenodo.2", "doi:10.1000/x"]),
        (["openalex:W1"], ["openalex:W2"]),
        (["doi:10.1101/123456", "pmid:1"], ["doi:10.1000/x", "pmid:2"]),
        (["doi:10.1000/x"], ["doi:10.1000/y", "doi:10.1000/x"]),
        (["title:a|b"], ["title:c|d"]),
    ],
)
def test_a_preprint_and_its_published_form_do_not_contradict(ours: list[str], theirs: list[str]) -> None:
    assert not contradict(ours, theirs)


def test_the_published_doi_is_the_one_to_cite() -> None:
    ids = ("doi:10.1101/123456", "doi:10.1000/x", "arxiv:2401.00001")
    assert best(ids) == {"doi": "10.1000/x", "arxiv": "2401.00001"}
    assert link(ids) == "https://doi.org/10.1000/x"
    assert link(("doi:10.5281/zenodo.1", "arxiv:2401.00001")) == "https://arxiv.org/abs/2401.00001"
    assert link(("doi:10.5281/zenodo.1",)) == "https://doi.org/10.5281/zenodo.1"


@pytest.mark.parametrize("url", ["javascript:alert(1)", "file:///etc/passwd", "https://a b", ""])
def test_only_web_addresses_become_links(url: str) -> None:
    assert link((), url) == ""
