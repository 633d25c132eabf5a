"""Traffic for measuring: many ordinary users, some devices shared, one hub of each kind."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from ringfence.domain.transactions import Transaction

EVERY_S = 0.5
MERCHANTS = 2_000


class Timeline:
    """Event time that moves on with each transaction and is not yet now after `size` of them."""

    def __init__(self, size: int) -> None:
        self._at = datetime.now(UTC) - timedelta(seconds=size * EVERY_S)

    def next(self) -> datetime:
        self._at += timedelta(seconds=EVERY_S)
        return self._at


def traffic(
    timeline: Timeline, users: int, size: int, seed: int, name: str
) -> Iterator[Transaction]:
    """`size` transactions in event order, by so many users.

    Of each user's transactions 3 % come from somebody else's device and 2 % over one office's ip;
    the busiest of 2,000 merchants takes 2 %.
    """
    rng = random.Random(seed)
    for place in range(size):
        user = rng.randrange(users)
        owner = rng.randrange(users) if rng.random() < 0.03 else user
        at = timeline.next()
        yield Transaction(
            transaction_id=f"{name}-{seed}-{place}",
            user_id=f"user-{user}",
            card_id=f"card-{user}-{rng.randrange(2)}",
            device_id=f"device-{owner}-{rng.randrange(2)}",
            merchant=f"merchant-{int(MERCHANTS * rng.random() ** 2)}",
            amount_minor=int(rng.lognormvariate(8, 1)) + 1,
            currency="USD",
            occurred_at=at,
            received_at=at,
            fingerprint="f",
            ip="10.255.0.1"
            if rng.random() < 0.02
            else f"10.{user >> 16}.{user >> 8 & 255}.{user & 255}",
        )
