"""Where a decision's time goes: the score worker under py-spy, and the server by its own counters.

    python -m tests.perf.bench --only profile

writes build/profile.svg (a flame graph) and build/profile.json. py-spy samples from outside, so the
worker runs as it is. Only what is on the CPU is sampled: waiting for the server is not.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from redis import Redis

from infra.local.redis_server import EmbeddedRedis
from tests.perf.scoring import main_thread_s

ROOT = Path(__file__).parents[2]
BUILD = ROOT / "build"
STORED = 5_000
BATCHES = 1_000
SAMPLES_PER_S = 500
TOP = 5
STAGES = {
    "batch.py:score": "reading the queue's messages",
    "observe.py:observe": "observing: commands, replies, the vector",
    "score.py:score": "the model",
    "judge.py:judge": "rules, contributions, the ledger",
    "decide.py:_decision": "the decision's own message",
    "redis_state.py:RedisState.commit": "committing: packing, commands, replies",
    "log.py:decision": "the log line",
}
"""A sample belongs to the innermost of these that is on its stack."""


def profile() -> dict[str, float]:
    """Shares of the worker's CPU by function and stage, and the server's µs a transaction."""
    BUILD.mkdir(exist_ok=True)
    _record(BUILD / "profile.svg", "flamegraph")
    with tempfile.TemporaryDirectory() as folder:
        raw = Path(folder) / "stacks.txt"
        server = _record(raw, "raw")
        stacks = [_stack(line) for line in raw.read_text().splitlines()]
    report = {"top": _top(stacks), "stages": _stages(stacks), "server_us": server}
    (BUILD / "profile.json").write_text(json.dumps(report, indent=1) + "\n")
    figures = {f"top {name}": share for name, share in report["top"].items()}
    figures |= {f"worker, {name}": share for name, share in report["stages"].items()}
    return {**figures, **{f"server, {name}, us": us for name, us in server.items()}}


def _record(out: Path, kind: str) -> dict[str, float]:
    """One run of the worker on a server of its own; what that server spent."""
    program = str(Path(sys.executable).with_name("py-spy"))
    options = ["record", "--rate", str(SAMPLES_PER_S), "--format", kind, "-o", str(out)]
    with tempfile.TemporaryDirectory() as folder, EmbeddedRedis(Path(folder)) as url:
        worker = [sys.executable, "-m", "tests.perf.profile", url]
        done = subprocess.run(
            [program, *options, "--", *worker],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        if not out.exists():
            raise RuntimeError(f"py-spy could not record: {done.stderr[-2_000:]}")
        return _server_us(url)


Stack = tuple[list[str], int]


def _stack(line: str) -> Stack:
    """`a (file.py:12);b (file.py:34) 56` as its frames, outermost first, and its samples."""
    frames, count = line.rsplit(" ", 1)
    return [_frame(frame) for frame in frames.split(";")], int(count)


def _frame(text: str) -> str:
    name, _, place = text.partition(" (")
    path = place.rstrip(")").rsplit(":", 1)[0]
    return f"{Path(path).name}:{name}"


def _deciding(stacks: Iterable[Stack]) -> list[Stack]:
    """What is sampled within a batch: not loading, nor making the traffic."""
    return [(frames, count) for frames, count in stacks if "batch.py:score" in frames]


def _top(stacks: Iterable[Stack]) -> dict[str, float]:
    """The functions that most of the time is spent in themselves, C code they call included."""
    own: Counter[str] = Counter()
    for frames, count in _deciding(stacks):
        own[frames[-1]] += count
    total = own.total()
    return {name: count / total for name, count in own.most_common(TOP)}


def _stages(stacks: Iterable[Stack]) -> dict[str, float]:
    spent: Counter[str] = Counter()
    for frames, count in _deciding(stacks):
        innermost = next(frame for frame in reversed(frames) if frame in STAGES)
        spent[STAGES[innermost]] += count
    total = spent.total()
    return {name: count / total for name, count in spent.most_common()}


def _server_us(url: str) -> dict[str, float]:
    """The server's time a transaction since the worker began to measure."""
    with Redis.from_url(url) as client:
        stats, used = client.info("commandstats"), main_thread_s(client) - float(client.get(BEGAN))
    done = BATCHES * 10
    return {
        "functions (observe, commit)": stats["cmdstat_fcall"]["usec"] / done,
        "graph queries": stats["cmdstat_graph.QUERY"]["usec"] / done,
        "CPU of its main thread": used * 1e6 / done,
    }


BEGAN = "profile:began"


def work(url: str) -> None:
    """What py-spy watches: store, then decide batches of ten."""
    from chalicelib import batch
    from tests.perf.scoring import loaded

    services, world = loaded(url, STORED)
    events = world.batches(BATCHES)
    with Redis.from_url(url) as client:
        client.config_resetstat()
        client.set(BEGAN, main_thread_s(client))
    for event in events:
        batch.score(event, services)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("url")
    work(parser.parse_args().url)
