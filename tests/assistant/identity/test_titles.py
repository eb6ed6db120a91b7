"""Laws of titles: what may differ between two titles of one work, and what may not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.identity.likeness import Likeness, compared
from assistant.identity.slips import distance, is_doubtful, is_slip
from assistant.identity.titles import Title

WORDS = st.lists(
    st.sampled_from(
        "deep learning learnlng of the proteins male female part 1 2 reply to: unsupervised: β gpt-3 a".split()
    ),
    max_size=9,
).map(" ".join)


@pytest.mark.parametrize(
    ("ours", "theirs", "doubtful"),
    [
        ("zambia", "gambia", True), ("genetic", "generic", True), ("mortality", "morality", True),
        ("causal", "casual", True), ("models", "model", False), ("lanouage", "language", False),
        ("cirstae", "cristae", False), ("stocdastic", "stochastic", False), ("lectin", "leptin", True),
    ],
)  # fmt: skip
def test_a_slip_that_may_be_another_word_is_doubtful(ours: str, theirs: str, doubtful: bool) -> None:
    assert is_slip(ours, theirs)
    assert is_doubtful(ours, theirs) is is_doubtful(theirs, ours) is doubtful


@given(WORDS | st.text(max_size=40), WORDS | st.text(max_size=40))
def test_comparing_is_symmetric_and_knows_itself(ours: str, theirs: str) -> None:
    assert compared(Title(ours), Title(theirs)) == compared(Title(theirs), Title(ours))
    assert compared(Title(ours), Title(ours)).likeness is (Likeness.EQUAL if Title(ours).letters else Likeness.OTHER)


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("Deep Residual Learning for Image Recognition", "DEEP RESIDUAL LEARNING FOR IMAGE RECOGNITION."),
        ("BERT: Pre-training of Deep Transformers", "BERT – Pretraining of deep transformers"),
        ("Naïve Bayes revisited", r"Na{\"\i}ve {B}ayes revisited"),
        ("CO₂ capture", "CO<sub>2</sub> capture"),
        ("CO₂ capture", r"CO$_2$ capture"),
        ("NF-κB and β-catenin", r"NF-kappaB and $\beta$-catenin"),
        ("NF-κB", "&lt;i&gt;NF-kB&lt;/i&gt;"),
        ("Sorting in O(n log n)", r"Sorting in $\mathcal{O}(n \log n)$"),
        ("Fine-grained ﬂow", "ﬁne‐grained flow"),
        ("Behaviour of tumours: modelling and analysing fibres", "Behavior of tumors: modeling and analyzing fibers"),
        ("R&D in haematology", "R &amp; D in Hematology"),
        ("Theory of everything: Part II", "Theory of everything. Part 2"),
        ("[Extended abstract] Learning to rank", "Learning to rank (extended abstract)"),
        ("RETRACTED: Effects of exercise", "Effects of exercise [Retracted article]"),
        ("[1706.03762] Attention Is All You Need", "Attention is all you need | OpenReview"),
        ("A survey of large models", "Survey of large models"),
        ("Ｆｕｌｌ ｗｉｄｔｈ", "Full width"),
    ],
)  # fmt: skip
def test_spellings_are_equal(ours: str, theirs: str) -> None:
    assert compared(Title(ours), Title(theirs)).likeness is Likeness.EQUAL


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("Statistical leaming of deep rnodels", "Statistical learning of deep models"),
        ("1earning to rank 0ptimal documents", "Learning to rank optimal documents"),
        ("Evalaution of policies in tbe field", "Evaluation of policies in the field"),
        ("Two protain c0ntents of cells", "Two protein contents of cells"),
        ("IL-1-induced arthritis in mice", "IL-1β-induced arthritis in mice"),
        ("On the convergence of Adam", "The convergence of Adam"),
        ("Two-stage training", "2-stage training"),
    ],
)
def test_slips_are_near(ours: str, theirs: str) -> None:
    assert compared(Title(ours), Title(theirs)).likeness is Likeness.NEAR


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("BERT: Pre-training of deep transformers", "BERT"),
        ("Exercise and memory: a randomised trial", "Exercise and memory"),
        ("Exercise and memory: a randomised trial", "Exercise and memroy"),
        ("Deep learning for the analysis of clinical data", "Deep learning for the analysis of clin…"),
    ],
)
def test_a_dropped_subtitle_is_a_part(ours: str, theirs: str) -> None:
    assert compared(Title(ours), Title(theirs)).likeness is Likeness.PART


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("Language models: GPT-3", "Language models: GPT-4"),
        ("YOLOv2 for detection", "YOLOv3 for detection"),
        ("Theory of everything: part I", "Theory of everything: part II"),
        ("Theory of everything, part A", "Theory of everything, part B"),
        ("Theory of everything A", "Theory of everything"),
        ("Theory of everything: Part I", "Theory of everything"),
        ("Vitamin C and bone density", "Vitamin D and bone density"),
        ("Cancer statistics, 2019", "Cancer statistics, 2020"),
        ("Robust statistics", "Robust statistics (2nd edition)"),
        ("Comment on: Exercise and memory in mice", "Exercise and memory in mice"),
        ("Reply to Comment on Exercise and memory", "Comment on Exercise and memory"),
        ("Correction to: Exercise and memory in mice", "Exercise and memory in mice"),
        ("Data from: Exercise and memory in mice", "Exercise and memory in mice"),
        ("Additional file 1 of Exercise and memory", "Exercise and memory"),
        ("Exercise and memory in mice: a reply", "Exercise and memory in mice"),
        ("Exercise and memory: study protocol", "Exercise and memory"),
        ("Exercise and memory in mice [software]", "Exercise and memory in mice"),
        ("Exercise and memory in mice (thesis)", "Exercise and memory in mice"),
        ("PPARα in the liver of mice", "PPARγ in the liver of mice"),
        ("One-shot learning of faces", "Two-shot learning of faces"),
    ],
)
def test_numbers_and_what_is_written_about_a_work_are_contrary(ours: str, theirs: str) -> None:
    assert compared(Title(ours), Title(theirs)).likeness is Likeness.CONTRARY


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("Exercise and memory in male rats", "Exercise and memory in female rats"),
        ("Hyperthyroidism and bone density", "Hypothyroidism and bone density"),
        ("Supervised parsing of sentences", "Unsupervised parsing of sentences"),
        ("Nitrate in drinking water", "Nitrite in drinking water"),
        ("SCDTour: embedding axis ordering", "SCDTour: something else entirely"),
        ("Learning from images of cells", "Learning from videos of cells"),
        ("Phonon transport in films", "Photon transport in films"),
        ("Sparse coding of natural scenes", "Sparser coding of natural scenes"),
    ],
)
def test_sister_studies_are_unlike(ours: str, theirs: str) -> None:
    assert compared(Title(ours), Title(theirs)).likeness is Likeness.UNLIKE


@pytest.mark.parametrize(
    "title", ["Introduction", "Editorial", "Letter to the Editor", "Book reviews", "Summary", "In this issue", "", "…"]
)
def test_titles_that_tell_nothing_weigh_nothing(title: str) -> None:
    assert Title(title).weight == 0


@given(st.text("abcde", max_size=7), st.text("abcde", max_size=7), st.integers(0, 4))
def test_the_distance_is_symmetric_and_bounded(ours: str, theirs: str, most: int) -> None:
    far = distance(ours, theirs, 99)
    assert (far == 0) == (ours == theirs)
    assert abs(len(ours) - len(theirs)) <= far <= max(len(ours), len(theirs))
    assert distance(theirs, ours, most) == min(far, most + 1)


@given(st.text("abcde015", min_size=5, max_size=9), st.text("abcde015", min_size=5, max_size=9))
def test_a_slip_is_one_in_both_directions(ours: str, theirs: str) -> None:
    assert is_slip(ours, theirs) == is_slip(theirs, ours)
