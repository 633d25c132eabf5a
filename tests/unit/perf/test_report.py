"""Which file a run of the bench writes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.docs.readme import FIGURES
from tests.perf.report import DEMANDED, PART, WHOLE, Lacking, write

FULL = dict.fromkeys(DEMANDED, 1.0)


def test_a_whole_run_says_everything_that_is_demanded(tmp_path: Path) -> None:
    path = write(FULL, tmp_path, is_whole=True)

    assert path.name == WHOLE
    assert json.loads(path.read_text()) == FULL


def test_a_part_leaves_the_whole_runs_figures_alone(tmp_path: Path) -> None:
    whole = write(FULL, tmp_path, is_whole=True)

    part = write({"rules_30_us": 2.0}, tmp_path, is_whole=False)

    assert part.name == PART
    assert json.loads(whole.read_text()) == FULL


@pytest.mark.parametrize("name", DEMANDED)
def test_a_whole_run_that_lacks_a_figure_is_refused_and_kept_apart(
    tmp_path: Path, name: str
) -> None:
    with pytest.raises(Lacking, match=name):
        write({**FULL, name: None}, tmp_path, is_whole=True)

    assert [path.name for path in tmp_path.iterdir()] == [PART]


def test_the_readme_shows_every_figure_that_is_demanded() -> None:
    shown = {name for _, name, _ in FIGURES}

    assert set(DEMANDED) - {"machine", "measured_at"} <= shown
