"""The world: users with habits, and where they pay.

A user is a pure function of (seed, number), so memory is constant whatever the population.
Times are seconds since 1970 (UTC), amounts are minor units of USD.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from random import Random
from typing import NamedTuple

from simulator.labelled import LabelledTransaction

DAY_S = 86_400.0
HOUR_S = 3_600.0
BLOCK_USERS = 4
"""Neighbours in number form a block; about half of the blocks are households."""

FAVOURITES = 8
PEOPLE_CACHED = 20_000


class MerchantKind(NamedTuple):
    """`share` of genuine payments, median amount, spread (sigma of its logarithm)."""

    category: str
    share: float
    median_minor: int
    sigma: float
    channel: str


MERCHANT_KINDS = (
    MerchantKind("grocery", 0.24, 3_100, 0.7, "card_present"),
    MerchantKind("coffee", 0.15, 560, 0.35, "card_present"),
    MerchantKind("restaurant", 0.12, 3_400, 0.6, "card_present"),
    MerchantKind("fuel", 0.08, 4_600, 0.4, "card_present"),
    MerchantKind("transit", 0.09, 290, 0.3, "card_present"),
    MerchantKind("pharmacy", 0.05, 1_900, 0.7, "card_present"),
    MerchantKind("fashion", 0.07, 6_200, 0.7, "online"),
    MerchantKind("electronics", 0.03, 18_000, 0.9, "online"),
    MerchantKind("travel", 0.02, 35_000, 0.8, "online"),
    MerchantKind("streaming", 0.05, 1_200, 0.3, "in_app"),
    MerchantKind("gaming", 0.04, 1_500, 0.8, "in_app"),
    MerchantKind("gift_cards", 0.015, 5_000, 0.6, "online"),
    MerchantKind("transfer", 0.03, 9_000, 1.0, "transfer"),
    MerchantKind("cash", 0.015, 10_000, 0.6, "atm"),
)
KIND_BY_CATEGORY = {kind.category: kind for kind in MERCHANT_KINDS}
_KIND_WEIGHTS = tuple(kind.share for kind in MERCHANT_KINDS)
_COUNTRIES = ("US", "GB", "DE", "FR", "ES", "BR", "NG", "PH", "RO", "TH")


@dataclass(frozen=True, slots=True)
class Person:
    """One user's habits. `spend` multiplies amounts; `peak_hour` is UTC."""

    number: int
    user_id: str
    spend: float
    home_ip: str
    home_device: str | None
    office_ip: str | None
    peak_hour: float
    favourites: tuple[tuple[MerchantKind, str], ...]
    card_phase_s: float
    device_phase_s: float
    device_life_s: float
    is_traveller: bool


@dataclass(frozen=True, slots=True)
class World:
    """A population and its merchants; equal arguments make an equal world."""

    seed: int = 1
    users: int = 4_000
    merchants: int = 900

    def person(self, number: int) -> Person:
        """The user with this number. Derived, not stored; the most recent are cached."""
        return _person(self, number)


@lru_cache(maxsize=PEOPLE_CACHED)
def _person(world: World, number: int) -> Person:
    random = Random(f"{world.seed}/user/{number}")
    block = Random(f"{world.seed}/block/{number // BLOCK_USERS}")
    is_household = block.random() < 0.5
    shares_device = is_household and block.random() < 0.25
    home_block_ip = ip_address(block)
    office = random.randrange(1 + world.users // 60)
    return Person(
        number=number,
        user_id=f"user-{number:07d}",
        spend=math.exp(random.gauss(0.0, 0.45)),
        home_ip=home_block_ip if is_household else ip_address(random),
        home_device=f"device-h{number // BLOCK_USERS:07x}" if shares_device else None,
        office_ip=ip_address(Random(f"{world.seed}/office/{office}"))
        if random.random() < 0.3
        else None,
        peak_hour=random.choice((12.0, 18.0, 20.0, 23.0, 2.0)) + random.gauss(0.0, 1.5),
        favourites=tuple(any_merchant(world, random) for _ in range(FAVOURITES)),
        card_phase_s=random.random() * 700 * DAY_S,
        device_phase_s=random.random() * 900 * DAY_S,
        device_life_s=random.uniform(150, 700) * DAY_S,
        is_traveller=random.random() < 0.08,
    )


def ip_address(random: Random) -> str:
    """An address of 10.0.0.0/8: private, so that no real host is ever named."""
    return f"10.{random.randrange(256)}.{random.randrange(256)}.{random.randrange(1, 255)}"


def any_merchant(
    world: World, random: Random, category: str | None = None
) -> tuple[MerchantKind, str]:
    """A merchant by share of its kind and, within it, by a long tail of sizes."""
    if category is None:
        kind = random.choices(MERCHANT_KINDS, _KIND_WEIGHTS)[0]
    else:
        kind = KIND_BY_CATEGORY[category]
    count = max(3, int(world.merchants * kind.share))
    return kind, f"{kind.category}-{int(count * random.random() ** 2):04d}"


def any_user(world: World, random: Random) -> Person:
    """Whoever pays next: a fifth of payments are by the busy, who pay some ten times as often."""
    draw = random.random()
    return world.person(int(world.users * (draw**2 if random.random() < 0.2 else draw)))


def card_of(person: Person, at_s: float) -> str:
    """The card in force; it is re-issued about every two years."""
    return f"card-{person.number:07d}-{int((at_s + person.card_phase_s) // (700 * DAY_S)):03d}"


def phone_of(person: Person, at_s: float) -> str:
    """The user's own device; it is replaced once in its life time."""
    generation = int((at_s + person.device_phase_s) // person.device_life_s)
    return f"device-{person.number:07d}-{generation:03d}"


def device_of(person: Person, random: Random, at_s: float) -> str:
    """Mostly the user's own; now and then the household's, or a browser never seen before."""
    if random.random() < 0.012:
        return f"device-n{random.getrandbits(40):010x}"
    if person.home_device and random.random() < 0.06:
        return person.home_device
    return phone_of(person, at_s)


def ip_of(person: Person, random: Random, at_s: float) -> str | None:
    """Home, the office in working hours, a carrier's shared pool, or a café never seen before."""
    draw = random.random()
    if draw < 0.03:
        return None
    if draw < 0.25:
        return carrier_ip(random)
    if draw < 0.31:
        return ip_address(random)
    hour = at_s / HOUR_S % 24
    if person.office_ip and 13 <= hour < 22 and int(at_s // DAY_S) % 7 not in (2, 3):
        return person.office_ip
    return person.home_ip


def carrier_ip(random: Random) -> str:
    """One of about 2,000 addresses behind which a mobile carrier's customers share."""
    return f"10.255.{random.randrange(8)}.{random.randrange(1, 255)}"


def amount_at(kind: MerchantKind, person: Person, random: Random) -> int:
    """Log-normal about the kind's median and the user's spending; one in 150 is unusually large."""
    amount = kind.median_minor * person.spend * math.exp(random.gauss(0.0, kind.sigma))
    if random.random() < 1 / 150:
        amount *= random.uniform(3.0, 9.0)
    return max(50, min(round(amount), 2_000_000))


def is_away(person: Person, at_s: float) -> bool:
    """Travellers are abroad one week in nine."""
    return person.is_traveller and (int(at_s // (7 * DAY_S)) + person.number) % 9 == 0


def habit(world: World, random: Random, at_s: float) -> LabelledTransaction:
    """One genuine payment by somebody, as they usually pay."""
    person = any_user(world, random)
    for _ in range(2):
        if _is_awake(person, at_s):
            break
        person = any_user(world, random)
    return payment_by(world, random, person, at_s)


def _is_awake(person: Person, at_s: float) -> bool:
    """Within six hours of the user's busiest hour."""
    distance = abs(at_s / HOUR_S % 24 - person.peak_hour % 24)
    return min(distance, 24 - distance) < 6


def payment_by(
    world: World, random: Random, person: Person, at_s: float, category: str | None = None
) -> LabelledTransaction:
    """One genuine payment by this user; `category` overrides where they usually pay."""
    away = is_away(person, at_s)
    if category is None and not away and random.random() < 0.8:
        kind, merchant = random.choice(person.favourites)
    else:
        kind, merchant = any_merchant(world, random, category)
    is_transfer = kind.channel == "transfer"
    return LabelledTransaction(
        at_s=at_s,
        user_id=person.user_id,
        card_id=card_of(person, at_s),
        device_id=phone_of(person, at_s) if away else device_of(person, random, at_s),
        amount_minor=amount_at(kind, person, random),
        merchant=merchant,
        merchant_category=kind.category,
        ip=ip_address(random) if away else ip_of(person, random, at_s),
        country=foreign_country(random) if away else "US",
        channel=kind.channel,
        counterparty_id=any_user(world, random).user_id if is_transfer else None,
    )


def foreign_country(random: Random) -> str:
    """Any country but the home market's."""
    return random.choice(_COUNTRIES[1:])
