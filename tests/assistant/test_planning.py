"""PLAN: a plan without faults, and what becomes of one with faults."""

from hypothesis import given
from hypothesis import strategies as st

from assistant.experts.extractive.plan import plan
from assistant.identity import normalised
from assistant.plan import Plan, SubQuestion
from assistant.tasks.plan import DETAILS, PlanInput, faults, mend
from tests.fakes import EMBEDDER

GIVEN = PlanInput(question="How does routing choose experts?", breadth=2)
QUERIES = st.lists(st.sampled_from(["routing", "Routing", "gates", "", " ", "token load", "?"]), max_size=6).map(tuple)
PARTS = st.builds(
    SubQuestion, text=st.sampled_from(["Which gates?", "which gates", "", "What load?"]), queries=QUERIES.filter(bool),
    details=QUERIES,
)  # fmt: skip
PLANS = st.builds(Plan, subquestions=st.lists(PARTS, max_size=4).map(tuple))


def one(*queries: str, details: tuple[str, ...] = ()) -> Plan:
    return Plan(subquestions=(SubQuestion(text="Which gates?", queries=queries, details=details),))


@given(PLANS)
def test_a_mended_plan_has_no_faults_unless_nothing_of_it_is_left(plan: Plan) -> None:
    mended = mend(GIVEN, plan)
    assert mended.subquestions == () or faults(GIVEN, mended) == []
    assert mend(GIVEN, mended) == mended


@given(PLANS)
def test_a_mended_plan_asks_for_details_once_and_only_for_what_its_queries_do_not(plan: Plan) -> None:
    for part in mend(GIVEN, plan).subquestions:
        asked = [normalised(query) for query in part.details]
        assert len(asked) == len(set(asked))
        assert all(asked)
        assert not set(asked) & {normalised(query) for query in part.queries}


def test_details_are_kept_in_their_order() -> None:
    given = one("routing", details=("token load", "Routing", "gates", "token  LOAD"))
    assert mend(GIVEN, given).subquestions[0].details == ("token load", "gates")


def test_of_two_that_ask_the_same_the_first_stays_where_it_is() -> None:
    parts = [SubQuestion(text=text, queries=("routing", "gates", "Routing")) for text in ("Which?", "What?", "which")]
    mended = mend(GIVEN.model_copy(update={"breadth": 3}), Plan(subquestions=tuple(parts)))
    assert [(part.text, part.queries) for part in mended.subquestions] == [
        ("Which?", ("routing", "gates")),
        ("What?", ("routing", "gates")),
    ]


def test_too_many_details_are_a_fault_and_the_first_ones_stay() -> None:
    details = tuple(f"gates of kind {word}" for word in ("one", "two", "three", "four"))
    assert faults(GIVEN, one("routing", details=details)) == [
        f"sub-question 1 has 4 details; at most {DETAILS} are wanted"
    ]
    assert mend(GIVEN, one("routing", details=details)).subquestions[0].details == details[:DETAILS]


def test_without_a_model_details_are_about_each_part_by_itself() -> None:
    question = "How do gates route tokens, and what limits the load of experts?"
    made = plan(PlanInput(question=question, breadth=2), EMBEDDER)
    gates, load = (" ".join(part.details) for part in made.subquestions)
    assert "gates" in gates
    assert "load" not in gates
    assert "load" in load
    assert faults(PlanInput(question=question, breadth=2), made) == []
    assert mend(PlanInput(question=question, breadth=2), made) == made


@given(st.text(min_size=1, max_size=60))
def test_without_a_model_no_question_makes_a_blank_detail(question: str) -> None:
    given = PlanInput(question=question, breadth=3)
    assert all(normalised(detail) for part in plan(given, EMBEDDER).subquestions for detail in part.details)


def test_details_of_a_part_that_calls_its_subject_they_name_it() -> None:
    given = PlanInput(question="How do models route tokens, and how are they pruned?", breadth=2)
    assert all("pruned models" in query for query in plan(given, EMBEDDER).subquestions[1].details)
