"""A cross-encoder is asked as it should be, and what cannot be one is told."""

import os
from pathlib import Path

import pytest

from assistant.errors import SetupError
from assistant.reranking import CrossEncoder, open_reranker

WORDS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "cats", "dogs", "sleep", "bark"]


def model(folder: Path, labels: int) -> str:
    """Save a tiny BERT that has learnt nothing; return its folder."""
    import torch
    from transformers import BertConfig, BertForSequenceClassification, BertTokenizer

    torch.manual_seed(0)
    (folder / "vocab.txt").write_text("\n".join(WORDS))
    sizes = {"hidden_size": 8, "num_hidden_layers": 1, "num_attention_heads": 2, "intermediate_size": 8}
    config = BertConfig(
        vocab_size=len(WORDS), num_labels=labels, initializer_range=1.0, max_position_embeddings=32, **sizes
    )
    BertForSequenceClassification(config).save_pretrained(folder)
    BertTokenizer(str(folder / "vocab.txt"), model_max_length=32).save_pretrained(folder)
    return str(folder)


def test_no_name_no_reranker() -> None:
    assert open_reranker("") is None
    assert isinstance(open_reranker("a/model"), CrossEncoder)


@pytest.mark.slow
def test_it_gives_each_text_its_number_whatever_stands_beside_it(tmp_path: Path) -> None:
    reranker = CrossEncoder(model(tmp_path, 1), offline=True)
    texts = ["cats sleep", "dogs bark", "cats bark " * 100]
    scores = reranker.scores("cats", texts)
    assert scores.shape == (3,)
    assert len(set(scores.tolist())) == 3
    assert scores[::-1] == pytest.approx(reranker.scores("cats", texts[::-1]), abs=1e-6)
    assert scores[1:2] == pytest.approx(reranker.scores("cats", texts[1:2]), abs=1e-6)


@pytest.mark.slow
def test_a_model_of_another_kind_is_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(SetupError, match="gives each text 3 numbers where one is needed"):
        CrossEncoder(model(tmp_path, 3), offline=True).scores("cats", ["cats sleep", "dogs bark"])


@pytest.mark.slow
def test_a_model_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(SetupError, match=r"nowhere' could not be loaded"):
        CrossEncoder(os.fspath(tmp_path / "nowhere"), offline=True).scores("cats", ["cats sleep"])
