"""Laws of telling works apart."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.identity import aliases, contradict, identifier, link, surname
from assistant.study import Record

ARXIV = st.builds("{:04d}.{:05d}".format, st.integers(701, 2612), st.integers(1, 99999))


@given(ARXIV, st.integers(1, 30))
def test_versions_and_spellings_of_an_arxiv_id_name_one_work(number: str, version: int) -> None:
    spellings = [
        number, f"{number}v{version}", f"arXiv:{number}v{version}", f"https://arxiv.org/abs/{number}v{version}",
        f"http://arxiv.org/pdf/{number}v{version}.pdf", f"https://arxiv.org/pdf/{number}",
        f"10.48550/arXiv.{number}", f"https://doi.org/10.48550/arXiv.{number}",
    ]  # fmt: skip
    assert {identifier(spelling) for spelling in spellings} == {f"arxiv:{number}"}


@pytest.mark.parametrize(
    ("text", "alias"),
    [
        ("doi:10.1000/XYZ", "doi:10.1000/xyz"),
        ("https://doi.org/10.1000/xyz.", "doi:10.1000/xyz"),
        ("hep-th/9901001v2", "arxiv:hep-th/9901001"),
        ("https://example.org/paper", None),
        ("a sentence", None),
        ("", None),
    ],
)
def test_identifiers_are_recognised(text: str, alias: str | None) -> None:
    assert identifier(text) == alias


def test_different_identifiers_of_one_kind_contradict_each_other() -> None:
    assert contradict(["arxiv:2401.00001"], ["arxiv:2401.00002", "doi:10.1/x"])
    assert not contradict(["arxiv:2401.00001"], ["doi:10.1/x"])
    assert not contradict(["title:a|b"], ["title:c|d"])


def test_title_variants_share_an_alias() -> None:
    one = Record(title="Étude: on  Experts!", authors=("Ada Lovelace", "X"), source="a")
    two = Record(title="etude on experts", authors=("Lovelace, Ada",), source="b")
    assert set(aliases(one)) & set(aliases(two))


def test_surnames_are_found_in_both_orders() -> None:
    assert surname("Ada Lovelace") == surname("Lovelace, Ada") == "lovelace"


@pytest.mark.parametrize("url", ["javascript:alert(1)", "file:///etc/passwd", "https://a b", ""])
def test_only_web_addresses_become_links(url: str) -> None:
    assert link((), url) == ""
