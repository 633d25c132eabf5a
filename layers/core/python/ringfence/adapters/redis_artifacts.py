"""`archive_ports.ArtifactSource` in Redis, and how an artifact is put back."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from redis import Redis

from ringfence.adapters.redis_errors import state_errors
from ringfence.adapters.redis_keys import Keys
from ringfence.domain.archive import Artifact, ArtifactName

FIELDS = {"models": "onnx", "manifests": "manifest"}


class RedisArtifacts:
    """See `archive_ports.ArtifactSource`. What is archived is noted beside the cursors."""

    def __init__(self, client: Redis, keys: Keys) -> None:
        self._client = client
        self._keys = keys

    def unarchived(self, names: Iterable[ArtifactName]) -> list[Artifact]:
        """Two round trips."""
        wanted = list(names)
        if not wanted:
            return []
        with state_errors():
            noted = self._client.hmget(self._keys.archived, [_note(name) for name in wanted])
            missing = [name for name, at in zip(wanted, noted, strict=True) if at is None]
            read = self._client.pipeline(transaction=False)
            for name in missing:
                self._read(read, name)
            found = read.execute() if missing else []
        return [Artifact(name, body) for name, body in zip(missing, found, strict=True) if body]

    def note(self, name: ArtifactName) -> None:
        at = datetime.now(UTC).isoformat()
        with state_errors():
            self._client.hset(self._keys.archived, _note(name), at)

    def put(self, artifact: Artifact) -> bool:
        """Put it where it is missing. One round trip, two for a model."""
        kind, version = artifact.name
        with state_errors():
            if kind == "rules":
                return bool(self._client.set(self._keys.rules(version), artifact.body, nx=True))
            if kind == "policies":
                return bool(self._client.hsetnx(self._keys.policies, version, artifact.body))
            if kind == "models":
                at = datetime.now(UTC).isoformat()
                self._client.hsetnx(self._keys.models, version, at)
            key, field = self._keys.model(version), FIELDS[kind]
            return bool(self._client.hsetnx(key, field, artifact.body))

    def _read(self, pipe: Redis, name: ArtifactName) -> None:
        if name.kind == "rules":
            pipe.get(self._keys.rules(name.version))
        elif name.kind == "policies":
            pipe.hget(self._keys.policies, name.version)
        else:
            pipe.hget(self._keys.model(name.version), FIELDS[name.kind])


def _note(name: ArtifactName) -> str:
    return f"{name.kind} {name.version}"
