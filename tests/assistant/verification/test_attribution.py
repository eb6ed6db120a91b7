"""Which source a sentence rests on."""

import numpy as np

from assistant.embedding import MiniLM
from assistant.verification.attribution import Source, attribution

SOURCES = [
    Source(
        "Sparsely-Gated Experts", "A gating network sends each token to two of many experts, which saves computation."
    ),
    Source("Dense Passage Retrieval", "Two encoders map questions and passages to vectors. BM25 is exceeded."),
    Source("Survey of Sleep in Birds", "Swifts sleep on the wing for months, as recordings of their brains show."),
]
CLAIMS = [
    "Birds can sleep while they fly.",
    "Learned vectors beat BM25 in finding passages.",
    "Tokens go to few experts.",
]
READER = MiniLM()


def test_each_sentence_finds_its_source() -> None:
    assert attribution(CLAIMS, SOURCES, READER).argmax(axis=1).tolist() == [2, 1, 0]


def test_the_order_of_sources_does_not_matter() -> None:
    scores = attribution(CLAIMS, SOURCES, READER)
    np.testing.assert_allclose(attribution(CLAIMS, SOURCES[::-1], READER)[:, ::-1], scores, atol=1e-3)


def test_nothing_to_choose_from_is_no_error() -> None:
    assert attribution([], SOURCES, READER).shape == (0, 3)
    assert attribution(CLAIMS, [], READER).shape == (3, 0)
    assert attribution(["…"], [*SOURCES, Source("", "")], READER).shape == (1, 4)
