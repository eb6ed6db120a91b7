"""Where a full text is looked for, in which order, and what is known of each address."""

from assistant.fulltext.locations import ARXIV_INTERVAL, INTERVAL, Location, locations

ARXIV = "https://arxiv.org"


def urls(ids: tuple[str, ...] = (), open_texts: tuple[str, ...] = (), arxiv: str = ARXIV) -> list[str]:
    return [place.url for place in locations(ids, open_texts, arxiv)]


def test_arxiv_comes_first_and_its_html_before_its_pdf() -> None:
    assert urls(("doi:10.1/x", "arxiv:2401.00001"), ("https://a.org/p.pdf",)) == [
        "https://arxiv.org/html/2401.00001",
        "https://arxiv.org/pdf/2401.00001",
        "https://a.org/p.pdf",
    ]


def test_identifiers_of_the_old_form_keep_their_slash() -> None:
    assert urls(("arxiv:hep-th/9901001",))[0] == "https://arxiv.org/html/hep-th/9901001"


def test_no_address_is_tried_twice() -> None:
    copies = (
        "https://arxiv.org/pdf/2401.00001v2",
        "http://arxiv.org/abs/2401.00001",
        "https://a.org/p",
        "https://a.org/p",
    )
    assert urls(("arxiv:2401.00001",), copies)[2:] == ["https://a.org/p"]


def test_another_paper_of_arxiv_is_tried() -> None:
    assert urls(("arxiv:2401.00001",), ("https://arxiv.org/pdf/2402.00002",))[2:] == [
        "https://arxiv.org/pdf/2402.00002"
    ]


def test_arxiv_may_be_elsewhere() -> None:
    assert urls(("arxiv:2401.00001",), arxiv="http://127.0.0.1:1/")[0] == "http://127.0.0.1:1/html/2401.00001"


def test_what_records_name_must_be_public_and_arxiv_is_asked_slowly() -> None:
    found = locations(
        ["arxiv:2401.00001"], ["https://a.org/p", "https://export.arxiv.org/pdf/2402.00002", "http://["], ARXIV
    )
    assert found[0] == Location("https://arxiv.org/html/2401.00001", ARXIV_INTERVAL, public=False)
    assert found[2:] == [
        Location("https://a.org/p", INTERVAL, public=True),
        Location("https://export.arxiv.org/pdf/2402.00002", ARXIV_INTERVAL, public=True),
        Location("http://[", INTERVAL, public=True),
    ]


def test_nothing_known_is_nothing_to_try() -> None:
    assert urls(("doi:10.1/x",)) == []
