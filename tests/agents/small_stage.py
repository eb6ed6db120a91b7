"""A small set of works on which whole runs can be disturbed: the form of the benchmarks' data, made up."""

import json
from pathlib import Path

TITLE = "Routing Tokens to Sparse Experts in Large Language Models"
QUESTION = f"What prior work bears on {TITLE}?"
_MEANS = "a learned gate|hashing|optimal transport|reinforcement learning|clustering of tokens|random choice".split("|")
_ENDS = "the balance of load|quality after pretraining|the speed of inference|robustness to noise".split("|")


def small_data(folder: Path) -> Path:
    """Write the works into a folder, and return it."""
    home = folder / "deepscholar"
    home.mkdir()
    works = [_work(number, means, end) for number, (means, end) in enumerate((m, e) for m in _MEANS for e in _ENDS)]
    (home / "corpus.jsonl").write_text("".join(json.dumps(work) + "\n" for work in works), "utf-8")
    paper = {"qid": "q", "title": TITLE, "abstract": "", "n_gold_with_abstract": len(works)}
    (home / "queries.dev.jsonl").write_text(json.dumps(paper) + "\n", "utf-8")
    rows = ["query-id\tcorpus-id\tscore\ttext_source", *(f"q\t{work['id']}\t1\tabstract" for work in works)]
    (home / "qrels.dev.tsv").write_text("\n".join(rows) + "\n", "utf-8")
    return folder


def _work(number: int, means: str, end: str) -> dict[str, object]:
    said = (
        f"Sparse experts in large language models need a rule that routes tokens. We route tokens to experts by {means}"
        f" and study {end}. In language models with sparse experts, routing tokens by {means} changed {end} by"
        f" {number + 2}.5 points. The model and the algorithm are analysed on a benchmark dataset."
    )
    return {
        "id": f"arxiv:2401.{number + 1:05}",
        "title": f"Routing tokens to sparse experts by {means}: {end}",
        "abstract": said,
        "year": 2020 + number % 5,
        "text_source": "abstract",
    }
