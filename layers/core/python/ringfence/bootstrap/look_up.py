"""Look up: one entity, who is around it, what an id begins with, how right the rules are."""

from __future__ import annotations

from collections.abc import Sequence

from ringfence.bootstrap.adapters import Adapters
from ringfence.domain.entity_view import (
    EntityTransactions,
    EntityView,
    PathAnswer,
    RulePrecisions,
    SearchKind,
    SearchPage,
)
from ringfence.domain.rings import EntityGraph
from ringfence.flow import look_up as look_up_flow
from ringfence.flow import search as search_flow
from ringfence.flow.entity_ports import EntityRef
from ringfence.flow.look_up import Sources
from ringfence.flow.search import Index


class LookUp:
    """Each method raises what its namesake in `flow.look_up` raises."""

    def __init__(self, adapters: Adapters, currency: str) -> None:
        self._adapters = adapters
        self._currency = currency

    def _sources(self) -> Sources:
        adapters = self._adapters
        return Sources(
            adapters.entities,
            adapters.ties,
            adapters.list_store,
            adapters.cases,
            adapters.now(),
            self._currency,
        )

    def entity(self, ref: EntityRef) -> EntityView:
        """All that is known of an entity."""
        return look_up_flow.view(ref, self._sources())

    def transactions(self, ref: EntityRef, cursor: int, limit: int) -> EntityTransactions:
        """Its decided transactions, newest first."""
        return look_up_flow.transactions(ref, cursor, limit, self._adapters.entities)

    def graph(self, ref: EntityRef, depth: int, limit: int) -> EntityGraph:
        """Who is around it."""
        return look_up_flow.neighbourhood(ref, depth, limit, self._sources())

    def as_of_now(self, graph: EntityGraph) -> EntityGraph:
        """A graph that was drawn earlier, with the scores and rings of now."""
        return look_up_flow.as_of_now(graph, self._sources())

    def path(self, start: EntityRef, end: EntityRef) -> PathAnswer:
        """How two entities are tied."""
        return look_up_flow.path(start, end, self._adapters.ties)

    def search(self, text: str, kinds: Sequence[SearchKind], limit: int) -> SearchPage:
        """What an id begins with."""
        adapters = self._adapters
        index = Index(adapters.entities, adapters.cases, adapters.now())
        return search_flow.search(text, kinds, limit, index)

    def precisions(self) -> RulePrecisions:
        """How right each rule is."""
        found = self._adapters.entities.precisions()
        return RulePrecisions(rules=tuple(sorted(found, key=lambda one: (-one.fired, one.code))))
