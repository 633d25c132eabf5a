"""What other rules and thresholds would have decided."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from ringfence.adapters.cel_rules import KNOWN_NAMES, CelRules, check_rules
from ringfence.bootstrap.adapters import Adapters
from ringfence.domain.errors import TooMuchAsked, UnknownColumn
from ringfence.domain.policy import Policy
from ringfence.domain.rule_book import to_set
from ringfence.domain.rules import Rule, RuleSet
from ringfence.domain.simulation import (
    SAMPLE_CELLS_MAX,
    DecisionSample,
    Simulation,
    SimulationRequest,
    Thresholds,
)
from ringfence.flow.simulate import Past, sample, simulate


class Simulations:
    """The use cases of simulation."""

    def __init__(self, adapters: Adapters) -> None:
        self._adapters = adapters

    def simulate(self, request: SimulationRequest) -> Simulation:
        """Raises `InvalidRules`."""
        rules = _asked(request.rules) if request.rules else self._in_force()
        since = None if request.hours is None else timedelta(hours=request.hours)
        policy = self._policy(request.thresholds)
        return simulate(self._past(), rules, policy, request.limit, since, request.flips)

    def sample(self, limit: int, columns: tuple[str, ...] | None) -> DecisionSample:
        """The columns that the rules in force read, unless others are asked for.

        Raises
        ------
        UnknownColumn, TooMuchAsked
        """
        rules = self._in_force()
        chosen = rules.names if columns is None else columns
        unknown = sorted(set(chosen) - KNOWN_NAMES)
        if unknown:
            raise UnknownColumn(unknown[0])
        if limit * (len(chosen) + 1) > SAMPLE_CELLS_MAX:
            raise TooMuchAsked(SAMPLE_CELLS_MAX // (len(chosen) + 1))
        return sample(self._past(), rules, self._adapters.policy, limit, chosen)

    def _in_force(self) -> CelRules:
        return CelRules(to_set(self._adapters.rule_store.read().published))

    def _past(self) -> Past:
        adapters = self._adapters
        return Past(adapters.history, adapters.state, adapters.models)

    def _policy(self, thresholds: Thresholds | None) -> Policy:
        changes = thresholds.model_dump() if thresholds else {}
        return self._adapters.policy.model_copy(update=changes)


def _asked(rules: Sequence[Rule]) -> CelRules:
    """Rules that are tried before they are saved are checked as if they were."""
    rule_set = RuleSet(rules=tuple(rules))
    check_rules(rule_set)
    return CelRules(rule_set)
