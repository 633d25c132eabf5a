"""The options that several commands take: what they accept, and how help says it."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

from simulator.stream import EPISODES, PRESETS, SCENARIOS, Mix

DEFAULT_URL = "http://localhost:8000"
DEFAULT_REDIS_URL = "redis://localhost:6379"
MODELS = Path(__file__).parent / "models"
SHARES_MOST = 0.9
"""The rest of a mix is everyday life, without which nothing stands out."""


class Formatter(argparse.ArgumentDefaultsHelpFormatter):
    """Says defaults that tell something, and never a token or an address with a password in it."""

    def _get_help_string(self, action: argparse.Action) -> str | None:
        is_said = action.default not in (None, False, "") and action.dest not in _UNSAID
        return super()._get_help_string(action) if is_said else action.help


_UNSAID = ("token", "redis_url", "url", "model", "out")
"""Taken from the environment, or a path of this machine; their help says what is meant."""

Commands = argparse._SubParsersAction


def command(
    commands: Commands[argparse.ArgumentParser], name: str, run: object, help_text: str
) -> argparse.ArgumentParser:
    """A command whose work is done by `run`."""
    parser = commands.add_parser(
        name, help=help_text, description=help_text, formatter_class=Formatter
    )
    parser.set_defaults(run=run)
    return parser


def add_target(parser: argparse.ArgumentParser) -> None:
    """Where to, and how fast."""
    parser.add_argument("--rate", type=positive, default=20.0, help="transactions per second")
    parser.add_argument("--count", type=positive_int, help="stop after this many")
    add_address(parser)


def add_address(parser: argparse.ArgumentParser) -> None:
    """A running system."""
    parser.add_argument(
        "--url",
        default=os.environ.get("RINGFENCE_URL", DEFAULT_URL),
        help=f"where; else RINGFENCE_URL, else {DEFAULT_URL}",
    )
    parser.add_argument(
        "--token",
        default=os.environ.get("ACCESS_TOKEN", ""),
        help="access token; else ACCESS_TOKEN",
    )
    parser.add_argument("--quiet", action="store_true", help="no progress bar")


def add_store(parser: argparse.ArgumentParser) -> None:
    """A store, and whose part of it."""
    parser.add_argument(
        "--redis-url",
        type=redis_url,
        default=os.environ.get("REDIS_URL", DEFAULT_REDIS_URL),
        help=f"the store; else REDIS_URL, else {DEFAULT_REDIS_URL}",
    )
    parser.add_argument(
        "--namespace",
        default=os.environ.get("NAMESPACE", "default"),
        help="the deployment's; else NAMESPACE",
    )


def add_world(parser: argparse.ArgumentParser, preset: str) -> None:
    """What happens in the simulated world."""
    parser.add_argument("--preset", choices=sorted(PRESETS), default=preset, help="what happens")
    parser.add_argument(
        "--mix",
        type=shares,
        default={},
        metavar="NAME=SHARE,…",
        help="other shares of all transactions than the preset's, by scenario or look-alike",
    )
    parser.add_argument("--seed", type=int, default=1, help="the same seed is the same world")


def mix_of(options: argparse.Namespace) -> Mix:
    """The preset, with the shares that were given."""
    preset, given = PRESETS[options.preset], options.mix
    fraud = {name: share for name, share in given.items() if name in SCENARIOS}
    genuine = {name: share for name, share in given.items() if name not in SCENARIOS}
    return replace(preset, fraud={**preset.fraud, **fraud}, genuine={**preset.genuine, **genuine})


# ── Types ────────────────────────────────────────────────────────────────────────────────────────


def shares(text: str) -> dict[str, float]:
    """NAME=SHARE,…

    >>> shares("slow_ring=0.02, kiosk_hours=0")
    {'slow_ring': 0.02, 'kiosk_hours': 0.0}
    """
    given = {}
    for pair in filter(None, (part.strip() for part in text.split(","))):
        name, _, share = (part.strip() for part in pair.partition("="))
        if name not in EPISODES:
            known = ", ".join(sorted(EPISODES))
            raise argparse.ArgumentTypeError(f"{name!r} is none of {known}")
        given[name] = _number(share, float)
        if given[name] < 0 or sum(given.values()) > SHARES_MOST:
            raise argparse.ArgumentTypeError(
                f"{pair!r}: shares are 0 or more, and together at most {SHARES_MOST}"
            )
    return given


def positive(text: str) -> float:
    """A number above 0."""
    value = _number(text, float)
    if not 0 < value < float("inf"):
        raise argparse.ArgumentTypeError(f"{text} is not above 0")
    return value


def positive_int(text: str) -> int:
    """A whole number above 0."""
    return int(positive(str(_number(text, int))))


def _number(text: str, convert: Callable[[str], float]) -> float:
    try:
        return convert(text)
    except ValueError:
        kind = "whole number" if convert is int else "number"
        raise argparse.ArgumentTypeError(f"{text!r} is no {kind}") from None


def day(text: str) -> date:
    """A day, YYYY-MM-DD."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no day such as 2026-01-31") from None


def redis_url(text: str) -> str:
    """The address of a Redis."""
    if not text.startswith(("redis://", "rediss://", "unix://")):
        raise argparse.ArgumentTypeError("it begins with redis://, rediss:// or unix://")
    return text
