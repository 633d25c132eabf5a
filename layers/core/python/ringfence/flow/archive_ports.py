"""What the archive needs from the world beside `ports`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Protocol

from ringfence.domain.archive import Artifact, ArtifactName, Chunk, Kind, Row


class ArchiveSource(Protocol):
    """One stream that is archived, hour by hour."""

    @property
    def kind(self) -> Kind: ...

    def cursor(self) -> str:
        """The last entry that is archived."""

    def closed(self, after: str, limit: int) -> Chunk | None:
        """The next entries, of one hour that is over; the same ones each time it is asked."""

    def advance(self, before: str, to: str) -> None:
        """Move the cursor, unless another run did."""

    def trim(self) -> int:
        """Drop what is archived and nothing reads any more; how many entries."""

    def waiting_since(self) -> datetime | None:
        """When the oldest entry that is not archived was made; None where all are."""


class ArtifactSource(Protocol):
    """Models, rule sets and policies, by content hash: what decisions name."""

    def unarchived(self, names: Iterable[ArtifactName]) -> Sequence[Artifact]:
        """Those of them that are stored here and not noted as archived."""

    def note(self, name: ArtifactName) -> None:
        """It is in the archive, and was read back."""


class ArchiveStore(Protocol):
    """Where the archive lies. Methods raise `ArchiveUnavailable`."""

    def put(self, key: str, body: bytes) -> None:
        """Store bytes in place of what had their name."""

    def read(self, key: str) -> bytes | None: ...
    def keys(self, folder: str) -> Iterator[str]: ...


class Restorable(Protocol):
    """Where archived rows are put back."""

    def put(self, rows: Sequence[Row]) -> int:
        """Put those that are missing; how many."""

    def put_artifact(self, artifact: Artifact) -> bool:
        """Put it where it is missing; whether it was."""
