"""The commands: parse, call, print. What is wrong is said in one line on standard error."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from ringfence.domain.errors import RingfenceError
from simulator.client import Client, NothingListens
from simulator.errors import LeakFound, UnreadableFile
from simulator.labelled import LabelledTransaction
from simulator.options import (
    MODELS,
    Formatter,
    add_address,
    add_store,
    add_target,
    add_world,
    command,
    day,
    mix_of,
    positive,
    positive_int,
)
from simulator.replay import parse_columns, read_requests
from simulator.send import Plan, Tally, send, to_request
from simulator.stream import stream

if TYPE_CHECKING:
    from simulator.dataset import Dataset
    from simulator.train import Trained

STOPPED = "stopped"


def main(arguments: Sequence[str]) -> int:
    """Run a command; the exit status."""
    options = _parser().parse_args(arguments)
    try:
        return int(options.run(options) or 0)
    except (NothingListens, UnreadableFile, LeakFound, RingfenceError) as error:
        return _failed(str(error))
    except OSError as error:
        return _failed(f"{error.filename}: {error.strerror}" if error.filename else str(error))
    except KeyboardInterrupt:
        return 130


def _failed(why: str) -> int:
    print(f"simulator: {why}", file=sys.stderr)
    return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m simulator",
        description="Simulate payments, send them, and train the model on them.",
        formatter_class=Formatter,
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    _add_sending(commands)
    _add_learning(commands)
    _add_registry(commands)
    return parser


# ── send, replay ─────────────────────────────────────────────────────────────────────────────────


def _add_sending(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = command(commands, "send", _send, "send a live stream to a running system")
    add_target(parser)
    add_world(parser, "attack")
    parser.add_argument("--duration", type=positive, help="stop after this many seconds")
    parser = command(commands, "replay", _replay, "send transactions of your own from a file")
    add_target(parser)
    parser.add_argument("file", type=Path, help="CSV (with a header) or Parquet")
    parser.add_argument("--columns", default="", help="FIELD=COLUMN,… ; FIELD='value' for all rows")
    parser.add_argument("--from", type=positive_int, default=1, dest="first", help="first row")


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
    with _progress(options.quiet) as bar:
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


def _progress(is_quiet: bool) -> Progress:
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=Console(stderr=True),
        disable=is_quiet,
    )


# ── dataset, train, evaluate ─────────────────────────────────────────────────────────────────────


def _add_learning(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = command(commands, "dataset", _dataset, "write a labelled dataset (.npz)")
    parser.add_argument(
        "--out",
        type=Path,
        default=Path("build/dataset.npz"),
        help="where to; else build/dataset.npz",
    )
    add_world(parser, "calm")
    parser.add_argument("--rows", type=positive_int, default=100_000, help="transactions")
    parser.add_argument("--rate", type=positive, default=0.1, help="transactions per second")
    parser.add_argument("--users", type=positive_int, default=4_000, help="population")
    parser.add_argument("--stored", action="store_true", help="what a system decided and was told")
    add_store(parser)
    parser = command(commands, "train", _train, "train a model on the simulated world")
    parser.add_argument(
        "--out", type=Path, default=MODELS / "seed", help="model folder; else the seed model"
    )
    parser.add_argument("--seed", type=int, default=1, help="the same seed is the same model")
    parser.add_argument("--days", type=positive, default=45.0, help="length of the history")
    parser.add_argument("--data", type=Path, nargs="+", help="datasets (.npz) to train on instead")
    parser.add_argument("--labels", type=Path, help="labels known since, CSV or Parquet (--data)")
    parser.add_argument("--columns", default="", help="FIELD=COLUMN,… of --labels")
    parser.add_argument("--docs", type=Path, help="write the model card here, with pictures")
    parser = command(commands, "evaluate", _evaluate, "measure a model on a world of another seed")
    parser.add_argument(
        "--model", type=Path, default=MODELS / "seed", help="model folder; else the seed model"
    )
    parser.add_argument("--seed", type=int, default=8_001, help="seed of the world")
    parser.add_argument("--docs", type=Path, help="write the evaluation page here, with pictures")
    _add_benchmark(parser)
    parser = command(commands, "labels", _labels, "tell a running system the truth, from a file")
    parser.add_argument("file", type=Path, help="CSV (with a header) or Parquet")
    parser.add_argument(
        "--columns",
        default="",
        help="FIELD=COLUMN,… ; fields are transaction_id, label, reason, known_at",
    )
    add_address(parser)


def _add_benchmark(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group(
        "a file of your own", "train and test on labelled transactions; days are whole, in UTC"
    )
    group.add_argument("--data", type=Path, help="CSV (with a header) or Parquet")
    group.add_argument("--columns", default="", help="FIELD=COLUMN,… ; FIELDs include label")
    group.add_argument("--train-start", type=day, help="first day of training")
    group.add_argument("--train-days", type=positive_int, default=7, help="days of training")
    group.add_argument("--delay-days", type=positive_int, default=7, help="days until the test")
    group.add_argument("--test-days", type=positive_int, default=7, help="days of the test")
    group.add_argument(
        "--label-delay-days", type=positive_int, default=7, help="days until a label is known"
    )
    group.add_argument("--json", type=Path, help="write the figures here too")


def _dataset(options: argparse.Namespace) -> None:
    dataset = _stored_dataset(options) if options.stored else _simulated_dataset(options)
    options.out.parent.mkdir(parents=True, exist_ok=True)
    dataset.save(options.out)
    print(f"{len(dataset.frauds)} rows, {int(dataset.frauds.sum())} frauds in {options.out}")
    print(f"digest {dataset.digest}")


def _simulated_dataset(options: argparse.Namespace) -> Dataset:
    from simulator.dataset import build
    from simulator.train import EPOCH_S
    from simulator.world import World

    world = World(options.seed, options.users, max(100, options.users // 4))
    rows = stream(world, mix_of(options), EPOCH_S, options.rate, options.seed)
    with _progress(False) as bar:
        return build(_counted(islice(rows, options.rows), options.rows, bar), options.seed)


def _stored_dataset(options: argparse.Namespace) -> Dataset:
    from ringfence.bootstrap import stored_decisions
    from simulator.own_data import from_decisions

    dataset, left_out = from_decisions(stored_decisions(options.redis_url, options.namespace))
    if left_out:
        print(f"{left_out} decisions left out: other features, no graph, or unsure")
    return dataset


def _counted(
    rows: Iterable[LabelledTransaction], total: int, bar: Progress
) -> Iterator[LabelledTransaction]:
    task = bar.add_task("replaying", total=total)
    for row in rows:
        bar.advance(task)
        yield row


def _train(options: argparse.Namespace) -> None:
    from simulator.registry import save

    trained_at = datetime.now(UTC).isoformat(timespec="seconds")
    train = _trained_on_file if options.data else _trained_on_world
    trained = train(options, trained_at)
    save(trained, options.out)
    print(f"wrote {options.out} ({len(trained.onnx) / 1024:.0f} KiB)")
    print(json.dumps({name: part["summary"] for name, part in trained.report.items()}, indent=1))
    if options.docs:
        from simulator.report import write_model_card

        write_model_card(options.out, options.docs)


def _trained_on_world(options: argparse.Namespace, trained_at: str) -> Trained:
    from simulator.train import scaled_recipe, train

    return train(scaled_recipe(options.seed, options.days), trained_at)


def _trained_on_file(options: argparse.Namespace, trained_at: str) -> Trained:
    from simulator.dataset import Dataset
    from simulator.given_labels import parse_label_columns, read_labels
    from simulator.own_data import merged, train_on, with_labels

    rows = merged(Dataset.read(path) for path in options.data)
    if options.labels:
        given = list(read_labels(options.labels, parse_label_columns(options.columns)))
        rows, found = with_labels(rows, given, datetime.now(UTC).timestamp())
        print(f"{found} of {len(given)} labels found their transaction")
    return train_on(rows, options.seed, trained_at)


def _evaluate(options: argparse.Namespace) -> None:
    if options.data:
        _evaluate_on_file(options)
    else:
        _evaluate_on_world(options)


def _evaluate_on_world(options: argparse.Namespace) -> None:
    from simulator.held_out import benchmark
    from simulator.report import lines_of, write_evaluation

    report = benchmark(options.model, options.seed)
    print("\n\n".join(lines_of(report)))
    if options.json:
        options.json.write_text(json.dumps(report, indent=1) + "\n")
    if options.docs:
        write_evaluation(report, options.model, options.docs)


def _labels(options: argparse.Namespace) -> int:
    from simulator.given_labels import parse_label_columns, read_labels
    from simulator.tell import tell

    given = list(read_labels(options.file, parse_label_columns(options.columns)))
    client = Client(options.url, options.token)
    with _progress(options.quiet) as bar:
        task = bar.add_task("telling", total=len(given))
        tally = tell(given, client, lambda: bar.advance(task))
    client.close()
    print(f"told {tally.told}  unknown {tally.unknown}  refused {tally.refused}")
    for example in tally.examples:
        print(f"  {example}")
    return 0 if tally.told or not given else 1


def _evaluate_on_file(options: argparse.Namespace) -> None:
    from simulator.benchmark import RECIPE, Protocol, evaluate
    from simulator.labelled_file import parse_labelled_columns, read_labelled

    if options.train_start is None:
        raise UnreadableFile("--data needs --train-start YYYY-MM-DD")
    protocol = Protocol(
        options.train_start,
        options.train_days,
        options.delay_days,
        options.test_days,
        options.label_delay_days,
    )
    columns = parse_labelled_columns(options.columns)
    rows = read_labelled(options.data, columns, protocol.history_s, protocol.end_s)
    figures = json.dumps(evaluate(rows, protocol, RECIPE), indent=1)
    if options.json:
        options.json.write_text(figures + "\n")
    print(figures)


# ── register, activate ───────────────────────────────────────────────────────────────────────────


def _add_registry(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = command(commands, "register", _register, "put a model into the registry")
    add_store(parser)
    parser.add_argument(
        "--model", type=Path, default=MODELS / "seed", help="model folder; else the seed model"
    )
    parser.add_argument("--activate", action="store_true", help="and put it in force")
    parser = command(commands, "activate", _activate, "put a registered model in force")
    add_store(parser)
    parser.add_argument("version", help="content hash, as register prints it")


def _register(options: argparse.Namespace) -> None:
    from simulator.registry import register

    print(register(options.redis_url, options.namespace, options.model, options.activate))


def _activate(options: argparse.Namespace) -> None:
    from simulator.registry import activate

    activate(options.redis_url, options.namespace, options.version)
    print(options.version)
