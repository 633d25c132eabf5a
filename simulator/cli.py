"""The command line: parse, run, say in one line on standard error what is wrong."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from ringfence.domain.errors import RingfenceError
from simulator.client import NothingListens
from simulator.commands.learning import add_learning
from simulator.commands.registry import add_registry
from simulator.commands.sending import add_sending
from simulator.errors import LeakFound, UnreadableFile
from simulator.options import Formatter


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
    add_sending(commands)
    add_learning(commands)
    add_registry(commands)
    return parser
