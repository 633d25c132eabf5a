"""Models from Redis, for scoring: fetched, checked and loaded once per version."""

from __future__ import annotations

from collections.abc import Callable

from pydantic import ValidationError
from redis import Redis

from ringfence.adapters.in_use import InUse
from ringfence.adapters.redis_errors import state_errors
from ringfence.adapters.redis_keys import Keys
from ringfence.domain.canonical import content_hash
from ringfence.domain.errors import ModelMissing, ModelRefused
from ringfence.domain.model import Manifest
from ringfence.flow.ports import Model

CACHED_MODELS = 3


class RedisModels:
    """`ports.Models`. `on_refused` is told once of each version in use that cannot score, and of
    each that cannot score some transactions."""

    def __init__(
        self,
        client: Redis,
        keys: Keys,
        on_refused: Callable[[ModelRefused], None] = lambda _: None,
    ) -> None:
        self._client = client
        self._keys = keys
        self._on_refused = on_refused
        self._loaded: dict[str, Model] = {}
        self._in_use = InUse(self.recall, self._history, ModelRefused, ModelMissing, on_refused)

    def load(self, version: str) -> Model:
        return self._in_use.load(version)

    def shadow(self, version: str) -> Model:
        return self._in_use.use(version)

    def recall(self, version: str) -> Model:
        if version not in self._loaded:
            self._loaded[version] = self._fetch(version)
            for stale in list(self._loaded)[:-CACHED_MODELS]:
                del self._loaded[stale]
        return self._loaded[version]

    def last_good(self) -> Model | None:
        return self._in_use.last_good()

    def _history(self) -> list[str]:
        from ringfence.adapters.redis_model_registry import activations

        return [one.version for one in activations(self._client, self._keys)]

    def ping(self) -> str:
        with state_errors():
            active = self._client.hget(self._keys.pointers, "active_model")
        if not active:
            raise ModelRefused("none", "no model is active; register one with `make model`")
        return f"model {self.load(active.decode()).version}"

    def _fetch(self, version: str) -> Model:
        from ringfence.adapters.onnx_model import load

        with state_errors():
            onnx, manifest = self._client.hmget(self._keys.model(version), ("onnx", "manifest"))
        if not onnx or not manifest:
            raise ModelMissing(version, "its bytes are not in the registry")
        if content_hash(onnx) != version:
            raise ModelRefused(version, "its bytes do not match its content hash")
        try:
            return load(onnx, Manifest.model_validate_json(manifest), self._on_refused)
        except ValidationError as error:
            raise ModelRefused(version, f"its manifest cannot be read: {error}") from error
