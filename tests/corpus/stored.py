"""The corpus as it is committed: JSON lines, compressed, of artifacts and then of decisions."""

from __future__ import annotations

import json
import lzma
from base64 import b64decode, b64encode
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from ringfence.adapters.memory import MemoryState
from ringfence.adapters.memory_stores import MemoryPolicies, MemoryRules
from ringfence.adapters.onnx_model import load
from ringfence.domain.archive import Artifact, ArtifactName
from ringfence.domain.decisions import Decision
from ringfence.domain.model import Manifest
from ringfence.domain.rules import RuleSet
from ringfence.flow.ports import Model
from ringfence.flow.replay import Kept
from tests.builders import KnownModels, OneFeatureModel

PATH = Path(__file__).with_name("decisions.jsonl.xz")

SHADOW = OneFeatureModel("amount", weight=0.01)
"""The shadow model of the corpus: it is code, and has no bytes."""


class Stored(NamedTuple):
    """A decision as it was stored, and what it is in the corpus for."""

    shows: str
    decision: Decision


@dataclass(frozen=True, slots=True)
class Corpus:
    """Decisions, and what they name by content hash."""

    decisions: Sequence[Stored]
    artifacts: Sequence[Artifact]

    def of(self, kind: str) -> dict[str, bytes]:
        """Bodies of the artifacts of a kind, by version."""
        return {name.version: body for name, body in self.artifacts if name.kind == kind}

    def kept(self) -> Kept:
        """What the corpus names, and nothing that this release ships."""
        manifests, state = self.of("manifests"), MemoryState()
        models: list[Model] = [SHADOW]
        for version, onnx in self.of("models").items():
            models.append(load(onnx, Manifest.model_validate_json(manifests[version])))
        rules = MemoryRules(state)
        rules.sets = {
            version: RuleSet.model_validate_json(body) for version, body in self.of("rules").items()
        }
        state.policies.update(self.of("policies"))
        return Kept(KnownModels(*models), rules, MemoryPolicies(state))


def write(corpus: Corpus, path: Path = PATH) -> None:
    """The same corpus makes the same bytes."""
    lines = "".join(json.dumps(line, separators=(",", ":")) + "\n" for line in _lines(corpus))
    path.write_bytes(lzma.compress(lines.encode(), preset=9))


def read(path: Path = PATH) -> Corpus:
    """The corpus as it was written."""
    lines: list[dict[str, Any]] = [
        json.loads(line) for line in lzma.decompress(path.read_bytes()).splitlines()
    ]
    return Corpus(
        [
            Stored(line["shows"], Decision.model_validate_json(json.dumps(line["decision"])))
            for line in lines
            if line["kind"] == "decision"
        ],
        [
            Artifact(ArtifactName(line["kind"], line["version"]), b64decode(line["body"]))
            for line in lines
            if line["kind"] != "decision"
        ],
    )


def _lines(corpus: Corpus) -> Iterator[dict[str, Any]]:
    for name, body in corpus.artifacts:
        yield {"kind": name.kind, "version": name.version, "body": b64encode(body).decode()}
    for shows, decision in corpus.decisions:
        yield {"kind": "decision", "shows": shows, "decision": decision.model_dump(mode="json")}
