"""The environment in which our own programs run: the packages are folders, not installed."""

from __future__ import annotations

import os

from infra.layers import ROOT


def project_environment(**variables: str) -> dict[str, str]:
    """This process's environment with the project's packages on the path, and `variables`."""
    core = ROOT / "layers" / "core" / "python"
    return {**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{core}", **variables}
