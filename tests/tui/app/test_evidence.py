"""What a sentence rests on can be shown from its report alone, whatever that report lacks."""

from hypothesis import given
from hypothesis import strategies as st

from assistant.report import Report, Section
from tests.tui.app import reports
from tui.app import exhibits
from tui.app.drawing import Line, Span
from tui.app.evidence import (
    REACH,
    Dossier,
    Held,
    Spot,
    candidates,
    context,
    contexts,
    decision,
    matches,
    reference,
    with_citation,
)
from tui.app.wrapping import wrapped

DOSSIER = Dossier(reports.report())
FIRST, SECOND, THIRD = Spot(0, 0), Spot(0, 1), Spot(1, 0)
WORDS = st.text(st.sampled_from("ab –\n“”.漢字\u0301"), max_size=60)


def told(lines: list[Line] | tuple[Line, ...]) -> str:
    return " ".join("".join(text for text, _ in line).strip() for line in lines)


@given(st.lists(st.tuples(WORDS, st.sampled_from(("plain", "quiet"))), max_size=6), st.integers(8, 40))
def test_wrapping_keeps_every_character_but_white_space_and_no_line_is_too_wide(spans: list[Span], width: int) -> None:
    from rich.cells import cell_len

    lines = wrapped(spans, width)
    assert "".join(told(lines).split()) == "".join("".join(text for text, _ in spans).split())
    assert all(cell_len("".join(text for text, _ in line)) <= width for line in lines)


@given(WORDS, WORDS.filter(bool), WORDS, st.integers(0, 30))
def test_a_quote_stands_between_what_stands_around_it(before: str, quote: str, after: str, reach: int) -> None:
    whole = before + quote + after
    passage = reports.passage("bias").model_copy(update={"content": whole, "start": 0, "end": len(whole)})
    found = context(quote, passage)
    joined = "".join("".join(found).split())
    assert joined == "".join(whole.split())
    near = found.within(reach)
    assert near.quote == found.quote
    assert max(len(near.before), len(near.after)) <= reach + len("… ")


def test_the_text_around_a_passage_is_shown_where_it_is_at_hand() -> None:
    passage = reports.passage("loss")
    cut = passage.model_copy(update={"content": passage.content[100:200], "start": 100, "end": 200})
    quote = cut.content[:40]
    assert context(quote, cut).before == ""
    assert context(quote, cut, reports.LOSS).before == reports.LOSS.content[:100]
    assert len(context(quote, cut, reports.LOSS).after) <= REACH + 2


def test_a_text_that_is_not_the_one_quoted_changes_nothing() -> None:
    passage = reports.passage("loss")
    quote = reports.COSTS.evidence[0].quote
    assert context(quote, passage, reports.BIAS) == context(quote, passage)


def test_every_claim_of_a_sentence_is_shown_with_its_study_and_quote() -> None:
    found = DOSSIER.exhibits(SECOND)
    assert [exhibit.number for exhibit in found] == [2, 1]
    side = exhibits.beside(DOSSIER, SECOND, {}, (), exhibits.Look(0, 0, 60))
    words = told(side.lines)
    for expected in (
        "[2] Balance without a Loss", "[1] The Price of Balance",
        "Ada Lovelace, Alan Turing · 2023 · Journal of Routing",
        "https://doi.org/10.1000/price", "full text, § 3 Results, p. 7", "“Balanced routing needs no auxiliary loss.”",
        "Claim: A large loss costs 3.5% of quality.",
    ):  # fmt: skip
        assert expected in words
    assert len(side.starts) == 2


def test_verdicts_say_what_code_can_prove() -> None:
    assert all(verdict.holds for verdict in DOSSIER.verdicts(FIRST))
    wrong = reports.report()
    sentence = wrong.sections[0].sentences[0].model_copy(update={"text": "It costs 4.5%, “an awful lot of it”."})
    section = wrong.sections[0].model_copy(update={"sentences": (sentence,)})
    verdicts = Dossier(wrong.model_copy(update={"sections": (section,)})).verdicts(FIRST)
    assert [verdict.holds for verdict in verdicts] == [False, False]
    assert any("4.5" in verdict.words for verdict in verdicts)


def test_verdicts_say_who_vouched_for_a_sentence_and_how_sure_that_judge_was() -> None:
    sure, unsure, quoted = (DOSSIER.verdicts(spot)[-1] for spot in (FIRST, SECOND, THIRD))
    assert (sure.holds, unsure.holds, quoted.holds) == (True, None, True)
    assert "says local-1, 93% sure" in sure.words
    assert "local-1, 48% sure, could not tell" in unsure.words
    assert "quotes" in quoted.words
    old = reports.report().sections[0].sentences[0].model_copy(update={"support": None})
    section = Section(heading="Balance", sentences=(old,))
    assert Dossier(reports.report((section,))).verdicts(FIRST)[-1].holds is None
    assert "not verified" in told(exhibits.page(DOSSIER, 0, {}, 70)[1].lines)


def test_a_retracted_study_is_called_so_at_its_mark_and_in_its_facts() -> None:
    assert "[3] retracted" in told(exhibits.page(DOSSIER, 1, {}, 70)[0].lines)
    assert "was retracted (says Crossref)" in told(
        exhibits.beside(DOSSIER, THIRD, {}, (), exhibits.Look(0, 0, 70)).lines
    )


def test_what_was_announced_since_is_shown_of_a_study_that_the_library_holds() -> None:
    known = reports.STUDIES[0].model_copy(update={"notices": reports.STUDIES[2].notices})
    dossier = Dossier(reports.report(), Held(studies={"loss": known}))
    assert any(verdict.holds is False for verdict in dossier.exhibits(FIRST)[0].verdicts)


PARTS = st.sets(st.sampled_from(("claims", "passages", "studies")))


@given(PARTS, st.integers(20, 90))
def test_a_report_that_lacks_something_is_still_shown_and_says_so(missing: set[str], width: int) -> None:
    lacking: Report = reports.report().model_copy(update=dict.fromkeys(missing, ()))
    dossier = Dossier(lacking)
    for spot in dossier.spots:
        side = exhibits.beside(dossier, spot, {}, (), exhibits.Look(0, 0, width))
        assert exhibits.page(dossier, spot.section, {}, width)
        assert with_citation(dossier, spot)
        if missing:
            assert any(text == "✗ " for line in side.lines for text, _ in line)


def test_candidates_are_sentences_that_share_words_and_are_not_cited_already() -> None:
    found = candidates(reports.COSTS, [(study, reports.passage(study.key)) for study in reports.STUDIES])
    assert [each.study.key for each in found] == ["bias", "free"]
    assert found[0].quote == "Balanced routing needs no auxiliary loss."
    assert found[0].lacks == ("3.5",)


def test_a_decision_holds_all_that_it_is_about() -> None:
    better = candidates(reports.COSTS, [(reports.STUDIES[1], reports.passage("bias"))])[0]
    made = decision(DOSSIER, FIRST, reports.COSTS, "better", 5.0, better=better)
    assert made.claim == reports.COSTS.id
    assert made.run == "3f2a91bc"
    assert made.quotes[0].label == "The Price of Balance (2023)"
    assert made.quotes[0].kind == "full_text"
    assert made.better is not None
    assert made.better.study == "bias"


def test_a_sentence_is_copied_with_its_references() -> None:
    lines = with_citation(DOSSIER, SECOND).splitlines()
    assert lines[0].endswith("is not paid. [1, 2]")
    assert lines[2:] == [
        "[1] Ada Lovelace, Alan Turing. The Price of Balance. Journal of Routing. 2023. https://doi.org/10.1000/price",
        "[2] Grace Hopper. Balance without a Loss. 2024. https://arxiv.org/abs/2401.00001",
    ]
    assert reference(reports.STUDIES[2]) == "Balance Is Free. 2021."


def test_search_finds_sentences_that_hold_all_the_words() -> None:
    assert matches(DOSSIER, "BIAS 3.5%") == [SECOND]
    assert matches(DOSSIER, " ") == []


def test_contexts_are_made_of_the_texts_that_are_given() -> None:
    made = contexts(reports.report(), {reports.LOSS.id: reports.LOSS})
    assert list(made) == [(reports.passage("loss").id, reports.COSTS.evidence[0].quote)]
