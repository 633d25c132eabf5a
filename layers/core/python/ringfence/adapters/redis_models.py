"""The model registry in Redis: bytes and manifest under their content hash, pointers, history."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from pydantic import ValidationError
from redis import Redis

from ringfence.adapters.redis_errors import state_errors
from ringfence.adapters.redis_keys import Keys
from ringfence.domain.canonical import content_hash
from ringfence.domain.errors import ModelMissing, ModelRefused
from ringfence.domain.features import FEATURE_NAMES
from ringfence.domain.model import Manifest
from ringfence.flow.ports import Model

CACHED_MODELS = 3


class RedisModels:
    """`ports.Models` and `ports.ModelRegistry`."""

    def __init__(self, client: Redis, keys: Keys) -> None:
        self._client = client
        self._keys = keys
        self._loaded: dict[str, Model] = {}
        self._refused: dict[str, ModelRefused] = {}
        self._last_good: Model | None = None

    # ── For scoring ──────────────────────────────────────────────────────────────────────────────

    def load(self, version: str) -> Model:
        self._last_good = self.recall(version)
        return self._last_good

    def recall(self, version: str) -> Model:
        if version in self._refused:
            raise self._refused[version]
        if version not in self._loaded:
            try:
                model = self._fetch(version)
            except ModelMissing:
                raise  # It may be put there any moment.
            except ModelRefused as refused:
                self._refused[version] = refused
                raise
            self._loaded[version] = model
            for stale in list(self._loaded)[:-CACHED_MODELS]:
                del self._loaded[stale]
        return self._loaded[version]

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

    # ── For those who put models there ───────────────────────────────────────────────────────────

    def put(self, onnx: bytes, manifest: Manifest) -> str:
        """Store a model; returns its version. Idempotent.

        Raises
        ------
        ModelRefused
            The manifest names other features than this code computes.
        """
        version = content_hash(onnx)
        if manifest.features != FEATURE_NAMES:
            raise ModelRefused(
                version, "its features are not this release's FEATURES; train it again"
            )
        with state_errors():
            self._client.hset(
                self._keys.model(version),
                mapping={"onnx": onnx, "manifest": manifest.model_dump_json()},
            )
        return version

    def activate(self, version: str) -> None:
        """Put a model in force, from the next batch on; the one before goes to the history."""
        with state_errors():
            pipeline = self._client.pipeline(transaction=True)
            pipeline.hget(self._keys.pointers, "active_model")
            pipeline.exists(self._keys.model(version))
            before, is_known = pipeline.execute()
            if not is_known:
                raise ModelRefused(version, "its bytes are not in the registry")
            if before == version.encode():
                return
            pipeline = self._client.pipeline(transaction=True)
            pipeline.hset(self._keys.pointers, "active_model", version)
            pipeline.rpush(self._keys.model_history, f"{datetime.now(UTC).isoformat()} {version}")
            pipeline.execute()

    def shadow(self, version: str | None) -> None:
        """Score beside the active model; None ends it."""
        with state_errors():
            if version is None:
                self._client.hdel(self._keys.pointers, "shadow_model")
            else:
                self._client.hset(self._keys.pointers, "shadow_model", version)

    def roll_back(self) -> str:
        """Back to the model before the active one; returns its version.

        Raises
        ------
        ModelRefused
            There is none before.
        """
        version = self.earlier()
        self.activate(version)
        return version

    def earlier(self) -> str:
        """The model before the active one; raises `ModelRefused` where there is none."""
        versions = [line.split()[1] for line in self._history()]
        active = versions[-1] if versions else "none"
        earlier = [version for version in versions if version != active]
        if not earlier:
            raise ModelRefused(active, "there is no earlier model to roll back to")
        return earlier[-1]

    def describe(self) -> Mapping[str, object]:
        """Pointers and history."""
        with state_errors():
            pointers = self._client.hgetall(self._keys.pointers)
        return {
            **{name.decode(): value.decode() for name, value in pointers.items()},
            "history": self._history(),
        }

    def _history(self) -> list[str]:
        with state_errors():
            return [line.decode() for line in self._client.lrange(self._keys.model_history, 0, -1)]
