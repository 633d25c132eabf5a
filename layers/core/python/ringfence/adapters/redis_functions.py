"""The Redis Function library: built from the domain's constants, loaded when a server lacks it."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import NamedTuple

from redis import Redis

from ringfence.adapters.reading_layout import LAYOUT
from ringfence.domain.canonical import content_hash
from ringfence.domain.labels import (
    LABEL_HISTORY_MAX,
    LABEL_HISTORY_S,
    LABEL_RETENTION_S,
    LABEL_WINDOWS_S,
    LABELLED_SHOWN,
    LABELS_MAX,
)
from ringfence.domain.velocity import (
    BASELINE_TRANSACTIONS,
    BASELINE_WINDOW_S,
    BURST_S,
    COUNTERPARTS,
    ENTITY_TYPES,
    MAX_EVENTS,
    MAX_LATENESS_S,
    NAMED_USERS_MAX,
    OUTLIERS_WINDOW_S,
    SHARED_BY,
    SHARED_WINDOW_S,
    WINDOWS_S,
    EntityType,
    longest_window_s,
)

_SOURCES = (
    "redis_labels.lua",
    "redis_law.lua",
    "redis_blocks.lua",
    "redis_busy_logs.lua",
    "redis_packed_logs.lua",
    "redis_functions.lua",
    "redis_windows.lua",
    "redis_amend.lua",
    "redis_alerts.lua",
)
"""In this order: Lua knows only what stands above."""


class LogLimits(NamedTuple):
    """How an entity's log is laid out. What it answers depends on `events_max` alone; tests make
    them small, so that a short stream crosses each."""

    packed_max: int = 64
    """Transactions of an entity kept in one string; from there on blocks cost less."""
    block_max: int = 512
    """Transactions in a block of a busy entity: each transaction writes one block."""
    events_max: int = MAX_EVENTS


LOG_LIMITS = LogLimits()

PACKED_NAMES_MAX = 8_192
"""Bytes of names beside them: the string is rewritten by each transaction."""

SUM_MAX = 2**50
"""Running sums of a busy entity are rebased from here on. A Lua number is exact to 2^53; from this
one on, a full log of `AMOUNT_MAX_MINOR` each ends below that."""

_MS = 1_000


@cache
def library(limits: LogLimits = LOG_LIMITS) -> tuple[str, str]:
    """The library's source and its release, the hash of that source."""
    text = "".join(Path(__file__).with_name(name).read_text() for name in _SOURCES)
    for name, value in _constants(limits).items():
        text = text.replace(f"<{name}>", value)
    release = content_hash(text.encode())[:8]
    return f"#!lua name=ringfence_{release}\n{text.replace('<release>', release)}", release


def function_name(verb: str, limits: LogLimits = LOG_LIMITS) -> str:
    """The name of this release's `observe`, `reserve`, `commit`, `label` or `amend`."""
    return f"{verb}_{library(limits)[1]}"


def ensure_loaded(client: Redis, limits: LogLimits = LOG_LIMITS) -> None:
    """Load this release into the server. One round trip; replaces only itself."""
    client.function_load(library(limits)[0], replace=True)


def retention_s(entity: EntityType) -> int:
    """How long an entity's log is kept after its newest transaction, in event time."""
    return longest_window_s(entity) + MAX_LATENESS_S


def _constants(limits: LogLimits) -> dict[str, str]:
    return {
        "windows_ms": ", ".join(str(seconds * _MS) for seconds in WINDOWS_S.values()),
        "entities": _names(ENTITY_TYPES),
        "counterparts": ", ".join(
            f"{key} = {{{_names(rest)}}}" for key, rest in COUNTERPARTS.items()
        ),
        "shared": _names(SHARED_BY),
        "shared_ms": str(SHARED_WINDOW_S * _MS),
        "shared_window": str([*WINDOWS_S.values()].index(SHARED_WINDOW_S) + 1),
        "burst_ms": str(BURST_S * _MS),
        "burst_window": str([*WINDOWS_S.values()].index(BURST_S) + 1),
        "outliers_ms": str(OUTLIERS_WINDOW_S * _MS),
        "label_windows_ms": ", ".join(str(seconds * _MS) for seconds in LABEL_WINDOWS_S.values()),
        "label_retention_ms": str(LABEL_RETENTION_S * _MS),
        "labels_max": str(LABELS_MAX),
        "label_history_max": str(LABEL_HISTORY_MAX),
        "label_history_ms": str(LABEL_HISTORY_S * _MS),
        "baseline_ms": str(BASELINE_WINDOW_S * _MS),
        "baseline_transactions": str(BASELINE_TRANSACTIONS),
        "named_users_max": str(NAMED_USERS_MAX),
        "labelled_shown": str(LABELLED_SHOWN),
        "layout": LAYOUT,
        "packed_max": str(limits.packed_max),
        "block_max": str(limits.block_max),
        "packed_names_max": str(PACKED_NAMES_MAX),
        "max_events": str(limits.events_max),
        "sum_max": str(SUM_MAX),
        "max_lateness_ms": str(MAX_LATENESS_S * _MS),
        "longest_ms": ", ".join(
            f"{entity} = {longest_window_s(entity) * _MS}" for entity in ENTITY_TYPES
        ),
        "retention_ms": ", ".join(
            f"{entity} = {retention_s(entity) * _MS}" for entity in ENTITY_TYPES
        ),
    }


def _names(values: tuple[str, ...]) -> str:
    return ", ".join(f"'{value}'" for value in values)
