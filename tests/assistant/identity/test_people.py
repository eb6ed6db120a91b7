"""Laws of names of people, and of truncated lists."""

import pytest

from assistant.identity import surname
from assistant.identity.people import Agreement, agreement, alike, collaborations, people, person


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("John Smith", "Smith, J."), ("Smith JA", "John A. Smith"), ("van Gogh, Vincent", "Vincent van Gogh"),
        ("Gabriel García Márquez", "García, G."), ("García-Márquez G", "Gabriel Garcia Marquez"),
        ("Müller, Hans", "H. Mueller"), ("Zhang Wei", "Wei Zhang"), ("Xiaoming Li", "Li X-M"),
        ("Xiao-Ming Li", "Li, Xiaoming"), ("J.-P. Dupont", "Jean-Pierre Dupont"), ("SMITH, JOHN", "John Smith"),
        ("Wei Wang 0001", "Wang, Wei"), ("Conan O’Brien", "C. O'Brien"), ("Smith", "John Smith"),
        ("Smith, John, Jr.", "J Smith Jr."), ("Łukasz Kaiser", "Lukasz Kaiser"), ("María de la Cruz", "De la Cruz M"),
        ("Ana Paula de Souza Lima", "Lima APS"), ("Jakob Uszkoreit", "Uszkoriet, J"), ("Smith, J.", "Smith, John A."),
        ("Sergey Ivanov", "Ivanov, Sergei"), ("Alexey Ivanov", "Ivanov, Aleksei"), ("Yuri Nesterov", "Yurii Nesterov"),
        ("Al-Khalili", "Al-Khalili J"),
    ],
)  # fmt: skip
def test_forms_of_a_name_are_one_person(ours: str, theirs: str) -> None:
    first, second = person(ours), person(theirs)
    assert first is not None
    assert second is not None
    assert alike(first, second)
    assert alike(second, first)


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("John Smith", "Jane Smith"), ("J. Smith", "A. Smith"), ("Wei Zhang", "Wei Wang"), ("Zhang Wei", "Wei Wang"),
        ("J. A. Smith", "J. B. Smith"), ("Li, X.", "Li, Y."), ("John Smith", "John Jones"),
        ("Jing Li", "Ying Li"), ("Xiaojing Li", "Xiaoying Li"), ("Wei Zhang", "Wen Zhang"), ("Sergey Li", "Serge Lu"),
    ],
)  # fmt: skip
def test_other_people_are_not(ours: str, theirs: str) -> None:
    first, second = person(ours), person(theirs)
    assert first is not None
    assert second is not None
    assert not alike(first, second)
    assert not alike(second, first)


@pytest.mark.parametrize("name", ["et al.", "and others", "Anonymous", "The ATLAS Collaboration", "OpenAI", "", " - "])
def test_what_names_nobody_is_nobody(name: str) -> None:
    assert person(name) is None


def test_collaborations_are_known_by_their_names() -> None:
    authors = ("The ATLAS Collaboration", "G. Aad", "CMS collaboration", "on behalf of the ALICE Collaborations")
    assert collaborations(authors) == {"atlas", "cms", "alice"}


FULL = ("Ashish Vaswani", "Noam Shazeer", "Niki Parmar")


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (("A. Vaswani", "et al."), Agreement.STRONG),
        (("Vaswani",), Agreement.WEAK),
        (("Vaswani A, Shazeer N, Parmar N",), Agreement.STRONG),
        (("Vaswani, Ashish and Shazeer, Noam and others",), Agreement.STRONG),
        (("Shazeer, N.; Vaswani, A.",), Agreement.STRONG),
        ((), Agreement.UNKNOWN),
        (("Google Brain Team",), Agreement.UNKNOWN),
        (("Иван Петров",), Agreement.UNKNOWN),
        (("Ashish Vaswani", "Ada Lovelace"), Agreement.PARTIAL),
        (("Noam Shazeer",), Agreement.PARTIAL),
        (("Noam Shazeer", "Niki Parmar"), Agreement.STRONG),
        (("Ada Lovelace", "Alan Turing"), Agreement.CONTRARY),
        (("B. Vaswani",), Agreement.CONTRARY),
    ],
)
def test_lists_agree_as_far_as_they_go(given: tuple[str, ...], expected: Agreement) -> None:
    assert agreement(people(given), people(FULL)) is expected
    assert agreement(people(FULL), people(given)) is expected


def test_surnames_are_found_in_both_orders() -> None:
    assert surname("Ada Lovelace") == surname("Lovelace, Ada") == "lovelace"
