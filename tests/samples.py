"""Small values that many tests need."""

from assistant.claim import Claim, Evidence
from assistant.passages import cut
from assistant.report import Report, Section, Sentence
from assistant.study import Passage, Record, Study, Text

CONTENT = "Routing sends each token to 2 of 64 experts. Balanced routing needs no auxiliary loss. Quality rose by 3.5%."


def study(key: str = "k1", **facts: object) -> Study:
    given = {"title": "Balanced Routing", "year": 2024, "ids": ("arxiv:2401.00001",), "sources": ("arXiv",)} | facts
    return Study.model_validate({"key": key} | given)


def passage(key: str = "k1", content: str = CONTENT) -> Passage:
    return cut(key, Text(kind="abstract", content=content))[0]


def claim(quote: str = "Quality rose by 3.5%.", text: str = "", key: str = "k1", content: str = CONTENT) -> Claim:
    evidence = Evidence(passage=passage(key, content).id, quote=quote)
    return Claim(text=text or quote, study=key, evidence=(evidence,))


def record(title: str, abstract: str = "", **facts: object) -> Record:
    texts = (Text(kind="abstract", content=abstract),) if abstract else ()
    return Record.model_validate({"title": title, "texts": texts, "source": "test"} | facts)


def report(**facts: object) -> Report:
    """A report of one sentence that cites one study."""
    made = claim()
    given = {
        "question": "How are experts balanced?",
        "status": "complete",
        "sections": (
            Section(heading="Balance", sentences=(Sentence(text="Quality rose by 3.5%.", claims=(made.id,)),)),
        ),
        "claims": (made,),
        "passages": (passage(),),
        "studies": (study(),),
    }
    return Report.model_validate(given | facts)
