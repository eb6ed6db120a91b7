"""Which hosts are public: no form of a private address passes for another."""

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.addresses import is_local_name, is_number, is_public

PRIVATE = (
    "127.0.0.1 127.255.255.254 10.0.0.1 172.16.0.1 172.31.255.255 192.168.1.1 169.254.169.254 0.0.0.0 100.64.0.1"
    " 224.0.0.1 239.1.2.3 255.255.255.255 192.0.2.1 198.18.0.1"
    " ::1 :: fe80::1 fe80::1%eth0 fc00::1 fd12:3456::1 fec0::1 ff02::1 2001:db8::1"
    " ::ffff:10.0.0.1 ::ffff:127.0.0.1 ::127.0.0.1 64:ff9b::10.0.0.1 64:ff9b:1::1 2002:7f00:1:: 2002:a00:1::"
).split()
PUBLIC = "93.184.216.34 8.8.8.8 2606:4700::1111 ::ffff:8.8.8.8 64:ff9b::8.8.8.8 2002:808:808::".split()


@pytest.mark.parametrize("address", PRIVATE)
def test_private_addresses_are_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", PUBLIC)
def test_public_addresses_are(address: str) -> None:
    assert is_public(address)


@given(st.ip_addresses(v=4), st.sampled_from(["::ffff:{}", "64:ff9b::{}", "::{}"]))
def test_an_address_inside_another_is_judged_as_itself(address: ipaddress.IPv4Address, form: str) -> None:
    assert is_public(form.format(address)) == is_public(str(address))


@pytest.mark.parametrize("text", ["", "example.org", "1.2.3", "0x7f000001"])
def test_what_is_no_address_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="does not appear"):
        is_public(text)


@pytest.mark.parametrize(
    "name", ["localhost", "intranet", "a.localhost", "printer.local", "api.internal", "2130706433"]
)
def test_names_of_the_own_network_are_known_without_asking(name: str) -> None:
    assert is_local_name(name)


@pytest.mark.parametrize("name", ["example.org", "localhost.org", "93.184.216.34", "2606:4700::1111"])
def test_other_names_are_not(name: str) -> None:
    assert not is_local_name(name)


@pytest.mark.parametrize(
    ("name", "number"),
    [("127.0.0.1", True), ("0x7f.1", True), ("0177.0.0.1", True), ("127.1", True), ("2130706433", True), ("::1", True),
     ("1.example.org", False), ("example.org", False), ("", False)],
)  # fmt: skip
def test_every_form_of_a_number_is_one(name: str, number: bool) -> None:
    assert is_number(name) == number
