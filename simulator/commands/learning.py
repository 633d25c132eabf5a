"""Commands that make datasets and models, and measure them."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from rich.progress import Progress

from simulator.errors import UnreadableFile
from simulator.labelled import LabelledTransaction
from simulator.options import (
    MODELS,
    add_store,
    add_world,
    command,
    day,
    mix_of,
    positive,
    positive_int,
)
from simulator.progress import progress
from simulator.stream import stream

if TYPE_CHECKING:
    from simulator.dataset import Dataset
    from simulator.train import Trained


def add_learning(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """`dataset`, `train` and `evaluate`."""
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
    with progress(False) as bar:
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
