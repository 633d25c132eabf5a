"""What the repository promises about its own files."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from infra.archive import write_zip
from infra.dashboard import cache_control, content_type
from infra.deploy import CannotDeploy, stack_parameters, variable_name

LOCKS = (
    "layers/runtime/requirements.txt",
    "tests/requirements.txt",
    "infra/local/requirements.txt",
    "infra/local/engine-server.txt",
    "infra/local/engine-graph.txt",
)


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_names_no_host(root: Path, lock: str) -> None:
    text = (root / lock).read_text(encoding="utf-8")

    assert "://" not in text
    assert not re.search(r"^\s*--(index-url|extra-index-url|find-links)", text, re.MULTILINE)


@pytest.mark.parametrize("lock", LOCKS)
def test_every_locked_release_is_pinned_by_hash(root: Path, lock: str) -> None:
    text = (root / lock).read_text(encoding="utf-8")
    releases = [block for block in re.split(r"^(?=\S)", text, flags=re.MULTILINE) if "==" in block]

    assert releases
    assert all("--hash=sha256:" in release for release in releases)


def test_the_dashboard_lock_names_no_host(root: Path) -> None:
    text = (root / "dashboard_static" / "package-lock.json").read_text(encoding="utf-8")

    assert '"resolved": "http' not in text


def test_chalice_reads_the_chalicefile_at_the_root(root: Path) -> None:
    link = root / "functions" / ".chalice" / "config.json"

    assert link.is_symlink()
    assert os.readlink(link) == "../../chalicefile"


def test_the_same_files_give_the_same_archive(tmp_path: Path) -> None:
    source = tmp_path / "source"
    source.mkdir()
    (source / "b.py").write_text("b")
    (source / "a.py").write_text("a")

    write_zip(source, tmp_path / "one.zip")
    os.utime(source / "a.py", (1, 1))
    write_zip(source, tmp_path / "two.zip")

    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("config.json", "no-store"),
        ("index.html", "no-cache"),
        ("_next/static/chunks/main-1a2b.js", "public, max-age=31536000, immutable"),
    ],
)
def test_a_browser_keeps_only_what_never_changes(name: str, expected: str) -> None:
    assert cache_control(name) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("index.html", "text/html; charset=utf-8"),
        ("_next/static/media/inter.woff2", "font/woff2"),
        ("unknown", "application/octet-stream"),
    ],
)
def test_every_file_is_served_with_its_type(name: str, expected: str) -> None:
    assert content_type(name) == expected


def test_a_deployment_names_everything_that_is_missing_at_once() -> None:
    with pytest.raises(CannotDeploy, match="REDIS_URL, ACCESS_TOKEN"):
        stack_parameters({"ID_HASH_KEY": "k"}, ["RedisUrl"])


def test_a_parameter_is_named_by_its_variable() -> None:
    assert variable_name("MaxAgeSeconds") == "MAX_AGE_SECONDS"
