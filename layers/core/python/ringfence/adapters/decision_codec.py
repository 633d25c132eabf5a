"""A decision as Redis keeps it: its JSON with the vector as bare numbers, compressed.

The names of the vector's columns are the release's `FEATURES`; they are kept once per release, not
in every decision. So is a dictionary of the texts that every decision repeats, keys and sentences:
with it one takes half the bytes. The first four bytes are the dictionary's number, by which a
reader finds which release's it was; then comes a Zstandard frame (RFC 8878).
"""

from __future__ import annotations

import json
import sys
import zlib
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import cache
from typing import Any

from pydantic_core import to_json

if sys.version_info >= (3, 14):
    from compression import zstd as zstd
else:
    from backports import zstd as zstd

from ringfence.domain.decisions import Amendment, Decision, Versions
from ringfence.domain.features import FEATURE_NAMES, FEATURES, FEATURES_VERSION, named, vector
from ringfence.domain.graph import GRAPH_FIELDS, GraphReading
from ringfence.domain.labels import NO_LABELS
from ringfence.domain.ledger import OTHER_FEATURES, Line, settle
from ringfence.domain.policy import Policy
from ringfence.domain.shipped_rules import SHIPPED_RULES
from ringfence.domain.transactions import Transaction
from ringfence.domain.values import Outcome, RiskLevel
from ringfence.domain.velocity import NEVER, READING_FIELDS, VelocityReading

NamesOf = Callable[[str], Sequence[str]]
"""From a features version to its column names."""

DictionaryOf = Callable[[str], bytes]
"""From a dictionary's number to its bytes."""

DICTIONARY_MAX = 16_384
"""Bytes. Level 1 would save no time worth a twentieth in size."""

LEVEL = 3

_SEPARATOR = b"\n"
_NUMBER_BYTES = 4


def pack(decision: Decision) -> bytes:
    """Everything but `alert_seq`, which the store gives, and the amendment, which comes later."""
    number, compressor = _compressor()
    return number + compressor.compress(_text(decision), compressor.FLUSH_FRAME)


def _text(decision: Decision) -> bytes:
    left_out = {"alert_seq", "amendment", "features"}
    if not decision.shared_users:  # As of nearly all.
        left_out.add("shared_users")
    head = decision.model_dump_json(exclude=left_out).encode()
    return _SEPARATOR.join((head, to_json([*decision.features.values()])))


def pack_amendment(amendment: Amendment) -> bytes:
    """It stands beside the decision, which stays as it is."""
    return zlib.compress(amendment.model_dump_json().encode(), level=1)


def unpack(
    data: bytes,
    alert_seq: int,
    names_of: NamesOf,
    dictionary_of: DictionaryOf,
    amendment: bytes | None = None,
) -> Decision:
    """The decision that was packed, with its alert's sequence number (0 is none) and amendment."""
    fields = opened(data, names_of, dictionary_of)
    fields["alert_seq"] = alert_seq or None
    fields["amendment"] = json.loads(zlib.decompress(amendment)) if amendment else None
    return Decision.model_validate_json(json.dumps(fields))


def opened(data: bytes, names_of: NamesOf, dictionary_of: DictionaryOf) -> dict[str, Any]:
    """The same as plain JSON, for who reads thousands and needs a few fields of each."""
    head, values = _decompressed(data, dictionary_of).split(_SEPARATOR)
    fields: dict[str, Any] = json.loads(head)
    version = fields["versions"]["features"]
    names = FEATURE_NAMES if version == FEATURES_VERSION else names_of(version)
    fields["features"] = dict(zip(names, json.loads(values), strict=True))
    return fields


def _decompressed(data: bytes, dictionary_of: DictionaryOf) -> bytes:
    number = str(int.from_bytes(data[:_NUMBER_BYTES]))
    ours, dictionary = our_dictionary()
    if number != ours:
        dictionary = dictionary_of(number)
    return zstd.decompress(data[_NUMBER_BYTES:], _raw(dictionary))


@cache
def our_dictionary() -> tuple[str, bytes]:
    """What this release packs with: its number (Adler-32) and its bytes, what is likeliest last."""
    names = "".join(f'{one.name}"{one.group}"{one.sentence.format(value="")}' for one in FEATURES)
    dictionary = (names.encode() + _text(_example()))[-DICTIONARY_MAX:]
    return str(zlib.adler32(dictionary)), dictionary


def _example() -> Decision:
    """A decision with everything in it that others repeat: the first of a user, approved."""
    at = datetime(2026, 1, 1, microsecond=1, tzinfo=UTC)
    transaction = Transaction(
        transaction_id="-",
        user_id="user-",
        card_id="card-",
        device_id="device-",
        merchant="merchant-",
        amount_minor=1_000,
        currency="USD",
        occurred_at=at,
        received_at=at,
        fingerprint="-",
    )
    readings = tuple(NEVER if name.endswith("_ms") else 1 for name in READING_FIELDS)
    velocity = VelocityReading(readings, (), (), NO_LABELS)
    features = vector(transaction, velocity, GraphReading((1,) * len(GRAPH_FIELDS)))
    lines = [
        Line(name, "model", "velocity", says, -0.1, 1.0, normal) for name, says, normal in _SHOWN
    ]
    lines.append(Line(OTHER_FEATURES, "model", "behaviour", _OTHERS, -0.1))
    _, reasons = settle(Policy().prior_margin, lines)
    versions = Versions(
        model="-",
        rules=SHIPPED_RULES.version,
        policy=Policy().version,
        features=FEATURES_VERSION,
    )
    return Decision(
        transaction_id="-",
        outcome=Outcome.APPROVE,
        score=0.0001,
        risk_level=RiskLevel.LOW,
        reasons=reasons,
        model_score=0.0001,
        transaction=transaction,
        features=named(features),
        versions=versions,
        timings_ms={"observe": 1.0, "score": 1.0},
        decided_at=at,
    )


_SHOWN = (
    ("user_count_24h", "1 transaction by this user in 24 h; what is usual is not known yet", None),
    ("device_users_24h", "1 user with this device in 24 h; 1 is usual", 1.0),
    ("user_sum_24h", "10.00 USD spent by this user in 24 h; 20.00 USD is usual", 20.0),
    ("user_frauds_28d", "0 confirmed frauds of this user in 28 days; 0 is usual", 0.0),
)
_OTHERS = "100 smaller contributions together"


@cache
def _compressor() -> tuple[bytes, zstd.ZstdCompressor]:
    """Our dictionary's number and what packs with it; threads may share it, a frame is one call."""
    number, dictionary = our_dictionary()
    compressor = zstd.ZstdCompressor(LEVEL, zstd_dict=_raw(dictionary))
    return int(number).to_bytes(_NUMBER_BYTES), compressor


@cache
def _raw(dictionary: bytes) -> zstd.ZstdDict:
    return zstd.ZstdDict(dictionary, is_raw=True)
