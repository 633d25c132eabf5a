"""The layout of a stored reading, so that a later release can read what an earlier one observed.

A transaction observed before a release and decided after it keeps its reading. Each release leaves
the names of its fields under the hash of those names; a reading of another layout is put in order
by name, and a field that its release did not measure is absent: 0, or `NEVER` for a gap.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

from ringfence.domain.canonical import content_hash
from ringfence.domain.labels import LABEL_FIELDS
from ringfence.domain.velocity import NEVER, READING_FIELDS

_FIELDS = (READING_FIELDS, LABEL_FIELDS)
LAYOUT = content_hash([list(fields) for fields in _FIELDS])[:8]
LAYOUT_NAMES = json.dumps(_FIELDS)
"""What is kept under `LAYOUT`: the names of the values, then those of the labels."""


def converted(
    names: str, values: Sequence[int], labels: Sequence[int]
) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Values and labels of a layout with these names, in this release's order."""
    value_names, label_names = json.loads(names)
    return (
        _ordered(value_names, values, READING_FIELDS),
        _ordered(label_names, labels, LABEL_FIELDS) if labels else (),
    )


def _ordered(names: Sequence[str], values: Sequence[int], wanted: Sequence[str]) -> tuple[int, ...]:
    known = dict(zip(names, values, strict=True))
    return tuple(known.get(name, NEVER if name.endswith("_ms") else 0) for name in wanted)
