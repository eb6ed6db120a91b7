"""What a report's sentences rest on, ready to be shown: quotes in their places, facts, verdicts. Pure functions.

A report carries its claims, passages and studies, so everything here can be had of the report alone; what a library
knows beyond that (the text around a passage, what was announced since) is given in when it is there.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain
from typing import NamedTuple

from assistant.checks import Grounds, faults
from assistant.claim import Claim, Evidence
from assistant.decisions import Decision, Quoted, Ruling
from assistant.export.markdown import notice_in_words
from assistant.identity import link
from assistant.numbers import foreign_numbers
from assistant.passages import sentences as spans_of_sentences
from assistant.printable import one_line, printable
from assistant.quotations import quoted
from assistant.quotes import SHORTEST, anchor
from assistant.report import Report, Sentence
from assistant.study import Passage, Study, Text
from assistant.tasks.excerpt import label
from assistant.verification.support import QUOTATION, Support
from assistant.words import content_words, overlap

REACH = 320
"""Characters that are shown before a quote, and after it."""


class Spot(NamedTuple):
    """Where a sentence stands in a report, from 0."""

    section: int
    sentence: int


class Context(NamedTuple):
    """A quote with what stands around it."""

    before: str
    quote: str
    after: str

    def within(self, reach: int) -> "Context":
        """Return it with at most so many characters before and after the quote."""
        return Context(_end(self.before, reach), self.quote, _beginning(self.after, reach))


class Verdict(NamedTuple):
    """What a check came to."""

    holds: bool | None
    """None: nobody looked."""
    words: str


class Shown(NamedTuple):
    """A piece of evidence in its place."""

    evidence: Evidence
    passage: Passage | None
    """None: the report does not carry it."""
    context: Context


class Exhibit(NamedTuple):
    """A claim with all that speaks for it."""

    claim: Claim
    number: int
    """Its reference number; 0: the report has no such reference."""
    study: Study | None
    quotes: tuple[Shown, ...]
    verdicts: tuple[Verdict, ...]


class Candidate(NamedTuple):
    """Other words that may show a claim better."""

    study: Study
    passage: Passage
    quote: str
    lacks: tuple[str, ...]
    """Numbers of the claim that are not in them."""


class Held(NamedTuple):
    """What a library knows of the studies and passages of a report."""

    studies: Mapping[str, Study] = {}
    contexts: Mapping[tuple[str, str], Context] = {}
    """By passage and quote."""


@dataclass(frozen=True)
class Dossier:
    """A report, laid open."""

    report: Report
    held: Held = field(default_factory=Held)

    @cached_property
    def claims(self) -> dict[str, Claim]:
        return {claim.id: claim for claim in self.report.claims}

    @cached_property
    def passages(self) -> dict[str, Passage]:
        return {passage.id: passage for passage in self.report.passages}

    @cached_property
    def studies(self) -> dict[str, Study]:
        """As they are known today, or else as the report knows them."""
        return {study.key: self.held.studies.get(study.key, study) for study in self.report.studies}

    @cached_property
    def numbers(self) -> dict[str, int]:
        """Reference numbers by study."""
        return {study.key: number for number, study in enumerate(self.report.studies, 1)}

    @cached_property
    def spots(self) -> tuple[Spot, ...]:
        return tuple(
            Spot(section, sentence)
            for section, part in enumerate(self.report.sections)
            for sentence in range(len(part.sentences))
        )

    def sentence(self, spot: Spot) -> Sentence:
        return self.report.sections[spot.section].sentences[spot.sentence]

    def cited(self, sentence: Sentence) -> list[Study]:
        """Return the studies that a sentence rests on, in the order of their numbers."""
        keys = {self.claims[claim].study for claim in sentence.claims if claim in self.claims}
        return [study for key, study in self.studies.items() if key in keys]

    def exhibits(self, spot: Spot) -> list[Exhibit]:
        """Return the claims that a sentence rests on."""
        return [self._exhibit(self.claims[claim]) for claim in self.sentence(spot).claims if claim in self.claims]

    def verdicts(self, spot: Spot) -> list[Verdict]:
        """Return what code can prove about a sentence, and who vouched for it in its run."""
        sentence = self.sentence(spot)
        grounds = {name: self._grounds(self.claims[name]) for name in sentence.claims if name in self.claims}
        found = faults(sentence, grounds)
        if found:
            return [Verdict(False, f"{one_line(fault)}.") for fault in found]
        made = [Verdict(True, "Every quote stands in its passage, word for word.")]
        if quoted(sentence.text):
            made.append(Verdict(True, "What stands in quotation marks stands in a quote."))
        made.append(Verdict(True, "No number, name, comparison or denial is at odds with the quotes."))
        return [*made, _vouched(sentence.support)]

    def quotes(self, claim: Claim) -> tuple[Quoted, ...]:
        """Return the evidence of a claim, to be kept with a decision on it."""
        study = self.studies.get(claim.study)
        name = label(study) if study else claim.study
        return tuple(
            Quoted(
                evidence=evidence,
                study=claim.study,
                label=name,
                kind=self.passages[evidence.passage].kind if evidence.passage in self.passages else None,
            )
            for evidence in claim.evidence
        )

    def _grounds(self, claim: Claim) -> Grounds:
        study = self.studies.get(claim.study)
        passages = {e.passage: self.passages[e.passage] for e in claim.evidence if e.passage in self.passages}
        return Grounds(claim, passages, label(study) if study else "")

    def _exhibit(self, claim: Claim) -> Exhibit:
        study = self.studies.get(claim.study)
        quotes = tuple(self._shown(evidence) for evidence in claim.evidence)
        verdicts = tuple(_verdicts(claim, study, quotes))
        return Exhibit(claim, self.numbers.get(claim.study, 0), study, quotes, verdicts)

    def _shown(self, evidence: Evidence) -> Shown:
        passage = self.passages.get(evidence.passage)
        known = self.held.contexts.get((evidence.passage, evidence.quote))
        return Shown(evidence, passage, known or context(evidence.quote, passage))


def context(quote: str, passage: Passage | None, text: Text | None = None) -> Context:
    """Return a quote with what stands around it in its passage, or in the whole text if that is there."""
    at = passage.content.find(quote) if passage else -1
    if passage is None or at < 0:
        return Context("", one_line(quote), "")
    whole, start = passage.content, at
    if text is not None and text.content[passage.start : passage.end] == passage.content:
        whole, start = text.content, passage.start + at
    return Context(_before(whole, start), one_line(quote), _after(whole, start + len(quote)))


def contexts(report: Report, texts: Mapping[str, Text]) -> dict[tuple[str, str], Context]:
    """Return the evidence of a report in its places, where the texts that it is from are given by their ids."""
    passages = {passage.id: passage for passage in report.passages}
    return {
        (evidence.passage, evidence.quote): context(evidence.quote, passage, texts[passage.text])
        for evidence in chain.from_iterable(claim.evidence for claim in report.claims)
        if (passage := passages.get(evidence.passage)) and passage.text in texts
    }


def candidates(claim: Claim, found: Iterable[tuple[Study, Passage]]) -> list[Candidate]:
    """Return what else may show a claim, of passages that a search for its words found, in their order.

    Of each passage it is the sentence that shares most words with the claim.
    """
    known = {one_line(evidence.quote) for evidence in claim.evidence}
    made = [_candidate(claim, study, passage) for study, passage in found]
    return [each for each in made if each and one_line(each.quote) not in known]


def decision(
    dossier: Dossier, spot: Spot, claim: Claim, ruling: Ruling, when: float, reason: str = "",
    better: Candidate | None = None,
) -> Decision:  # fmt: skip
    """Return what is to be kept when somebody decides about a claim."""
    return Decision(
        ruling=ruling,
        claim=claim.id,
        text=claim.text,
        sentence=dossier.sentence(spot).text,
        quotes=dossier.quotes(claim),
        better=better and _quoted(better),
        reason=one_line(reason),
        run=dossier.report.run,
        when=when,
    )


def with_citation(dossier: Dossier, spot: Spot) -> str:
    """Return a sentence as it is put into other texts: with its references below."""
    sentence = dossier.sentence(spot)
    studies = dossier.cited(sentence)
    marks = ", ".join(str(dossier.numbers[study.key]) for study in studies)
    told = f"{one_line(sentence.text)} [{marks}]" if marks else one_line(sentence.text)
    return "\n".join([told, "", *(f"[{dossier.numbers[study.key]}] {reference(study)}" for study in studies)]).strip()


def reference(study: Study) -> str:
    """Return a study as plain text, whichever of its facts are unknown."""
    people = ", ".join(study.authors[:6]) + (" et al." if len(study.authors) > 6 else "")
    facts = [people, study.title, study.venue, str(study.year or "")]
    told = ". ".join(one_line(fact).rstrip(".") for fact in facts if fact) + "."
    place = link(study.ids, study.url)
    return f"{told} {place}" if place else told


def matches(dossier: Dossier, words: str) -> list[Spot]:
    """Return the sentences that hold all the words, in whatever letter case."""
    wanted = words.casefold().split()
    return [
        spot
        for spot in dossier.spots
        if wanted and all(word in dossier.sentence(spot).text.casefold() for word in wanted)
    ]


def _verdicts(claim: Claim, study: Study | None, quotes: Sequence[Shown]) -> Iterator[Verdict]:
    judged = {
        "proposed": _unjudged(claim),
        "supported": Verdict(True, "Judged to follow from its evidence."),
        "contested": Verdict(False, "Contested: there is evidence on either side."),
        "rejected": Verdict(False, "Judged not to follow from its evidence."),
    }
    yield from (
        Verdict(False, f"This work {one_line(notice_in_words(each))}.") for each in (study.notices if study else ())
    )
    if study is None:
        yield Verdict(False, "The report does not carry the study that is cited.")
    yield judged[claim.status]
    if any(shown.passage is None for shown in quotes):
        yield Verdict(False, "The report does not carry the passage that is quoted.")
    if any(shown.evidence.stance == "contradicts" for shown in quotes):
        yield Verdict(False, "The quote contradicts the claim.")


def _vouched(support: Support | None) -> Verdict:
    """Return what the run's judges said of a sentence."""
    if support is None:
        return Verdict(None, "Whether it follows from its quotes, the report does not say.")
    if support.by == QUOTATION:
        return Verdict(True, "It quotes, and adds nothing of its own.")
    sure = "" if support.probability is None else f", {support.probability:.0%} sure"
    if support.state == "undecided":
        return Verdict(None, f"Not verified: {support.by}{sure}, could not tell whether it follows from its quotes.")
    return Verdict(True, f"It follows from its quotes, says {support.by}{sure}.")


def _unjudged(claim: Claim) -> Verdict:
    if any(anchor(claim.text, evidence.quote) for evidence in claim.evidence if evidence.stance == "supports"):
        return Verdict(True, "It says what the quote says, word for word.")
    return Verdict(None, "It says it in other words than the quote.")


def _candidate(claim: Claim, study: Study, passage: Passage) -> Candidate | None:
    wanted = content_words(claim.text)
    pieces = [passage.content[start:end] for start, end in spans_of_sentences(passage.content)]
    usable = [piece for piece in pieces if len(piece) >= SHORTEST]
    if not usable:
        return None
    quote = max(usable, key=lambda piece: overlap(wanted, piece))
    return Candidate(study, passage, quote, tuple(foreign_numbers(claim.text, (quote, label(study)))))


def _quoted(candidate: Candidate) -> Quoted:
    return Quoted(
        evidence=Evidence(passage=candidate.passage.id, quote=candidate.quote),
        study=candidate.study.key,
        label=label(candidate.study),
        kind=candidate.passage.kind,
    )


def _before(text: str, end: int) -> str:
    return _joined(_end(printable(text[max(0, end - REACH - 1) : end]), REACH), trailing=True)


def _after(text: str, start: int) -> str:
    return _joined(_beginning(printable(text[start : start + REACH + 1]), REACH), trailing=False)


def _end(text: str, reach: int) -> str:
    """Return the last characters of a text, from the beginning of a word on if that can be told."""
    if len(text) <= reach:
        return text
    piece = text[len(text) - reach :]
    return f"… {piece.partition(' ')[2] or piece}"


def _beginning(text: str, reach: int) -> str:
    """Return the first characters of a text, to the end of a word if that can be told."""
    if len(text) <= reach:
        return text
    piece = text[:reach]
    return f"{piece.rpartition(' ')[0] or piece} …"


def _joined(piece: str, *, trailing: bool) -> str:
    """Return the piece on one line, with a space towards the quote if there was one."""
    line = one_line(piece)
    if trailing:
        return f"{line} " if line and piece[-1:].isspace() else line
    return f" {line}" if line and piece[:1].isspace() else line
