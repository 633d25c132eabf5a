"""Build the two layers: `runtime` (wheels, changes rarely) and `core` (our code, changes often)."""

from __future__ import annotations

import compileall
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from py_compile import PycInvalidationMode

from infra.archive import write_zip
from infra.digest import Stamp, digest_paths
from infra.slim import slim
from infra.target import Target

ROOT = Path(__file__).resolve().parent.parent
REQUIREMENTS = ROOT / "layers" / "runtime" / "requirements.txt"
CORE = ROOT / "layers" / "core"
IDENTITY_MODEL = (
    "08083a370a100a017812017922084964656e746974791201675a0f0a0178120a0a0808"
    "0112040a020801620f0a0179120a0a08080112040a02080142040a00100d"
)
"""The smallest ONNX model: y = x."""
PROOF = f"""
import sys; sys.path.insert(0, sys.argv[1])
import cel, falkordb, hiredis, numpy, onnxruntime, pydantic, redis
session = onnxruntime.InferenceSession(bytes.fromhex("{IDENTITY_MODEL}"))
assert session.run(None, {{"x": numpy.ones(1, numpy.float32)}})[0][0] == 1
assert cel.evaluate("a > 1", {{"a": 2}}) is True
"""


class LayerBroken(Exception):
    """The slimmed layer cannot be imported, or a wheel could not be installed."""


def build_runtime_layer(target: Target, archive: Path) -> None:
    """Install the locked wheels for `target`, slim them, prove that they import, zip them."""
    if is_layer_fresh(target, archive):
        return
    tree = archive.with_suffix("")
    shutil.rmtree(tree, ignore_errors=True)
    site = tree / "python"
    _install(target, site)
    slim(site)
    if target.is_interpreter:
        _prove(site)
        _compile(site)
    if target.is_local:
        _write_link(site, target, archive)
    else:
        write_zip(tree, archive)
    _stamp(archive).write(_digest(target))


def is_layer_fresh(target: Target, archive: Path) -> bool:
    """Whether the runtime layer is there, from this very input."""
    return archive.exists() and _stamp(archive).is_fresh(_digest(target))


def _stamp(archive: Path) -> Stamp:
    return Stamp(archive.with_suffix(".input"))


def _digest(target: Target) -> str:
    made_by = [REQUIREMENTS, Path(__file__), ROOT / "infra" / "slim.py"]
    return digest_paths(made_by, repr(target))


def _write_link(site: Path, target: Target, archive: Path) -> None:
    """Zip a pointer to `site` instead of its 115 MB.

    The emulator unpacks every layer for every cold worker: a burst of eight took 12 s and 3.8 GB.
    A site directory's .pth file puts the very same tree on the path.
    """
    with tempfile.TemporaryDirectory() as folder:
        directory = Path(folder) / "python" / "lib" / target.runtime / "site-packages"
        directory.mkdir(parents=True)
        pointer = f"import sys; sys.path.insert(0, {str(site)!r})\n"
        (directory / "runtime.pth").write_text(pointer, encoding="utf-8")
        write_zip(Path(folder), archive)


def build_core_layer(target: Target, archive: Path) -> None:
    """Zip our own package; the same bytes for every target."""
    with tempfile.TemporaryDirectory() as folder:
        copied = Path(folder) / "core"
        shutil.copytree(CORE, copied, ignore=shutil.ignore_patterns("__pycache__", "*.pyc"))
        if target.is_interpreter:
            _compile(copied / "python")
        write_zip(copied, archive)


def _install(target: Target, site: Path) -> None:
    command = [
        *(sys.executable, "-m", "uv", "pip", "install", "--quiet", "--require-hashes"),
        *("--no-deps", "--only-binary", ":all:", "--target", str(site), "-r", str(REQUIREMENTS)),
        *("--python", sys.executable),
    ]
    if not target.is_local:
        command += ["--python-version", target.python, "--python-platform", target.platform]
    outcome = subprocess.run(command, capture_output=True, text=True, check=False)
    if outcome.returncode != 0:
        raise LayerBroken(f"the runtime layer cannot be installed:\n{outcome.stderr.strip()}")


def _prove(site: Path) -> None:
    """Score and evaluate a rule with the layer alone, nothing of this environment behind it."""
    command = [sys.executable, "-I", "-S", "-B", "-c", PROOF, str(site)]
    outcome = subprocess.run(command, capture_output=True, text=True, check=False)
    if outcome.returncode != 0:
        raise LayerBroken(f"the slimmed layer does not import:\n{outcome.stderr.strip()}")


def _compile(site: Path) -> None:
    """Ship byte code: a cold start spends 0.3 s on its imports instead of 0.8."""
    compileall.compile_dir(
        str(site),
        quiet=2,
        stripdir=str(site),
        prependdir="/opt/python",
        invalidation_mode=PycInvalidationMode.UNCHECKED_HASH,
    )
