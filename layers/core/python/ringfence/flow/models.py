"""Models: what people do to the registry, recorded."""

from __future__ import annotations

from dataclasses import dataclass

from ringfence.domain.audit import Change
from ringfence.domain.model import Manifest
from ringfence.domain.model_book import ModelBook
from ringfence.domain.people import Person
from ringfence.flow.audit import By, audited
from ringfence.flow.govern_ports import Audit, ModelRegistry
from ringfence.flow.ports import Clock


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

    def activate(self, version: str, by: str | None = None) -> None:
        before = self.registry.book().active
        if before != version:
            with audited(_change("models.activate", before, version), self._by()):
                self.registry.activate(version, by or self.person.name)

    def shadow(self, version: str | None) -> None:
        before = self.registry.book().shadow
        if before != version:
            with audited(_change("models.shadow", before, version), self._by()):
                self.registry.shadow(version)

    def roll_back(self, by: str | None = None) -> str:
        before = self.registry.book().active
        change = _change("models.roll_back", before, self.registry.earlier())
        with audited(change, self._by()):
            return self.registry.roll_back(by or self.person.name)

    def earlier(self) -> str:
        return self.registry.earlier()

    def manifest(self, version: str) -> Manifest | None:
        return self.registry.manifest(version)

    def book(self) -> ModelBook:
        return self.registry.book()

    def _by(self) -> By:
        return By(self.person, self.now(), self.audit)


def _change(action: str, before: str | None, after: str | None) -> Change:
    return Change(
        action=action,
        subject=after or before or "none",
        before={"version": before} if before else None,
        after={"version": after} if after else None,
    )
