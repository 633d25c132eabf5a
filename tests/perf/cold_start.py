"""Cold start, import to first decision, on the layers as they are deployed; and their sizes."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from infra.archive import unzipped_bytes
from infra.local.redis_server import EmbeddedRedis
from infra.package import package
from infra.target import aws_target, local_target
from simulator.registry import SEED_MODEL, register

STARTS = 7
MB = 1_000_000

# Runs in a fresh interpreter that sees the unpacked layers and the functions, and nothing else.
FIRST_DECISION = """
import json, sys, time
started = time.perf_counter()
marks = {}
def mark(name, since):
    now = time.perf_counter()
    marks[name] = (now - since) * 1e3
    return now
import app
at = mark("import_app", started)
from chalicelib.services import services
from chalicelib.request import parse_transaction
made = services()
request = parse_transaction(json.loads(sys.argv[1]))
at = mark("build_services", at)
decision = made.score_now(request)
mark("first_decision", at)
assert not decision.missing, decision.missing
marks["cold_start"] = (time.perf_counter() - started) * 1e3
print(json.dumps(marks))
"""
SAMPLE = {"user_id": "u", "card_id": "c", "device_id": "d", "amount": 10, "merchant": "m"}


def cold_start() -> dict[str, float]:
    """Medians in ms of fresh interpreters; the page cache is warm after the first."""
    folder = package(local_target())
    with tempfile.TemporaryDirectory() as scratch, EmbeddedRedis(Path(scratch)) as url:
        register(url, "default", SEED_MODEL, is_activated=True)
        environment = _environment(folder, Path(scratch), url)
        runs = [_start(environment) for _ in range(STARTS)]
    return {f"{name}_ms": statistics.median(run[name] for run in runs) for name in runs[0]}


def _environment(folder: Path, scratch: Path, url: str) -> dict[str, str]:
    for archive in ("deployment.zip", "core-layer.zip"):
        with zipfile.ZipFile(folder / archive) as bundle:
            bundle.extractall(scratch / archive)
    # The emulator's runtime layer points at this folder instead of carrying it.
    runtime = folder / "runtime-layer" / "python"
    paths = [scratch / "deployment.zip", scratch / "core-layer.zip" / "python", runtime]
    # Lambda's own runtime carries boto3; a decision does not import it.
    return {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": os.pathsep.join(map(str, paths)),
        "REDIS_URL": url,
        "QUEUE_URL": "unused",
        "ID_HASH_KEY": "bench",
        "AWS_DEFAULT_REGION": "us-east-1",
    }


def _start(environment: dict[str, str]) -> dict[str, float]:
    command = [sys.executable, "-S", "-c", FIRST_DECISION, json.dumps(SAMPLE)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr)
    marks: dict[str, float] = json.loads(done.stdout)
    return marks


def sizes() -> dict[str, float]:
    """Megabytes unzipped, for AWS."""
    folder = package(aws_target())
    mb = {
        name: unzipped_bytes(folder / f"{name}.zip") / MB
        for name in ("deployment", "core-layer", "runtime-layer")
    }
    named = {f"{name.replace('-', '_')}_mb": size for name, size in mb.items()}
    return {**named, "package_unzipped_mb": sum(mb.values())}
