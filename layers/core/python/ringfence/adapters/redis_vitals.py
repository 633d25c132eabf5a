"""Vitals as a projection over decisions, and how they are read: one hash per minute."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from redis import Redis
from redis.client import Pipeline

from ringfence.adapters.decision_stream import StreamedDecision, made
from ringfence.adapters.redis_errors import state_errors
from ringfence.adapters.redis_keys import Keys
from ringfence.domain.decisions import Decision
from ringfence.domain.vitals import MemoryVitals, WorkerVitals, latency_bin
from ringfence.flow.project_ports import Projector
from ringfence.flow.vitals import MINUTE_S
from ringfence.flow.vitals_ports import MinuteCounts

KEEP_S = 2 * 3_600
WAIT = "wait"
"""From receipt to decision."""

_LATENCY, _MISSING = "ms", "missing"


class VitalsProjection:
    """Counts each decision in its minute, as it was made: an amendment takes nothing back of how
    the system did then."""

    def __init__(self, keys: Keys) -> None:
        self._keys = keys

    def stage(self, pipe: Pipeline, decisions: Sequence[StreamedDecision]) -> None:
        minutes: dict[int, Counter[str]] = defaultdict(Counter)
        fresh = [*made(decisions)]
        for decision in fresh:
            minutes[int(decision.decided_at.timestamp()) // MINUTE_S].update(_fields(decision))
        for minute, fields in minutes.items():
            key = self._keys.vitals(minute)
            for field, count in fields.items():
                pipe.hincrby(key, field, count)
            pipe.expire(key, KEEP_S)
        if fresh:
            received_at = fresh[-1].transaction.received_at
            pipe.set(self._keys.last_received, received_at.timestamp(), ex=KEEP_S)


def _fields(decision: Decision) -> list[str]:
    waited = decision.decided_at - decision.transaction.received_at
    timings = {**decision.timings_ms, WAIT: waited.total_seconds() * 1e3}
    return [
        "decisions",
        *(["degraded"] if decision.missing else []),
        *(f"{_MISSING}:{stage}" for stage in decision.missing),
        *(f"{_LATENCY}:{stage}:{latency_bin(ms)}" for stage, ms in timings.items()),
    ]


class RedisVitals:
    """`ports.VitalSigns`."""

    def __init__(
        self, client: Redis, graph_client: Redis | None, keys: Keys, projector: Projector
    ) -> None:
        """`graph_client` is None where the graph lives on the same server as the state."""
        self._client = client
        self._graph_client = graph_client
        self._keys = keys
        self._projector = projector

    def minutes(self, minutes: Sequence[int]) -> list[MinuteCounts]:
        """One round trip."""
        with state_errors():
            pipeline = self._client.pipeline(transaction=False)
            for minute in minutes:
                pipeline.hgetall(self._keys.vitals(minute))
            found = pipeline.execute()
        return [_counts(minute, fields) for minute, fields in zip(minutes, found, strict=True)]

    def last_received_at(self) -> datetime | None:
        with state_errors():
            at = self._client.get(self._keys.last_received)
        return datetime.fromtimestamp(float(at), UTC) if at else None

    def workers(self) -> list[WorkerVitals]:
        """The relay is behind by the alerts that its slowest watcher has not been sent yet."""
        with state_errors():
            pipeline = self._client.pipeline(transaction=True)
            pipeline.exists(self._keys.relay_lease)
            pipeline.exists(self._keys.projector_lease)
            pipeline.get(self._keys.alert_seq)
            pipeline.hvals(self._keys.watchers)
            relays, projects, last_seq, served = pipeline.execute()
        last = int(last_seq or 0)
        slowest = min((int(seq) for seq in served if seq), default=last)
        lag = self._projector.lag()
        return [
            WorkerVitals(name="relay", is_running=bool(relays), behind=last - slowest),
            WorkerVitals(name="projector", is_running=bool(projects), behind=lag),
        ]

    def memory(self) -> list[MemoryVitals]:
        """One round trip a server."""
        servers = {"state": self._client}
        if self._graph_client:
            servers["graph"] = self._graph_client
        return [_memory(name, client) for name, client in servers.items()]


def _memory(server: str, client: Redis) -> MemoryVitals:
    with state_errors():
        said = client.info("memory")
    return MemoryVitals(
        server=server,
        used_bytes=said["used_memory"],
        peak_bytes=said["used_memory_peak"],
        limit_bytes=said.get("maxmemory") or None,
    )


def _counts(minute: int, fields: Mapping[bytes, bytes]) -> MinuteCounts:
    missing: dict[str, int] = {}
    latencies: dict[str, dict[int, int]] = defaultdict(dict)
    plain = {name.decode(): int(count) for name, count in fields.items()}
    for name, count in plain.items():
        kind, *rest = name.split(":")
        if kind == _MISSING:
            missing[rest[0]] = count
        elif kind == _LATENCY:
            latencies[rest[0]][int(rest[1])] = count
    return MinuteCounts(
        minute=minute,
        decisions=plain.get("decisions", 0),
        degraded=plain.get("degraded", 0),
        missing=missing,
        latencies=latencies,
    )
