"""Canonical bytes and content hashes: equal meaning, equal hash."""

from __future__ import annotations

import hashlib
import json

HASH_LENGTH = 32
"""Hex digits kept of a SHA-256: 128 bits."""


def canonical_json(value: object) -> bytes:
    """JSON with sorted keys and no white space.

    >>> canonical_json({"b": 1, "a": [2]})
    b'{"a":[2],"b":1}'
    """
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def content_hash(value: object) -> str:
    """128 bits of SHA-256, in hex, over the canonical JSON of `value`, or bytes as they are."""
    data = value if isinstance(value, bytes) else canonical_json(value)
    return hashlib.sha256(data).hexdigest()[:HASH_LENGTH]
