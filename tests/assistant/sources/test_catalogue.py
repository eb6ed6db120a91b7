"""The catalogue: every source that can be named is made from the settings and the user's keys."""

import pytest

from assistant.settings import Settings
from assistant.sources.catalogue import CATALOGUE, Entry, Kit
from assistant.web import Web
from tests.assistant.sources.kinds import ONLINE

ENTRIES = [pytest.param(entry, id=name) for name, entry in CATALOGUE.items()]


def kit(**environment: str) -> Kit:
    urls = {name: f"http://service.test/{name}" for name in Settings.model_fields if name.endswith("_url")}
    return Kit(Settings.model_validate(urls | {"zotero_library": "users/1"}), Web(), environment)


@pytest.mark.parametrize("entry", ENTRIES)
def test_an_entry_makes_a_source_at_the_address_of_the_settings(entry: Entry) -> None:
    made = entry.make(kit())
    assert made.online
    assert entry.about
    assert "http://service.test/" in repr(made)


@pytest.mark.parametrize("entry", ENTRIES)
def test_a_key_is_taken_from_the_environment_and_what_it_adds_is_said(entry: Entry) -> None:
    assert bool(entry.key) == bool(entry.gain)
    if entry.key:
        made = entry.make(kit(**{entry.key: "very-secret\r\n"}))
        assert "very-secret" in vars(made).values()
        assert "very-secret" not in repr(made)


def test_all_that_can_be_named_and_is_online_keeps_the_contract() -> None:
    assert {type(entry.make(kit())) for entry in CATALOGUE.values()} == {kind.made for kind in ONLINE.values()}
