"""Before a run: what it is likely to take, step by step; and after it, how far off that was. Pure functions.

Every figure is a range. Low: the question turns out narrow, and one wave answers it. High: everything is used that the
settings allow, and every second reply has to be asked for again. What is expected lies between, from the sizes below.
"""

from collections.abc import Callable, Iterable
from math import ceil
from typing import Self

from pydantic import Field, model_validator

from assistant.base import Frozen
from assistant.ledger import Ledger
from assistant.reading import PER_STUDY, PORTION
from assistant.usage import Usage

Price = Callable[[str, int, int], float | None]
"""From a model, prompt tokens and completion tokens to dollars; None where its price is unknown."""


class Range(Frozen):
    """What is expected, and between which bounds it is likely to lie."""

    low: float = 0.0
    expected: float = 0.0
    high: float = 0.0

    @model_validator(mode="after")
    def _ascends(self) -> Self:
        if not self.low <= self.expected <= self.high:
            raise ValueError(f"{self.low}, {self.expected}, {self.high} do not ascend")
        return self

    def __add__(self, other: "Range") -> "Range":
        return self.with_(other, lambda one, two: one + two)

    def __mul__(self, other: "Range") -> "Range":
        return self.with_(other, lambda one, two: one * two)

    def with_(self, other: "Range", combined: Callable[[float, float], float]) -> "Range":
        """Return what comes of the two: low with low, and so on."""
        return Range(
            low=combined(self.low, other.low),
            expected=combined(self.expected, other.expected),
            high=combined(self.high, other.high),
        )

    def rounded(self) -> "Range":
        """Return whole numbers, rounded up."""
        return Range(low=ceil(self.low), expected=ceil(self.expected), high=ceil(self.high))

    def nearest(self) -> "Range":
        """Return the whole numbers next to it."""
        return Range(low=round(self.low), expected=round(self.expected), high=round(self.high))


def between(low: float, expected: float, high: float) -> Range:
    return Range(low=low, expected=expected, high=high)


NOTHING = Range()
TOKEN = 4.0
"""Characters of English prose in a token, as tokenisers of today cut it."""
TOLD = between(400, 600, 900)
"""Tokens of a prompt beside what is asked about: instructions, the question, the shape of the reply."""
FAULTY = between(1.0, 1.1, 1.5)
"""Requests for one reply without faults; a faulty one is sent back once, so 2 is the most."""
QUERIES = between(1, 2, 3)
"""Queries of a branch: as many as the planner is asked for."""
SEEN = between(0, 1_000, 1_750)
"""Tokens of the first look that the planner is shown: at most ten openings of 700 characters."""
PLANNED = between(80, 120, 200)
"""Tokens of one sub-question with its queries."""
PORTIONS = between(0, 1, 2)
"""Portions of unclear studies that an expert judges for a branch; what is clear costs nothing."""
JUDGED = between(600, 2_500, 3_600)
"""Tokens of a portion: at most thirty titles with the openings of their abstracts, 480 characters each."""
RATED = between(100, 300, 600)
"""Tokens of its ratings, about ten for each study."""
TAKEN = between(0.25, 0.75, 1.0)
"""Share of the studies that a run may read which it reads; narrow questions have fewer."""
FULL = between(0.0, 0.5, 1.0)
"""Share of the full texts looked for that are found; about half of all papers are free to read."""
ABSTRACT = between(900, 1_500, 2_400)
"""Characters of an abstract: 150 to 400 words."""
WHOLE = between(2_400, 1_200 * PER_STUDY, 1_200 * PER_STUDY)
"""Characters that are read of a full text: the passages that tell most."""
FINDINGS = between(1, 2, 4)
"""Findings in one study."""
FINDING = between(60, 80, 100)
"""Tokens of a statement with its quote."""
PROSE = between(150, 400, 800)
"""Tokens of a section: one to three paragraphs, and the names of its claims."""
REPAIRED = between(0.0, 0.3, 1.0)
"""Share of the sections in which a sentence does not pass the checks."""
REPAIR = between(50, 150, 400)
"""Tokens of its repair."""
AT_ONCE = 4
"""Requests that are under way at a time; a model gets up to eight, but a step seldom has so many."""
FIRST = between(0.3, 1.5, 5.0)
"""Seconds before a reply begins."""
PACE = between(1 / 120, 1 / 50, 1 / 12)
"""Seconds for each token of it; the slowest are models on one's own machine."""
SEARCH = between(0.5, 3.0, 6.0)
"""Seconds for a query; sources are asked side by side, but the politest of them wants three between two requests."""
LOOK = between(0.05, 0.2, 1.0)
"""Seconds for a query on this machine."""
SORTED = between(0.3, 2.0, 5.0)
"""Seconds in which what a branch found is embedded and ranked."""
FETCH = between(0.5, 3.0, 8.0)
"""Seconds for a full text."""


class Scale(Frozen):
    """How much a run may do, as its settings say."""

    breadth: int = Field(ge=1)
    depth: int = Field(ge=1)
    max_studies: int = Field(ge=1)
    full_texts: int = Field(ge=0)
    models: tuple[str, ...] = ()
    """In the order in which they are tried; none: the built-in expert does the work."""
    online: int = Field(default=0, ge=0)
    """How many of the sources are asked over the network."""
    short: bool = False
    """Whether the question takes the short path."""
    planned: tuple[int, ...] = ()
    """Of a plan that is there: how many queries each of its sub-questions has; empty: there is none yet."""


class StepEstimate(Frozen):
    """What one step is likely to take."""

    step: str
    calls: Range = NOTHING
    prompt_tokens: Range = NOTHING
    completion_tokens: Range = NOTHING
    dollars: Range | None = NOTHING
    """None: the price of the model is unknown."""
    seconds: Range = NOTHING

    @property
    def tokens(self) -> Range:
        return self.prompt_tokens + self.completion_tokens


class Estimate(Frozen):
    """What a run is likely to take. Recordings are not counted on: what they hold makes it cheaper."""

    model: str = ""
    """The one that is tried first, which is taken to do all the work; empty: none."""
    steps: tuple[StepEstimate, ...] = ()

    @property
    def total(self) -> StepEstimate:
        """All steps together; the time is that of one after the other, and those that overlap take less."""
        dollars = [step.dollars for step in self.steps]
        return StepEstimate(
            step="",
            calls=_sum(step.calls for step in self.steps),
            prompt_tokens=_sum(step.prompt_tokens for step in self.steps),
            completion_tokens=_sum(step.completion_tokens for step in self.steps),
            dollars=None if None in dollars else _sum(each for each in dollars if each),
            seconds=_sum(step.seconds for step in self.steps),
        )


class Deviation(Frozen):
    """How far what was taken is from what was expected: 0.5 is half as much again, -0.5 half.

    None where that cannot be said: nothing was expected, a price is unknown, or recordings took a part of it.
    """

    step: str
    """Empty: the whole run."""
    calls: float | None
    """Recorded replies are calls that were expected, and count."""
    tokens: float | None
    dollars: float | None
    seconds: float | None = None
    """Of the whole run only: steps overlap."""
    within: bool
    """Whether the calls lie within the range."""


def estimate(scale: Scale, price: Price) -> Estimate:
    """Return what a run is likely to take."""
    model = scale.models[0] if scale.models else ""
    steps = _steps(scale)
    return Estimate(model=model, steps=tuple(_with_model(step, model, price) for step in steps))


def error(estimated: Estimate, taken: Ledger) -> tuple[Deviation, ...]:
    """Return how far off an estimate was, for each step that either knows, and last for the whole run."""
    expected = {step.step: step for step in estimated.steps if step.calls.high}
    unforeseen = dict.fromkeys(row.step for row in taken.rows if row.step not in expected)
    steps = [*expected.values(), *(StepEstimate(step=name) for name in unforeseen)]
    whole = _deviation(estimated.total, taken.total)
    seconds = _off(estimated.total.seconds.expected, None if taken.total.recorded else taken.seconds)
    return (
        *(_deviation(step, taken.step(step.step)) for step in steps),
        whole.model_copy(update={"seconds": seconds}),
    )


def _steps(scale: Scale) -> tuple[StepEstimate, ...]:
    """Return calls and tokens of each step, and the seconds that pass there beside the calls."""
    parts = _parts(scale)
    later = NOTHING if scale.short else _later(scale)
    branches = parts + later
    studies = (TAKEN * _fixed(scale.max_studies)).rounded()
    in_full = (FULL * _fixed(min(scale.full_texts, scale.max_studies))).with_(studies, min)
    chars = studies * ABSTRACT + in_full * WHOLE
    findings = studies * FINDINGS
    written = parts * TOLD + findings * FINDING
    asked = (_fixed(sum(scale.planned)) if scale.planned else parts * QUERIES) + later * QUERIES
    searching = asked * (SEARCH if scale.online else LOOK)
    planning = NOTHING if scale.short or scale.planned else _fixed(1)
    repairs = (REPAIRED * parts).rounded()
    return (
        _step("plan", planning, planning * (TOLD + SEEN), planning * parts * PLANNED),
        StepEstimate(step="gather", seconds=searching),
        _step("screen", PORTIONS * branches, PORTIONS * branches * (TOLD + JUDGED), PORTIONS * branches * RATED,
              branches * SORTED),
        _step("read", _readings(chars, branches.with_(studies, min)), chars * _fixed(1 / TOKEN)
              + _readings(chars, branches.with_(studies, min)) * TOLD, findings * FINDING, in_full * FETCH),
        _step("write", parts, written, parts * PROSE),
        _step("check", repairs, repairs * (TOLD + PROSE) + findings * FINDING * REPAIRED, repairs * REPAIR),
    )  # fmt: skip


def _parts(scale: Scale) -> Range:
    """Return how many sub-questions there are, or will be."""
    if scale.planned:
        return _fixed(len(scale.planned))
    return _fixed(1) if scale.short else between(ceil(scale.breadth / 2), scale.breadth, scale.breadth)


def _later(scale: Scale) -> Range:
    """Return the branches beside those of the plan: one along citations, and those of later waves."""
    breadth = len(scale.planned) or scale.breadth
    further = ceil(breadth / 2) if scale.depth > 1 else 0
    return between(0, 1 + further, scale.depth + breadth * (scale.depth - 1))


def _readings(chars: Range, branches: Range) -> Range:
    """Return the portions that the text of a run makes: each branch has its own, and its last one is not full."""
    portions = chars * _fixed(1 / PORTION)
    return (portions + branches * between(0, 0.5, 1)).rounded().with_(branches.with_(_fixed(1), min), max)


def _step(step: str, calls: Range, prompt: Range, completion: Range, seconds: Range = NOTHING) -> StepEstimate:
    return StepEstimate(
        step=step,
        calls=(calls * FAULTY).nearest(),
        prompt_tokens=(prompt * FAULTY).rounded(),
        completion_tokens=(completion * FAULTY).rounded(),
        seconds=seconds,
    )


def _with_model(step: StepEstimate, model: str, price: Price) -> StepEstimate:
    """Return the step with what its calls cost and how long they take; without a model there are none."""
    if not model:
        return StepEstimate(step=step.step, seconds=step.seconds)
    rounds = (step.calls * _fixed(1 / AT_ONCE)).rounded()
    talking = step.completion_tokens * PACE * _fixed(1 / AT_ONCE)
    dollars = [
        price(model, int(prompt), int(completion))
        for (_, prompt), (_, completion) in zip(step.prompt_tokens, step.completion_tokens, strict=True)
    ]
    known = [each for each in dollars if each is not None]
    return step.model_copy(
        update={
            "dollars": between(*known) if len(known) == len(dollars) else None,
            "seconds": step.seconds + rounds * FIRST + talking,
        }
    )


def _deviation(expected: StepEstimate, taken: Usage) -> Deviation:
    calls = taken.calls + taken.recorded
    asked = not taken.recorded
    return Deviation(
        step=expected.step,
        calls=_off(expected.calls.expected, calls),
        tokens=_off(expected.tokens.expected, taken.prompt_tokens + taken.completion_tokens if asked else None),
        dollars=_off(expected.dollars.expected if expected.dollars else None, taken.dollars if asked else None),
        within=expected.calls.low <= calls <= expected.calls.high,
    )


def _off(expected: float | None, taken: float | None) -> float | None:
    if expected is None or taken is None:
        return None
    if not expected:
        return None if taken else 0.0
    return (taken - expected) / expected


def _fixed(value: float) -> Range:
    return between(value, value, value)


def _sum(ranges: Iterable[Range]) -> Range:
    return sum(ranges, NOTHING)
