"""Zip files whose bytes depend on nothing but their content."""

from __future__ import annotations

import zipfile
from pathlib import Path

EPOCH = (1980, 1, 1, 0, 0, 0)
"""The earliest time a zip file can name."""


def write_zip(source: Path, archive: Path) -> None:
    """Write all files under `source` into `archive`; it appears whole or not at all."""
    partial = archive.with_suffix(".partial")
    with zipfile.ZipFile(partial, "w", zipfile.ZIP_DEFLATED) as bundle:
        for path in sorted(item for item in source.rglob("*") if item.is_file()):
            _add(bundle, path, path.relative_to(source).as_posix())
    partial.replace(archive)


def unzipped_bytes(archive: Path) -> int:
    """The size of an archive's content."""
    with zipfile.ZipFile(archive) as bundle:
        return sum(entry.file_size for entry in bundle.infolist())


def _add(bundle: zipfile.ZipFile, path: Path, name: str) -> None:
    entry = zipfile.ZipInfo(name, EPOCH)
    entry.external_attr = (0o755 if path.suffix == ".so" else 0o644) << 16
    bundle.writestr(entry, path.read_bytes(), compress_type=zipfile.ZIP_DEFLATED)
