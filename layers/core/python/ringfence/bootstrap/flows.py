"""Use cases of flows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from ringfence.bootstrap.adapters import Adapters
from ringfence.domain.decisions import Decision
from ringfence.domain.flows import FlowPage, FlowTransactionPage
from ringfence.flow import flows
from ringfence.flow.flows import BandQuery, FlowQuery


class Flows:
    """Where money goes."""

    def __init__(self, adapters: Adapters) -> None:
        self._adapters = adapters

    def now(self) -> datetime:
        """Where a window ends that names no end."""
        return self._adapters.now()

    def read(self, query: FlowQuery) -> FlowPage:
        """The bands of a window."""
        return flows.read_flows(query, self._adapters.tallies, self._adapters.now())

    def list_band(self, query: FlowQuery, band: BandQuery) -> FlowTransactionPage:
        """The transactions of one band, newest first."""
        adapters = self._adapters
        return flows.list_band(query, band, adapters.tallies, self._find, adapters.now())

    def _find(self, transaction_ids: Sequence[str]) -> list[Decision]:
        found = self._adapters.decisions.find_all(transaction_ids)
        return [decision for decision in found if decision]
