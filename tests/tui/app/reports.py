"""A report with something of everything that a reader meets, and the library that it came from."""

from assistant.claim import Claim, Evidence
from assistant.passages import cut
from assistant.plan import Plan, SubQuestion
from assistant.report import Report, Section, Sentence
from assistant.study import Mark, Notice, Passage, Record, Study, Text
from assistant.verification.support import QUOTATION, Support

QUESTION = "How are the experts of a mixture kept in balance, and what does it cost?"
PLAN = Plan(
    subquestions=(
        SubQuestion(
            text="How are experts balanced?",
            queries=("expert load balance mixture of experts", "auxiliary loss routing"),
            details=("bias update speed",),
        ),
        SubQuestion(text="What does balance cost in quality and in time?", queries=("cost of balanced routing",)),
    )
)

LOSS = Text(
    kind="full_text",
    content=(
        "Mixtures grow by adding experts. A router sends each token to 2 of 64 experts, and left alone it soon sends"
        " most tokens to a few of them. An auxiliary loss pulls the load of the experts together. It takes 3.5% of"
        " quality when its weight is large. We compare five weights over ten seeds.\n\nA bias on the scores balances"
        " the load without touching the gradient. It is moved up for idle experts and down for busy ones after every"
        " step."
    ),
    marks=(Mark(start=0, heading="3 Results", page=7),),
)
BIAS = Text(
    kind="abstract",
    content="Balanced routing needs no auxiliary loss. A bias that is moved by 0.001 a step keeps 64 experts busy.",
)
NOTES = Text(kind="summary", content="The authors hold that balance is free of cost. Others find that it is not.")

STUDIES = (
    Study(
        key="loss", title="The Price of Balance", authors=("Ada Lovelace", "Alan Turing"), year=2023,
        venue="Journal of Routing", ids=("doi:10.1000/price",), sources=("OpenAlex",),
    ),
    Study(key="bias", title="Balance without a Loss", authors=("Grace Hopper",), year=2024, ids=("arxiv:2401.00001",)),
    Study(key="free", title="Balance Is Free", notices=(Notice(kind="retraction", source="Crossref"),), year=2021),
)  # fmt: skip
TEXTS = {"loss": LOSS, "bias": BIAS, "free": NOTES}


def records() -> list[Record]:
    """The studies as a library takes them in."""
    return [
        Record(
            title=s.title, authors=s.authors, year=s.year, ids=s.ids, texts=(TEXTS[s.key],), source="test",
        )
        for s in STUDIES
    ]  # fmt: skip


def passage(key: str) -> Passage:
    return cut(key, TEXTS[key])[0]


def claim(key: str, quote: str, text: str = "") -> Claim:
    return Claim(text=text or quote, study=key, evidence=(Evidence(passage=passage(key).id, quote=quote),))


COSTS = claim("loss", "It takes 3.5% of quality when its weight is large.", "A large loss costs 3.5% of quality.")
NO_LOSS = claim("bias", "Balanced routing needs no auxiliary loss.")
FREE = claim("free", "The authors hold that balance is free of cost.")


SURE = Support(state="supported", by="local-1", probability=0.934)
UNSURE = Support(state="undecided", by="local-1", probability=0.48)
QUOTED = Support(state="supported", by=QUOTATION)


def report(sections: tuple[Section, ...] = ()) -> Report:
    """Three sentences in two sections; the second one rests on two studies, the third on one that was retracted."""
    made = sections or (
        Section(
            heading="How are experts balanced?",
            sentences=(
                Sentence(text="A large loss costs 3.5% of quality.", claims=(COSTS.id,), support=SURE),
                Sentence(
                    text="A bias on the scores does without one, and so the price of 3.5% is not paid.",
                    claims=(NO_LOSS.id, COSTS.id),
                    opens_paragraph=True,
                    support=UNSURE,
                ),
            ),
        ),
        Section(
            heading="What does balance cost in quality and in time?",
            sentences=(
                Sentence(text="“The authors hold that balance is free of cost.”", claims=(FREE.id,), support=QUOTED),
            ),
        ),
    )
    return Report(
        run="3f2a91bc", question=QUESTION, plan=PLAN, status="complete", sections=made, claims=(COSTS, NO_LOSS, FREE),
        passages=tuple(passage(key) for key in TEXTS), studies=STUDIES,
    )  # fmt: skip


def long(sentences: int) -> Report:
    """A report of one section with so many sentences."""
    made = tuple(
        Sentence(text=f"Sentence {number} says that balanced routing needs no auxiliary loss.", claims=(NO_LOSS.id,))
        for number in range(1, sentences + 1)
    )
    return report((Section(heading="How are experts balanced?", sentences=made),))
