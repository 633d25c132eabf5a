"""Commands that put models into the registry and into force."""

from __future__ import annotations

import argparse
from pathlib import Path

from simulator.options import (
    MODELS,
    add_store,
    command,
)


def add_registry(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """`register` and `activate`."""
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
