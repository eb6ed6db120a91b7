"""The extractive expert quotes sentences that say by themselves what they are about."""

from assistant.experts.extractive.read import read
from assistant.tasks.excerpt import Excerpt
from assistant.tasks.read import ReadInput
from tests.fakes import EMBEDDER

QUESTION = "How are experts of mixture-of-experts models pruned?"
LEANING = (
    "It prunes experts of mixture-of-experts models by how rarely they are used.",
    "Second, pruned experts of mixture-of-experts models are split into segments and merged with those that stay.",
    "Both prune half of the experts of mixture-of-experts models and keep 92% of the quality.",
    "This shows that experts of mixture-of-experts models can be pruned without training.",
)
STANDING = (
    "This work removes experts that a router of a mixture-of-experts model seldom chooses.",
    "Removed experts are merged with similar ones.",
)


def quoted(*sentences: str) -> list[str]:
    passage = Excerpt(study="A study", kind="abstract", text=" ".join(sentences))
    given = ReadInput(question=QUESTION, subquestions=(QUESTION,), passages=(passage,))
    return [finding.quote for finding in read(given, EMBEDDER).findings]


def test_a_sentence_that_leans_on_the_one_before_gives_way_to_one_that_stands_alone() -> None:
    assert quoted(STANDING[0], *LEANING, STANDING[1]) == list(STANDING)


def test_it_may_follow_the_sentence_that_it_leans_on() -> None:
    assert quoted(STANDING[0], LEANING[0]) == [STANDING[0], LEANING[0]]


def test_it_is_quoted_where_there_is_no_other() -> None:
    assert quoted(*LEANING)
