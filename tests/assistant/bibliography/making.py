"""Records of every kind that a bibliography can hold."""

from hypothesis import strategies as st

from assistant.bibliography.entry import one_line
from assistant.names import Name, written
from assistant.study import Mark, Notice, Record, Text, TextKind

ODD = st.sampled_from(
    ["$", "\\", "{", "}", "--", "''", "``", "%", "&", "#", "_", "^", "~", "<", ">", "é", "e\u0301", "ß", "α", "中",
     "🙂", "\u200d", "\u00a0", "–", '"', "@", "=", ",", ";", " and ", "\\frac", "$x^2$", "TY  - ", "ER  - ", "5%", "ﬁ"]
)  # fmt: skip
"""What means something in one of the formats, or is rare."""
PROSE = st.lists(ODD | st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=4), max_size=5).map("".join)
LINE = PROSE.map(lambda text: one_line(text).strip()).filter(bool)
"""Text on one line, as most formats hold it."""
WORD = st.builds(str.__add__, st.sampled_from("ABÉÖŁ"), st.text("aéöłz'-", min_size=1, max_size=3))
PEOPLE = st.builds(
    Name,
    family=st.lists(WORD, min_size=1, max_size=2).map(" ".join),
    given=st.lists(WORD, min_size=1, max_size=2).map(" ".join),
    suffix=st.sampled_from(["", "", "Jr.", "III", "Esq."]),
)
INSTITUTIONS = st.lists(WORD | st.sampled_from(["of", "and", "the"]), min_size=1).map(
    lambda words: Name(" ".join(words))
)
NAMES = (PEOPLE | INSTITUTIONS).map(written)
ADDRESS = st.text("Aa0._~%#&=?;,()-", max_size=8).map("https://example.org/{}".format)
IDS = st.fixed_dictionaries(
    {},
    optional={
        "doi": st.text("az09_<>();-", max_size=8).map("10.1000/{}x".format),
        "arxiv": st.sampled_from(["2401.00001", "hep-th/9901001"]),
        "pmid": st.integers(1, 10**8).map(str),
        "pmcid": st.integers(1, 10**8).map("pmc{}".format),
        "openalex": st.integers(1, 10**10).map("W{}".format),
    },
).map(lambda names: tuple(f"{kind}:{name}" for kind, name in names.items()))


def records(prose: st.SearchStrategy[str] = LINE) -> st.SearchStrategy[Record]:
    """What BibTeX, RIS and CSL-JSON can hold, if its prose is on one line."""
    return st.builds(
        Record,
        title=prose,
        authors=st.lists(NAMES, max_size=3).map(tuple),
        year=st.none() | st.integers(1000, 2999),
        venue=st.just("") | prose,
        ids=IDS,
        url=st.just("") | ADDRESS,
        fields=st.lists(prose, max_size=3, unique=True).map(tuple),
        texts=prose.map(lambda content: (Text(kind="abstract", content=content),)),
        source=st.just("file:x"),
    )


KINDS: tuple[TextKind, ...] = ("full_text", "abstract", "summary")
TEXTS = st.lists(
    st.builds(
        Text,
        kind=st.sampled_from(KINDS),
        content=PROSE.filter(bool),
        marks=st.lists(st.builds(Mark, start=st.integers(0, 9), heading=LINE, page=st.none() | st.integers(1, 9))).map(
            tuple
        ),
    ),
    max_size=4,
).map(tuple)
NOTICES = st.lists(
    st.builds(Notice, kind=st.sampled_from(["retraction", "concern", "correction", "superseded"]), by=LINE, source=LINE)
).map(tuple)


def whole_records() -> st.SearchStrategy[Record]:
    """Everything that a record can say."""
    more = st.fixed_dictionaries({"texts": TEXTS, "notices": NOTICES, "open_texts": st.lists(ADDRESS).map(tuple)})
    return st.builds(lambda record, facts: record.model_copy(update=facts), records(PROSE.filter(str.strip)), more)
