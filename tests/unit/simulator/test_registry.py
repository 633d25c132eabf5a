"""Putting the committed model into a real registry."""

from __future__ import annotations

import pytest

from ringfence.bootstrap import model_registry
from ringfence.domain.canonical import content_hash
from simulator.cli import main
from simulator.registry import SEED_MODEL

VERSION = content_hash((SEED_MODEL / "model.onnx").read_bytes())


@pytest.mark.services
def test_registering_twice_puts_one_model_in_force_once(
    redis_url: str, namespace: str, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["register", "--redis-url", redis_url, "--namespace", namespace, "--activate"]
    assert [main(command), main(command)] == [0, 0]
    assert capsys.readouterr().out.split() == [VERSION, VERSION]
    book = model_registry(redis_url, namespace).book()
    assert book.active == VERSION
    assert len(book.history) == 1


@pytest.mark.services
def test_an_unknown_version_is_not_activated(
    redis_url: str, namespace: str, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["activate", "--redis-url", redis_url, "--namespace", namespace, "0" * 32]
    assert main(command) == 1
    assert "not in the registry" in capsys.readouterr().err


def test_an_unreachable_registry_is_one_line_and_status_1(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["register", "--redis-url", "redis://127.0.0.1:1"]) == 1
    assert len(capsys.readouterr().err.splitlines()) == 1
