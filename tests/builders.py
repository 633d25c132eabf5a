"""Builders: valid by default, so a test shows only what matters."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from ringfence.bootstrap import Adapters, Services
from ringfence.domain.alerts import Alert, CasedAlert, RingAlert
from ringfence.domain.canonical import content_hash
from ringfence.domain.cases import Case, anchors_of, open_case
from ringfence.domain.features import FEATURE_NAMES, Vector
from ringfence.domain.labels import Label, LabelKind
from ringfence.domain.model import Manifest
from ringfence.domain.people import Person, Role
from ringfence.domain.transactions import Transaction, TransactionRequest
from ringfence.domain.values import Outcome, RiskLevel
from ringfence.flow.observe import ObservedBatch, observe
from ringfence.flow.ports import Model, ModelScore, Observed, State
from ringfence.settings import Settings

NOON = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)
_numbers = itertools.count(1)


def a_request(**changes: Any) -> TransactionRequest:
    """The user's own sample."""
    fields: dict[str, Any] = {
        "user_id": "user-1",
        "card_id": "card-1",
        "device_id": "device-1",
        "amount": Decimal("10.00"),
        "merchant": "Gas Station",
    }
    return TransactionRequest(**{**fields, **changes})


def a_transaction(at_s: float = 0, **changes: Any) -> Transaction:
    """A transaction `at_s` seconds after noon, with an id of its own."""
    name = f"tx-{next(_numbers)}"
    occurred_at = NOON + timedelta(seconds=at_s)
    fields: dict[str, Any] = {
        "transaction_id": name,
        "user_id": "user-1",
        "card_id": "card-1",
        "device_id": "device-1",
        "merchant": "Gas Station",
        "amount_minor": 1_000,
        "currency": "USD",
        "occurred_at": occurred_at,
        "received_at": occurred_at,
        "fingerprint": content_hash({"id": name}),
    }
    return Transaction(**{**fields, **changes})


def a_label(transaction: Transaction, label: LabelKind = "fraud", **changes: Any) -> Label:
    """A label told a day after its transaction."""
    fields: dict[str, Any] = {
        "transaction_id": transaction.transaction_id,
        "label": label,
        "reason": "chargeback",
        "author": "ana",
        "known_at": transaction.occurred_at + timedelta(days=1),
    }
    return Label(**{**fields, **changes})


def a_person(name: str = "ann", role: Role = "admin") -> Person:
    """Somebody who may do everything."""
    return Person(name=name, role=role)


def an_alert(**changes: Any) -> Alert:
    """A critical alert of noon."""
    number = next(_numbers)
    fields: dict[str, Any] = {
        "seq": number,
        "transaction_id": f"tx-{number}",
        "outcome": Outcome.DECLINE,
        "score": 0.9,
        "risk_level": RiskLevel.CRITICAL,
        "headline": "High velocity",
        "reason_codes": ("high_velocity",),
        "user_id": "user-1",
        "card_id": "card-1",
        "device_id": "device-1",
        "merchant": "Gas Station",
        "amount_minor": 1_000,
        "currency": "USD",
        "occurred_at": NOON,
        "received_at": NOON,
        "raised_at": NOON,
    }
    return Alert(**{**fields, **changes})


def a_ring_alert(**changes: Any) -> RingAlert:
    """A ring that formed at noon."""
    fields: dict[str, Any] = {
        "seq": next(_numbers),
        "change": "formed",
        "ring_id": "ring-1",
        "score": 0.9,
        "risk_level": RiskLevel.CRITICAL,
        "headline": "A ring of 3 users formed",
        "reason_codes": (),
        "size": 3,
        "size_before": 0,
        "identifiers": 2,
        "exposure": (),
        "raised_at": NOON,
    }
    return RingAlert(**{**fields, **changes})


def a_case(alert: CasedAlert | None = None, case_id: str = "case-1") -> Case:
    """An open case with one alert."""
    alert = alert or an_alert()
    return open_case(case_id, alert, anchors_of(alert, None))


def a_manifest(**changes: Any) -> Manifest:
    """The manifest of a model that says 1 in 200 of everything."""
    fields: dict[str, Any] = {
        "features": FEATURE_NAMES,
        "base_margin": -5.3,
        "trained_at": NOON.isoformat(),
        "training_rows": 100_000,
        "training_frauds": 500,
        "training_digest": content_hash("rows"),
        "calibration": (1.0, 0.0),
        "metrics": {"later_average_precision": 0.9},
    }
    return Manifest(**{**fields, **changes})


def settings(**changes: Any) -> Settings:
    """Settings that name nothing real."""
    fields: dict[str, Any] = {
        "redis_url": "redis://127.0.0.1:1",
        "graph_url": "redis://127.0.0.1:1",
        "queue_url": "http://127.0.0.1:1/queue",
        "id_hash_key": "test",
    }
    return Settings(**{**fields, **changes})


class StillClock:
    """A clock that moves only when told to."""

    def __init__(self, at: datetime = NOON) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at

    def advance(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds)


def an_onnx(feature: str, step: str, base: float = -5.3) -> bytes:
    """A model whose contributions are e^0 of all features but one, and `step` of that one."""
    import numpy as np
    from onnx import TensorProto, helper, numpy_helper

    mask = np.zeros(len(FEATURE_NAMES))
    mask[FEATURE_NAMES.index(feature)] = 1.0
    constants = {"mask": mask, "axis": np.array([1], np.int64), "base": np.array(base)}
    graph = helper.make_graph(
        [
            helper.make_node("Mul", ["features", "mask"], ["one"]),
            helper.make_node(step, ["one"], ["contributions"]),
            helper.make_node("ReduceSum", ["contributions", "axis"], ["sum"], keepdims=0),
            helper.make_node("Add", ["sum", "base"], ["margin"]),
            helper.make_node("Sigmoid", ["margin"], ["probability"]),
        ],
        "one",
        [helper.make_tensor_value_info("features", TensorProto.DOUBLE, [None, len(mask)])],
        [
            helper.make_tensor_value_info("probability", TensorProto.DOUBLE, [None]),
            helper.make_tensor_value_info("contributions", TensorProto.DOUBLE, [None, len(mask)]),
        ],
        [numpy_helper.from_array(value, name) for name, value in constants.items()],
    )
    made = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=8)
    return bytes(made.SerializeToString())


class OneFeatureModel:
    """A model whose margin is `base` plus `weight` times one feature; where that is over `most` it
    has no usable number."""

    def __init__(
        self, feature: str, weight: float, base: float = -5.0, most: float = math.inf
    ) -> None:
        self._version = f"one-{feature}"
        self._place = FEATURE_NAMES.index(feature)
        self._weight, self._base, self._most = weight, base, most

    @property
    def version(self) -> str:
        return self._version

    def score(self, rows: Sequence[Vector]) -> list[ModelScore | None]:
        return [
            ModelScore(self._base, self._contributions(row))
            if row[self._place] <= self._most
            else None
            for row in rows
        ]

    def _contributions(self, row: Vector) -> Vector:
        return tuple(
            self._weight * value if place == self._place else 0.0 for place, value in enumerate(row)
        )


class KnownModels:
    """`ports.Models` over a table; what is not in it is refused by `refuse`."""

    def __init__(self, *models: Model, refuse: Callable[[str], Exception] | None = None) -> None:
        self._models = {model.version: model for model in models}
        self._refuse = refuse
        self._last: Model | None = None

    @property
    def versions(self) -> list[str]:
        return [*self._models]

    def load(self, version: str) -> Model:
        self._last = self.recall(version)
        return self._last

    def shadow(self, version: str) -> Model:
        return self.recall(version)

    def recall(self, version: str) -> Model:
        if version not in self._models and self._refuse:
            raise self._refuse(version)
        return self._models[version]

    def last_good(self) -> Model | None:
        return self._last

    def ping(self) -> str:
        return "in memory"


def services(**replaced: Any) -> Services:
    """The use cases on whatever is given, in memory by default."""
    from ringfence.adapters.memory import MemoryQueue, MemoryState
    from ringfence.adapters.memory_amendments import MemoryAmendments
    from ringfence.adapters.memory_cases import MemoryCaseStore
    from ringfence.adapters.memory_entities import MemoryEntities
    from ringfence.adapters.memory_governance import MemoryAudit, MemoryPeople
    from ringfence.adapters.memory_history import MemoryHistory
    from ringfence.adapters.memory_redelivery import MemoryRedelivery
    from ringfence.adapters.memory_stores import MemoryListStore, MemoryPolicies, MemoryRules

    state = replaced.get("state") or MemoryState()
    governed = state if isinstance(state, MemoryState) else MemoryState()
    rules, seen = MemoryRules(governed), MemoryEntities(governed)
    made = {
        "state": state,
        "rules": rules,
        "rule_store": rules,
        "policies": MemoryPolicies(governed, replaced.get("policy")),
        "list_store": MemoryListStore(governed),
        "cases": MemoryCaseStore(),
        "rings_of_users": governed,
        "history": MemoryHistory(governed, replaced.get("now") or StillClock()),
        "entities": seen,
        "ties": seen,
        "people": MemoryPeople(),
        "audit": MemoryAudit(),
        "queue": MemoryQueue(),
        "redelivery": MemoryRedelivery(),
        "feed": state,
        "models": KnownModels(),
        "amendments": MemoryAmendments(governed),
        "now": StillClock(),
    }
    configured = replaced.pop("settings", settings())
    return Services(configured, Adapters(configured, **{**made, **replaced}))


def observed(state: State, transactions: Sequence[Transaction]) -> Sequence[Observed]:
    """What a state reads of a batch, in one part."""
    [(rows, _)] = state.observe([transactions])
    return rows


def observed_batch(state: State, transactions: Sequence[Transaction]) -> ObservedBatch:
    """The same as the flow knows it."""
    [batch] = observe([transactions], state)
    return batch
