"""Putting the committed model into a real registry."""

from __future__ import annotations

import pytest

from ringfence.adapters.redis_keys import Keys
from ringfence.adapters.redis_state import connect
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


@pytest.mark.services
def test_a_model_that_cannot_score_is_not_activated_and_the_reason_is_told(
    redis_url: str, namespace: str, capsys: pytest.CaptureFixture[str]
) -> None:
    place = ["--redis-url", redis_url, "--namespace", namespace]
    assert main(["register", *place]) == 0
    connect(redis_url, 5.0).hset(Keys(namespace).model(VERSION), "onnx", b"torn")

    assert main(["activate", *place, VERSION]) == 1

    assert "its bytes do not match" in capsys.readouterr().err
    assert model_registry(redis_url, namespace).book().active is None


def test_an_unreachable_registry_is_one_line_and_status_1(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["register", "--redis-url", "redis://127.0.0.1:1"]) == 1
    assert len(capsys.readouterr().err.splitlines()) == 1
