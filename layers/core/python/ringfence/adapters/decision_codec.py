"""A decision as Redis keeps it: its JSON with the vector as bare numbers, compressed.

The names of the vector's columns are the release's `FEATURES`; they are kept once per release, not
in every decision (about 1 KB instead of 6 per decision, and half the time to compress).
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Sequence
from typing import Any

from ringfence.domain.features import FEATURE_NAMES, FEATURES_VERSION
from ringfence.domain.messages import Decision

NamesOf = Callable[[str], Sequence[str]]
"""From a features version to its column names."""

_SEPARATOR = b"\n"


def pack(decision: Decision) -> bytes:
    """Everything but `alert_seq`, which the store gives."""
    head = decision.model_dump_json(exclude={"alert_seq", "features"}).encode()
    values = json.dumps([*decision.features.values()], separators=(",", ":")).encode()
    return zlib.compress(head + _SEPARATOR + values, level=1)


def unpack(data: bytes, alert_seq: int, names_of: NamesOf) -> Decision:
    """The decision that was packed, with its alert's sequence number (0 is none)."""
    fields = opened(data, names_of)
    fields["alert_seq"] = alert_seq or None
    return Decision.model_validate_json(json.dumps(fields))


def opened(data: bytes, names_of: NamesOf) -> dict[str, Any]:
    """The same as plain JSON, for who reads thousands and needs a few fields of each."""
    head, values = zlib.decompress(data).split(_SEPARATOR)
    fields: dict[str, Any] = json.loads(head)
    version = fields["versions"]["features"]
    names = FEATURE_NAMES if version == FEATURES_VERSION else names_of(version)
    fields["features"] = dict(zip(names, json.loads(values), strict=True))
    return fields
