"""Cold start, import to first decision, on the layers and settings as they are deployed; and sizes.

What `start_ms` measures comes after that decision: the score function starts a projector where none
runs, once its first batch is stored. Lambda itself is a stub that answers at once.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import boto3
from redis import Redis

from infra.archive import unzipped_bytes
from infra.local.redis_server import EmbeddedRedis
from infra.package import package
from infra.target import aws_target, local_target
from ringfence.adapters.redis_keys import Keys
from simulator.registry import SEED_MODEL, register

NAMESPACE = "default"
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
import ringfence.adapters.redis_state
at = mark("import_driver", at)
import onnxruntime
at = mark("import_onnxruntime", at)
decision = made.score_now(request)
mark("first_decision", at)
assert not decision.missing, decision.missing
at = time.perf_counter()
marks["cold_start"] = (at - started) * 1e3
assert "botocore" not in sys.modules, "a decision needs nothing of AWS"
made.have_projected()
mark("start", at)
assert "botocore" in sys.modules, "nothing was started"
print(json.dumps(marks))
"""
SAMPLE = {"user_id": "u", "card_id": "c", "device_id": "d", "amount": 10, "merchant": "m"}


def cold_start() -> dict[str, float]:
    """Medians in ms of fresh interpreters; the page cache is warm after the first."""
    folder = package(local_target())
    with (
        tempfile.TemporaryDirectory() as scratch,
        EmbeddedRedis(Path(scratch)) as url,
        _lambda_stub() as lambda_url,
    ):
        register(url, NAMESPACE, SEED_MODEL, is_activated=True)
        environment = _environment(folder, Path(scratch), url, lambda_url)
        runs = [_start(environment, url) for _ in range(STARTS)]
    return {f"{name}_ms": statistics.median(run[name] for run in runs) for name in runs[0]}


def _environment(folder: Path, scratch: Path, url: str, lambda_url: str) -> dict[str, str]:
    for archive in ("deployment.zip", "core-layer.zip"):
        with zipfile.ZipFile(folder / archive) as bundle:
            bundle.extractall(scratch / archive)
    # The emulator's runtime layer points at this folder instead of carrying it.
    runtime = folder / "runtime-layer" / "python"
    paths = [scratch / "deployment.zip", scratch / "core-layer.zip" / "python", runtime]
    paths.append(_lambdas_own(scratch / "lambdas-own"))
    # The names that template.yaml gives every function; addresses are of this machine.
    return {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": os.pathsep.join(map(str, paths)),
        "REDIS_URL": url,
        "GRAPH_URL": url,
        "NAMESPACE": NAMESPACE,
        "QUEUE_URL": "unused",
        "DEAD_LETTER_QUEUE_URL": "unused",
        "ID_HASH_KEY": "bench",
        "ACCESS_TOKEN": "bench-token-of-24-characters",
        "RELAY_FUNCTION_NAME": "ringfence-relay",
        "PROJECT_FUNCTION_NAME": "ringfence-project",
        "WEBSOCKET_ENDPOINT": "unused",
        "ARCHIVE_BUCKET": "unused",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_ACCESS_KEY_ID": "bench",
        "AWS_SECRET_ACCESS_KEY": "bench",
        "AWS_ENDPOINT_URL_LAMBDA": lambda_url,
    }


def _lambdas_own(folder: Path) -> Path:
    """Lambda's runtime carries boto3, behind the layers: what of it this environment has."""
    installed = Path(boto3.__file__).parents[1]
    folder.mkdir()
    for name in ("boto3", "botocore", "s3transfer", "jmespath", "urllib3", "dateutil", "six.py"):
        (folder / name).symlink_to(installed / name)
    return folder


class _Invoked(BaseHTTPRequestHandler):
    """Lambda, as it takes an asynchronous invocation."""

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(202)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Nothing."""


@contextmanager
def _lambda_stub() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), _Invoked) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def _start(environment: dict[str, str], url: str) -> dict[str, float]:
    with Redis.from_url(url) as client:
        client.delete(Keys(NAMESPACE).projector_lease)
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
