"""Pictures of what was measured, drawn from committed figures alone: the same SVG every time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure

INK, QUIET, ACCENT, SECOND = "#1f2933", "#9aa5b1", "#0f62fe", "#d9480f"
COLOURS = (ACCENT, SECOND, "#2b8a3e", "#862e9c")
MARKERS = ("o", "s", "^", "D")
"""Colour never speaks alone."""

Curves = Mapping[str, Sequence[Sequence[float]]]


def precision_recall(path: Path, curves: Mapping[str, Curves], title: str) -> None:
    """One line for each name, from its `precision_recall` points."""
    figure, axes = _figure(title, "recall", "precision")
    for place, (name, curve) in enumerate(curves.items()):
        points = curve["precision_recall"]
        line = [[recall for recall, _ in points], [precision for _, precision in points]]
        axes.plot(*line, color=COLOURS[place], marker=MARKERS[place], markersize=3, label=name)
    axes.set_xlim(0, 1.01)
    axes.set_ylim(0, 1.02)
    _save(figure, axes, path)


def calibration(path: Path, curves: Mapping[str, Curves], title: str) -> None:
    """Share of frauds against mean score, both in logarithms; on the diagonal is right."""
    figure, axes = _figure(title, "mean score", "share that was fraud")
    axes.plot([1e-4, 1], [1e-4, 1], color=QUIET, linestyle="--", linewidth=1, label="right")
    for place, (name, curve) in enumerate(curves.items()):
        points = [point for point in curve["calibration"] if point[1] > 0]
        line = [[mean for mean, _, _ in points], [share for _, share, _ in points]]
        axes.plot(*line, color=COLOURS[place], marker=MARKERS[place], markersize=5, label=name)
    axes.set_xscale("log")
    axes.set_yscale("log")
    _save(figure, axes, path)


def bars(
    path: Path, names: Sequence[str], values: Mapping[str, Sequence[float | None]], title: str
) -> None:
    """Shares side by side, a group of bars for each name."""
    figure, axes = _figure(title, "", "", height=0.42 * len(names) + 1.3)
    width = 0.8 / len(values)
    for place, (label, shares) in enumerate(values.items()):
        at = [number + place * width for number in range(len(names))]
        drawn = axes.barh(at, [share or 0.0 for share in shares], width * 0.92, label=label)
        axes.bar_label(drawn, [_said(share) for share in shares], padding=3, fontsize=8, color=INK)
        for bar in drawn:
            bar.set_color(COLOURS[place])
    axes.set_yticks([n + 0.4 - width / 2 for n in range(len(names))], names)
    axes.invert_yaxis()
    axes.set_xlim(0, 1.12)
    axes.grid(visible=False, axis="y")
    _save(figure, axes, path, {"loc": "upper left", "bbox_to_anchor": (0, -0.06), "ncols": 2})


def _said(share: float | None) -> str:
    return "none" if share is None else f"{share:.2f}"


def _figure(title: str, across: str, up: str, height: float = 3.6) -> tuple[Figure, Axes]:
    mpl.rcParams.update({"svg.hashsalt": "ringfence", "svg.fonttype": "none", "font.size": 9})
    figure = Figure(figsize=(6.4, height), layout="constrained")
    axes = figure.add_subplot()
    axes.set_title(title, loc="left", color=INK, fontsize=10, fontweight="bold")
    axes.set_xlabel(across)
    axes.set_ylabel(up)
    axes.grid(color="#e4e7eb", linewidth=0.7)
    axes.set_axisbelow(True)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    return figure, axes


def _save(
    figure: Figure, axes: Axes, path: Path, legend: Mapping[str, Any] = MappingProxyType({})
) -> None:
    """`legend` says where it stands; otherwise where it hides the least."""
    axes.legend(frameon=False, fontsize=8, **legend)
    path.parent.mkdir(parents=True, exist_ok=True)
    metadata: Any = {"Date": None, "Creator": None}
    figure.savefig(path, metadata=metadata)
    # Matplotlib ends some lines in blanks, which the repository's checks refuse.
    lines = [line.rstrip() for line in path.read_text().splitlines()]
    path.write_text("\n".join(lines) + "\n")
