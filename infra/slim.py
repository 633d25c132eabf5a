"""What the functions never import is left out of the runtime layer.

Measured with onnxruntime 1.32: 148-155 MB become about 80. `numpy.libs` is left alone: stripping it
breaks OpenBLAS.
"""

from __future__ import annotations

import shutil
from pathlib import Path

UNUSED = (
    # onnxruntime imports none of these when it only scores.
    "google",
    "protobuf-*.dist-info",
    "flatbuffers*",
    "packaging*",
    "onnxruntime/transformers",
    "onnxruntime/quantization",
    "onnxruntime/tools",
    "onnxruntime/backend",
    "onnxruntime/datasets",
    "onnxruntime/capi/libonnxruntime.so.*",
    "onnxruntime/capi/libonnxruntime*.dylib",
    # What only the command line of common-expression-language imports (see STUBBED).
    "typer*",
    "rich*",
    "pygments*",
    "prompt_toolkit*",
    "markdown_it*",
    "mdurl*",
    "shellingham*",
    "wcwidth*",
    "annotated_doc*",
    # numpy's compiler, tests and headers.
    "numpy/f2py",
    "numpy/**/tests",
    "numpy/_core/include",
    "numpy/_core/lib",
    "bin",
    "**/*.pyi",
    "**/__pycache__",
)


STUBBED = ("cel/cli.py",)
"""Imported by their package without need: emptied, so that a cold start does not pay for them."""


def slim(site: Path) -> None:
    """Remove what is unused from the installed packages under `site`."""
    for pattern in UNUSED:
        for path in list(site.glob(pattern)):
            _remove(path)
    for name in STUBBED:
        (site / name).write_text('"""Left out of the layer."""\n', encoding="utf-8")


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    elif path.exists():
        path.unlink()
