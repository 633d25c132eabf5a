"""Settings: the environment, read once, frozen; everything that is missing is named at once."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from ringfence.domain.errors import InternalError
from ringfence.domain.money import Rates, read_rates
from ringfence.domain.velocity import MAX_LATENESS_S

REQUIRED = ("REDIS_URL", "QUEUE_URL", "ID_HASH_KEY")
GRAPH_RETENTION_S = 400 * 86_400
"""Longer than a year, so that yearly habits stay known, and than a chargeback (some 120 days) and
its label (180 days, `LABEL_HISTORY_S`) take together: what a label may still speak of is there."""

ORIGIN = r"https?://[a-z0-9.-]+(:[0-9]{1,5})?"


class MissingSettings(InternalError):
    def __init__(self, names: list[str]) -> None:
        super().__init__(f"set these environment variables: {', '.join(names)} (docs/reference.md)")


class InvalidSetting(InternalError):
    def __init__(self, name: str, why: str) -> None:
        super().__init__(f"{name}: {why} (docs/reference.md)")


@dataclass(frozen=True)
class Settings:
    """What a deployment decides. Times end in their unit."""

    redis_url: str
    graph_url: str
    queue_url: str
    id_hash_key: str
    graph_replica_url: str = ""
    namespace: str = "default"
    dead_letter_queue_url: str = ""
    access_token: str = ""
    relay_function_name: str = ""
    project_function_name: str = ""
    websocket_endpoint: str = ""
    archive_bucket: str = ""
    max_age_s: int = MAX_LATENESS_S
    decision_retention_s: int = 7 * 86_400
    graph_retention_s: int = GRAPH_RETENTION_S
    state_timeout_s: float = 2.0
    graph_timeout_ms: int = 50
    rings_every_s: int = 300
    currency: str = "USD"
    currency_rates: str = ""
    allowed_origins: str = ""

    @cached_property
    def rates(self) -> Rates:
        """What windows count in, and how; raises `InvalidSetting`."""
        try:
            return read_rates(self.currency, self.currency_rates)
        except ValueError as error:
            raise InvalidSetting("CURRENCY, CURRENCY_RATES", str(error)) from None

    @cached_property
    def origins(self) -> frozenset[str]:
        """Whose pages may call the API, beside its own; raises `InvalidSetting`."""
        return read_origins(self.allowed_origins)


def read_settings(environment: Mapping[str, str]) -> Settings:
    """Settings from an environment.

    Raises
    ------
    MissingSettings
        Names every required variable that is absent or empty.
    InvalidSetting
        `CURRENCY`, `CURRENCY_RATES`, `ALLOWED_ORIGINS` or `GRAPH_RETENTION_S` cannot be read.
    """
    missing = [name for name in REQUIRED if not environment.get(name)]
    if missing:
        raise MissingSettings(missing)
    get = environment.get
    settings = Settings(
        redis_url=environment["REDIS_URL"],
        graph_url=get("GRAPH_URL") or environment["REDIS_URL"],
        queue_url=environment["QUEUE_URL"],
        id_hash_key=environment["ID_HASH_KEY"],
        graph_replica_url=get("GRAPH_REPLICA_URL") or "",
        namespace=get("NAMESPACE") or "default",
        dead_letter_queue_url=get("DEAD_LETTER_QUEUE_URL") or "",
        access_token=get("ACCESS_TOKEN") or "",
        relay_function_name=get("RELAY_FUNCTION_NAME") or "",
        project_function_name=get("PROJECT_FUNCTION_NAME") or "",
        websocket_endpoint=get("WEBSOCKET_ENDPOINT") or "",
        archive_bucket=get("ARCHIVE_BUCKET") or "",
        max_age_s=min(int(get("MAX_AGE_S") or MAX_LATENESS_S), MAX_LATENESS_S),
        decision_retention_s=int(get("DECISION_RETENTION_S") or 7 * 86_400),
        graph_retention_s=read_graph_retention(get("GRAPH_RETENTION_S") or ""),
        state_timeout_s=float(get("STATE_TIMEOUT_S") or 2.0),
        graph_timeout_ms=int(get("GRAPH_TIMEOUT_MS") or 50),
        rings_every_s=int(get("RINGS_EVERY_S") or 300),
        currency=get("CURRENCY") or "USD",
        currency_rates=get("CURRENCY_RATES") or "",
        allowed_origins=get("ALLOWED_ORIGINS") or "",
    )
    # What cannot be read is told when a function starts, not when it pays.
    _ = settings.rates, settings.origins
    return settings


def read_graph_retention(text: str) -> int:
    """How long the graph remembers, in s; 400 days where nothing is said.

    Raises
    ------
    InvalidSetting
        Shorter than what may still arrive: a late payment would be forgotten as it comes.
    """
    given = int(text or GRAPH_RETENTION_S)
    if given <= MAX_LATENESS_S:
        raise InvalidSetting("GRAPH_RETENTION_S", f"{given} is not more than {MAX_LATENESS_S}")
    return given


def read_origins(text: str) -> frozenset[str]:
    """Origins as an operator writes them, with commas between; each exact, as a browser says it.

    >>> sorted(read_origins("https://desk.example, http://127.0.0.1:3000"))
    ['http://127.0.0.1:3000', 'https://desk.example']

    Raises
    ------
    InvalidSetting
    """
    given = frozenset(filter(None, (one.strip() for one in text.split(","))))
    for one in sorted(given):
        if re.fullmatch(ORIGIN, one) is None:
            raise InvalidSetting(
                "ALLOWED_ORIGINS",
                f"{one!r} is no origin: write scheme, host and port alone, in small letters, "
                "as https://desk.example or http://127.0.0.1:3000; there are no wildcards",
            )
    return given
