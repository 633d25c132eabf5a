"""The window law, by brute force: every transaction is kept and every window is counted anew."""

from __future__ import annotations

from ringfence.domain.entities import entities_of
from ringfence.domain.labels import LABEL_RETENTION_S, LABEL_WINDOWS_S
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


def _ms(transaction: Transaction) -> int:
    return round(transaction.occurred_at.timestamp() * 1_000)


class Oracle:
    """Slow, obvious, and therefore right."""

    def __init__(self, events_max: int = MAX_EVENTS) -> None:
        self._events_max = events_max
        self._seen: dict[str, VelocityReading] = {}
        self._all: list[Transaction] = []
        self._labels: dict[str, tuple[Transaction, str, bool]] = {}

    def observe(self, transaction: Transaction) -> VelocityReading:
        if transaction.transaction_id not in self._seen:
            self._all.append(transaction)
            self._seen[transaction.transaction_id] = self._read(transaction)
        return self._seen[transaction.transaction_id]

    def label(self, transaction: Transaction, label: str, is_usual_amount: bool) -> None:
        self._labels[transaction.transaction_id] = (transaction, label, is_usual_amount)

    def _read(self, now: Transaction) -> VelocityReading:
        values: list[int] = []
        for entity in ENTITY_TYPES:
            name = entities_of(now)[entity]
            mine = [] if name is None else self._with(entity, name, now)
            longest_s = longest_window_s(entity)
            values.append(_gap(_inside(mine[:-1], now, longest_s), now))
            windows = [_inside(mine, now, seconds) for seconds in WINDOWS_S.values()]
            counted = [self._newest(entity, window, now) for window in windows]
            values += [len(window) for window in counted]
            values += [sum(one.amount_minor for one in window) for window in counted]
            for other in COUNTERPARTS[entity]:
                partner = entities_of(now)[other]
                pairs = [one for one in mine[:-1] if entities_of(one)[other] == partner]
                pairs = _inside(pairs, now, longest_s)
                values.append(NEVER if partner is None else _gap(pairs, now))
                seen = [{entities_of(one)[other] for one in window} - {None} for window in windows]
                values += [min(len(names), self._events_max) for names in seen]
        mine = self._with("user", now.user_id, now)
        month = _inside(mine, now, BASELINE_WINDOW_S)
        lately = self._newest("user", month, now)
        values.append(len(_inside(lately, now, OUTLIERS_WINDOW_S)))
        values += [len(lately), sum(one.amount_minor for one in lately)]
        values += [self._burst(now), len(self._users("device", now.device_id, now))]
        amounts = [one.amount_minor for one in reversed(month[:-1])][:BASELINE_TRANSACTIONS]
        labels = self._label_values(now)
        return VelocityReading(tuple(values), tuple(amounts), self._shared(now), labels)

    def _label_values(self, now: Transaction) -> tuple[int, ...]:
        values = []
        for entity in ENTITY_TYPES:
            frauds, genuine, _ = self._labelled(entity, now)
            values.append(_gap(frauds, now))
            values += _label_counts(frauds, now)
            known = zip(_label_counts(frauds, now), _label_counts(genuine, now), strict=True)
            values += [one + other if one else 0 for one, other in known]
        frauds, genuine, usual = self._labelled("merchant", now)
        since = max(map(_ms, genuine), default=-1)
        run = [one for one in frauds if _ms(one) > since]
        values += [_gap(genuine, now), len(run), _ms(now) - _ms(run[0]) if run else NEVER]
        values += _label_counts(usual, now)
        return tuple(values)

    def _labelled(self, entity: EntityType, now: Transaction) -> tuple[list[Transaction], ...]:
        """The entity's known frauds, genuine ones and usual frauds up to now, by event time."""
        name = entities_of(now)[entity]
        frauds: list[Transaction] = []
        genuine: list[Transaction] = []
        usual: list[Transaction] = []
        for one, label, is_usual in self._labels.values():
            if name is None or entities_of(one)[entity] != name or _ms(one) > _ms(now):
                continue
            if _inside([one], now, LABEL_RETENTION_S):
                frauds += [one] * (label == "fraud")
                genuine += [one] * (label == "genuine")
                usual += [one] * (label == "fraud" and is_usual)
        return tuple(sorted(found, key=_ms) for found in (frauds, genuine, usual))

    def _with(self, entity: str, name: str, now: Transaction) -> list[Transaction]:
        """Its transactions up to now, by time and, at one time, by arrival; now is the last."""
        mine = [
            one
            for one in self._all
            if dict(entities_of(one))[entity] == name and _ms(one) <= _ms(now)  # type: ignore[index]
        ]
        return sorted(mine, key=_ms)  # stable, and all are kept in the order of arrival

    def _newest(
        self, entity: EntityType, window: list[Transaction], now: Transaction
    ) -> list[Transaction]:
        """Those of a window among the newest that an entity counts, and now itself."""
        mine = [one for one in self._all if entities_of(one)[entity] == entities_of(now)[entity]]
        if len(mine) <= self._events_max:
            return window
        newest = {one.transaction_id for one in sorted(mine, key=_ms)[-self._events_max :]}
        newest.add(now.transaction_id)
        return [one for one in window if one.transaction_id in newest]

    def _shared(self, now: Transaction) -> tuple[tuple[str, ...], ...]:
        names = []
        for entity in SHARED_BY:
            name = entities_of(now)[entity]
            users = [] if name is None else self._users(entity, name, now)
            names.append(tuple(users[:NAMED_USERS_MAX]))
        return tuple(names)

    def _users(self, entity: EntityType, name: str, now: Transaction) -> list[str]:
        """Who was last seen there after the sharing window began, most recent first."""
        last: dict[str, int] = {}
        for one in self._all:
            if entities_of(one)[entity] == name:
                last[one.user_id] = max(last.get(one.user_id, 0), _ms(one))
        edge = _ms(now) - SHARED_WINDOW_S * 1_000
        ordered = sorted(((at, user) for user, at in last.items()), reverse=True)
        return [user for at, user in ordered if at > edge]

    def _burst(self, now: Transaction) -> int:
        """The most of the user's transactions in any minute that holds this one."""
        times = [_ms(one) for one in self._all if one.user_id == now.user_id]
        width = BURST_S * 1_000
        ends = [end for end in times if end - width < _ms(now) <= end]
        most = max(sum(end - width < time <= end for time in times) for end in ends)
        return min(most, self._events_max)


def _inside(transactions: list[Transaction], now: Transaction, seconds: int) -> list[Transaction]:
    return [one for one in transactions if _ms(one) > _ms(now) - seconds * 1_000]


def _label_counts(transactions: list[Transaction], now: Transaction) -> list[int]:
    return [len(_inside(transactions, now, seconds)) for seconds in LABEL_WINDOWS_S.values()]


def _gap(earlier: list[Transaction], now: Transaction) -> int:
    return _ms(now) - _ms(earlier[-1]) if earlier else NEVER
