"""Models: what people do to the registry, recorded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ringfence.domain.audit import Change
from ringfence.domain.model import Manifest
from ringfence.domain.people import Person
from ringfence.flow.audit import By, audited
from ringfence.flow.ports import Audit, Clock, ModelRegistry


@dataclass(frozen=True, slots=True)
class RecordedRegistry:
    """`ports.ModelRegistry` whose changes are audited as `person`'s. Bytes under a content hash
    decide nothing until they are put in force, so `put` is no change."""

    registry: ModelRegistry
    audit: Audit
    person: Person
    now: Clock

    def put(self, onnx: bytes, manifest: Manifest) -> str:
        return self.registry.put(onnx, manifest)

    def activate(self, version: str) -> None:
        before = self._pointer("active_model")
        if before != version:
            with audited(_change("models.activate", before, version), self._by()):
                self.registry.activate(version)

    def shadow(self, version: str | None) -> None:
        before = self._pointer("shadow_model")
        if before != version:
            with audited(_change("models.shadow", before, version), self._by()):
                self.registry.shadow(version)

    def roll_back(self) -> str:
        before = self._pointer("active_model")
        change = _change("models.roll_back", before, self.registry.earlier())
        with audited(change, self._by()):
            return self.registry.roll_back()

    def earlier(self) -> str:
        return self.registry.earlier()

    def describe(self) -> Mapping[str, object]:
        return self.registry.describe()

    def _pointer(self, name: str) -> str | None:
        held = self.registry.describe().get(name)
        return str(held) if held else None

    def _by(self) -> By:
        return By(self.person, self.now(), self.audit)


def _change(action: str, before: str | None, after: str | None) -> Change:
    return Change(
        action=action,
        subject=after or before or "none",
        before={"version": before} if before else None,
        after={"version": after} if after else None,
    )
