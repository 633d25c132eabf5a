"""`ports.Amendments` in memory, over the state that decided."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from ringfence.adapters.memory import MemoryState
from ringfence.domain.decisions import Decision, Stage
from ringfence.domain.graph import GraphReading
from ringfence.domain.transactions import Transaction
from ringfence.flow.ports import Pointers
from ringfence.flow.project_ports import AmendedDecision


class MemoryAmendments:
    """What waits is what was decided without a stage, and neither amended nor forgotten since. The
    graph takes none of the transactions whose ids are in `refused`."""

    def __init__(self, state: MemoryState) -> None:
        self.refused: set[str] = set()
        self._state = state
        self._forgotten: set[str] = set()

    def waiting(self) -> Mapping[tuple[Stage, ...], int]:
        return Counter(decision.missing for decision in self._waiting())

    def oldest(self, stages: tuple[Stage, ...], limit: int) -> Mapping[str, Decision | None]:
        those = [one for one in self._waiting() if one.missing == stages]
        those.sort(key=lambda decision: decision.decided_at)
        return {decision.transaction_id: decision for decision in those[:limit]}

    def forget(self, stages: tuple[Stage, ...], transaction_ids: Sequence[str]) -> None:
        self._forgotten.update(transaction_ids)

    def pointers(self) -> Pointers:
        return self._state.pointers

    def look_again(self, transactions: Sequence[Transaction]) -> list[GraphReading | None] | None:
        graph = self._state.graph
        if graph is None:
            return None
        taken = [one for one in transactions if one.transaction_id not in self.refused]
        for transaction in taken:
            graph.write(transaction)
        return [graph.read(one) if one in taken else None for one in transactions]

    def amend(self, stages: tuple[Stage, ...], amended: Sequence[AmendedDecision]) -> int:
        return sum([self._amend(one) for one in amended])

    def _amend(self, one: AmendedDecision) -> bool:
        decision = self._state.decisions[one.transaction_id]
        if decision.amendment:
            return False
        change: dict[str, object] = {"amendment": one.amendment}
        if one.alert and decision.alert_seq is None:
            change["alert_seq"] = seq = len(self._state.alerts) + 1
            self._state.alerts.append(one.alert.model_copy(update={"seq": seq}))
        self._state.decisions[one.transaction_id] = decision.model_copy(update=change)
        return True

    def _waiting(self) -> list[Decision]:
        return [
            decision
            for name, decision in self._state.decisions.items()
            if decision.missing and decision.amendment is None and name not in self._forgotten
        ]
