"""READ without a model: the sentences of each study that come closest to a sub-question, none saying the same twice.

Whoever screened the studies judged them relevant, so each is quoted: where no sentence is worth it by itself, the best
that there is.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from assistant.embedding import Embedder, Vectors
from assistant.experts.extractive.diversity import choose
from assistant.passages import is_whole, sentences
from assistant.quotes import anchor
from assistant.tasks.read import Finding, Findings, ReadInput
from assistant.words import leans, roots

PER_STUDY = 2
CLOSE = 0.30
"""Cosine with the question below which a sentence is not about it, and is quoted only if its study has no better."""
LEAD = 0.08
"""By how much closer, in cosine, a sentence must be to a part that does not name its subject."""
SHORTEST, LONGEST = 40, 450
"""Characters of a sentence that is worth quoting; others are quoted only if their study has none of these."""
TELLING = 0.06
"""What it gains for a figure, and again for a word that announces a finding (cue method, Edmundson 1969)."""

_POINTS_BACK = re.compile(
    r"(?:this(?! (?:work|study|paper|article|survey|review|report|analysis|thesis)\b)|these|those|it|its|they|their"
    r"|them|such|he|she|his|her|both|neither|either|each|the (?:former|latter|other|others|same)|others?|another"
    r"|however|moreover|furthermore|therefore|thus|hence|here|consequently|accordingly|additionally|besides|likewise"
    r"|similarly|instead|otherwise|nevertheless|nonetheless|conversely|finally|lastly|also|but|and|or|so|yet|then|again"
    r"|first|firstly|second|secondly|third|thirdly|fourth|in (?:addition|contrast|turn|particular|doing so)"
    r"|as a (?:result|consequence)|to (?:this end|address|do so)|for (?:this|example|instance)|on the other hand)\b",
    re.IGNORECASE,
)
"""Openings by which a sentence leans on the one before it, and without which it does not say what it is about."""
_FIGURE = re.compile(r"\d")
_ANNOUNCES = re.compile(
    r"\b(?:find|finds|found|show|shows|showed|reveal|reveals|revealed|conclude|concludes|result|results|outperform\w*"
    r"|improv\w+|rais\w+|reduc\w+|exceed\w*|fail\w*|limit\w*|confirm\w*|match\w*|gain\w*)\b",
    re.IGNORECASE,
)


class Candidate(NamedTuple):
    """A sentence of a passage, by the passage's number from 1."""

    passage: int
    text: str


def read(given: ReadInput, embedder: Embedder) -> Findings:
    """Return the best sentences of each study, each under the sub-question that it is closest to."""
    candidates = _candidates(given)
    if not (candidates and given.subquestions):
        return Findings(findings=())
    asked = [given.question, *given.subquestions]
    vectors = embedder.embed([*asked, *(candidate.text for candidate in candidates)])
    questions, found = vectors[: len(asked)], vectors[len(asked) :]
    cosines = found @ questions.T
    chosen = _chosen(given, candidates, found, cosines)
    places = _places(given.subquestions, [candidate.text for candidate in candidates], questions, found)
    return Findings(findings=tuple(_finding(candidates[i], places[i] + 1) for i in chosen))


def _places(parts: Sequence[str], sentences: Sequence[str], questions: Vectors, found: Vectors) -> list[int]:
    """Return for each sentence the place of the part of the question that it is closest to.

    A part whose subject is named in another one (`How are they pruned?`) is far from whatever answers it. So it is
    compared with the best of the others by what sets each of them apart from the whole question; and if the sentence
    has none of its words, it must be clearly closer.

    Args:
        questions: vectors of the whole question and of each part.
        found: vectors of the sentences.
    """
    whole, each = questions[0], questions[1:]
    leaning = np.array([leans(part) for part in parts])
    nearest = np.where(leaning, -np.inf, found @ each.T).argmax(axis=1)
    eligible = leaning | (nearest[:, None] == np.arange(len(parts)))
    wordless = np.array([[roots(part).isdisjoint(roots(sentence)) for part in parts] for sentence in sentences])
    apart = found @ (each - np.outer(each @ whole, whole)).T - LEAD * (leaning & wordless)
    return [int(place) for place in np.where(eligible, apart, -np.inf).argmax(axis=1)]


def _candidates(given: ReadInput) -> list[Candidate]:
    return [
        Candidate(number, sentence)
        for number, passage in enumerate(given.passages, 1)
        for start, end in sentences(passage.text)
        if is_whole(sentence := passage.text[start:end], last=end == len(passage.text)) and anchor(sentence, sentence)
    ]


def _chosen(given: ReadInput, candidates: Sequence[Candidate], vectors: Vectors, cosines: Vectors) -> list[int]:
    worth = np.array([_worth(candidate.text) for candidate in candidates], dtype=np.float32)
    relevance = 0.5 * cosines[:, 0] + 0.5 * cosines[:, 1:].max(axis=1) + worth
    chosen = []
    for study in dict.fromkeys(passage.study for passage in given.passages):
        rows = [row for row, each in enumerate(candidates) if given.passages[each.passage - 1].study == study]
        close = [row for row in rows if cosines[row].max() >= CLOSE]
        good = [row for row in close if SHORTEST <= len(candidates[row].text) <= LONGEST] or close
        alone = [row for row in good if not _POINTS_BACK.match(candidates[row].text)] or good
        picks = [alone[pick] for pick in choose(relevance[alone], vectors[alone], PER_STUDY, repeat=0.85)]
        after = [row for row in good if row not in alone and row - 1 in picks]
        picks += sorted(after, key=lambda row: -relevance[row])[: PER_STUDY - len(picks)]
        chosen += sorted(picks) or sorted(rows, key=lambda row: -relevance[row])[:1]
    return chosen


def _worth(sentence: str) -> float:
    """Return what a sentence gains by its form, whatever it is about."""
    return TELLING * (bool(_FIGURE.search(sentence)) + bool(_ANNOUNCES.search(sentence)))


def _finding(candidate: Candidate, subquestion: int) -> Finding:
    return Finding(passage=candidate.passage, subquestion=subquestion, statement=candidate.text, quote=candidate.text)
