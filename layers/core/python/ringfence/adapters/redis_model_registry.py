"""The model registry in Redis: bytes and manifest under their content hash, pointers, history."""

from __future__ import annotations

from datetime import datetime

from pydantic import ValidationError
from redis import Redis

from ringfence.adapters.redis_errors import state_errors
from ringfence.adapters.redis_keys import Keys
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


class RedisModelRegistry:
    """`ports.ModelRegistry`."""

    def __init__(self, client: Redis, keys: Keys, now: Clock) -> None:
        self._client = client
        self._keys = keys
        self._now = now

    def put(self, onnx: bytes, manifest: Manifest) -> str:
        version = content_hash(onnx)
        if manifest.features != FEATURE_NAMES:
            raise ModelRefused(
                version, "its features are not this release's FEATURES; train it again"
            )
        stored = {"onnx": onnx, "manifest": manifest.model_dump_json()}
        with state_errors():
            pipeline = self._client.pipeline(transaction=True)
            pipeline.hset(self._keys.model(version), mapping=stored)
            pipeline.hsetnx(self._keys.models, version, self._now().isoformat())
            pipeline.execute()
        return version

    def activate(self, version: str, by: str | None = None) -> None:
        with state_errors():
            pipeline = self._client.pipeline(transaction=True)
            pipeline.hget(self._keys.pointers, "active_model")
            pipeline.exists(self._keys.model(version))
            before, is_known = pipeline.execute()
            if not is_known:
                raise UnknownModel(version)
            if before == version.encode():
                return
            line = f"{self._now().isoformat()} {version} {by or ''}".rstrip()
            pipeline = self._client.pipeline(transaction=True)
            pipeline.hset(self._keys.pointers, "active_model", version)
            pipeline.rpush(self._keys.model_history, line)
            pipeline.execute()

    def shadow(self, version: str | None) -> None:
        with state_errors():
            if version is None:
                self._client.hdel(self._keys.pointers, "shadow_model")
                return
            if not self._client.exists(self._keys.model(version)):
                raise UnknownModel(version)
            self._client.hset(self._keys.pointers, "shadow_model", version)

    def roll_back(self, by: str | None = None) -> str:
        version = self.earlier()
        self.activate(version, by)
        return version

    def earlier(self) -> str:
        with state_errors():
            active = (self._client.hget(self._keys.pointers, "active_model") or b"none").decode()
        history = activations(self._client, self._keys)
        earlier = [one.version for one in history if one.version != active]
        if not earlier:
            raise NoEarlierModel(active)
        return earlier[0]

    def manifest(self, version: str) -> Manifest | None:
        with state_errors():
            stored = self._client.hget(self._keys.model(version), "manifest")
        return _manifest(stored)

    def book(self) -> ModelBook:
        history = activations(self._client, self._keys)
        with state_errors():
            pipeline = self._client.pipeline(transaction=True)
            pipeline.hmget(self._keys.pointers, ("active_model", "shadow_model"))
            pipeline.hgetall(self._keys.models)
            (active, shadow), known = pipeline.execute()
        registered = {name.decode(): _time(at) for name, at in known.items()}
        in_force = [version.decode() for version in (active, shadow) if version]
        # A model registered by an earlier release stands in the history or in force only.
        elsewhere = {*in_force, *(one.version for one in history)} - set(registered)
        newest = sorted(registered, key=lambda version: registered[version], reverse=True)
        found = self._models([*newest, *sorted(elsewhere)][:MODELS_SHOWN], registered)
        names = [version.decode() if version else None for version in (active, shadow)]
        return model_book(found, names[0], names[1], history)

    def _models(
        self, versions: list[str], registered: dict[str, datetime]
    ) -> list[RegisteredModel]:
        with state_errors():
            pipeline = self._client.pipeline(transaction=False)
            for version in versions:
                pipeline.hget(self._keys.model(version), "manifest")
            stored = pipeline.execute()
        manifests = zip(versions, map(_manifest, stored), strict=True)
        return [
            RegisteredModel(version, registered.get(version), manifest)
            for version, manifest in manifests
            if manifest
        ]


def activations(client: Redis, keys: Keys) -> list[ModelActivation]:
    """The latest, newest first. One round trip."""
    with state_errors():
        lines = client.lrange(keys.model_history, -ACTIVATIONS_SHOWN, -1)
    return [_activation(line.decode()) for line in reversed(lines)]


def _activation(line: str) -> ModelActivation:
    at, version, *by = line.split(" ", 2)
    return ModelActivation(version=version, at=datetime.fromisoformat(at), by=by[0] if by else None)


def _time(at: bytes) -> datetime:
    return datetime.fromisoformat(at.decode())


def _manifest(stored: bytes | None) -> Manifest | None:
    """None where there is none, or one of a release that wrote it otherwise."""
    try:
        return Manifest.model_validate_json(stored) if stored else None
    except ValidationError:
        return None
