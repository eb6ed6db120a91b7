"""A model played by fixed rules: what it says follows from what it is asked and from nothing else.

It reads the prompts as they are sent, so that what it costs and what comes of it is what the prompts make of it. It
plans four sub-questions, finds relevant what shares words with the question, draws one claim from each study that it
reads, and writes a sentence about every claim that it is given.
"""

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from assistant.words import content_words, stem

FACETS = (
    ("Which methods address", ("method", "model", "algorithm")),
    ("Which data and benchmarks serve", ("dataset", "benchmark", "evaluation")),
    ("Which theory explains", ("analysis", "theory", "representation")),
    ("Which applications and limits are known of", ("application", "limitation", "robustness")),
)
"""Of each sub-question: how it begins, and words that are searched for besides its own."""
ANSWERS, TOUCHES = 0.3, 0.12
"""Shares of a question's words that a study must hold to be rated 2, and 1."""
SHORTEST, LONGEST = 60, 400
"""Characters of a sentence that may be quoted."""
TASKS = {
    "plan": "You plan the literature search",
    "screen": "You decide which studies",
    "read": "You read passages",
    "write": "You write one section",
    "check": "You check a literature report",
    "repair": "You repair sentences",
}
_HEADING = re.compile(r"^# ([A-Z][a-z_ ]*)$", re.MULTILINE)
_SENTENCE = re.compile(r"\S[^.!?]*(?:[.!?](?=\S)[^.!?]*)*[.!?]")


class Entry(NamedTuple):
    """One numbered entry of an input's list."""

    number: int
    fields: Mapping[str, str]


def task(messages: Sequence[Mapping[Any, str]]) -> str:
    """Return the name of the task that a request is about; empty if it is none of those known here."""
    system = messages[0]["content"] if messages else ""
    return next((name for name, phrase in TASKS.items() if phrase in system), "")


def reply(body: Mapping[str, Any]) -> str:
    """Return what the model says to the body of a request."""
    messages = body["messages"]
    given = next((message["content"] for message in messages if message["role"] == "user"), "")
    rule = _RULES.get(task(messages))
    said = rule(given) if rule else _least(_schema(body))
    return json.dumps(said, ensure_ascii=False, separators=(",", ":"))


def tokens(text: str) -> int:
    """Count tokens as a quarter of the characters."""
    return len(text) // 4


def sections(given: str) -> dict[str, str]:
    """Return the parts of a rendered input by their headings; a heading seen before belongs to the text it is in."""
    found: dict[str, str] = {}
    places = [
        place for place in _HEADING.finditer(given) if place.start() == 0 or given[place.start() - 2 :][:1] == "\n"
    ]
    for place, following in zip(places, [*places[1:], None], strict=True):
        end = following.start() if following else len(given)
        found.setdefault(place[1].lower(), given[place.end() : end].strip("\n"))
    return found


def entries(text: str, names: Sequence[str] = ()) -> list[Entry]:
    """Return the numbered entries of a list; with names, their fields, which stand in that order where they stand."""
    starts: list[re.Match[str]] = []
    for start in re.finditer(rf"(?:\A|\n\n)\[(\d+)\] {f'(?={names[0]}: )' if names else ''}", text):
        if int(start[1]) == len(starts) + 1:
            starts.append(start)
    ends = [*(start.start() for start in starts[1:]), len(text)]
    pieces = [text[start.end() : end] for start, end in zip(starts, ends, strict=True)]
    return [Entry(number, _fields(piece, names)) for number, piece in enumerate(pieces, 1)]


def _fields(piece: str, names: Sequence[str]) -> dict[str, str]:
    if not names:
        return {"": piece}
    found: dict[str, str] = {}
    for name in reversed(names):
        before, mark, after = f"\n{piece}".partition(f"\n{name}: ")
        if mark:
            found[name], piece = after, before[1:]
    return found


def plan(given: str) -> dict[str, Any]:
    """Ask four times for the words of the question, each time from another side; or for each of its subjects once."""
    parts = sections(given)
    question = parts.get("question", "")
    subject = re.sub(r"^What prior work bears on (.*?)\??$", r"\1", question)
    words = content_words(subject) or content_words(question) or ["it"]
    subjects = [content_words(part) or words for part in subject.split("; ")]
    count = min(max(len(FACETS), len(subjects)), int(parts.get("breadth", "4")))
    if len(subjects) < count:
        subjects = [[*words, *words][place * len(words) // count :] for place in range(count)]
    return {"subquestions": [_part(place, subjects[place::count]) for place in range(count)]}


def _part(place: int, subjects: Sequence[Sequence[str]]) -> dict[str, Any]:
    opening, facet = FACETS[place % len(FACETS)]
    named = " or ".join(" ".join(words[:5]) for words in subjects)
    queries = [query for words in subjects for query in (" ".join(words[:4]), " ".join([*words[:2], *facet[:2]]))]
    return {"text": f"{opening} {named}?", "queries": queries, "details": []}


def screen(given: str) -> dict[str, Any]:
    parts = sections(given)
    sides = parts.get("subquestion", "").split(" or ")
    wanted = [*map(_stems, sides), _stems(parts.get("question", ""))]
    ratings = []
    for entry in entries(parts.get("studies", ""), ("Study", "Kind", "Text")):
        there = _stems(" ".join(entry.fields.values()))
        share = max(len(words & there) / max(1, len(words)) for words in wanted)
        ratings.append({"study": entry.number, "relevance": 2 if share >= ANSWERS else int(share >= TOUCHES)})
    return {"ratings": ratings}


def read(given: str) -> dict[str, Any]:
    """One claim a study, for the sub-question nearest to it of those that have not had their share yet."""
    parts = sections(given)
    wanted = _stems(parts.get("question", ""))
    subquestions = [_stems(entry.fields[""]) for entry in entries(parts.get("subquestions", ""))]
    studies: dict[str, list[tuple[int, str]]] = {}
    for entry in entries(parts.get("passages", ""), ("Study", "Kind", "Text")):
        studies.setdefault(entry.fields.get("Study", ""), []).append((entry.number, entry.fields.get("Text", "")))
    room = [-(-len(studies) // max(1, len(subquestions)))] * len(subquestions)
    findings = []
    for study, passages in studies.items():
        found = [(number, quote) for number, text in passages for quote in _quotable(text)]
        if not found or not room:
            continue
        number, quote = max(found, key=lambda each: (len(wanted & _stems(each[1])), -each[0], each[1]))
        place = _nearest(subquestions, _stems(f"{study} {quote}"), room, study)
        room[place] -= 1
        findings.append({"passage": number, "subquestion": place + 1, "statement": quote, "quote": quote})
    return {"findings": findings}


def write(given: str) -> dict[str, Any]:
    findings = entries(sections(given).get("findings", ""), ("Study", "Statement", "Quote"))
    return {"sentences": [_written(entry.number, entry.fields, opens=entry.number % 5 == 1) for entry in findings]}


def check(given: str) -> dict[str, Any]:
    """Believe what is said in words of the quotes."""
    judged = []
    for entry in entries(sections(given).get("sentences", ""), ("Sentence", "Quotes")):
        said, known = (_stems(entry.fields.get(name, "")) for name in ("Sentence", "Quotes"))
        verdict = "supports" if len(said & known) >= 0.9 * len(said) else "not_enough"
        judged.append({"sentence": entry.number, "reason": f"{len(said - known)} words are new", "verdict": verdict})
    return {"judgements": judged}


def repair(given: str) -> dict[str, Any]:
    """Say of each faulty sentence's first finding what can be said of it without any figure."""
    parts = sections(given)
    findings = {each.number: each for each in entries(parts.get("findings", ""), ("Study", "Statement", "Quote"))}
    sentences = []
    for entry in entries(parts.get("sentences", ""), ("Text", "Faults", "Findings")):
        numbers = [int(number) for number in re.findall(r"\d+", entry.fields.get("Findings", ""))] or [1]
        quote = findings[numbers[0]].fields.get("Quote", "") if numbers[0] in findings else ""
        plain = " ".join(word for word in quote.split() if word.isalpha())
        sentences.append(_written(numbers[0], {"Quote": plain}, opens=False))
    return {"sentences": sentences}


_RULES: dict[str, Callable[[str], dict[str, Any]]] = {
    "plan": plan,
    "screen": screen,
    "read": read,
    "write": write,
    "check": check,
    "repair": repair,
}


def _quotable(text: str) -> list[str]:
    found = [sentence[0] for sentence in _SENTENCE.finditer(text)]
    sound = [sentence for sentence in found if SHORTEST <= len(sentence) <= LONGEST and "\n\n" not in sentence]
    return sound or [sentence for sentence in found if len(sentence) >= 20][:1]


def _nearest(subquestions: Sequence[set[str]], said: set[str], room: Sequence[int], study: str) -> int:
    """Return the place of the sub-question with most words in common; of equals, one that the study's name decides."""
    turn = sum(map(ord, study))
    places = [place for place in range(len(subquestions)) if room[place] > 0] or list(range(len(subquestions)))
    return max(places, key=lambda place: (len(subquestions[place] & said), -((place + turn) % len(subquestions))))


def _written(number: int, fields: Mapping[str, str], opens: bool) -> dict[str, Any]:
    """A sentence in the words of the quote; marks and brackets would be taken for other things."""
    quote = re.sub(r"\[[^\]]*\]", " ", fields.get("Quote", ""))
    words = re.sub(r"[\"“”„‟«»‘’'`\[\]]", "", quote).split()
    text = " ".join(["It", "is", "reported", "that", *words]).rstrip(".,;:!? ")
    return {"text": f"{text}.", "findings": [number], "opens_paragraph": opens}


def _stems(text: str) -> set[str]:
    return {stem(word) for word in content_words(text)}


def _schema(body: Mapping[str, Any]) -> Mapping[str, Any]:
    form: Mapping[str, Any] = body.get("response_format") or {}
    schema: Mapping[str, Any] = (form.get("json_schema") or {}).get("schema") or {}
    return schema


def _least(schema: Mapping[str, Any], definitions: Mapping[str, Any] | None = None) -> Any:
    """Return the least value that fits a schema: what is said to a task that there is no rule for."""
    definitions = schema.get("$defs", {}) if definitions is None else definitions
    if "$ref" in schema:
        return _least(definitions[schema["$ref"].rsplit("/", 1)[-1]], definitions)
    if "enum" in schema:
        return schema["enum"][0]
    if options := schema.get("anyOf"):
        return _least(options[-1], definitions)
    kinds: Iterable[tuple[str, Any]] = (
        ("array", []),
        ("string", "none"),
        ("integer", 1),
        ("number", 0.0),
        ("boolean", False),
    )
    for kind, value in kinds:
        if schema.get("type") == kind:
            return value
    return {name: _least(part, definitions) for name, part in schema.get("properties", {}).items()}
