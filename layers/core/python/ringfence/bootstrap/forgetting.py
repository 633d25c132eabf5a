"""What keeps the graph from growing for ever."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import timedelta

from ringfence.bootstrap.adapters import Adapters
from ringfence.flow.prune_graph import Pace, PruneReport, prune_graph

PASS_EVERY_S = 86_400.0
"""What is due is forgotten within a day: it waited for more than a year."""

RUN_LIMIT_S = 300.0
"""The function's own limit: a run that died is over by then."""


class Forgetting:
    """Forgets what nobody used for the graph's retention."""

    def __init__(self, adapters: Adapters, retention_s: int) -> None:
        self._adapters = adapters
        self._retention = timedelta(seconds=retention_s)

    def prune(self, time_left_s: Callable[[], float]) -> PruneReport | None:
        """One run; None where another is under way or the graph was gone over within a day."""
        adapters, token = self._adapters, secrets.token_hex(8)
        lease = adapters.prune_lease
        if not lease.take(token, RUN_LIMIT_S):
            return None
        try:
            report = prune_graph(
                adapters.aging_graph,
                adapters.prune_place,
                self._retention,
                adapters.now(),
                Pace(time_left_s),
            )
        except BaseException:
            lease.drop(token)
            raise
        if report.ended == "done":
            # Held on, so that the schedule's next hours are refused.
            lease.renew(token, PASS_EVERY_S)
        else:
            lease.drop(token)
        return report
