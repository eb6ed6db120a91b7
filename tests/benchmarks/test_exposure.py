"""What a run did while nothing was in flight is found by sets of moments."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from benchmarks.exposure import Sample, Span, exposed, gaps, shares, united

SPANS = st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)).map(lambda pair: Span(*sorted(pair))))


def covered(spans: list[Span]) -> set[int]:
    return {moment for span in spans for moment in range(int(span.began), int(span.ended))}


@given(SPANS)
def test_united_spans_cover_the_same_and_lie_apart(spans: list[Span]) -> None:
    made = united(spans)
    assert covered(made) == covered(spans)
    assert all(first.ended < second.began for first, second in pairwise(made))


@given(SPANS)
def test_gaps_are_what_is_not_covered(spans: list[Span]) -> None:
    assert covered(gaps(Span(5, 30), spans)) == set(range(5, 30)) - covered(spans)


@given(SPANS)
def test_samples_are_exposed_in_gaps_only(spans: list[Span]) -> None:
    idle = gaps(Span(5, 30), spans)
    samples = [Sample(float(moment), ()) for moment in range(45)]
    assert {int(sample.at) for sample in exposed(samples, idle)} == covered(idle)


def test_time_is_told_by_what_is_done_and_not_by_who_waits_for_it() -> None:
    samples = [
        Sample(0, ("agents.loop.wait_for", "assistant.embedding.run > onnxruntime")),
        Sample(1, ("agents.loop.wait_for", "assistant.experts.llm._litellm > import pydantic")),
        Sample(2, ("agents.loop.wait_for", "assistant.identity.likeness.near")),
        Sample(3, ("agents.loop.wait_for",)),
    ]
    told = {"embedding": 0.5, "importing": 0.5, "assistant.identity.likeness.near": 0.5, "waiting": 0.5}
    assert shares(samples, 0.5) == told
