"""Fraud, one function per scenario: each yields one ring's transactions in order of event time.

Patterns are from public descriptions (named in each docstring); every number is our own choice,
wide enough to overlap with genuine life. Nothing here reads a rule or a threshold of the detector.
"""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from simulator.labelled import LabelledTransaction
from simulator.world import (
    DAY_S,
    HOUR_S,
    Person,
    World,
    amount_at,
    any_merchant,
    any_user,
    card_of,
    carrier_ip,
    foreign_country,
    ip_address,
    payment_by,
    phone_of,
)

RESALE = ("electronics", "gift_cards", "fashion", "gaming")
"""What is bought with other people's money: easily sold on."""


def card_testing(world: World, random: Random, at_s: float) -> Iterator[LabelledTransaction]:
    """Stolen cards tried with tiny amounts at one merchant (Visa, enumeration attacks)."""
    kind, merchant = any_merchant(
        world, random, random.choice(("gaming", "streaming", "gift_cards"))
    )
    guest, device, ips = _guest(random), _device(random), [ip_address(random) for _ in range(3)]
    is_one_account = random.random() < 0.5
    for _ in range(random.randint(12, 60)):
        victim = any_user(world, random)
        yield LabelledTransaction(
            at_s,
            guest if is_one_account else _guest(random),
            card_of(victim, at_s),
            device,
            random.randint(50, 450),
            merchant,
            kind.category,
            random.choice(ips),
            "US",
            "online",
            is_fraud=True,
        )
        at_s += random.expovariate(1 / random.choice((2.0, 4.0, 15.0)))


def high_velocity(world: World, random: Random, at_s: float) -> Iterator[LabelledTransaction]:
    """One stolen account emptied as fast as it goes (velocity abuse; Stripe, fraud guide)."""
    victim, device, ip = any_user(world, random), _device(random), ip_address(random)
    kind, merchant = any_merchant(world, random, random.choice(RESALE))
    pace_s = random.uniform(0.3, 1.4)
    for _ in range(random.randint(12, 40)):
        payment = _stolen(world, random, victim, at_s, kind.category, 1.0)
        yield payment._replace(device_id=device, ip=ip, merchant=merchant)
        at_s += pace_s * random.uniform(0.5, 1.5)


def account_takeover(world: World, random: Random, at_s: float) -> Iterator[LabelledTransaction]:
    """A known user on a new device and ip buys what sells (NIST SP 800-63B, account compromise)."""
    victim, ip = any_user(world, random), _thief_ip(random)
    # One in four takes over the victim's own device: malware, or a remote-access scam.
    device = phone_of(victim, at_s) if random.random() < 0.25 else _device(random)
    country = "US" if random.random() < 0.5 else foreign_country(random)
    for _ in range(random.randint(1, 6)):
        payment = _stolen(
            world, random, victim, at_s, random.choice(RESALE), random.uniform(1.2, 5.0)
        )
        yield payment._replace(device_id=device, ip=ip, country=country)
        at_s += random.uniform(60, 1.5 * HOUR_S)


def device_farm(
    world: World, random: Random, at_s: float, pace_s: float | None = None
) -> Iterator[LabelledTransaction]:
    """Synthetic identities on one to three devices (Federal Reserve 2019, white paper).

    `pace_s` is the mean time between two payments; drawn when not given.
    """
    devices = [_device(random) for _ in range(random.randint(1, 3))]
    ip, gap_s = ip_address(random), pace_s or random.choice((8.0, 60.0, 600.0))
    members = [
        (_guest(random), f"card-{random.getrandbits(40):010x}")
        for _ in range(random.randint(4, 25))
    ]
    for user, card in members * random.choice((1, 1, 2, 3)):
        kind, merchant = any_merchant(world, random, random.choice((*RESALE, "restaurant")))
        payment = payment_by(world, random, any_user(world, random), at_s, kind.category)
        yield payment._replace(
            user_id=user,
            card_id=card,
            device_id=random.choice(devices),
            ip=ip,
            merchant=merchant,
            country="US",
            is_fraud=True,
        )
        at_s += random.expovariate(1 / gap_s)


def slow_ring(world: World, random: Random, at_s: float) -> Iterator[LabelledTransaction]:
    """Few users share devices and cards, one or two payments a day each: below any burst limit."""
    users = [_guest(random) for _ in range(random.randint(4, 10))]
    devices = [_device(random) for _ in range(2)]
    cards = [f"card-{random.getrandbits(40):010x}" for _ in range(3)]
    for _ in range(len(users) * random.randint(4, 10)):
        payment = _stolen(world, random, any_user(world, random), at_s, random.choice(RESALE), 1.2)
        yield payment._replace(
            user_id=random.choice(users),
            device_id=random.choice(devices),
            card_id=random.choice(cards),
            ip=_thief_ip(random),
        )
        at_s += random.expovariate(len(users) * 1.3 / DAY_S)


def bust_out(world: World, random: Random, at_s: float) -> Iterator[LabelledTransaction]:
    """An account earns trust for weeks, then takes all it can (Experian, bust-out fraud)."""
    person, user = any_user(world, random), _guest(random)
    for _ in range(random.randint(10, 25)):
        everyday = random.choice(("grocery", "coffee", "fuel"))
        yield _as_guest(payment_by(world, random, person, at_s, everyday), user, person.home_ip)
        at_s += random.expovariate(1 / DAY_S)
    for _ in range(random.randint(4, 12)):
        payment = _stolen(world, random, person, at_s, random.choice((*RESALE, "cash")), 3.0)
        yield _as_guest(payment, user, person.home_ip)
        at_s += random.uniform(300, 2 * HOUR_S)


def collusive_merchant(world: World, random: Random, at_s: float) -> Iterator[LabelledTransaction]:
    """A merchant of a thief's own charges stolen cards in round sums (FATF, front companies)."""
    merchant, devices = f"fashion-{random.getrandbits(24):06x}", [_device(random) for _ in range(6)]
    for _ in range(random.randint(20, 70)):
        payment = _stolen(world, random, any_user(world, random), at_s, "fashion", 1.0)
        yield payment._replace(
            merchant=merchant,
            device_id=random.choice(devices),
            ip=_thief_ip(random),
            amount_minor=random.choice((9_900, 14_900, 19_900, 25_000, 30_000)),
        )
        at_s += random.expovariate(1 / 1_500)


def mule_chain(world: World, random: Random, at_s: float) -> Iterator[LabelledTransaction]:
    """Money passed on in minutes, minus a cut, then cashed (Europol, Money Mule Action)."""
    amount = random.randint(80_000, 600_000)
    chain = [
        any_user(world, random).user_id,
        *(_guest(random) for _ in range(random.randint(2, 5))),
    ]
    device, ip = _device(random), ip_address(random)
    for payer, payee in zip(chain, [*chain[1:], None], strict=True):
        category = "transfer" if payee else "cash"
        payment = payment_by(world, random, any_user(world, random), at_s, category)
        is_controlled = payer == chain[0] or random.random() < 0.5
        yield payment._replace(
            user_id=payer,
            card_id=f"card-{payer}",
            device_id=device if is_controlled else f"device-{payer}",
            ip=ip if is_controlled else ip_address(random),
            amount_minor=amount,
            counterparty_id=payee,
            country="US",
            is_fraud=True,
        )
        amount = int(amount * random.uniform(0.9, 0.98))
        at_s += random.uniform(120, 2 * HOUR_S)


def compromised_terminal(
    world: World, random: Random, at_s: float
) -> Iterator[LabelledTransaction]:
    """Cards skimmed at one terminal are cloned days later (US Secret Service, skimming)."""
    kind, merchant = any_merchant(world, random, random.choice(("fuel", "restaurant", "grocery")))
    victims = [any_user(world, random) for _ in range(random.randint(8, 25))]
    for victim in victims:
        yield payment_by(world, random, victim, at_s, kind.category)._replace(merchant=merchant)
        at_s += random.expovariate(1 / (2 * HOUR_S))
    at_s += random.uniform(0.5, 4) * DAY_S
    devices = [_device(random) for _ in range(4)]
    for victim in victims * random.randint(1, 2):
        payment = _stolen(world, random, victim, at_s, random.choice(RESALE), 1.6)
        yield payment._replace(device_id=random.choice(devices), ip=_thief_ip(random))
        at_s += random.expovariate(1 / (0.5 * HOUR_S))


def _stolen(
    world: World, random: Random, victim: Person, at_s: float, category: str, multiple: float
) -> LabelledTransaction:
    """A payment with this victim's account and card at a merchant of the thief's choice."""
    kind, merchant = any_merchant(world, random, category)
    return LabelledTransaction(
        at_s,
        victim.user_id,
        card_of(victim, at_s),
        _device(random),
        round(amount_at(kind, victim, random) * multiple),
        merchant,
        category,
        ip_address(random),
        "US",
        kind.channel,
        is_fraud=True,
    )


def _as_guest(payment: LabelledTransaction, user: str, ip: str) -> LabelledTransaction:
    return payment._replace(
        user_id=user, card_id=f"card-{user}", device_id=f"device-{user}", ip=ip, country="US"
    )


def _thief_ip(random: Random) -> str:
    """A rented address, or one of a carrier's pool that honest people use too."""
    return carrier_ip(random) if random.random() < 0.35 else ip_address(random)


def _guest(random: Random) -> str:
    """A new account; its number is like any other's."""
    return f"user-{random.randrange(5_000_000, 9_999_999):07d}"


def _device(random: Random) -> str:
    return f"device-n{random.getrandbits(40):010x}"
