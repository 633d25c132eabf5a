"""Commands that talk to a running system: payments, simulated or from a file, and their labels."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable
from datetime import UTC, datetime
from itertools import chain, islice
from pathlib import Path

from simulator.client import Client
from simulator.errors import UnreadableFile
from simulator.options import (
    add_address,
    add_target,
    add_world,
    command,
    mix_of,
    positive,
    positive_int,
)
from simulator.progress import progress
from simulator.replay import parse_columns, read_requests
from simulator.send import Plan, Tally, send, to_request
from simulator.stream import stream

STOPPED = "stopped"


def add_sending(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """`send`, `replay` and `labels`."""
    parser = command(commands, "send", _send, "send a live stream to a running system")
    add_target(parser)
    add_world(parser, "attack")
    parser.add_argument("--duration", type=positive, help="stop after this many seconds")
    parser = command(commands, "replay", _replay, "send transactions of your own from a file")
    add_target(parser)
    parser.add_argument("file", type=Path, help="CSV (with a header) or Parquet")
    parser.add_argument("--columns", default="", help="FIELD=COLUMN,… ; FIELD='value' for all rows")
    parser.add_argument("--from", type=positive_int, default=1, dest="first", help="first row")
    parser = command(commands, "labels", _labels, "tell a running system the truth, from a file")
    parser.add_argument("file", type=Path, help="CSV (with a header) or Parquet")
    parser.add_argument(
        "--columns",
        default="",
        help="FIELD=COLUMN,… ; fields are transaction_id, label, reason, known_at",
    )
    add_address(parser)


def _send(options: argparse.Namespace) -> int:
    from simulator.train import live_world

    begin_s = datetime.now(UTC).timestamp()
    world = live_world(options.seed, options.rate)
    rows = stream(world, mix_of(options), begin_s, options.rate, options.seed, has_rhythm=False)
    run = f"{options.seed}-{int(begin_s * 1_000):x}"
    requests = (
        (row.at_s - begin_s, to_request(row, f"sim-{run}-{number}"))
        for number, row in enumerate(rows)
    )
    return _deliver(requests, options, options.duration)


def _replay(options: argparse.Namespace) -> int:
    rows = read_requests(options.file, parse_columns(options.columns))
    wanted = islice(rows, options.first - 1, None)
    # The first row is read before anything is sent: a wrong mapping shows at once.
    bodies = chain(list(islice(wanted, 1)), wanted)
    run = f"{int(datetime.now(UTC).timestamp() * 1_000):x}"
    requests = (
        (
            number / options.rate,
            {"transaction_id": f"replay-{run}-{options.first + number}", **body},
        )
        for number, body in enumerate(bodies)
    )
    return _deliver(requests, options, None)


def _deliver(
    requests: Iterable[tuple[float, dict[str, object]]],
    options: argparse.Namespace,
    duration_s: float | None,
) -> int:
    before = _last_alert(options)
    tally, plan = Tally(), Plan(options.url, options.rate, options.count, duration_s, options.token)
    sent, ended = 0, ""
    with progress(options.quiet) as bar:
        task = bar.add_task("sending", total=options.count)

        def advance(count: int) -> None:
            nonlocal sent
            sent += count
            bar.advance(task, count)

        try:
            send(requests, plan, tally, advance)
        except KeyboardInterrupt:
            ended = STOPPED
        except UnreadableFile as error:
            ended = str(error)
    _print_sent(tally)
    print(f"alerts {_last_alert(options) - before} new at {options.url}/api/alerts")
    if ended:
        more = f"; go on with --from {options.first + sent}" if "first" in options else ""
        print(f"simulator: {ended}{more}", file=sys.stderr)
    is_unread = ended not in ("", STOPPED)
    return 1 if is_unread or (tally.failed and not tally.accepted) else 0


def _print_sent(tally: Tally) -> None:
    print(f"accepted {tally.accepted}  failed {tally.failed}")
    print(f"latency p50 {tally.percentile_ms(50):.1f} ms  p99 {tally.percentile_ms(99):.1f} ms")
    for problem, count in tally.problems.most_common(5):
        print(f"  {count} x {problem}")


def _last_alert(options: argparse.Namespace) -> int:
    client = Client(options.url, options.token)
    try:
        return int(client.get("/api/alerts?limit=1").body.get("last_seq", 0))
    finally:
        client.close()


def _labels(options: argparse.Namespace) -> int:
    from simulator.given_labels import parse_label_columns, read_labels
    from simulator.tell import tell

    given = list(read_labels(options.file, parse_label_columns(options.columns)))
    client = Client(options.url, options.token)
    with progress(options.quiet) as bar:
        task = bar.add_task("telling", total=len(given))
        tally = tell(given, client, lambda: bar.advance(task))
    client.close()
    print(f"told {tally.told}  unknown {tally.unknown}  refused {tally.refused}")
    for example in tally.examples:
        print(f"  {example}")
    return 0 if tally.told or not given else 1
