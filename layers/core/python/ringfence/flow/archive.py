"""Archive: hours that are over leave the streams for the store, and nothing is lost on the way.

Models, rules and policies that the part names, part, check, manifest, check, cursor, trim: in this
order. Wherever it dies, what was not yet done is done again from the same cursor: the same entries
make the same part under the same name. A stream is trimmed only up to a cursor, and a cursor moves
only past parts that were read back.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ringfence.domain.archive import PART_ENTRIES, Chunk, Kind, Part, artifacts_of, is_whole, packed
from ringfence.domain.errors import ArchiveDamaged
from ringfence.flow.archive_ports import ArchiveSource, ArchiveStore, ArtifactSource

STOP_WITH_S = 30.0
"""Time that one part may take; with less left the next run goes on."""


@dataclass(frozen=True, slots=True)
class Archived:
    """What one run did with one kind. `is_done`: every hour that is over is in the archive;
    `artifacts`: models, manifests, rule sets and policies that were not there yet."""

    kind: Kind
    parts: int
    rows: int
    missing: int
    trimmed: int
    is_done: bool
    artifacts: int = 0


def archive(
    namespace: str,
    sources: Sequence[ArchiveSource],
    artifacts: ArtifactSource,
    store: ArchiveStore,
    time_left_s: Callable[[], float],
) -> list[Archived]:
    """Archive every hour that is over, as far as time goes.

    Raises
    ------
    ArchiveUnavailable, ArchiveDamaged, StateUnavailable
        The next run goes on from the same place.
    """
    return [_archive(namespace, source, artifacts, store, time_left_s) for source in sources]


def _archive(
    namespace: str,
    source: ArchiveSource,
    artifacts: ArtifactSource,
    store: ArchiveStore,
    time_left_s: Callable[[], float],
) -> Archived:
    parts: list[Part] = []
    is_done, kept = False, 0
    while not is_done and time_left_s() > STOP_WITH_S:
        cursor = source.cursor()
        chunk = source.closed(cursor, PART_ENTRIES)
        if chunk is None:
            is_done = True
            continue
        part, body = packed(namespace, source.kind, chunk)
        kept += _keep_artifacts(namespace, chunk, artifacts, store)
        _store(part, body, store)
        source.advance(cursor, part.last_id)
        parts.append(part)
    return Archived(
        kind=source.kind,
        parts=len(parts),
        rows=sum(part.rows for part in parts),
        missing=sum(part.missing for part in parts),
        trimmed=source.trim(),
        is_done=is_done,
        artifacts=kept,
    )


def _keep_artifacts(
    namespace: str, chunk: Chunk, artifacts: ArtifactSource, store: ArchiveStore
) -> int:
    """What the chunk's decisions were made with, so that they can be made again from nothing."""
    missing = artifacts.unarchived(artifacts_of(chunk.rows))
    for artifact in missing:
        key = artifact.name.key(namespace)
        store.put(key, artifact.body)
        if store.read(key) != artifact.body:
            raise ArchiveDamaged(key)
        artifacts.note(artifact.name)
    return len(missing)


def _store(part: Part, body: bytes, store: ArchiveStore) -> None:
    store.put(part.key, body)
    if not is_whole(part, store.read(part.key)):
        raise ArchiveDamaged(part.key)
    manifest = part.model_dump_json().encode()
    store.put(part.manifest_key, manifest)
    if store.read(part.manifest_key) != manifest:
        raise ArchiveDamaged(part.manifest_key)
