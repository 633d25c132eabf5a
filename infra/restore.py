"""`python -m infra.restore`: check what the archive holds, put it back, make its decisions again.

    python -m infra.restore --since 2026-11-01 --until 2026-11-02            # check
    python -m infra.restore --since 2026-11-01T10:00:00Z --put --kind audit  # put back
    python -m infra.restore --since 2026-11-01 --replay                      # replay

Needs REDIS_URL and ARCHIVE_BUCKET, and the credentials that AWS tools read.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from datetime import UTC, datetime

from ringfence.bootstrap import Services, build
from ringfence.domain.archive import KINDS
from ringfence.domain.errors import RingfenceError
from ringfence.flow.restore import Hours, Restored
from ringfence.settings import read_settings

UNUSED = {"QUEUE_URL": "unused", "ID_HASH_KEY": "unused"}
"""What a function needs and this does not."""

SHOWN_MAX = 20


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what is asked; 1 when a part is damaged or a decision replays to another."""
    asked = _parser().parse_args(arguments)
    for name in ("REDIS_URL", "ARCHIVE_BUCKET"):
        if not os.environ.get(name):
            print(f"error: set {name}", file=sys.stderr)
            return 1
    services = build(read_settings({**UNUSED, **os.environ}))
    try:
        return _report(_done(asked, services))
    except RingfenceError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1


def _done(asked: argparse.Namespace, services: Services) -> Restored:
    archives = services.archives
    hours = Hours(archives.namespace, asked.kind, asked.since, asked.until)
    return archives.replay(hours) if asked.replay else archives.restore(hours, asked.put)


def _report(done: Restored) -> int:
    print(f"{done.parts} parts, {done.rows} rows, {done.missing} missing when they were archived")
    print(f"{done.artifacts} models, manifests, rule sets and policies put back")
    print(f"{done.put} put back, {done.replayed} replayed, {len(done.differing)} of them differ")
    for name in done.differing[:SHOWN_MAX]:
        print(f"  {name}")
    return 1 if done.differing else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m infra.restore", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("--kind", choices=KINDS, default="decisions")
    parser.add_argument("--since", type=_time, required=True, help="first hour, UTC unless said")
    parser.add_argument("--until", type=_time, default=datetime.now(UTC), help="hours before this")
    wish = parser.add_mutually_exclusive_group()
    wish.add_argument("--put", action="store_true", help="put back what Redis lacks")
    wish.add_argument("--replay", action="store_true", help="make each decision again")
    return parser


def _time(text: str) -> datetime:
    at = datetime.fromisoformat(text)
    return at if at.tzinfo else at.replace(tzinfo=UTC)


if __name__ == "__main__":
    sys.exit(main())
