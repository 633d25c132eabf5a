"""The AWS emulator: MiniStack in an environment of its own, or a LocalStack that already runs."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from infra.digest import Stamp, digest_paths
from infra.local.errors import CannotRun, failed
from infra.local.http import status
from infra.local.ports import LOOPBACK
from infra.local.processes import Process
from infra.local.waiting import wait_until

ROOT = Path(__file__).resolve().parent.parent.parent
REQUIREMENTS = Path(__file__).resolve().parent / "requirements.txt"
ENVIRONMENT = ROOT / ".ringfence" / "tools" / "emulator"
PYTHON = ENVIRONMENT / "bin" / "python"
LOCALSTACK_URL = f"http://{LOOPBACK}:4566"
SERVICES = "apigateway cloudformation cloudfront events iam lambda logs monitoring s3 sns sqs sts"
START_TIMEOUT_S = 60.0
PASSED_ON = ("PATH", "HOME", "LANG", "LD_LIBRARY_PATH", "SSL_CERT_FILE")
"""The functions inherit the emulator's environment: no credential of the user's may leak in."""


def emulator_python() -> Path:
    """The interpreter of the emulator's environment, installed when it is not there."""
    if not is_emulator_installed():
        uv = [sys.executable, "-m", "uv"]
        _run([*uv, "venv", "--quiet", "--clear", "--python", sys.executable, str(ENVIRONMENT)])
        install = ["pip", "install", "--quiet", "--require-hashes", "-r", str(REQUIREMENTS)]
        _run([*uv, *install, "--python", str(PYTHON)])
        Stamp(ENVIRONMENT / "input").write(_digest())
    return PYTHON


def is_emulator_installed() -> bool:
    """Whether this very version is there, for this interpreter."""
    return PYTHON.exists() and Stamp(ENVIRONMENT / "input").is_fresh(_digest())


def _digest() -> str:
    return digest_paths([REQUIREMENTS], sys.version)


def localstack_url() -> str:
    """The address of the user's LocalStack, or what to do when there is none."""
    if status(f"{LOCALSTACK_URL}/_localstack/health") != 200:
        raise CannotRun(
            f"no LocalStack answers at {LOCALSTACK_URL}: start it (localstack start), "
            "or leave EMULATOR out to use the embedded emulator"
        )
    return LOCALSTACK_URL


class EmbeddedEmulator:
    """MiniStack on the loopback interface; its state lies in `state_dir`/emulator."""

    def __init__(self, state_dir: Path, port: int) -> None:
        self._state = state_dir / "emulator"
        self._log = state_dir / "logs" / "emulator.log"
        self._port = port
        self._process: Process | None = None

    @property
    def url(self) -> str:
        """Where every AWS API is served."""
        return f"http://{LOOPBACK}:{self._port}"

    @property
    def is_alive(self) -> bool:
        """Whether the process exists."""
        return self._process is not None and self._process.is_alive

    def start(self) -> str:
        """Start it, wait until it is ready, return its address."""
        scratch = self._state / "tmp"
        scratch.mkdir(parents=True, exist_ok=True)
        command = [str(emulator_python()), "-m", "ministack"]
        self._process = Process("emulator", command, self._log, self._environment(scratch))
        health = f"{self.url}/_ministack/health"
        ready = wait_until(lambda: status(health) == 200 or not self.is_alive, START_TIMEOUT_S)
        if not ready or not self.is_alive:
            raise failed("the emulator did not start", self._log)
        return self.url

    def stop(self) -> None:
        """End it; it writes its state first."""
        if self._process is not None:
            self._process.stop(grace_s=20.0)

    def _environment(self, scratch: Path) -> dict[str, str]:
        inherited = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
        return inherited | {
            "BIND_HOST": LOOPBACK,
            "MINISTACK_HOST": LOOPBACK,
            "GATEWAY_PORT": str(self._port),
            "SERVICES": SERVICES.replace(" ", ","),
            "IOT_MTLS_ENABLED": "0",
            "SFTP_ENABLED": "0",
            "PERSIST_STATE": "1",
            "STATE_DIR": str(self._state / "state"),
            "S3_PERSIST": "1",
            "S3_DATA_DIR": str(self._state / "s3"),
            "TMPDIR": str(scratch),
            "DOCKER_HOST": f"unix://{scratch}/none.sock",
        }


def _run(command: list[str]) -> None:
    outcome = subprocess.run(command, capture_output=True, text=True, check=False)
    if outcome.returncode != 0:
        raise CannotRun(
            f"the emulator cannot be installed:\n{outcome.stderr.strip()}\n"
            "Check the network and pip's own settings, then try again."
        )
