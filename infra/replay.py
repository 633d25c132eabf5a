"""Make stored decisions again from their receipts, and say where they differ.

python -m infra.replay ID [ID ...]          decisions as Redis holds them
python -m infra.replay --file FILE          decisions as JSON, one a line (- is standard input)

Models, rules and policies come from Redis by the hash that the decision names. The exit status is 0
when every decision is identical, 1 when one differs, 2 when one cannot be found or read.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator
from typing import TextIO

from pydantic import ValidationError

from ringfence.bootstrap import Adapters
from ringfence.domain.decisions import Decision, ReplayReport
from ringfence.domain.errors import RingfenceError, UndecidedTransaction, UnknownTransaction
from ringfence.flow.replay import replay
from ringfence.settings import Settings

IDENTICAL, DIFFERS, CANNOT = 0, 1, 2


class UnreadableDecision(Exception):
    """A line that is no decision."""


def main(arguments: list[str] | None = None) -> int:
    """One line per decision, one more per difference; the exit status."""
    asked = _parser().parse_args(arguments)
    adapters = Adapters(
        Settings(
            redis_url=asked.redis_url,
            graph_url=asked.redis_url,
            queue_url="",
            id_hash_key="",
            namespace=asked.namespace,
        )
    )
    try:
        found = _from_file(asked.file) if asked.file else _from_state(asked.ids, adapters)
        reports = [_replayed(decision, adapters) for decision in found]
    except (RingfenceError, UnreadableDecision, OSError) as error:
        print(error, file=sys.stderr)
        return CANNOT
    return IDENTICAL if all(report.is_identical for report in reports) else DIFFERS


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m infra.replay", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("ids", nargs="*", default=[], metavar="ID", help="a transaction id")
    what.add_argument("--file", help="decisions as JSON, one a line; - is standard input")
    parser.add_argument(
        "--redis-url", default=os.environ.get("REDIS_URL", "redis://127.0.0.1:6379/0")
    )
    parser.add_argument("--namespace", default=os.environ.get("NAMESPACE", "default"))
    return parser


def _from_state(ids: list[str], adapters: Adapters) -> Iterator[Decision]:
    for name in ids:
        found = adapters.state.find(name)
        if found is None:
            raise UnknownTransaction(name)
        if not isinstance(found, Decision):
            raise UndecidedTransaction(name)
        yield found


def _from_file(name: str) -> Iterator[Decision]:
    if name == "-":
        yield from _decisions(sys.stdin)
        return
    with open(name, encoding="utf-8") as lines:
        yield from _decisions(lines)


def _decisions(lines: TextIO) -> Iterator[Decision]:
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            yield Decision.model_validate_json(line)
        except ValidationError as error:
            raise UnreadableDecision(f"line {number} is no decision: {error}") from None


def _replayed(decision: Decision, adapters: Adapters) -> ReplayReport:
    report = replay(decision, adapters.kept)
    amended = ", amended" if decision.amendment else ""
    verdict = "identical" if report.is_identical else "differs"
    print(
        f"{report.transaction_id}: {verdict} ({decision.outcome.value} {decision.score}{amended})"
    )
    for one in report.differences:
        print(f"  {one.field}: stored {one.stored}, replayed {one.replayed}")
    return report


if __name__ == "__main__":
    sys.exit(main())
