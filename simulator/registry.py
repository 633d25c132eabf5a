"""Model folders, and the way of a model into the registry."""

from __future__ import annotations

import json
from pathlib import Path

from ringfence.adapters.onnx_model import load
from ringfence.bootstrap import activate_model, model_registry
from ringfence.domain.model import Manifest
from simulator.train import Trained

SEED_MODEL = Path(__file__).parent / "models" / "seed"


def save(trained: Trained, folder: Path) -> None:
    """Write model.onnx, manifest.json and metrics.json."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "model.onnx").write_bytes(trained.onnx)
    manifest = trained.manifest.model_dump(mode="json")
    lines = ",\n".join(f" {json.dumps(key)}: {json.dumps(part)}" for key, part in manifest.items())
    (folder / "manifest.json").write_text(f"{{\n{lines}\n}}\n")
    (folder / "metrics.json").write_text(json.dumps(trained.report, indent=1) + "\n")


def read(folder: Path) -> tuple[bytes, Manifest]:
    """The bytes and the manifest of a model folder."""
    manifest = Manifest.model_validate_json((folder / "manifest.json").read_text())
    return (folder / "model.onnx").read_bytes(), manifest


def register(redis_url: str, namespace: str, folder: Path, is_activated: bool) -> str:
    """Put a model into the registry and, if asked, in force; returns its version. Idempotent.

    Raises
    ------
    ModelRefused
        It would be refused by scoring, so it is refused here.
    """
    onnx, manifest = read(folder)
    load(onnx, manifest)
    registry = model_registry(redis_url, namespace)
    version = registry.put(onnx, manifest)
    if is_activated:
        registry.activate(version)
    return version


def activate(redis_url: str, namespace: str, version: str) -> None:
    """Put a registered model in force; raises `UnknownModel`, and `UnfitModel` where it could not
    score."""
    activate_model(redis_url, version, namespace)
