"""No minute has more requests or tokens than an endpoint allows."""

from hypothesis import given
from hypothesis import strategies as st

from assistant.experts.limits import MINUTE, Limits, Window

LIMITS = st.builds(Limits, rpm=st.none() | st.integers(1, 5), tpm=st.none() | st.integers(10, 200))


@given(LIMITS, st.lists(st.tuples(st.integers(0, 30), st.integers(1, 150)), max_size=20))
def test_no_minute_has_more_requests_or_tokens_than_allowed(limits: Limits, arrivals: list[tuple[float, int]]) -> None:
    window, now, sent = Window(limits), 0.0, []
    for later, tokens in arrivals:
        now += later
        while (pause := window.wait(now, tokens)) > 0:
            assert pause <= MINUTE
            now += pause
        window.take(now, tokens)
        sent.append((now, tokens))
    for at, _ in sent:
        minute = [tokens for when, tokens in sent if at - MINUTE < when <= at]
        assert limits.rpm is None or len(minute) <= limits.rpm
        assert limits.tpm is None or sum(minute) <= limits.tpm or len(minute) == 1, "what is too large goes alone"


def test_a_request_that_took_less_leaves_more_for_the_next() -> None:
    window = Window(Limits(tpm=100))
    sent = window.take(0.0, 90)
    assert window.wait(1.0, 50) == MINUTE - 1
    sent.tokens = 40
    assert window.wait(1.0, 50) == 0


def test_a_request_that_did_not_go_out_leaves_no_trace() -> None:
    window = Window(Limits(rpm=1))
    window.drop(window.take(0.0, 5))
    assert window.wait(0.0, 5) == 0
