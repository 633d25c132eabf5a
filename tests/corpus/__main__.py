"""`python -m tests.corpus`: write the corpus anew, by what this build decides."""

from __future__ import annotations

from collections.abc import Sequence

from ringfence.adapters.onnx_model import OnnxModel, load
from ringfence.domain.archive import Artifact, ArtifactName, Row, artifacts_of
from ringfence.domain.model import Manifest
from simulator.registry import SEED_MODEL, read
from tests.corpus.cases import Desk, decided
from tests.corpus.stored import PATH, SHADOW, Corpus, Stored, write

STILL = {"observe": 0.0, "score": 0.0}
"""No two runs take the same time; the corpus is the same from each."""


def main() -> None:
    """A few seconds."""
    onnx, manifest = read(SEED_MODEL)
    # Drift's reference is most of a manifest, and no replay reads it.
    manifest = manifest.model_copy(update={"reference": None, "metrics": {}})
    model = load(onnx, manifest)
    found = list(decided(model))
    stored = [
        Stored(shows, decision.model_copy(update={"timings_ms": STILL}))
        for (shows, decision), _ in found
    ]
    bodies = _bodies(model, onnx, manifest, [desk for _, desk in found])
    named = dict.fromkeys(name for one in stored for name in _named(one))
    write(Corpus(stored, [Artifact(name, bodies[name]) for name in named]))
    print(f"{len(stored)} decisions, {PATH.stat().st_size:,} bytes in {PATH.name}")


def _bodies(
    model: OnnxModel, onnx: bytes, manifest: Manifest, desks: Sequence[Desk]
) -> dict[ArtifactName, bytes]:
    bodies = {
        ArtifactName("manifests", model.version): manifest.model_dump_json().encode(),
        ArtifactName("models", model.version): onnx,
    }
    for desk in desks:
        for version, rule_set in desk.rules.sets.items():
            bodies[ArtifactName("rules", version)] = rule_set.model_dump_json().encode()
        for version, body in desk.state.policies.items():
            bodies[ArtifactName("policies", version)] = body
    return bodies


def _named(stored: Stored) -> list[ArtifactName]:
    """What a decision and its amendment were made with, but the shadow, which is code."""
    decision = stored.decision.model_dump(mode="json")
    rows: list[Row] = [{"kind": "decision", "decision": decision}]
    if decision["amendment"]:
        rows.append({"kind": "amendment", "amendment": {"amendment": decision["amendment"]}})
    return [name for name in artifacts_of(rows) if name.version != SHADOW.version]


if __name__ == "__main__":
    main()
