"""The evidence of a report as lines: its sentences on one side, what the one under the cursor rests on on the other.

Pure functions.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from assistant.decisions import Decision, Ruling
from assistant.events import Checked
from assistant.export.markdown import STATUSES, origin
from assistant.identity import link
from assistant.printable import one_line
from assistant.report import Report, Sentence
from assistant.study import Study
from tui.app.drawing import Item, Line, Role, Span
from tui.app.evidence import REACH, Candidate, Dossier, Exhibit, Shown, Spot, Verdict
from tui.app.words import age, count, cut
from tui.app.wrapping import wrapped

RULINGS: dict[Ruling, Span] = {
    "accepted": ("✓ accepted", "good"),
    "wrong": ("✗ wrong", "bad"),
    "better": ("↻ better shown elsewhere", "link"),
}
ALERTS = {"retraction": "retracted", "concern": "under concern"}
"""Notices that are shown at a reference mark."""

History = Mapping[str, Sequence[Decision]]
"""Decisions by claim, in the order in which they were made."""


class Side(NamedTuple):
    """What stands beside a sentence."""

    lines: tuple[Line, ...]
    starts: tuple[int, ...]
    """The line at which each claim begins."""


def page(dossier: Dossier, section: int, made: History, width: int) -> list[Item]:
    """Return the sentences of a section, each under its place as a key."""
    return [
        Item(key(spot), tuple(_sentence(dossier, spot, made, width)))
        for spot in dossier.spots
        if spot.section == section
    ]


def key(spot: Spot) -> str:
    return f"{spot.section}/{spot.sentence}"


def spot_of(key: str) -> Spot:
    section, _, sentence = key.partition("/")
    return Spot(int(section), int(sentence))


def headline(dossier: Dossier, spot: Spot | None, made: History, width: int) -> list[Line]:
    """Return the question, and where in the report the cursor stands."""
    asked = one_line(dossier.report.question)
    question: list[Line] = [((cut(asked, width), "strong"),)]
    if spot is None:
        return [*question, ((STATUSES[dossier.report.status], "quiet"),)]
    sections = dossier.report.sections
    told = f"section {spot.section + 1} of {len(sections)} · sentence {spot.sentence + 1} of {_length(dossier, spot)}"
    decided = _tally(dossier, made)
    place: Line = ((told, "quiet"), *((("   ", "quiet"), *decided) if decided else ()))
    heading = one_line(sections[spot.section].heading)
    if heading == asked:
        return [*question, place]
    return [*question, place, ((cut(heading, width), "link"),)]


def why_empty(report: Report) -> str:
    """Return what is said in the place of a report without a sentence."""
    return f"There is no sentence to check: {STATUSES[report.status]}."


class Look(NamedTuple):
    """How evidence is looked at."""

    chosen: int
    """Which claim of the sentence, from 0."""
    now: float
    """Seconds since the epoch."""
    width: int
    """Cells of a line."""
    reach: int = REACH
    """Characters that are shown before and after a quote, at most."""


def beside(dossier: Dossier, spot: Spot, made: History, checked: Iterable[Checked], look: Look) -> Side:
    """Return what a sentence rests on."""
    look = look._replace(width=look.width - 2)
    lines: list[Line] = []
    starts: list[int] = []
    found = dossier.exhibits(spot)
    for number, exhibit in enumerate(found):
        starts.append(len(lines))
        gutter: Span = ("▎ " if number == look.chosen and len(found) > 1 else "  ", "link")
        for line in _exhibit(exhibit, made.get(exhibit.claim.id, ()), look):
            lines.append((gutter, *line))
        lines.append(())
    lines += _indented(_whole(dossier, spot, checked, look.width))
    return Side(tuple(lines), tuple(starts))


def offered(candidates: Sequence[Candidate], width: int) -> list[Item]:
    """Return other words for a claim, each under its number as a key."""
    return [Item(str(number), tuple(_candidate(each, width))) for number, each in enumerate(candidates)]


def ruling(decisions: Sequence[Decision]) -> Ruling | None:
    """Return what holds."""
    return decisions[-1].ruling if decisions else None


def _sentence(dossier: Dossier, spot: Spot, made: History, width: int) -> Iterator[Line]:
    sentence = dossier.sentence(spot)
    if sentence.opens_paragraph and spot.sentence:
        yield ()
    studies = dossier.cited(sentence)
    marks = ", ".join(str(dossier.numbers[study.key]) for study in studies)
    spans: list[Span] = [(one_line(sentence.text), "plain"), (f" [{marks}]" if marks else "", "link")]
    spans += [(f" {alert}", "bad") for alert in _alerts(studies)]
    if sentence.support and sentence.support.state == "undecided":
        spans.append((" not verified", "warning"))
    yield from wrapped(spans, width, (_mark(sentence, made),), (("  ", "plain"),))


def _mark(sentence: Sentence, made: History) -> Span:
    """Return what was decided about all that a sentence rests on."""
    rulings = [ruling(made.get(claim, ())) for claim in sentence.claims]
    if "wrong" in rulings:
        return ("✗ ", "bad")
    if rulings and None not in rulings:
        return ("✓ ", "good")
    return ("· " if any(rulings) else "  ", "quiet")


def _alerts(studies: Iterable[Study]) -> list[str]:
    kinds = dict.fromkeys(notice.kind for study in studies for notice in study.notices)
    return [ALERTS[kind] for kind in kinds if kind in ALERTS]


def _length(dossier: Dossier, spot: Spot) -> int:
    return len(dossier.report.sections[spot.section].sentences)


def _tally(dossier: Dossier, made: History) -> Line:
    rulings = [ruling(made.get(claim, ())) for claim in dossier.claims]
    figures: tuple[tuple[str, int, Role], ...] = (
        ("accepted", rulings.count("accepted"), "good"),
        ("wrong", rulings.count("wrong"), "bad"),
        ("better shown", rulings.count("better"), "link"),
    )
    told = [(f"{number} {name}", role) for name, number, role in figures if number]
    return tuple((f"{' · ' if place else ''}{text}", role) for place, (text, role) in enumerate(told))


def _exhibit(exhibit: Exhibit, decisions: Sequence[Decision], look: Look) -> Iterator[Line]:
    width = look.width
    yield from _facts(exhibit, width)
    texts = {one_line(shown.evidence.quote) for shown in exhibit.quotes}
    if one_line(exhibit.claim.text) not in texts:
        yield ()
        yield from wrapped([("Claim: ", "quiet"), (one_line(exhibit.claim.text), "plain")], width)
    for shown in exhibit.quotes:
        yield ()
        yield from _quote(shown, look)
    yield ()
    for verdict in exhibit.verdicts:
        yield from _verdict(verdict, width)
    yield from _decided(decisions, look.now, width)


def _facts(exhibit: Exhibit, width: int) -> Iterator[Line]:
    study = exhibit.study
    mark: Span = (f"[{exhibit.number}] " if exhibit.number else "[?] ", "link")
    if study is None:
        yield from wrapped([mark, ("Unknown study", "quiet")], width)
        return
    yield from wrapped([mark, (one_line(study.title), "strong")], width)
    people = ", ".join(study.authors[:3]) + (" et al." if len(study.authors) > 3 else "")
    place = link(study.ids, study.url)
    names = [_name(name) for name in study.ids if name.partition(":")[2] not in place]
    facts = [people, str(study.year or ""), study.venue, *names, place]
    yield from wrapped([(" · ".join(one_line(fact) for fact in facts if fact), "quiet")], width)


def _name(identifier: str) -> str:
    kind, _, name = identifier.partition(":")
    return f"{ {'doi': 'DOI', 'arxiv': 'arXiv', 'openalex': 'OpenAlex', 'pmid': 'PMID'}.get(kind, kind) } {name}"


def _quote(shown: Shown, look: Look) -> Iterator[Line]:
    if shown.passage is not None:
        role: Role = "warning" if shown.passage.kind == "summary" else "quiet"
        yield from wrapped(
            [("From the ", "quiet"), (one_line(origin(shown.passage)), role), (":", "quiet")], look.width
        )
    before, quote, after = shown.context.within(look.reach)
    yield from wrapped([(before, "quiet"), (f"“{quote}”", "quote"), (after, "quiet")], look.width)


def _verdict(verdict: Verdict, width: int) -> Iterator[Line]:
    marks: dict[bool | None, Span] = {True: ("✓ ", "good"), False: ("✗ ", "bad"), None: ("– ", "quiet")}
    role: Role = "plain" if verdict.holds is False else "quiet"
    yield from wrapped([(verdict.words, role)], width, (marks[verdict.holds],), (("  ", "quiet"),))


def _decided(decisions: Sequence[Decision], now: float, width: int) -> Iterator[Line]:
    for place, each in enumerate(reversed(decisions)):
        text, role = RULINGS[each.ruling]
        spans: list[Span] = [("You: " if not place else "Before: ", "quiet"), (text, role if not place else "quiet")]
        since = age(max(0.0, now - each.when))
        spans.append((f" · {since if since == 'just now' else f'{since} ago'}", "quiet"))
        if each.reason:
            spans.append((f" · {one_line(each.reason)}", "plain"))
        if each.better:
            spans.append((f": “{one_line(each.better.evidence.quote)}” — {one_line(each.better.label)}", "plain"))
        yield from wrapped(spans, width)


def _whole(dossier: Dossier, spot: Spot, checked: Iterable[Checked], width: int) -> Iterator[Line]:
    yield (("The sentence as a whole", "quiet"),)
    for verdict in dossier.verdicts(spot):
        yield from _verdict(verdict, width)
    heading = dossier.report.sections[spot.section].heading
    if parts := [event for event in checked if event.heading == heading]:
        sentences, repaired, removed, undecided = (
            sum(getattr(part, figure) for part in parts) for figure in ("sentences", "repaired", "removed", "undecided")
        )
        told = f"{count(sentences, 'sentence')} checked, {repaired} repaired, {removed} removed"
        told += f", {undecided} not decided" if undecided else ""
        yield from _verdict(Verdict(None, f"Its section: {told}."), width)


def _candidate(candidate: Candidate, width: int) -> Iterator[Line]:
    study = candidate.study
    year = f" ({study.year})" if study.year else ""
    yield from wrapped(
        [(f"{one_line(study.title)}{year}", "strong"), (f"  {one_line(origin(candidate.passage))}", "quiet")], width
    )
    yield from wrapped([(f"“{one_line(candidate.quote)}”", "plain")], width)
    if candidate.lacks:
        yield from wrapped([(f"does not hold {', '.join(candidate.lacks)}", "warning")], width)
    yield ()


def _indented(lines: Iterable[Line]) -> Iterator[Line]:
    return ((("  ", "plain"), *line) for line in lines)
