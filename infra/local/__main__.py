"""`make run`: start everything, print the addresses, wait for Ctrl-C; `--demo` sends traffic too.

The environment may name PORT, EMULATOR=localstack, REDIS_URL, GRAPH_URL and ALLOWED_ORIGINS.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from pathlib import Path
from types import FrameType

from infra.environment import project_environment
from infra.layers import ROOT, LayerBroken
from infra.local.errors import CannotRun
from infra.local.ports import PORTS_END
from infra.local.processes import Process
from infra.local.progress import say
from infra.local.run import EmbeddedRun, Options
from infra.package import PackagingFailed
from infra.stack import DeploymentFailed

DEFAULT_PORT = 8000
INTERRUPTS = (signal.SIGINT, signal.SIGTERM)
STATE_DIR = ROOT / ".ringfence"


def main() -> int:
    """Run until interrupted; 1 when it could not start or a part ended by itself."""
    for number in INTERRUPTS:
        signal.signal(number, _interrupt)
    started = time.monotonic()
    say("Ringfence starts")
    try:
        with EmbeddedRun(STATE_DIR, _options(), say) as run:
            _print_addresses(run, time.monotonic() - started)
            return _wait(run, _start_traffic(run) if "--demo" in sys.argv else None)
    except KeyboardInterrupt:
        say("stopped")
        return 0
    except (CannotRun, DeploymentFailed, LayerBroken, PackagingFailed) as error:
        print(f"\nerror: {error}", file=sys.stderr)
        return 1


def _options() -> Options:
    emulator = os.environ.get("EMULATOR", "ministack")
    if emulator not in ("ministack", "localstack"):
        raise CannotRun(f"EMULATOR={emulator}: choose ministack or localstack")
    port = os.environ.get("PORT") or str(DEFAULT_PORT)
    if not (port.isascii() and port.isdigit() and int(port) < PORTS_END):
        raise CannotRun(f"PORT={port} is no port: choose 1024 to {PORTS_END - 1}, or 0 for any")
    return Options(
        port=int(port),
        redis_url=os.environ.get("REDIS_URL") or None,
        graph_url=os.environ.get("GRAPH_URL") or None,
        emulator="localstack" if emulator == "localstack" else "ministack",
        restarts_redis=True,
        parameters={"AllowedOrigins": os.environ.get("ALLOWED_ORIGINS", "")},
    )


def _print_addresses(run: EmbeddedRun, took_s: float) -> None:
    say(f"\nready in {took_s:.1f} s\n")
    say(f"  dashboard   {run.edge_url}/")
    say(f"  API         {run.edge_url}/transaction, {run.api_url}/health")
    say(f"  live feed   {run.ws_url}")
    say(f"  Redis       {run.redis_url if run.redis else '(yours)'}")
    say(f"  emulator    {run.endpoint_url}")
    say(f"  logs        {_relative(run.state_dir / 'logs')}")
    say("\nTry it: the curl lines of README.md, or `make demo` in place of `make run` for traffic.")
    say("Ctrl-C stops everything; `make reset` forgets the stored state.")


def _relative(path: Path) -> Path:
    return path.relative_to(ROOT) if path.is_relative_to(ROOT) else path


def _start_traffic(run: EmbeddedRun) -> Process:
    say("\nsimulated traffic flows in; its log is traffic.log")
    send = ["send", "--preset", "demo", "--quiet", "--url", run.edge_url]
    command = [sys.executable, "-m", "simulator", *send]
    log = run.state_dir / "logs" / "traffic.log"
    return Process("traffic", command, log, project_environment())


def _wait(run: EmbeddedRun, traffic: Process | None) -> int:
    """Until interrupted, or until a part ends by itself."""
    try:
        while (dead := run.dead()) is None:
            time.sleep(0.5)
    finally:
        if traffic is not None:
            traffic.stop()
    say(f"error: {dead} ended by itself; see {_relative(run.state_dir / 'logs')}")
    return 1


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    # Not `print`: the signal may have come in the midst of one.
    os.write(sys.stdout.fileno(), b"\nstopping\n")
    # Once: a second Ctrl-C must not cut the stopping short.
    for number in INTERRUPTS:
        signal.signal(number, signal.SIG_IGN)
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main())
