"""Check: only sentences that follow from their quotes reach the report.

Judges are asked in order of cost: what code can prove, the verifier on this machine, and a model for what is still
open. What is found wanting is repaired once with its faults named; if that does not help, the quote itself takes its
place. What was written stands among what was removed.
"""

import asyncio
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from agents.journal import Journal
from assistant.checks import Grounds, faults
from assistant.errors import ExpertError
from assistant.events import Checked
from assistant.report import Removed, Sentence
from assistant.tasks import CHECK, REPAIR
from assistant.tasks.check import CheckInput, Cited, Judgement
from assistant.tasks.repair import Faulty, RepairInput
from assistant.tasks.write import Noted, Written
from assistant.verification.support import QUOTATION, State, Support, is_quotation, is_verbatim, reasons, settled, state
from assistant.verification.verdict import Pair, Verdict


class Section(NamedTuple):
    """What a section is written from."""

    heading: str
    claims: tuple[str, ...]
    """Ids, in the order in which the writer was shown their findings."""
    grounds: Mapping[str, Grounds]
    """What each claim rests on."""
    writer: str
    """Who wrote it."""


class Survivors(NamedTuple):
    """What is left of the sentences of a section, and what is not."""

    sentences: tuple[Sentence, ...]
    removed: tuple[Removed, ...]


class _Opinion(NamedTuple):
    """What is known of a sentence."""

    state: State
    faults: tuple[str, ...] = ()
    by: str = ""
    probability: float | None = None

    @property
    def support(self) -> Support | None:
        return (
            None if self.state == "unsupported" else Support(state=self.state, by=self.by, probability=self.probability)
        )


async def check(journal: Journal, section: Section, sentences: Sequence[Sentence]) -> Survivors:
    """Return the sentences with who vouches for them, and those that had to go."""
    opinions = await _opinions(journal, section, sentences, ask=True)
    wrong = [place for place, opinion in enumerate(opinions) if opinion.state == "unsupported"]
    repaired = await _repaired(journal, section, sentences, opinions, wrong) if wrong else {}
    kept: dict[int, Sentence] = {
        place: sentence.model_copy(update={"support": opinion.support})
        for place, (sentence, opinion) in enumerate(zip(sentences, opinions, strict=True))
        if opinion.state != "unsupported"
    } | repaired
    kept |= _quoted_instead(section.grounds, sentences, [place for place in wrong if place not in repaired], kept)
    removed = tuple(
        Removed(text=sentences[n].text, faults=opinions[n].faults, instead=kept[n].text if n in kept else "")
        for n in wrong
    )
    journal.tell(
        Checked(
            heading=section.heading,
            sentences=len(sentences),
            repaired=len(repaired),
            removed=len(wrong) - len(repaired),
            undecided=sum(s.support is not None and s.support.state == "undecided" for s in kept.values()),
        )
    )
    return Survivors(tuple(kept[place] for place in sorted(kept)), removed)


async def _opinions(journal: Journal, section: Section, sentences: Sequence[Sentence], ask: bool) -> list[_Opinion]:
    """Return what is known of each sentence.

    Args:
        ask: whether a model is asked about what the verifier leaves open.
    """
    found = [_proven(sentence, section.grounds) for sentence in sentences]
    open_ = [place for place, opinion in enumerate(found) if opinion is None]
    pairs = [_pair(sentences[place], section.grounds) for place in open_]
    verifier = journal.bench.verifier
    verdicts = dict(zip(open_, await asyncio.to_thread(verifier.judge, pairs) if pairs else [], strict=True))
    undecided = [place for place in open_ if state(verdicts[place]) == "undecided"]
    judged = await _judged(journal, section, sentences, undecided) if ask and undecided else {}
    return [
        opinion or _decided(verifier.id, verdicts[place], judged.get(place), section.writer)
        for place, opinion in enumerate(found)
    ]


def _proven(sentence: Sentence, grounds: Mapping[str, Grounds]) -> _Opinion | None:
    """Return what code can prove of a sentence; None if it cannot tell."""
    if found := faults(sentence, grounds):
        return _Opinion("unsupported", tuple(found))
    pair = _pair(sentence, grounds)
    said = is_quotation(pair.claim, pair.evidence, pair.label) or is_verbatim(pair.claim, pair.evidence)
    return _Opinion("supported", by=QUOTATION) if said else None


class _Judged(NamedTuple):
    judgement: Judgement
    by: str


def _decided(verifier: str, verdict: Verdict, judged: _Judged | None, writer: str) -> _Opinion:
    decided = state(verdict)
    if decided == "unsupported":
        return _Opinion(decided, reasons(verdict))
    if decided == "supported" or judged is None:
        return _Opinion(decided, by=verifier, probability=round(verdict.support, 3))
    final = settled(verdict, judged.judgement.verdict, judged.by != writer)
    return _Opinion(final, (f"its quotes do not bear it out: {judged.judgement.reason}",), judged.by)


async def _judged(
    journal: Journal, section: Section, sentences: Sequence[Sentence], places: Sequence[int]
) -> dict[int, _Judged]:
    """Return what a model says of the sentences at these places, rather another one than the writer."""
    if not journal.bench.expert.able(CHECK):
        return {}
    cited = tuple(Cited(sentence=sentences[n].text, quotes=_quotes(sentences[n], section.grounds)) for n in places)
    try:
        result = await journal.result(CHECK, CheckInput(sentences=cited), rather_not=section.writer)
    except ExpertError:  # told by the router; they stay undecided
        return {}
    return {places[each.sentence - 1]: _Judged(each, result.expert) for each in result.output.judgements}


async def _repaired(
    journal: Journal,
    section: Section,
    sentences: Sequence[Sentence],
    opinions: Sequence[_Opinion],
    wrong: Sequence[int],
) -> dict[int, Sentence]:
    """Ask once for sentences in the place of the faulty ones, and return those that are supported, by their place."""
    numbers = {claim: number for number, claim in enumerate(section.claims, 1)}
    faulty = tuple(
        Faulty(
            text=sentences[n].text,
            faults=opinions[n].faults,
            findings=tuple(numbers[claim] for claim in sentences[n].claims if claim in numbers),
        )
        for n in wrong
    )
    given = RepairInput(heading=section.heading, findings=findings(section.grounds, section.claims), sentences=faulty)
    try:
        made = await journal.perform(REPAIR, given)
    except ExpertError:  # told by the router; the quotes themselves take their place
        return {}
    mended = [resting(written, section.claims) for written in made.sentences]
    again = await _opinions(journal, section, mended, ask=False)
    return {
        place: each.model_copy(update={"support": opinion.support})
        for place, each, opinion in zip(wrong, mended, again, strict=True)
        if opinion.state == "supported"
    }


def _quoted_instead(
    grounds: Mapping[str, Grounds], sentences: Sequence[Sentence], lost: Sequence[int], kept: Mapping[int, Sentence]
) -> dict[int, Sentence]:
    """Return quotations in the place of sentences that were lost, for claims that nothing else in the section names."""
    said = {claim for each in kept.values() for claim in each.claims}
    made: dict[int, Sentence] = {}
    for place in lost:
        new = [claim for claim in sentences[place].claims if claim in grounds and claim not in said]
        if new:
            said.add(new[0])
            made[place] = _quotation(grounds[new[0]], sentences[place].opens_paragraph)
    return made


def _quotation(ground: Grounds, opens_paragraph: bool) -> Sentence:
    return Sentence(
        text=f"{ground.label}: “{ground.claim.evidence[0].quote}”",
        claims=(ground.claim.id,),
        opens_paragraph=opens_paragraph,
        support=Support(state="supported", by=QUOTATION),
    )


def findings(grounds: Mapping[str, Grounds], claims: Sequence[str]) -> tuple[Noted, ...]:
    """Return the claims as a writer is shown them."""
    return tuple(
        Noted(study=ground.label, statement=ground.claim.text, quote=" … ".join(e.quote for e in ground.claim.evidence))
        for ground in (grounds[claim] for claim in claims)
    )


def resting(written: Written, claims: Sequence[str]) -> Sentence:
    """Return what was written, with the claims that it rests on in the place of their numbers."""
    return Sentence(
        text=written.text.strip(),
        claims=tuple(dict.fromkeys(claims[n - 1] for n in written.findings)),
        opens_paragraph=written.opens_paragraph,
    )


def _pair(sentence: Sentence, grounds: Mapping[str, Grounds]) -> Pair:
    labels = dict.fromkeys(grounds[claim].label for claim in sentence.claims)
    return Pair(sentence.text, _quotes(sentence, grounds), " ".join(labels))


def _quotes(sentence: Sentence, grounds: Mapping[str, Grounds]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(e.quote for claim in sentence.claims for e in grounds[claim].claim.evidence))
