"""The model card says what was measured."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from simulator.registry import SEED_MODEL, read

CARD = (Path(__file__).parents[3] / "docs" / "model-card.md").read_text()
MEASURES = {
    "area under ROC": "auc",
    "average precision": "average_precision",
    "precision at 1 % budget": "precision_at_1pct",
    "recall at 1 % budget": "recall_at_1pct",
    "recall at score 0.5": "recall_at_half",
    "genuine at score 0.5 or more": "false_reviews_at_half",
}
TESTS = ("later", "other_town", "live_attack", "live_black_friday")


@pytest.mark.parametrize("words", sorted(MEASURES))
def test_each_row_of_the_card_is_what_was_measured(words: str) -> None:
    report = json.loads((SEED_MODEL / "metrics.json").read_text())
    values = [f"{report[name]['summary'][MEASURES[words]]:.4f}" for name in TESTS]
    assert f"| {words} | {' | '.join(values)} |" in CARD


def test_the_card_names_the_rows_and_frauds_of_training() -> None:
    manifest = read(SEED_MODEL)[1]
    assert f"{manifest.training_rows:,} rows" in CARD
    assert f"{manifest.training_frauds:,} known frauds" in CARD
    assert f"{manifest.base_margin:.2f}" in CARD
