"""Velocity windows in memory, by bisection: the law that training and tests run on."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from ringfence.adapters.memory_labels import MemoryLabels
from ringfence.domain.entities import entities_of
from ringfence.domain.transactions import Transaction
from ringfence.domain.velocity import (
    BASELINE_TRANSACTIONS,
    BASELINE_WINDOW_S,
    BURST_S,
    COUNTERPARTS,
    ENTITY_TYPES,
    MAX_EVENTS,
    NAMED_USERS_MAX,
    NEVER,
    OUTLIERS_WINDOW_S,
    SHARED_BY,
    SHARED_WINDOW_S,
    WINDOWS_S,
    EntityType,
    VelocityReading,
    longest_window_s,
)
from ringfence.flow.entity_ports import WindowsNow

_WINDOWS_MS = tuple(seconds * 1_000 for seconds in WINDOWS_S.values())
_WINDOWS_MS_WIDEST_FIRST = tuple(reversed(_WINDOWS_MS))
_LONGEST_MS = {entity: longest_window_s(entity) * 1_000 for entity in ENTITY_TYPES}
_SHARED_MS = SHARED_WINDOW_S * 1_000
_NO_WINDOWS = (0,) * len(_WINDOWS_MS)
_ONE_IN_EACH = (1,) * len(_WINDOWS_MS)


@dataclass(slots=True)
class _Pairs:
    """When an entity was seen with its counterparts of one kind. `last_times` and `last_names`
    are one list of last sightings, by time and then by name: two, so that a search compares
    numbers alone."""

    sightings: dict[str, list[int]] = field(default_factory=dict)
    last_times: list[int] = field(default_factory=list)
    last_names: list[str] = field(default_factory=list)

    def insert(self, other: str, at_ms: int) -> int:
        """Note a sighting; return the time since the previous one, or `NEVER`."""
        sightings = self.sightings.get(other)
        if sightings is None:
            self.sightings[other] = [at_ms]
            self._put_last(other, at_ms)
            return NEVER
        place = bisect_right(sightings, at_ms)
        if place == len(sightings):
            self._drop_last(other, sightings[-1])
            self._put_last(other, at_ms)
        sightings.insert(place, at_ms)
        return at_ms - sightings[place - 1] if place else NEVER

    def _put_last(self, other: str, at_ms: int) -> None:
        times, names = self.last_times, self.last_names
        place = bisect_right(times, at_ms)
        while place and times[place - 1] == at_ms and names[place - 1] > other:
            place -= 1
        times.insert(place, at_ms)
        names.insert(place, other)

    def _drop_last(self, other: str, at_ms: int) -> None:
        place = self.last_names.index(other, bisect_left(self.last_times, at_ms))
        del self.last_times[place], self.last_names[place]

    def distinct(self, at_ms: int) -> tuple[int, ...]:
        """Distinct counterparts seen in each (t - w, t]."""
        times = self.last_times
        if len(times) == 1 and times[0] == at_ms:
            return _ONE_IN_EACH
        end = bisect_right(times, at_ms)
        edge, edges = 0, []
        for width in _WINDOWS_MS_WIDEST_FIRST:
            edge = bisect_right(times, at_ms - width, edge)
            edges.append(edge)
        edges.reverse()
        if end == len(times):
            return tuple([end - edge for edge in edges])
        return tuple(
            [
                end - edge + self._seen_late(at_ms, width, end)
                for edge, width in zip(edges, _WINDOWS_MS, strict=True)
            ]
        )

    def _seen_late(self, at_ms: int, width: int, end: int) -> int:
        """Of those last seen after t, how many were seen in (t - w, t] too."""
        seen = [bisect_right(self.sightings[other], at_ms) for other in self.last_names[end:]]
        before = [
            self.sightings[other][place - 1]
            for other, place in zip(self.last_names[end:], seen, strict=True)
            if place
        ]
        return sum([one > at_ms - width for one in before])

    def since(self, at_ms: int) -> int:
        """The place of the first who was last seen after this."""
        return bisect_right(self.last_times, at_ms)


@dataclass(slots=True)
class _EntityLog:
    """One entity's transactions by event time, with the times of each pair it is part of."""

    events_max: int = MAX_EVENTS
    times: list[int] = field(default_factory=list)
    amounts: list[int] = field(default_factory=list)
    sums: list[int] = field(default_factory=lambda: [0])
    pairs: dict[EntityType, _Pairs] = field(default_factory=lambda: defaultdict(_Pairs))

    def insert(self, at_ms: int, amount: int) -> int:
        """Put a transaction where it belongs; return its place."""
        place = bisect_right(self.times, at_ms)
        self.times.insert(place, at_ms)
        self.amounts.insert(place, amount)
        if place == len(self.times) - 1:
            self.sums.append(self.sums[-1] + amount)
        else:
            self.sums[place + 1 :] = _running(self.sums[place], self.amounts[place:])
        return place

    def windows(self, at_ms: int, place: int) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """Counts and sums per window, at the transaction in `place`."""
        times, sums, end = self.times, self.sums, place + 1
        edge, edges = self.floor(place), []
        for width in _WINDOWS_MS_WIDEST_FIRST:
            edge = bisect_right(times, at_ms - width, edge)
            edges.append(edge)
        edges.reverse()
        total = sums[end]
        return tuple([end - edge for edge in edges]), tuple([total - sums[edge] for edge in edges])

    def floor(self, place: int) -> int:
        """The oldest place that counts for the one in `place`: the newest ones, and itself."""
        return max(0, min(len(self.times) - self.events_max, place))

    def distinct(self, counterpart: EntityType, at_ms: int) -> tuple[int, ...]:
        """Distinct counterparts seen in each (t - w, t]."""
        counts = self.pairs[counterpart].distinct(at_ms)
        most = self.events_max
        return counts if counts[-1] <= most else tuple([min(count, most) for count in counts])

    def burst(self, at_ms: int, place: int) -> int:
        """The most transactions in any `BURST_S` that holds the one in `place`."""
        times, width, most = self.times, BURST_S * 1_000, 0
        for end in range(place, len(times)):
            if times[end] - width >= at_ms:
                break
            most = max(most, end + 1 - bisect_right(times, times[end] - width))
        return min(most, self.events_max)

    def users_near(self, at_ms: int) -> int:
        """Users last seen after the sharing window began."""
        users = self.pairs["user"]
        return len(users.last_times) - users.since(at_ms - _SHARED_MS)

    def users(self, at_ms: int) -> tuple[str, ...]:
        """Those users, most recent first."""
        users = self.pairs["user"]
        names = users.last_names[users.since(at_ms - _SHARED_MS) :]
        return tuple(names[: -NAMED_USERS_MAX - 1 : -1])


def _running(start: int, amounts: Sequence[int]) -> list[int]:
    sums = []
    for amount in amounts:
        start += amount
        sums.append(start)
    return sums


class MemoryVelocity:
    """Windows by bisection over each entity's own log."""

    def __init__(self, events_max: int = MAX_EVENTS) -> None:
        self._logs: dict[tuple[EntityType, str], _EntityLog] = defaultdict(
            partial(_EntityLog, events_max)
        )
        self.labels = MemoryLabels()

    def observe(self, transaction: Transaction) -> VelocityReading:
        """Insert and read one transaction."""
        entities = entities_of(transaction)
        at_ms = round(transaction.occurred_at.timestamp() * 1_000)
        values: list[int] = []
        for entity in ENTITY_TYPES:
            values.extend(self._entity_values(entity, entities, at_ms, transaction.counted_minor))
        log = self._logs["user", transaction.user_id]
        place = bisect_right(log.times, at_ms) - 1
        began = bisect_right(log.times, at_ms - BASELINE_WINDOW_S * 1_000)
        edge = max(began, log.floor(place))
        values.append(place + 1 - bisect_right(log.times, at_ms - OUTLIERS_WINDOW_S * 1_000, edge))
        values += (place + 1 - edge, log.sums[place + 1] - log.sums[edge])
        device = self._logs["device", transaction.device_id]
        values += (log.burst(at_ms, place), device.users_near(at_ms))
        amounts = log.amounts[max(began, place - BASELINE_TRANSACTIONS) : place]
        return VelocityReading(
            tuple(values),
            tuple(reversed(amounts)),
            self._shared_users(entities, at_ms),
            self.labels.read(entities, at_ms),
        )

    def _entity_values(
        self, entity: EntityType, entities: Mapping[EntityType, str | None], at_ms: int, amount: int
    ) -> list[int]:
        name = entities[entity]
        if name is None:
            return _absent(entity)
        log = self._logs[entity, name]
        place = log.insert(at_ms, amount)
        counts, sums = log.windows(at_ms, place)
        gap = at_ms - log.times[place - 1] if place else NEVER
        values = [_remembered(entity, gap), *counts, *sums]
        for counterpart in COUNTERPARTS[entity]:
            other = entities[counterpart]
            pairs = log.pairs[counterpart]
            gap = NEVER if other is None else pairs.insert(other, at_ms)
            values.append(_remembered(entity, gap))
            values += log.distinct(counterpart, at_ms)
        return values

    def now(self, entity: EntityType, name: str, at_ms: int) -> WindowsNow:
        """The windows of one entity at a moment; nothing is inserted."""
        log = self._logs.get((entity, name), _EntityLog())
        place = bisect_right(log.times, at_ms) - 1
        counts, sums = log.windows(at_ms, place)
        began = bisect_right(log.times, at_ms - _LONGEST_MS[entity])
        amounts = log.amounts[max(began, place + 1 - BASELINE_TRANSACTIONS) : place + 1]
        frauds, genuine = self.labels.counts(entity, name, at_ms)
        return WindowsNow(
            last_seen_ms=log.times[place] if place >= 0 else None,
            counts=counts,
            sums_minor=sums,
            distincts={other: log.distinct(other, at_ms) for other in COUNTERPARTS[entity]},
            longest_count=place + 1 - began,
            amounts_minor=tuple(reversed(amounts)) if entity == "user" else (),
            frauds=frauds,
            genuine=genuine,
            fraud_ids=(),
            genuine_ids=(),
        )

    def _shared_users(
        self, entities: Mapping[EntityType, str | None], at_ms: int
    ) -> tuple[tuple[str, ...], ...]:
        names = ((entity, entities[entity]) for entity in SHARED_BY)
        return tuple(
            self._logs[entity, name].users(at_ms) if name is not None else ()
            for entity, name in names
        )


def _remembered(entity: EntityType, gap_ms: int) -> int:
    return gap_ms if gap_ms < _LONGEST_MS[entity] else NEVER


def _absent(entity: EntityType) -> list[int]:
    return [NEVER, *_NO_WINDOWS, *_NO_WINDOWS, *((NEVER, *_NO_WINDOWS) * len(COUNTERPARTS[entity]))]
