"""The stream: habits, look-alikes and fraud merged by event time, in constant memory."""

from __future__ import annotations

import heapq
import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache, partial
from random import Random

from simulator import lookalikes, scenarios
from simulator.labelled import LabelledTransaction
from simulator.world import DAY_S, HOUR_S, World, habit

Episode = Callable[[World, Random, float], Iterator[LabelledTransaction]]

# Share of all transactions, the mean number of transactions of one episode.
SCENARIOS: dict[str, tuple[Episode, float]] = {
    "card_testing": (scenarios.card_testing, 36),
    "high_velocity": (scenarios.high_velocity, 26),
    "account_takeover": (scenarios.account_takeover, 3.5),
    "device_farm": (scenarios.device_farm, 25),
    "slow_ring": (scenarios.slow_ring, 49),
    "bust_out": (scenarios.bust_out, 25),
    "collusive_merchant": (scenarios.collusive_merchant, 45),
    "mule_chain": (scenarios.mule_chain, 4.5),
    "compromised_terminal": (scenarios.compromised_terminal, 41),
}
LOOKALIKES: dict[str, tuple[Episode, float]] = {
    "shopping_spree": (lookalikes.shopping_spree, 6.5),
    "vending_taps": (lookalikes.vending_taps, 5.5),
    "family_evening": (lookalikes.family_evening, 4.5),
    "office_lunch": (lookalikes.office_lunch, 20),
    "kiosk_hours": (lookalikes.kiosk_hours, 19),
    "flash_sale": (lookalikes.flash_sale, 55),
    "new_phone": (lookalikes.new_phone, 2.5),
    "family_card": (lookalikes.family_card, 5.5),
}
EPISODES = {**SCENARIOS, **LOOKALIKES}


@dataclass(frozen=True, slots=True)
class Mix:
    """Shares of all transactions, by scenario and by look-alike.

    `opening` scenarios start within the first seconds, so that a demonstration shows them at once.
    `pace` is how many times faster than in life an episode happens; 1 where it names none.
    """

    fraud: dict[str, float]
    genuine: dict[str, float]
    opening: dict[str, Episode] = field(default_factory=dict)
    pace: dict[str, float] = field(default_factory=dict)


_EVERYDAY = {
    "shopping_spree": 0.010,
    "vending_taps": 0.010,
    "family_evening": 0.004,
    "office_lunch": 0.012,
    "kiosk_hours": 0.006,
    "flash_sale": 0.010,
    "new_phone": 0.012,
    "family_card": 0.006,
}
_AT_ONCE: dict[str, Episode] = {
    "high_velocity": scenarios.high_velocity,
    "device_farm": partial(scenarios.device_farm, pace_s=1.5),
    "card_testing": scenarios.card_testing,
    "account_takeover": scenarios.account_takeover,
}
PRESETS: dict[str, Mix] = {
    "calm": Mix(dict.fromkeys(SCENARIOS, 0.0011), _EVERYDAY),
    "attack": Mix(
        {**dict.fromkeys(SCENARIOS, 0.004), "card_testing": 0.012, "device_farm": 0.012},
        _EVERYDAY,
        opening=_AT_ONCE,
    ),
    # What takes days or weeks in life takes minutes here: whoever looks for ten minutes has seen
    # every scenario, and every look-alike beside it.
    "demo": Mix(
        {**dict.fromkeys(SCENARIOS, 0.004), "card_testing": 0.008, "device_farm": 0.008},
        {**_EVERYDAY, "family_evening": 0.008, "kiosk_hours": 0.012, "family_card": 0.008},
        opening={
            **_AT_ONCE,
            **{name: episode for name, (episode, _) in EPISODES.items() if name not in _AT_ONCE},
        },
        pace={
            "slow_ring": 600.0,
            "bust_out": 4_000.0,
            "compromised_terminal": 1_500.0,
            "collusive_merchant": 300.0,
            "mule_chain": 40.0,
            "account_takeover": 10.0,
            "family_card": 2_000.0,
            "family_evening": 30.0,
            "kiosk_hours": 20.0,
            "office_lunch": 10.0,
            "new_phone": 100.0,
        },
    ),
    "black-friday": Mix(
        dict.fromkeys(SCENARIOS, 0.0014),
        {**_EVERYDAY, "shopping_spree": 0.04, "flash_sale": 0.08, "new_phone": 0.03},
    ),
}


def stream(
    world: World, mix: Mix, start_s: float, rate_per_s: float, seed: int, has_rhythm: bool = True
) -> Iterator[LabelledTransaction]:
    """Transactions in order of event time, for ever. `rate_per_s` is the mean over a day.

    Memory is bounded by the episodes under way, of which each keeps one transaction waiting. Some
    merchants send no ip, whoever pays there: an absent ip says nothing about fraud.
    """
    for item in _happening(world, mix, start_s, rate_per_s, seed, has_rhythm):
        yield item if sends_ip(item.merchant) else item._replace(ip=None)


SILENT_MERCHANTS_SHARE = 0.25
"""Merchants whose integration does not forward the customer's ip."""


@lru_cache(maxsize=20_000)
def sends_ip(merchant: str) -> bool:
    """Whether a merchant forwards ips; the same answer in every world."""
    return Random(f"{merchant}/ip").random() >= SILENT_MERCHANTS_SHARE


def _happening(
    world: World, mix: Mix, start_s: float, rate_per_s: float, seed: int, has_rhythm: bool
) -> Iterator[LabelledTransaction]:
    random = Random(f"{seed}/stream")
    merge = _Merge(world, random, seed, mix.pace)
    for place, (name, episode) in enumerate(mix.opening.items()):
        merge.begin(name, episode, start_s + 1.0 + 1.5 * place)
    now = start_s
    # Episodes bring their own transactions, so habits make up the rest of the rate.
    shares = {**mix.fraud, **mix.genuine}
    habits_per_s = rate_per_s * max(0.05, 1.0 - sum(shares.values()))
    starts = {name: rate_per_s * share / EPISODES[name][1] for name, share in shares.items()}
    total = habits_per_s + sum(starts.values())
    names, weights = ["", *starts], [habits_per_s, *starts.values()]
    while True:
        now += random.expovariate(total * (rhythm(now) if has_rhythm else 1.0))
        yield from merge.until(now)
        name = random.choices(names, weights)[0]
        if name:
            merge.begin(name, EPISODES[name][0], now)
        else:
            yield habit(world, random, now)


def rhythm(at_s: float) -> float:
    """How busy this hour is: 0.3 at 9 h UTC, 1.7 at 21 h, 1 on average."""
    return 1.0 - 0.7 * math.cos((at_s % DAY_S / HOUR_S - 9.0) / 24.0 * 2.0 * math.pi)


class _Merge:
    """Episodes under way, by the time of their next transaction."""

    def __init__(self, world: World, random: Random, seed: int, pace: Mapping[str, float]) -> None:
        self._world, self._random, self._seed, self._pace = world, random, seed, pace
        self._waiting: list[
            tuple[float, int, LabelledTransaction, Iterator[LabelledTransaction]]
        ] = []
        self._begun = 0

    def begin(self, name: str, episode: Episode, at_s: float) -> None:
        self._begun += 1
        # A generator of its own: its draws do not depend on what runs beside it.
        random = Random(f"{self._seed}/{name}/{self._begun}")
        items = episode(self._world, random, at_s)
        ring_id = f"{name}-{self._seed}-{self._begun}"
        named = (item._replace(scenario=name, ring_id=ring_id) for item in items)
        pace = self._pace.get(name)
        if pace is not None:
            named = (item._replace(at_s=at_s + (item.at_s - at_s) / pace) for item in named)
        self._push(self._begun, named)

    def until(self, now: float) -> Iterator[LabelledTransaction]:
        """What the episodes do before `now`."""
        while self._waiting and self._waiting[0][0] <= now:
            _, number, item, rest = heapq.heappop(self._waiting)
            yield item
            self._push(number, rest)

    def _push(self, number: int, rest: Iterator[LabelledTransaction]) -> None:
        item = next(rest, None)
        if item is not None:
            heapq.heappush(self._waiting, (item.at_s, number, item, rest))
