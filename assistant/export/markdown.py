"""A report as Markdown: prose with numbered references, and under each reference the words that the prose rests on."""

from collections.abc import Iterator

from assistant.citing import Reference, numbering, references
from assistant.export.appendix import appendix
from assistant.export.costs import costs
from assistant.export.prose import address, plain
from assistant.flow import TITLE_ONLY
from assistant.identity import link
from assistant.printable import counted, shortened
from assistant.report import Removed, Report, Sentence
from assistant.study import Notice, Passage, Study, TextKind
from assistant.verification.support import QUOTATION

KINDS: dict[TextKind, str] = {
    "full_text": "full text",
    "abstract": "abstract",
    "summary": "summary, not the authors’ words",
}
"""How a text kind is shown at a quote."""

NOTICES = {
    "retraction": "was retracted",
    "concern": "is under an expression of concern",
    "correction": "was corrected",
    "superseded": "was superseded",
}

STATUSES = {
    "complete": "complete",
    "partial": "partial: something is missing, see “What is missing”",
    "abstained": "abstained: there is nothing to report",
    "budget": "ended at its budget with what it had",
}


def markdown(report: Report) -> str:
    """Return the report as one Markdown document that ends with a line break."""
    return "\n\n".join(_blocks(report)) + "\n"


def _blocks(report: Report) -> Iterator[str]:
    yield f"# {plain(shortened(report.question))}"
    yield "\n".join(f"> {plain(line)}  " for line in _header(report)).rstrip()
    if not report.sections:
        yield _why_empty(report)
    claims = {claim.id: claim for claim in report.claims}
    numbers = numbering(report.sections, claims)
    for section in report.sections:
        yield f"## {plain(shortened(section.heading))}"
        for paragraph in section.paragraphs:
            yield " ".join(_sentence(s, sorted({numbers[claims[c].study] for c in s.claims})) for s in paragraph)
    if report.sections:
        yield "## References"
        yield from (_reference(reference) for reference in references(report))
    if report.missing:
        yield "## What is missing"
        yield "\n".join(f"- {plain(line)}" for line in report.missing)
    if report.flow.searches:
        yield "## How this was found"
        yield from appendix(report.flow)
    if taken := list(costs(report)):
        yield "## What it took"
        yield from taken
    if told := support_in_words(report):
        yield "## How far it is supported"
        yield told
    if report.removed:
        yield "## Left out"
        yield "\n".join(map(_removed, report.removed))


def _header(report: Report) -> Iterator[str]:
    yield f"Status: {STATUSES[report.status]}."
    yield from report.notes
    if report.filters:
        yield f"Only studies {report.filters.words} were looked for."
    counts = report.counts
    yield (
        f"{counted(counts.found, 'record')} found, {counted(counts.distinct, 'distinct study', 'distinct studies')},"
        f" {counts.relevant} relevant,"
        f" {counts.read} read ({counts.read_in_full} in full), {counts.cited} cited."
    )
    for number, study in enumerate(report.studies, 1):
        yield from (f"[{number}] {notice_in_words(notice)}: {study.title}." for notice in study.notices)
    if report.usage.calls or report.usage.recorded:
        yield _spent(report)


def _removed(removed: Removed) -> str:
    instead = f" Instead: {plain(removed.instead)}" if removed.instead else ""
    return f"- {plain(removed.text)} ({plain('; '.join(removed.faults))}){instead}"


def support_in_words(report: Report) -> str:
    """Return what share of the sentences is supported, undecided and removed; empty for a report that does not say."""
    states = [sentence.support.state for sentence in report.sentences if sentence.support]
    if not states:
        return ""
    supported, undecided, removed = states.count("supported"), states.count("undecided"), len(report.removed)
    quotations = sum(s.support is not None and s.support.by == QUOTATION for s in report.sentences)
    lines = [
        f"- {supported} of {len(states)} sentences ({supported / len(states):.0%}) are supported by what they quote"
    ]
    lines[0] += f", {quotations} of them as quotations word for word." if quotations else "."
    if undecided:
        lines.append(f"- {undecided} could not be decided on; they are marked “not verified”.")
    lines.append(
        f"- {removed} that were written did not hold; they stand under “Left out”."
        if removed
        else "- None was removed."
    )
    return "\n".join(lines)


def _why_empty(report: Report) -> str:
    if report.counts.read:
        read = report.counts.read
        return f"Studies on this question that were read: {read}; none gave a sentence that passed the checks."
    if report.counts.relevant:
        return f"Studies on this question that were found: {report.counts.relevant}; none of them could be read."
    if not report.flow.searches:
        return "Nothing was searched, so there is no report."
    if not report.counts.found:
        wanted = f" among studies {report.filters.words}" if report.filters else ""
        return f"The searches found nothing{wanted}, so there is no report."
    if not report.flow.reasons:
        return f"Studies that were found: {report.counts.distinct}; none of them was judged."
    untold = report.flow.reasons.get(TITLE_ONLY, 0)
    rest = f" {untold} studies are known by their titles only, which say too little to judge." if untold else ""
    return f"Nothing that could be judged is about this question, so there is no report on it.{rest}"


def _spent(report: Report) -> str:
    usage = report.usage
    price = "price unknown" if usage.dollars is None else f"${usage.dollars:.4f}"
    tokens = usage.prompt_tokens + usage.completion_tokens
    calls, recorded = counted(usage.calls, "model call"), counted(usage.recorded, "recorded reply", "recorded replies")
    return f"{calls}, {recorded}, {counted(tokens, 'token')}, {price}."


def _sentence(sentence: Sentence, numbers: list[int]) -> str:
    unsure = "; not verified" if sentence.support and sentence.support.state == "undecided" else ""
    return f"{plain(sentence.text)} [{', '.join(map(str, numbers))}{unsure}]"


def _reference(reference: Reference) -> str:
    lines = [f"[{reference.number}] {entry(reference.study)}"]
    lines += [f"**This work {plain(notice_in_words(notice))}.**" for notice in reference.study.notices]
    for quotation in reference.quotations:
        lines += ["", f"> “{plain(quotation.evidence.quote)}” — {plain(origin(quotation.passage))}"]
    return "\n".join(lines)


def origin(passage: Passage) -> str:
    """Return what a passage is taken from and where it begins there: `full text, § 3 Results, p. 7`."""
    section = f"§ {passage.section}" if passage.section else ""
    page = f"p. {passage.page}" if passage.page is not None else ""
    return ", ".join(filter(None, (KINDS[passage.kind], section, page)))


def notice_in_words(notice: Notice) -> str:
    """Return what was announced about a work, by whom, and where it can be read."""
    place = link([notice.by]) if notice.by else ""
    return f"{NOTICES[notice.kind]} (says {notice.source}{f', {place}' if place else ''})"


def entry(study: Study) -> str:
    """Return a reference that reads well whichever of its facts are unknown."""
    people = ", ".join(study.authors[:6]) + (" et al." if len(study.authors) > 6 else "")
    facts = [plain(people), f"*{plain(study.title)}*", plain(study.venue), str(study.year or "")]
    place = link(study.ids, study.url)
    return ". ".join(fact.rstrip(".") for fact in facts if fact) + "." + (f" <{address(place)}>" if place else "")
