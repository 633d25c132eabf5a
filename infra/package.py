"""Write `build/package/`: the template and the archives that are deployed.

python -m infra.package            for AWS
python -m infra.package --local    for the emulator on this machine, into build/local/
"""

from __future__ import annotations

import argparse
import fcntl
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from infra.archive import unzipped_bytes
from infra.digest import Stamp, digest_paths
from infra.environment import project_environment
from infra.layers import (
    ROOT,
    LayerBroken,
    build_core_layer,
    build_runtime_layer,
    is_layer_fresh,
)
from infra.render import render_file
from infra.target import AWS_PYTHON, Target, aws_target, local_target

FUNCTIONS = ROOT / "functions"
RUNTIME_LAYER = "runtime-layer.zip"
OUR_CODE = (
    *("functions", "chalicefile", "template.yaml", "layers/core", "infra/policies"),
    *("infra/archive.py", "infra/layers.py", "infra/package.py", "infra/render.py"),
)
"""What a change of calls for packaging anew."""
LIMIT_MB = 150
"""Lambda refuses 250; below 150 a cold start stays short."""


class PackagingFailed(Exception):
    """Chalice refused the functions, or the result is too large."""


def main() -> int:
    """Package for the target that was asked for, and say how large it became."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--local", action="store_true", help="for the emulator on this machine")
    parser.add_argument("--python", default=AWS_PYTHON, help="Lambda runtime, default 3.13")
    parser.add_argument("--architecture", default="x86_64", choices=["x86_64", "arm64"])
    arguments = parser.parse_args()
    target = (
        local_target() if arguments.local else aws_target(arguments.python, arguments.architecture)
    )
    try:
        folder = package(target)
    except (PackagingFailed, LayerBroken) as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    for line in sizes(folder):
        print(line)
    return 0


def package_folder(target: Target) -> Path:
    """Where the package of a target lies."""
    return ROOT / "build" / ("local" if target.is_local else "package")


def package(target: Target) -> Path:
    """Build all artifacts; what has not changed is not built again."""
    folder = package_folder(target)
    folder.mkdir(parents=True, exist_ok=True)
    build_runtime(target)
    with _alone(folder):
        _package_our_code(target, folder)
    _refuse_excess(folder)
    return folder


def build_runtime(target: Target) -> None:
    """The layer of third-party wheels alone, which takes longest and changes rarely."""
    folder = package_folder(target)
    folder.mkdir(parents=True, exist_ok=True)
    with _alone(folder):
        build_runtime_layer(target, folder / RUNTIME_LAYER)


def is_runtime_built(target: Target) -> bool:
    """Whether that layer is there, from this very input."""
    return is_layer_fresh(target, package_folder(target) / RUNTIME_LAYER)


def _package_our_code(target: Target, folder: Path) -> None:
    stamp = Stamp(folder / "code.input")
    digest = digest_paths([ROOT / name for name in OUR_CODE], repr(target))
    results = [folder / name for name in ("template.yaml", "deployment.zip", "core-layer.zip")]
    if stamp.is_fresh(digest) and all(path.exists() for path in results):
        return
    build_core_layer(target, folder / "core-layer.zip")
    template = package_functions(target, folder)
    (folder / "template.yaml").write_text(template, encoding="utf-8")
    stamp.write(digest)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Wait for whoever packages into `folder` at this moment."""
    with (folder / ".lock").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def package_functions(target: Target, folder: Path) -> str:
    """Let Chalice package the functions into `folder`; return the rendered template."""
    with tempfile.TemporaryDirectory() as scratch:
        _run_chalice(Path(scratch))
        (folder / "deployment.zip").write_bytes((Path(scratch) / "deployment.zip").read_bytes())
        return render_file(Path(scratch) / "sam.yaml", target)


def sizes(folder: Path) -> list[str]:
    """One line for each archive: zipped and unzipped."""
    return [
        f"{archive.name:20} {archive.stat().st_size / 1e6:6.1f} MB, "
        f"{unzipped_bytes(archive) / 1e6:6.1f} MB unzipped"
        for archive in sorted(folder.glob("*.zip"))
    ]


def _run_chalice(out: Path) -> None:
    command = [
        *(sys.executable, "-c", "from chalice.cli import main; main()"),
        *("package", "--stage", "api"),
        *("--template-format", "yaml", "--merge-template", str(ROOT / "template.yaml"), str(out)),
    ]
    # Chalice imports app.py to find its triggers and asks botocore for a region.
    environment = project_environment(AWS_DEFAULT_REGION="us-east-1")
    outcome = subprocess.run(
        command, cwd=FUNCTIONS, env=environment, capture_output=True, text=True, check=False
    )
    if outcome.returncode != 0:
        raise PackagingFailed(f"chalice package failed:\n{outcome.stdout}{outcome.stderr}".strip())


def _refuse_excess(folder: Path) -> None:
    total_mb = sum(unzipped_bytes(archive) for archive in folder.glob("*.zip")) / 1e6
    if total_mb > LIMIT_MB:
        raise PackagingFailed(f"{total_mb:.0f} MB unzipped, the limit is {LIMIT_MB} MB")


if __name__ == "__main__":
    sys.exit(main())
