"""The pages say what was measured: filling them again from the same figures changes nothing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from simulator.blocks import fill
from simulator.registry import SEED_MODEL
from simulator.report import (
    card_pictures,
    evaluation,
    evaluation_pictures,
    lines_of,
    model_card,
)

DOCS = Path(__file__).parents[3] / "docs"


def figures(name: str) -> dict[str, object]:
    found: dict[str, object] = json.loads((SEED_MODEL / name).read_text())
    return found


def test_the_model_card_says_what_was_measured() -> None:
    card = (DOCS / "model-card.md").read_text()
    assert model_card(card, figures("manifest.json"), figures("metrics.json")) == card


def test_the_evaluation_page_says_what_was_measured() -> None:
    page, report = (DOCS / "evaluation.md").read_text(), figures("evaluation.json")
    assert evaluation(page, report) == page
    assert all(part in page for part in "\n\n".join(lines_of(report)).split("\n\n"))


def test_the_evaluation_is_of_the_committed_model() -> None:
    assert figures("evaluation.json")["model"] == figures("manifest.json")["training_digest"]


def test_pictures_are_drawn_from_the_committed_figures_alone(tmp_path: Path) -> None:
    card_pictures(tmp_path, figures("metrics.json"))
    evaluation_pictures(tmp_path, figures("evaluation.json"))

    drawn = {path.name for path in tmp_path.iterdir()}
    assert drawn == {path.name for path in (DOCS / "pictures").glob("*-*.svg")} & drawn
    first = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    card_pictures(tmp_path, figures("metrics.json"))
    evaluation_pictures(tmp_path, figures("evaluation.json"))
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == first


def test_a_page_without_a_place_for_a_figure_is_refused() -> None:
    with pytest.raises(KeyError, match="no block 'x'"):
        fill("a page", {"x": "1"})
