"""Gauging: only what one fact or definition answers takes the short path."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.gauging import QUERIES, UNITS, gauge

SHORT = """
What is mixture of experts?
What is a sparse autoencoder?
what is RLHF
What is the context length of GPT-4?
What's LoRA?
Define perplexity.
Who introduced the Transformer architecture?
Who first proposed dropout?
In which year was BERT published?
Which year did AlphaFold appear?
What year was ImageNet released?
When was the term "deep learning" coined?
Which paper introduced residual connections?
Who introduced residual connections?
Which year did transformers appear?
Which research group developed FlashAttention?
What does BLEU stand for?
What does RAG mean?
How many parameters does GPT-3 have?
Does Mixtral outperform Llama 2 on MMLU?
Is DeepSeek-V3 larger than Llama 3?
What is double descent?
Where was the lottery ticket hypothesis published?
"""
FULL = """
How do language models learn to reason?
How does routing choose experts?
How can hallucinations be detected?
Why does chain-of-thought prompting work?
What are the main approaches to retrieval-augmented generation?
What are sparse autoencoders?
Which methods reduce hallucination?
Which papers introduced sparse attention?
What is the state of the art in machine translation?
What is known about emergent abilities?
What is the effect of scale on robustness?
What is the difference between LoRA and full fine-tuning?
What is the best way to align language models?
What is prior work on automated literature review?
What is RLHF and how does it compare with DPO?
What is RLHF? What is DPO?
Who introduced attention, and what came after?
Does chain-of-thought prompting improve reasoning?
Do larger models outperform smaller ones?
Does retrieval outperform fine-tuning across domains and model sizes?
Is RLHF better than supervised fine-tuning?
How many layers are enough for generalisation?
What is the performance of language models on mathematics?
What is the mechanism of grokking?
What is wrong with RLHF?
What is in-context learning used for?
What is needed to train a model of 70B parameters?
Survey of mixture-of-experts models
Mixture of experts
Prior work on query planning for systematic reviews
Recent advances in protein language models
Compare PPO with DPO
Can language models plan?
What is the accuracy of the largest publicly available model on the hardest subset of that benchmark today?
Wie lernen Sprachmodelle?
专家如何被选择？
?
"""


@pytest.mark.parametrize("question", SHORT.strip().splitlines())
def test_what_one_fact_answers_takes_the_short_path(question: str) -> None:
    made = gauge(question)
    assert made.short, made.reason
    assert made.units < UNITS
    assert made.queries < QUERIES


@pytest.mark.parametrize("question", FULL.strip().splitlines())
def test_everything_else_takes_the_full_path_and_says_why(question: str) -> None:
    made = gauge(question)
    assert not made.short
    assert made.units >= UNITS or made.queries >= QUERIES
    assert made.reason.startswith("it ")


@given(st.text(max_size=200))
def test_any_text_has_a_measure_and_is_short_only_below_both_thresholds(question: str) -> None:
    made = gauge(question)
    assert made.short == (made.units < UNITS and made.queries < QUERIES)
    assert made.units > 0
    assert made.queries > 0


@given(st.sampled_from(SHORT.strip().splitlines()), st.sampled_from(FULL.strip().splitlines()))
def test_with_another_question_behind_it_none_is_short(one: str, other: str) -> None:
    assert not gauge(f"{one.rstrip('?.')}? {other}").short or other == "?"


@given(st.sampled_from((SHORT + FULL).strip().splitlines()))
def test_case_blanks_and_the_question_mark_do_not_matter(question: str) -> None:
    assert gauge(f"  {question.upper().replace(' ', '   ').rstrip('?')} ") == gauge(question)
