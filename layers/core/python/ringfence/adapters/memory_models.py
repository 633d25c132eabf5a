"""The model registry in memory, over the state that decides."""

from __future__ import annotations

from dataclasses import replace

from ringfence.adapters.memory import MemoryState
from ringfence.domain.canonical import content_hash
from ringfence.domain.errors import ModelRefused, NoEarlierModel, UnknownModel
from ringfence.domain.features import FEATURE_NAMES
from ringfence.domain.model import Manifest
from ringfence.domain.model_book import (
    ACTIVATIONS_SHOWN,
    MODELS_SHOWN,
    ModelActivation,
    ModelBook,
    RegisteredModel,
    model_book,
)
from ringfence.flow.ports import Clock


class MemoryModelRegistry:
    """`ports.ModelRegistry`."""

    def __init__(self, state: MemoryState, now: Clock) -> None:
        self._state = state
        self._now = now
        self._models: dict[str, RegisteredModel] = {}
        self._history: list[ModelActivation] = []

    def put(self, onnx: bytes, manifest: Manifest) -> str:
        version = content_hash(onnx)
        if manifest.features != FEATURE_NAMES:
            raise ModelRefused(
                version, "its features are not this release's FEATURES; train it again"
            )
        self._models.setdefault(version, RegisteredModel(version, self._now(), manifest))
        return version

    def activate(self, version: str, by: str | None = None) -> None:
        self._check(version)
        if self._state.pointers.active_model == version:
            return
        self._state.pointers = replace(self._state.pointers, active_model=version)
        self._history.append(ModelActivation(version=version, at=self._now(), by=by))

    def shadow(self, version: str | None) -> None:
        if version is not None:
            self._check(version)
        self._state.pointers = replace(self._state.pointers, shadow_model=version)

    def roll_back(self, by: str | None = None) -> str:
        version = self.earlier()
        self.activate(version, by)
        return version

    def earlier(self) -> str:
        active = self._state.pointers.active_model or "none"
        earlier = [one.version for one in self._history if one.version != active]
        if not earlier:
            raise NoEarlierModel(active)
        return earlier[-1]

    def manifest(self, version: str) -> Manifest | None:
        found = self._models.get(version)
        return found.manifest if found else None

    def book(self) -> ModelBook:
        pointers = self._state.pointers
        newest = [*reversed(self._models.values())][:MODELS_SHOWN]
        history = [*reversed(self._history)][:ACTIVATIONS_SHOWN]
        return model_book(newest, pointers.active_model, pointers.shadow_model, history)

    def _check(self, version: str) -> None:
        if version not in self._models:
            raise UnknownModel(version)
