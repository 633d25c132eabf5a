"""Our own benchmark: what counts as a first alert, and that a scenario left out is left out."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

from ringfence.adapters.onnx_model import load
from simulator.dataset import Dataset
from simulator.held_out import evaluate, first_alerts, never_met, world_of
from simulator.registry import read, save
from simulator.report import lines_of, write_evaluation, write_model_card
from simulator.train import Material, Recipe, material_of, train_from

SMALL = Recipe(
    days=5.0, fit_days=2.5, calibrate_days=4.0, label_days=4.0, rate_per_s=0.04,
    users=300, live_streams=1, live_rows=800, trees=3,
)  # fmt: skip


def frauds_at(times: dict[str, list[float]]) -> Dataset:
    """Frauds of one scenario by ring; the times are in seconds."""
    pairs = sorted((at, ring) for ring, ats in times.items() for at in ats)
    at_s = np.array([at for at, _ in pairs])
    rings = np.array([ring for _, ring in pairs])
    names, all_ = np.full(len(pairs), "slow_ring"), np.ones(len(pairs), bool)
    return Dataset(np.zeros((len(pairs), 1)), all_, at_s, at_s, names, names, rings, names)


def test_a_ring_waits_from_its_first_fraud_to_its_first_alerted_one() -> None:
    rows = frauds_at({"one": [0, 10, 60], "two": [5, 6], "three": [7]})
    alerted = np.isin(rows.at_s, [60, 5])

    table = first_alerts(rows, alerted)["slow_ring"]

    assert table["rings"] == 3
    assert table["missed"] == pytest.approx(1 / 3)
    assert table["median_s"] == 30.0
    assert table["frauds_before"] == 1.0


def test_rings_that_are_never_alerted_have_no_wait() -> None:
    rows = frauds_at({"one": [0, 10]})

    table = first_alerts(rows, np.zeros(2, bool))["slow_ring"]

    assert (table["missed"], table["median_s"], table["frauds_before"]) == (1.0, None, None)


def test_a_scenario_left_out_has_no_row_in_what_is_fitted() -> None:
    rows = frauds_at({"one": [0.0, 1.0]})
    other = Dataset(*(getattr(rows, name) for name in Dataset.__slots__))
    kept = Material(rows, other).without("slow_ring")

    assert len(kept.history.frauds) == len(kept.live.frauds) == 0


def test_pages_and_pictures_are_written_from_what_was_measured(tmp_path: Path) -> None:
    quiet: list[str] = []
    material = material_of(SMALL, quiet.append)
    save(train_from(material, SMALL, "2026-01-01T00:00:00+00:00", quiet.append), tmp_path)
    world = world_of(5, SMALL, days=4.0)
    report = evaluate(load(*read(tmp_path)), world)
    report["never_met"] = never_met(material, SMALL, world, quiet.append, ["device_farm"])
    docs = tmp_path / "docs"
    docs.mkdir()

    write_model_card(tmp_path, docs)
    write_evaluation(report, tmp_path, docs)

    left_out = sum(int((part.scenarios == "device_farm").sum()) for part in material)
    assert report["never_met"]["device_farm"]["trained_without_rows"] == left_out
    assert 0.5 < len(world.measured.frauds) / len(world.rows) < 0.7
    card, page = ((docs / name).read_text() for name in ("model-card.md", "evaluation.md"))
    assert f"{read(tmp_path)[1].training_rows:,}" in card
    assert f"{report['summary']['auc']:.4f}" in page
    assert all(part in page for part in lines_of(report))
    for text in (card, page):
        assert "-->\n<!-- end" not in text
        for picture in re.findall(r"\(pictures/([^)]+)\)", text):
            assert (docs / "pictures" / picture).stat().st_size > 1_000
