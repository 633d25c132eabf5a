"""The archive, and the way back from it."""

from __future__ import annotations

from collections.abc import Callable

from ringfence.bootstrap.adapters import Adapters
from ringfence.flow.archive import Archived, archive
from ringfence.flow.archive_ports import ArchiveSource
from ringfence.flow.restore import Hours, Restored, replay_all, restore


class Archives:
    """The use cases of the archive. Without a bucket nothing is archived and nothing trimmed."""

    def __init__(self, namespace: str, bucket: str, adapters: Adapters) -> None:
        self.namespace = namespace
        self._bucket = bucket
        self._adapters = adapters

    def archive(self, time_left_s: Callable[[], float]) -> list[Archived]:
        """Every hour that is over; raises what `flow.archive` raises."""
        if not self._bucket:
            return []
        adapters = self._adapters
        return archive(
            self.namespace,
            adapters.archive_sources,
            adapters.artifacts,
            adapters.archive_store,
            time_left_s,
        )

    def lag_s(self) -> float | None:
        """How long the oldest decision has waited for the archive; None without one. Far past an
        hour, it fails: what expires meanwhile is lost."""
        if not self._bucket:
            return None
        since = min(filter(None, (one.waiting_since() for one in self._decisions())), default=None)
        return max(0.0, (self._adapters.now() - since).total_seconds()) if since else 0.0

    def _decisions(self) -> list[ArchiveSource]:
        return [one for one in self._adapters.archive_sources if one.kind == "decisions"]

    def restore(self, hours: Hours, is_put: bool) -> Restored:
        """Check parts, and put back what is missing; raises what `flow.restore` raises."""
        target = self._adapters.restorable if is_put else None
        return restore(hours, self._adapters.archive_store, target)

    def replay(self, hours: Hours) -> Restored:
        """Make archived decisions again."""
        return replay_all(hours, self._adapters.archive_store, self._adapters.kept)
