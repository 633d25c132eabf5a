"""Genuine episodes that look like fraud, on purpose: a model must not learn "shared is bad".

Each yields the transactions of one episode in order of event time. All of them are genuine.
"""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from simulator.labelled import LabelledTransaction
from simulator.world import (
    BLOCK_USERS,
    DAY_S,
    HOUR_S,
    World,
    any_merchant,
    any_user,
    ip_address,
    payment_by,
)


def shopping_spree(world: World, random: Random, at_s: float) -> Iterator[LabelledTransaction]:
    """One user, own card and device, 4 to 9 payments in minutes: looks like high velocity."""
    person = any_user(world, random)
    for _ in range(random.randint(4, 9)):
        yield payment_by(
            world, random, person, at_s, random.choice(("fashion", "electronics", "gaming"))
        )
        at_s += random.uniform(20, 240)


def vending_taps(world: World, random: Random, at_s: float) -> Iterator[LabelledTransaction]:
    """Small taps at one machine: looks like card testing."""
    person = any_user(world, random)
    first = payment_by(world, random, person, at_s, "transit")
    for _ in range(random.randint(3, 8)):
        yield first._replace(at_s=at_s, amount_minor=random.choice((100, 150, 175, 200, 250, 300)))
        at_s += random.uniform(15, 400)


def family_evening(world: World, random: Random, at_s: float) -> Iterator[LabelledTransaction]:
    """A household pays from one tablet: looks like a device farm of two to four."""
    first = any_user(world, random).number // BLOCK_USERS * BLOCK_USERS
    tablet, ip = f"device-t{first:07x}", ip_address(Random(f"{world.seed}/tablet/{first}"))
    for number in random.sample(range(first, first + BLOCK_USERS), random.randint(2, BLOCK_USERS)):
        for _ in range(random.randint(1, 2)):
            category = random.choice(("streaming", "gaming", "fashion", "restaurant"))
            payment = payment_by(world, random, world.person(number), at_s, category)
            yield payment._replace(device_id=tablet, ip=ip)
            at_s += random.uniform(60, HOUR_S)


def office_lunch(world: World, random: Random, at_s: float) -> Iterator[LabelledTransaction]:
    """10 to 30 users behind one ip order lunch at one place within the hour."""
    ip = ip_address(Random(f"{world.seed}/lunch/{random.randrange(1 + world.users // 60)}"))
    kind, merchant = any_merchant(world, random, "restaurant")
    for _ in range(random.randint(10, 30)):
        payment = payment_by(world, random, any_user(world, random), at_s, kind.category)
        yield payment._replace(merchant=merchant, ip=ip)
        at_s += random.expovariate(1 / 120)


def kiosk_hours(world: World, random: Random, at_s: float) -> Iterator[LabelledTransaction]:
    """Strangers pay at one kiosk's own device: many users, many cards, one device, for years."""
    kind, merchant = any_merchant(world, random, random.choice(("transit", "restaurant")))
    device = f"device-k-{merchant}"
    for _ in range(random.randint(8, 30)):
        payment = payment_by(world, random, any_user(world, random), at_s, kind.category)
        ip = ip_address(Random(f"{world.seed}/{device}"))
        yield payment._replace(merchant=merchant, device_id=device, ip=ip)
        at_s += random.expovariate(1 / 300)


def flash_sale(world: World, random: Random, at_s: float) -> Iterator[LabelledTransaction]:
    """30 to 80 users at one merchant in minutes, many with a card it has never seen."""
    kind, merchant = any_merchant(world, random, random.choice(("fashion", "electronics")))
    for _ in range(random.randint(30, 80)):
        yield payment_by(world, random, any_user(world, random), at_s, kind.category)._replace(
            merchant=merchant
        )
        at_s += random.expovariate(1 / 12)


def new_phone(world: World, random: Random, at_s: float) -> Iterator[LabelledTransaction]:
    """An own new device and a large first purchase: looks like an account takeover."""
    person = any_user(world, random)
    device = f"device-n{random.getrandbits(40):010x}"
    ip = person.home_ip if random.random() < 0.7 else ip_address(random)
    for _ in range(random.randint(1, 4)):
        category = random.choice(("electronics", "gaming", "fashion", None))
        yield payment_by(world, random, person, at_s, category)._replace(device_id=device, ip=ip)
        at_s += random.uniform(120, 12 * HOUR_S)


def family_card(world: World, random: Random, at_s: float) -> Iterator[LabelledTransaction]:
    """Two of a household use one card for a few days, each on their own device."""
    first = any_user(world, random).number // BLOCK_USERS * BLOCK_USERS
    card = f"card-f{first:07d}"
    for _ in range(random.randint(3, 8)):
        person = world.person(first + random.randrange(2))
        yield payment_by(world, random, person, at_s)._replace(card_id=card)
        at_s += random.expovariate(1 / (0.5 * DAY_S))
