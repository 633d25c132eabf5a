"""Put the committed model into a registry, by the simulator's own command."""

from __future__ import annotations

import subprocess
import sys

from infra.environment import project_environment
from infra.layers import ROOT


def register_model(redis_url: str, namespace: str | None) -> str | None:
    """Register and activate the committed model; None, or the reason why that failed."""
    environment = project_environment(REDIS_URL=redis_url, NAMESPACE=namespace or "default")
    command = [sys.executable, "-m", "simulator", "register", "--activate"]
    outcome = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    if outcome.returncode == 0:
        return None
    lines = (outcome.stderr.strip() or outcome.stdout.strip()).splitlines()
    return lines[-1] if lines else f"exit status {outcome.returncode}"
