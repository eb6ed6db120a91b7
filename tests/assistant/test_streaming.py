"""The sentences of a reply are shown as they are completed, however it is cut into pieces."""

import json
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from assistant.experts.streaming import Sentences

TEXTS = st.lists(st.text(min_size=1, max_size=20), max_size=5)


THOUGHTS = ["", '<think>It may be {"text": "wrong"}.</think>', '\n<THINK>"text": "wrong"</THINK>']


@given(TEXTS, st.lists(st.integers(0, 400), max_size=12), st.booleans(), st.sampled_from(THOUGHTS))
def test_any_cutting_gives_the_same_sentences_and_no_thoughts(
    texts: list[str], cuts: list[int], ascii_only: bool, thoughts: str
) -> None:
    said = [{"text": text, "findings": [1], "opens_paragraph": False} for text in texts]
    reply = thoughts + json.dumps({"sentences": said}, ensure_ascii=ascii_only)
    edges = sorted({0, len(reply), *(min(cut, len(reply)) for cut in cuts)})
    sentences = Sentences()
    shown = [text for start, end in pairwise(edges) for text in sentences.add(reply[start:end])]
    assert shown == texts


@given(st.text())
def test_a_reply_that_is_no_json_shows_nothing_wrong(reply: str) -> None:
    Sentences().add(reply)
