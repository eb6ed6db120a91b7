"""Laws of abstracts: one text under small differences, two texts however near their subjects."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.identity.abstracts import Abstract, Sameness, sameness

SLEEP = """We measured how long cats sleep in houses with gardens and in flats without any. Over two years, forty
    animals wore a collar that recorded movement every minute. Cats that could leave the house slept two hours less by
    day, and no less by night. The difference grew in summer and vanished in winter. Age explained half of it, the
    number of people in the house nothing at all. We conclude that what keeps a cat awake is weather, not company."""
DREAM = """Whether cats dream has been asked since electrodes were small enough. This review collects what was found in
    sleeping cats whose brain stem was lesioned: they rise, stalk, and attack things that nobody else can see. Such
    behaviour is taken as evidence of dreaming. The collected studies differ in lesion, housing and observer, and the
    number of animals never exceeds twelve. Better evidence would need recordings from intact animals at home."""
RATS = """Exercise improves spatial memory in rodents. Here, voluntary wheel running was offered to aged rats for six
    weeks. Escape latency in a water maze fell by a third, while swimming speed did not change. Hippocampal growth
    factor concentrations rose in proportion to the distance run, and blocking its receptor abolished the benefit."""

WORDS = st.lists(st.sampled_from("cats sleep in the house all day and night of summer".split()), max_size=40).map(
    " ".join
)


@given(WORDS, WORDS)
def test_sameness_is_symmetric(ours: str, theirs: str) -> None:
    assert sameness(Abstract([ours]), Abstract([theirs])) == sameness(Abstract([theirs]), Abstract([ours]))


@pytest.mark.parametrize(
    "variant",
    [
        SLEEP.upper(),
        f"<jats:p>ABSTRACT {SLEEP}</jats:p> © 2020 Elsevier Ltd. All rights reserved.",
        SLEEP[: len(SLEEP) // 2] + " …",
        SLEEP.replace("two years", "2 years").replace("flats", "<i>flats</i>"),
    ],
)
def test_decorated_and_shortened_texts_are_identical(variant: str) -> None:
    assert sameness(Abstract([SLEEP]), Abstract([variant])) is Sameness.IDENTICAL


def test_a_revised_text_is_similar() -> None:
    words = SLEEP.split()
    for at in range(4, len(words), 12):
        words[at] = "indeed"
    assert sameness(Abstract([SLEEP]), Abstract([" ".join(words[:-18])])) is Sameness.SIMILAR


def test_a_rewritten_text_of_the_same_subject_is_related() -> None:
    words = sorted({*SLEEP.split()} - {"a"})
    Random(1).shuffle(words)
    assert sameness(Abstract([SLEEP]), Abstract([" ".join(words)])) is Sameness.RELATED


def test_texts_on_other_things_are_contrary() -> None:
    assert sameness(Abstract([SLEEP]), Abstract([DREAM])) is Sameness.CONTRARY
    assert sameness(Abstract([SLEEP]), Abstract([RATS])) is Sameness.CONTRARY


@pytest.mark.parametrize("text", ["", "No abstract available.", "Cats sleep."])
def test_short_texts_tell_nothing(text: str) -> None:
    assert sameness(Abstract([SLEEP]), Abstract([text])) is Sameness.UNKNOWN
    assert Abstract([text]).sketch(3) == []


def test_a_text_in_another_language_contradicts_nothing() -> None:
    german = """Wir haben gemessen, wie lange Katzen in Häusern mit Garten und in Wohnungen ohne Garten schlafen, und
        vierzig Tiere trugen dafür zwei Jahre lang ein Halsband, das jede Bewegung in jeder Minute aufzeichnete."""
    assert sameness(Abstract([SLEEP]), Abstract([german])) is Sameness.UNKNOWN


@given(st.integers(0, 30))
def test_texts_that_share_most_share_a_part_of_their_sketches(start: int) -> None:
    words = SLEEP.split()
    cut = " ".join(words[:start] + words[start + 3 :])
    assert set(Abstract([SLEEP]).sketch(3)) & set(Abstract([cut]).sketch(3))
