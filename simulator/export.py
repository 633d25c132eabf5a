"""From LightGBM to ONNX: probability and per-feature contributions from one tree operator.

A leaf's path is fixed, so what each split on it adds is a constant (Saabas 2014, "Interpreting
random forests"): the leaf carries one weight per feature of its path, as a target of its own.
The operator sums in float64 and returns float32; the graph widens the contributions and derives
the probability from them, so base + sum(contributions) *is* the margin, not near it.
Features go in as float64, so thresholds need no rounding and every split falls as in training.
onnxruntime ignores post_transform LOGISTIC on this operator: the sigmoid is a node of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
from onnx import ModelProto, TensorProto, helper, numpy_helper

from ringfence.adapters.onnx_model import CONTRIBUTIONS, INPUT, PROBABILITY

ONNX_OPSET, ML_OPSET, IR_VERSION = 18, 3, 8


class Calibration(NamedTuple):
    """Platt: margin -> slope * margin + intercept."""

    slope: float = 1.0
    intercept: float = 0.0


class _Node(NamedTuple):
    tree: int
    node: int
    mode: str
    feature: int
    threshold: float
    left: int
    right: int


class _Weight(NamedTuple):
    tree: int
    node: int
    feature: int
    margin: float


def to_onnx(booster: Any, calibration: Calibration) -> tuple[bytes, float]:
    """The bytes, and the base margin (log-odds with every contribution 0)."""
    dump = booster.dump_model()
    nodes, weights, base = _flatten(dump["tree_info"], calibration.slope)
    base += calibration.intercept
    columns = len(dump["feature_names"])
    model = _model(nodes, weights, base, columns)
    return model.SerializeToString(), base


def _flatten(
    trees: Sequence[dict[str, Any]], slope: float
) -> tuple[list[_Node], list[_Weight], float]:
    nodes: list[_Node] = []
    weights: list[_Weight] = []
    base = 0.0
    for number, tree in enumerate(trees):
        root = tree["tree_structure"]
        base += slope * _value(root)
        for item in _walk(number, root, slope):
            (nodes if isinstance(item, _Node) else weights).append(item)  # type: ignore[arg-type]
    return nodes, weights, base


def _value(node: dict[str, Any]) -> float:
    return float(node["internal_value"] if "internal_value" in node else node["leaf_value"])


def _walk(tree: int, root: dict[str, Any], slope: float) -> Iterator[_Node | _Weight]:
    """Nodes in depth-first order, each leaf followed by the weights of its path."""
    pending: list[tuple[dict[str, Any], int, dict[int, float]]] = [(root, 0, {})]
    last = 0
    while pending:
        node, name, path = pending.pop()
        if "split_feature" not in node:
            yield _Node(tree, name, "LEAF", 0, 0.0, 0, 0)
            # A leaf without weights is refused by the operator, so a bare root carries a zero.
            yield from (_Weight(tree, name, f, slope * m) for f, m in (path or {0: 0.0}).items())
            continue
        if node["decision_type"] != "<=":
            raise ValueError(f"a split by {node['decision_type']!r} cannot be exported")
        left, right, last = last + 1, last + 2, last + 2
        feature = int(node["split_feature"])
        yield _Node(tree, name, "BRANCH_LEQ", feature, float(node["threshold"]), left, right)
        for child, child_name in ((node["right_child"], right), (node["left_child"], left)):
            step = path.get(feature, 0.0) + _value(child) - _value(node)
            pending.append((child, child_name, {**path, feature: step}))


def _model(nodes: list[_Node], weights: list[_Weight], base: float, columns: int) -> ModelProto:
    trees = _tree_operator(nodes, weights, columns)
    graph = helper.make_graph(
        [
            trees,
            helper.make_node("Cast", ["narrow"], [CONTRIBUTIONS], to=TensorProto.DOUBLE),
            helper.make_node("ReduceSum", [CONTRIBUTIONS, "axis"], ["sum"], keepdims=0),
            helper.make_node("Add", ["sum", "base"], ["margin"]),
            helper.make_node("Sigmoid", ["margin"], [PROBABILITY]),
        ],
        "ringfence",
        [helper.make_tensor_value_info(INPUT, TensorProto.DOUBLE, [None, columns])],
        [
            helper.make_tensor_value_info(PROBABILITY, TensorProto.DOUBLE, [None]),
            helper.make_tensor_value_info(CONTRIBUTIONS, TensorProto.DOUBLE, [None, columns]),
        ],
        initializer=[
            numpy_helper.from_array(np.array([1], np.int64), "axis"),
            numpy_helper.from_array(np.array(base, np.float64), "base"),
        ],
    )
    opsets = [helper.make_opsetid("", ONNX_OPSET), helper.make_opsetid("ai.onnx.ml", ML_OPSET)]
    return helper.make_model(graph, opset_imports=opsets, ir_version=IR_VERSION)


def _tree_operator(nodes: list[_Node], weights: list[_Weight], columns: int) -> Any:
    def doubles(name: str, values: list[float]) -> TensorProto:
        return numpy_helper.from_array(np.array(values, np.float64), name)

    return helper.make_node(
        "TreeEnsembleRegressor",
        [INPUT],
        ["narrow"],
        domain="ai.onnx.ml",
        n_targets=columns,
        nodes_treeids=[node.tree for node in nodes],
        nodes_nodeids=[node.node for node in nodes],
        nodes_modes=[node.mode for node in nodes],
        nodes_featureids=[node.feature for node in nodes],
        nodes_values_as_tensor=doubles("thresholds", [node.threshold for node in nodes]),
        nodes_truenodeids=[node.left for node in nodes],
        nodes_falsenodeids=[node.right for node in nodes],
        target_treeids=[weight.tree for weight in weights],
        target_nodeids=[weight.node for weight in weights],
        target_ids=[weight.feature for weight in weights],
        target_weights_as_tensor=doubles("weights", [weight.margin for weight in weights]),
    )
