"""Traffic for measuring: many ordinary users, some devices shared, one hub of each kind."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from ringfence.domain.messages import Transaction

TRANSACTIONS_PER_USER = 10
EVERY_S = 0.5


def traffic(size: int, seed: int, name: str = "t") -> Iterator[Transaction]:
    """`size` transactions in event order, ending now, by size / 10 users.

    Of each user's transactions 3 % come from somebody else's device and 2 % over one office's ip.
    """
    rng = random.Random(seed)
    users = max(1, size // TRANSACTIONS_PER_USER)
    start = datetime.now(UTC) - timedelta(seconds=size * EVERY_S)
    for place in range(size):
        user = rng.randrange(users)
        owner = rng.randrange(users) if rng.random() < 0.03 else user
        at = start + timedelta(seconds=place * EVERY_S)
        yield Transaction(
            transaction_id=f"{name}-{seed}-{place}",
            user_id=f"user-{user}",
            card_id=f"card-{user}-{rng.randrange(2)}",
            device_id=f"device-{owner}-{rng.randrange(2)}",
            merchant=f"merchant-{int(rng.paretovariate(1.1)) % 2_000}",
            amount_minor=int(rng.lognormvariate(8, 1)) + 1,
            currency="USD",
            occurred_at=at,
            received_at=at,
            fingerprint="f",
            ip="10.255.0.1"
            if rng.random() < 0.02
            else f"10.{user >> 16}.{user >> 8 & 255}.{user & 255}",
        )
