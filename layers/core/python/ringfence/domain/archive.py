"""The archive: what left the streams, as compressed JSON lines by the hour, each part with a
manifest that says what is in it.

A part holds entries of one hour that is over, so the same part is made of the same bytes under the
same name however often it is made. A part counts once its manifest is there.
"""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, NamedTuple

from pydantic import AwareDatetime, JsonValue, ValidationError

from ringfence.domain.canonical import content_hash
from ringfence.domain.decisions import Amendment
from ringfence.domain.model import Manifest
from ringfence.domain.policy import is_policy
from ringfence.domain.rules import RuleSet
from ringfence.domain.values import Message

SCHEMA = 1
"""Of the rows; another schema is another folder, so that no reader meets rows it does not know."""

PART_ENTRIES = 2_000
"""Entries of one part: some 14 MB of JSON, 2 MB compressed."""

Kind = Literal["decisions", "audit"]
KINDS: tuple[Kind, ...] = ("decisions", "audit")
Row = Mapping[str, JsonValue]
"""One line: `entry_id`, `kind` (`decision`, `amendment`, `label` or `change`), and the message by
that name. A decision's is as it was made; what came of it later is a row of its own."""


class ArchivedAmendment(Message):
    """The message of an `amendment` row; `alert_seq` is the alert that it raised."""

    transaction_id: str
    alert_seq: int | None
    amendment: Amendment


@dataclass(frozen=True, slots=True)
class Chunk:
    """Entries of one hour, in order. `missing` had left retention before they were read."""

    hour: datetime
    first_id: str
    last_id: str
    rows: Sequence[Row]
    missing: int = 0


class Part(Message):
    """The manifest of one part. `sha256` is that of the compressed bytes; `digest` seals the audit
    log up to here."""

    schema_version: int
    kind: Kind
    namespace: str
    hour: AwareDatetime
    first_id: str
    last_id: str
    rows: int
    missing: int
    bytes: int
    sha256: str
    digest: str | None = None

    @property
    def key(self) -> str:
        """Name of the compressed lines."""
        return f"{self._stem}.jsonl.gz"

    @property
    def manifest_key(self) -> str:
        """Name of this manifest."""
        return f"{self._stem}{MANIFEST}"

    @property
    def _stem(self) -> str:
        folder = day_folder(self.namespace, self.kind, self.hour)
        return f"{folder}hour={self.hour:%H}/part-{self.first_id}-{self.last_id}"


ArtifactKind = Literal["models", "manifests", "rules", "policies"]


class ArtifactName(NamedTuple):
    """A model's bytes, its manifest, a rule set or a policy, by the content hash that decisions
    name."""

    kind: ArtifactKind
    version: str

    def key(self, namespace: str) -> str:
        """Its name in the archive: one object, for good, however many decisions name it."""
        return f"{namespace}/{self.kind}/{self.version}"


class Artifact(NamedTuple):
    """With its bytes, as the registry has them."""

    name: ArtifactName
    body: bytes


def artifacts_of(rows: Iterable[Row]) -> list[ArtifactName]:
    """What these rows' decisions were made with, each once. A manifest comes before its model, so
    that a model that is there is whole."""
    found: dict[ArtifactName, None] = {}
    for row in rows:
        for versions in _versions_of(row):
            for field in ("model", "shadow_model"):
                if versions.get(field) not in (None, "none"):
                    found[ArtifactName("manifests", str(versions[field]))] = None
                    found[ArtifactName("models", str(versions[field]))] = None
            found[ArtifactName("rules", str(versions["rules"]))] = None
            found[ArtifactName("policies", str(versions["policy"]))] = None
    return list(found)


def _versions_of(row: Row) -> Iterator[Mapping[str, JsonValue]]:
    told = row.get("decision")
    if row["kind"] == "amendment":
        message = row["amendment"]
        told = message.get("amendment") if isinstance(message, dict) else None
    versions = told.get("versions") if isinstance(told, dict) else None
    if isinstance(versions, dict):
        yield versions


def is_sound(artifact: Artifact) -> bool:
    """Whether these are the bytes that its hash is of; a manifest has none of its own."""
    kind, version = artifact.name
    try:
        if kind == "models":
            return content_hash(artifact.body) == version
        if kind == "policies":
            return is_policy(version, artifact.body)
        if kind == "rules":
            return RuleSet.model_validate_json(artifact.body).version == version
        return bool(Manifest.model_validate_json(artifact.body))
    except ValidationError:
        return False


MANIFEST = ".manifest.json"


def kind_folder(namespace: str, kind: Kind) -> str:
    """Where all parts of a kind lie."""
    return f"{namespace}/{kind}/schema={SCHEMA}/"


def day_folder(namespace: str, kind: Kind, at: datetime) -> str:
    """Where those of a day lie."""
    return f"{kind_folder(namespace, kind)}date={at:%Y-%m-%d}/"


def packed(namespace: str, kind: Kind, chunk: Chunk) -> tuple[Part, bytes]:
    """A chunk as a part and its bytes; the same chunk gives the same bytes."""
    lines = b"".join(_line(row) for row in chunk.rows)
    body = gzip.compress(lines, mtime=0)
    part = Part(
        schema_version=SCHEMA,
        kind=kind,
        namespace=namespace,
        hour=chunk.hour,
        first_id=chunk.first_id,
        last_id=chunk.last_id,
        rows=len(chunk.rows),
        missing=chunk.missing,
        bytes=len(body),
        sha256=hashlib.sha256(body).hexdigest(),
        digest=_last_digest(chunk.rows),
    )
    return part, body


def is_whole(part: Part, body: bytes | None) -> bool:
    """Whether these are the part's bytes, down to the number of lines."""
    if body is None or hashlib.sha256(body).hexdigest() != part.sha256:
        return False
    return sum(1 for _ in unpacked(body)) == part.rows


def unpacked(body: bytes) -> Iterator[Row]:
    """The rows of a part."""
    for line in gzip.decompress(body).splitlines():
        row: Row = json.loads(line)
        yield row


def _line(row: Row) -> bytes:
    """Fields stay in their order: that of a vector's features is its columns'."""
    return json.dumps(row, separators=(",", ":"), ensure_ascii=False).encode() + b"\n"


def _last_digest(rows: Sequence[Row]) -> str | None:
    change = rows[-1].get("change") if rows else None
    return str(change["digest"]) if isinstance(change, dict) else None
