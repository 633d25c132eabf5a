"""A model that does not fit is refused at load, in words; one that fits adds up."""

from __future__ import annotations

import math
import subprocess
import sys

import pytest

from ringfence.adapters.onnx_model import OnnxModel, load
from ringfence.domain.canonical import content_hash
from ringfence.domain.errors import ModelRefused
from ringfence.domain.features import FEATURE_NAMES
from ringfence.domain.model import Manifest, sigmoid
from simulator.registry import SEED_MODEL, read
from tests.builders import a_manifest, an_onnx

ZEROS = (0.0,) * len(FEATURE_NAMES)


@pytest.fixture(scope="module")
def seed() -> tuple[bytes, Manifest]:
    return read(SEED_MODEL)


@pytest.fixture(scope="module")
def model(seed: tuple[bytes, Manifest]) -> OnnxModel:
    return load(*seed)


def test_the_seed_model_is_versioned_by_its_bytes(
    model: OnnxModel, seed: tuple[bytes, Manifest]
) -> None:
    assert model.version == content_hash(seed[0])


def test_contributions_and_base_add_up_to_the_probability(model: OnnxModel) -> None:
    rows = [ZEROS, (1.0,) * len(FEATURE_NAMES), tuple(float(i) for i in range(len(FEATURE_NAMES)))]
    probabilities, _ = model.run(rows)
    for score, probability in zip(model.score(rows), probabilities, strict=True):
        assert score is not None
        margin = score.base + math.fsum(score.contributions)
        assert sigmoid(margin) == pytest.approx(probability, abs=1e-12)


def test_each_row_has_one_contribution_per_feature(model: OnnxModel) -> None:
    scores = [score for score in model.score([ZEROS] * 3) if score]
    assert [len(score.contributions) for score in scores] == [len(ZEROS)] * 3


def test_a_row_scores_the_same_alone_and_in_a_batch(model: OnnxModel) -> None:
    rows = [tuple(float(i * n % 97) for i in range(len(ZEROS))) for n in range(40)]
    assert model.score(rows) == [model.score([row])[0] for row in rows]


def test_no_rows_give_no_scores(model: OnnxModel) -> None:
    assert model.score([]) == []


@pytest.mark.parametrize(
    ("step", "amount"),
    [("Sqrt", -1.0), ("Exp", 1_000.0), ("Exp", 20.0)],
    ids=["not a number", "infinite", "beyond log-odds"],
)
def test_a_row_without_a_usable_number_has_no_score_and_the_others_theirs(
    step: str, amount: float
) -> None:
    told: list[ModelRefused] = []
    model = load(an_onnx("amount", step), a_manifest(), told.append)
    row = tuple(amount if name == "amount" else 0.0 for name in FEATURE_NAMES)

    scores = model.score([ZEROS, row, ZEROS])

    assert [score is None for score in scores] == [False, True, False]
    assert [refused.version for refused in told] == [model.version]
    assert model.score([row, ZEROS]) == scores[1:]
    assert len(told) == 1


def test_a_base_that_is_no_log_odds_is_refused() -> None:
    """Its sigmoid is 1 in both, so they agree."""
    with pytest.raises(ModelRefused, match="no log-odds"):
        load(an_onnx("amount", "Sqrt", base=math.inf), a_manifest(base_margin=math.inf))


def test_other_features_are_refused_by_name(seed: tuple[bytes, Manifest]) -> None:
    onnx, manifest = seed
    other = manifest.model_copy(update={"features": ("shoe_size", *FEATURE_NAMES[1:])})
    with pytest.raises(ModelRefused, match="shoe_size"):
        load(onnx, other)


def test_features_in_another_order_are_refused(seed: tuple[bytes, Manifest]) -> None:
    onnx, manifest = seed
    other = manifest.model_copy(update={"features": tuple(reversed(FEATURE_NAMES))})
    with pytest.raises(ModelRefused, match="order"):
        load(onnx, other)


def test_bytes_that_are_no_model_are_refused(seed: tuple[bytes, Manifest]) -> None:
    with pytest.raises(ModelRefused, match="cannot read"):
        load(b"not a model", seed[1])


def test_another_models_manifest_is_refused(seed: tuple[bytes, Manifest]) -> None:
    onnx, manifest = seed
    other = manifest.model_copy(update={"base_margin": manifest.base_margin + 0.5})
    with pytest.raises(ModelRefused, match="manifest's base margin"):
        load(onnx, other)


def test_importing_the_adapter_imports_neither_onnxruntime_nor_numpy() -> None:
    code = (
        "import sys, ringfence.adapters.onnx_model\n"
        "print({'onnxruntime', 'numpy'} & set(sys.modules))"
    )
    paths = [path for path in sys.path if path]
    command = [sys.executable, "-c", f"import sys; sys.path[:0] = {paths!r}\n{code}"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
