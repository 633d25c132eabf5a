"""Restore: parts of the archive, checked against their manifests, put back or replayed."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from ringfence.domain.amendments import WAITING_MAX
from ringfence.domain.archive import (
    MANIFEST,
    ArchivedAmendment,
    Artifact,
    ArtifactName,
    Kind,
    Part,
    Row,
    artifacts_of,
    day_folder,
    is_sound,
    is_whole,
    unpacked,
)
from ringfence.domain.decisions import Decision
from ringfence.domain.errors import ArchiveDamaged
from ringfence.flow.archive_ports import ArchiveStore, Restorable
from ringfence.flow.replay import Kept, replay


@dataclass(frozen=True, slots=True)
class Hours:
    """Of one namespace and kind, the hours that begin in [since, until)."""

    namespace: str
    kind: Kind
    since: datetime
    until: datetime


@dataclass(slots=True)
class Restored:
    """What came back. `put` and `artifacts` (models, manifests, rule sets, policies) were not
    there;
    `differing` did not replay to what they were."""

    parts: int = 0
    rows: int = 0
    missing: int = 0
    put: int = 0
    artifacts: int = 0
    replayed: int = 0
    differing: tuple[str, ...] = ()


def restore(hours: Hours, store: ArchiveStore, target: Restorable | None) -> Restored:
    """Check every part; put into `target`, where one is given, what it lacks, with the models,
    rules and policies that its decisions name. Idempotent.

    Raises
    ------
    ArchiveDamaged
        A part is not what its manifest says, or a model, rule set or policy not what its hash says:
        nothing of that part was put.
    ArchiveUnavailable, StateUnavailable
    """
    done, seen = Restored(), set[ArtifactName]()
    for part in parts(hours, store):
        rows = read(part, store)
        names = [name for name in artifacts_of(rows) if name not in seen]
        seen.update(names)
        for artifact in _artifacts(names, hours.namespace, store):
            done.artifacts += target.put_artifact(artifact) if target else 0
        done.parts += 1
        done.rows += len(rows)
        done.missing += part.missing
        done.put += target.put(rows) if target else 0
    return done


def _artifacts(
    names: Sequence[ArtifactName], namespace: str, store: ArchiveStore
) -> list[Artifact]:
    """Those that are archived, each held against its hash."""
    found = []
    for name in names:
        body = store.read(name.key(namespace))
        if body is None:
            continue  # It had left the registry before it could be archived; a replay says so.
        artifact = Artifact(name, body)
        if not is_sound(artifact):
            raise ArchiveDamaged(name.key(namespace))
        found.append(artifact)
    return found


def replay_all(hours: Hours, store: ArchiveStore, kept: Kept) -> Restored:
    """Make every archived decision again, and every amendment whose decision is of those hours;
    nothing is put."""
    done, differing, degraded = Restored(), list[str](), _Degraded()
    for part in parts(hours, store):
        done.parts += 1
        for row in read(part, store):
            done.rows += 1
            decision = degraded.decided(row)
            if decision is None:
                continue
            done.replayed += 1
            if not replay(decision, kept).is_identical:
                differing.append(decision.transaction_id)
    done.differing = tuple(differing)
    return done


class _Degraded:
    """Decisions that a later row may amend: as many as ever wait, a kilobyte each."""

    def __init__(self) -> None:
        self._packed: dict[str, bytes] = {}

    def decided(self, row: Row) -> Decision | None:
        """What a row decides, at first or again; None of a label, or of what came before."""
        if row["kind"] == "decision":
            return self._kept(Decision.model_validate(row["decision"]))
        if row["kind"] != "amendment":
            return None
        told = ArchivedAmendment.model_validate(row["amendment"])
        packed = self._packed.pop(told.transaction_id, None)
        if packed is None:
            return None
        decision = Decision.model_validate_json(zlib.decompress(packed))
        return decision.model_copy(update={"amendment": told.amendment})

    def _kept(self, decision: Decision) -> Decision:
        if decision.missing:
            packed = zlib.compress(decision.model_dump_json().encode(), level=1)
            self._packed[decision.transaction_id] = packed
            if len(self._packed) > WAITING_MAX:
                del self._packed[next(iter(self._packed))]
        return decision


def parts(hours: Hours, store: ArchiveStore) -> Iterator[Part]:
    """The manifests of those hours, in order."""
    day = hours.since.replace(hour=0, minute=0, second=0, microsecond=0)
    while day < hours.until:
        folder = day_folder(hours.namespace, hours.kind, day)
        yield from sorted(_of_day(folder, hours, store), key=_place)
        day += timedelta(days=1)


def read(part: Part, store: ArchiveStore) -> Sequence[Row]:
    """The rows of a part.

    Raises
    ------
    ArchiveDamaged
    """
    body = store.read(part.key)
    if body is None or not is_whole(part, body):
        raise ArchiveDamaged(part.key)
    return list(unpacked(body))


def _of_day(folder: str, hours: Hours, store: ArchiveStore) -> Iterator[Part]:
    for key in store.keys(folder):
        if not key.endswith(MANIFEST):
            continue
        manifest = store.read(key)
        if manifest is None:
            raise ArchiveDamaged(key)
        part = Part.model_validate_json(manifest)
        if hours.since <= part.hour < hours.until:
            yield part


def _place(part: Part) -> tuple[int, int]:
    head, tail = part.first_id.split("-")
    return int(head), int(tail)
