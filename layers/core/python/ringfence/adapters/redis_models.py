"""Models from Redis, for scoring: fetched, checked and loaded once per version."""

from __future__ import annotations

from collections.abc import Callable

from pydantic import ValidationError
from redis import Redis

from ringfence.adapters.redis_errors import state_errors
from ringfence.adapters.redis_keys import Keys
from ringfence.domain.canonical import content_hash
from ringfence.domain.errors import ModelMissing, ModelRefused
from ringfence.domain.model import Manifest
from ringfence.flow.ports import Model

CACHED_MODELS = 3


class RedisModels:
    """`ports.Models`. `on_refused` is told once of each version that cannot score."""

    def __init__(
        self,
        client: Redis,
        keys: Keys,
        on_refused: Callable[[ModelRefused], None] = lambda _: None,
    ) -> None:
        self._client = client
        self._keys = keys
        self._on_refused = on_refused
        self._told: set[str] = set()
        self._loaded: dict[str, Model] = {}
        self._refused: dict[str, ModelRefused] = {}
        self._last_good: Model | None = None

    def load(self, version: str) -> Model:
        model = self.recall(version)
        if model is not self._last_good:
            # Somebody changed what is in force: what was refused may have been mended meanwhile.
            self._refused.clear()
            self._last_good = model
        return model

    def recall(self, version: str) -> Model:
        if version in self._refused:
            raise self._refused[version]
        if version not in self._loaded:
            try:
                model = self._fetch(version)
            except ModelRefused as refused:
                if not isinstance(refused, ModelMissing):  # That may be put there any moment.
                    self._refused[version] = refused
                self._tell(refused)
                raise
            self._loaded[version] = model
            self._told.discard(version)
            for stale in list(self._loaded)[:-CACHED_MODELS]:
                del self._loaded[stale]
        return self._loaded[version]

    def _tell(self, refused: ModelRefused) -> None:
        if refused.version not in self._told:
            self._told.add(refused.version)
            self._on_refused(refused)

    def last_good(self) -> Model | None:
        return self._last_good

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
            return load(onnx, Manifest.model_validate_json(manifest))
        except ValidationError as error:
            raise ModelRefused(version, f"its manifest cannot be read: {error}") from error
