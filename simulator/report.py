"""Measured figures as tables and pictures of the docs: nothing on those pages is typed by hand."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from simulator.blocks import fill, table
from simulator.stream import LOOKALIKES, SCENARIOS

Report = Mapping[str, Any]
PAGES = Path(__file__).parent / "pages"
"""The words of the pages, with a place for each figure."""

TESTS = {
    "later": "later",
    "other_town": "other town",
    "live_attack": "live attack",
    "live_black_friday": "live Black Friday",
}
MEASURES = {
    "auc": "area under ROC",
    "average_precision": "average precision",
    "precision_at_1pct": "precision at 1 % budget",
    "recall_at_1pct": "recall at 1 % budget",
    "recall_at_half": "recall at score 0.5",
    "false_reviews_at_half": "genuine at score 0.5 or more",
}


# ── The model card ───────────────────────────────────────────────────────────────────────────────


def model_card(page: str, manifest: Report, metrics: Report) -> str:
    """The page with the figures of one training run."""
    blocks = {"made": _made(manifest), "measured": _measured(metrics)}
    return fill(page, {**blocks, "scenarios": _scenarios(metrics), "weak": _weak(metrics)})


def card_pictures(folder: Path, metrics: Report) -> None:
    """Precision and recall, and calibration, on the sets a week or more long."""
    from simulator import pictures

    shown = {TESTS[name]: metrics[name]["curves"] for name in ("later", "other_town")}
    pictures.precision_recall(
        folder / "model-precision-recall.svg", shown, "Precision against recall, seed model"
    )
    pictures.calibration(folder / "model-calibration.svg", shown, "Calibration, seed model")


def _made(manifest: Report) -> str:
    slope, intercept = manifest["calibration"]
    rows = [
        ("trained at", str(manifest["trained_at"])),
        ("features", f"{len(manifest['features'])}"),
        ("training rows", f"{manifest['training_rows']:,}"),
        ("of them known frauds", f"{manifest['training_frauds']:,}"),
        ("digest of features and labels", f"`{manifest['training_digest']}`"),
        ("base margin", f"{manifest['base_margin']:.2f}"),
        ("calibration (slope, intercept)", f"{slope:.3f}, {intercept:.3f}"),
    ]
    return table(("", "this model"), rows)


def _measured(metrics: Report) -> str:
    parts = [metrics[name]["summary"] for name in TESTS]
    sizes = [f"{part['rows']:,.0f} / {part['frauds']:,.0f}" for part in parts]
    rows = [("rows / frauds", *sizes)]
    for key, words in MEASURES.items():
        rows.append((words, *(f"{part[key]:.4f}" for part in parts)))
    rates = [f"{part['mean_score']:.4f} / {part['frauds'] / part['rows']:.4f}" for part in parts]
    return table(("", *TESTS.values()), [*rows, ("mean score / fraud rate", *rates)])


def _scenarios(metrics: Report) -> str:
    names = ("later", "other_town", "live_attack")
    rows = [
        (name, *(_share_of(metrics[test]["scenarios"], f"fraud/{name}") for test in names))
        for name in sorted(SCENARIOS)
    ]
    return table(("scenario", *(TESTS[name] for name in names)), rows)


def _share_of(scenarios: Report, key: str) -> str:
    part = scenarios.get(key)
    return f"{part['at_half']:.2f} of {part['rows']:.0f}" if part else "–"


def _weak(metrics: Report) -> str:
    """Frauds mostly missed, and look-alikes most often suspected, at a score of 0.5."""
    missed, suspected = [], []
    for test in TESTS:
        for key, part in metrics[test]["scenarios"].items():
            word, name = key.split("/")
            said = f"{name} in *{TESTS[test]}* ({part['at_half']:.2f} of {part['rows']:.0f})"
            if word == "fraud" and part["at_half"] < 0.5:
                missed.append((part["at_half"], said))
            if word == "genuine" and name in LOOKALIKES and part["at_half"] > 0.005:
                suspected.append((-part["at_half"], said))
    lines = [f"- Missed more often than not: {_listed(missed)}."]
    return "\n".join([*lines, f"- Suspected though innocent: {_listed(suspected)}."])


def _listed(items: list[tuple[float, str]]) -> str:
    return "; ".join(said for _, said in sorted(items)) or "none"


# ── Our own benchmark ────────────────────────────────────────────────────────────────────────────


def evaluation(page: str, report: Report) -> str:
    """The page with the figures of one run of the benchmark."""
    blocks = {
        "summary": _summary(report),
        "recall": _recall(report),
        "first-alerts": _first_alerts(report["first_alerts"]),
        "rings": _rings(report["rings"]),
    }
    return fill(page, blocks)


def evaluation_pictures(folder: Path, report: Report) -> None:
    """Precision and recall, calibration, and recall by scenario."""
    from simulator import pictures

    shown = {"held-out town": report["curves"]}
    pictures.precision_recall(
        folder / "evaluation-precision-recall.svg", shown, "Precision against recall, held-out town"
    )
    pictures.calibration(folder / "evaluation-calibration.svg", shown, "Calibration, held-out town")
    names = _measured_scenarios(report)
    met = [report["scenarios"][f"fraud/{name}"]["at_1pct"] for name in names]
    never = [_without(report, name)["recall"] for name in names]
    pictures.bars(
        folder / "evaluation-recall.svg",
        names,
        {"trained on": met, "never trained on": never},
        "Share of frauds within the 1 % alert budget",
    )


def _summary(report: Report) -> str:
    part = report["summary"]
    rows = [("rows / frauds", f"{part['rows']:,.0f} / {part['frauds']:,.0f}")]
    rows += [(words, f"{part[key]:.4f}") for key, words in MEASURES.items()]
    return table(("", f"town of seed {report['seed']}"), rows)


def _measured_scenarios(report: Report) -> list[str]:
    return [name for name in sorted(SCENARIOS) if f"fraud/{name}" in report["scenarios"]]


def _recall(report: Report) -> str:
    rows = []
    for name in _measured_scenarios(report):
        part, other = report["scenarios"][f"fraud/{name}"], _without(report, name)
        share = _said(other["recall"])
        ours = f"{part['at_1pct']:.2f}"
        precision = _said(other["average_precision"], 3)
        rows.append((name, f"{part['rows']:,.0f}", ours, share, precision))
    head = ("scenario", "frauds", "trained on", "never trained on", "average precision without it")
    return table(head, rows)


def _without(report: Report, scenario: str) -> Report:
    """What a model that never met the scenario did; nothing where none was fitted."""
    nothing = {"recall": None, "average_precision": None}
    return dict(report["never_met"].get(scenario, nothing))


def _first_alerts(report: Report) -> str:
    rows = [
        (
            name,
            f"{part['rings']}",
            f"{part['missed']:.2f}",
            _time(part["median_s"]),
            _time(part["p90_s"]),
            _said(part["frauds_before"], 1),
        )
        for name, part in report.items()
    ]
    head = ("scenario", "rings", "never alerted", "median wait", "90 % within", "frauds before it")
    return table(head, rows)


RING_MEASURES = (
    ("rings found", "rings", 0),
    ("of them without one fraud", "false_rings", 0),
    ("users in a ring", "members", 0),
    ("of them tied by fraud to somebody", "member_precision", 3),
    ("users in the largest ring", "largest", 0),
    ("groups that fraud tied", "true_groups", 0),
    ("pair precision", "pair_precision", 3),
    ("pair recall", "pair_recall", 3),
    ("innocent groups that share something", "negatives", 0),
    ("of them with two users in one ring", "false_ring_rate", 3),
    ("the same, were the rings exactly the truth", "false_ring_rate_of_truth", 3),
)


def _rings(report: Report) -> str:
    known, unlabelled = report["summary"], report["unlabelled"]
    rows = [
        (words, _said(known[key], digits), _said(unlabelled[key], digits))
        for words, key, digits in RING_MEASURES
    ]
    groups = [
        (key.replace("/", ": "), f"{one['groups']:.0f}", f"{one['found']:.2f}",
         f"{one['pair_recall']:.2f}")
        for key, one in report["scenarios"].items()
    ]  # fmt: skip
    head = ("episode", "groups", "two in one ring", "pairs in one ring")
    figures = table(("", "with the labels known by then", "with no label at all"), rows)
    return figures + "\n\n" + table(head, groups)


def _time(seconds: float | None) -> str:
    if seconds is None:
        return "–"
    for unit, size in (("d", 86_400), ("h", 3_600), ("min", 60)):
        if seconds >= size:
            return f"{seconds / size:.1f} {unit}"
    return f"{seconds:.0f} s"


def _said(value: float | None, digits: int = 2) -> str:
    return "–" if value is None else f"{value:.{digits}f}"


# ── Files ────────────────────────────────────────────────────────────────────────────────────────


def write_model_card(folder: Path, docs: Path) -> None:
    """Write docs/model-card.md and draw its pictures from a model folder."""
    manifest = json.loads((folder / "manifest.json").read_text())
    metrics = json.loads((folder / "metrics.json").read_text())
    words = (PAGES / "model-card.md.in").read_text()
    (docs / "model-card.md").write_text(model_card(words, manifest, metrics))
    card_pictures(docs / "pictures", metrics)


def write_evaluation(report: Report, folder: Path, docs: Path) -> None:
    """Keep the figures beside the model, write docs/evaluation.md and draw its pictures."""
    (folder / "evaluation.json").write_text(json.dumps(report, indent=1) + "\n")
    words = (PAGES / "evaluation.md.in").read_text()
    (docs / "evaluation.md").write_text(evaluation(words, report))
    evaluation_pictures(docs / "pictures", report)


def lines_of(report: Report) -> Sequence[str]:
    """What `make evaluate` prints."""
    parts = (_summary(report), _recall(report), _first_alerts(report["first_alerts"]))
    return (*parts, _rings(report["rings"]))
