"""Replaying from the command line, against a real registry."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path

import pytest

from infra.replay import CANNOT, DIFFERS, IDENTICAL, main
from ringfence.bootstrap import Adapters, Services
from ringfence.domain.decisions import Decision
from ringfence.settings import Settings
from simulator.registry import SEED_MODEL, register
from tests.builders import a_transaction, settings

pytestmark = pytest.mark.services


class Decided:
    """Decisions of the committed model in a namespace of their own."""

    def __init__(self, redis_url: str, namespace: str) -> None:
        self.options = ["--redis-url", redis_url, "--namespace", namespace]
        register(redis_url, namespace, SEED_MODEL, is_activated=True)
        made: Settings = settings(redis_url=redis_url, graph_url=redis_url, namespace=namespace)
        self.services = Services(made, Adapters(made))
        batch = [a_transaction(at_s, transaction_id=f"t{at_s}") for at_s in range(12)]
        self.decisions = [
            one for one in self.services.score_batch(batch) if isinstance(one, Decision)
        ]

    def replay(self, *arguments: str) -> int:
        return main([*arguments, *self.options])

    def file(self, folder: Path, decisions: Sequence[Decision]) -> str:
        path = folder / "decisions.jsonl"
        path.write_text("\n".join(one.model_dump_json() for one in decisions) + "\n")
        return str(path)


@pytest.fixture
def decided(redis_url: str, namespace: str) -> Decided:
    return Decided(redis_url, namespace)


def test_stored_decisions_replay_identically(
    decided: Decided, capsys: pytest.CaptureFixture[str]
) -> None:
    assert decided.replay("t0", "t11") == IDENTICAL

    lines = capsys.readouterr().out.splitlines()
    assert [line.split(" (")[0] for line in lines] == ["t0: identical", "t11: identical"]


def test_a_file_of_decisions_replays(
    decided: Decided, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert decided.replay("--file", decided.file(tmp_path, decided.decisions)) == IDENTICAL
    assert len(capsys.readouterr().out.splitlines()) == len(decided.decisions)


def test_standard_input_is_read_as_a_file(
    decided: Decided, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(decided.decisions[0].model_dump_json()))

    assert decided.replay("--file", "-") == IDENTICAL


def test_a_forged_decision_differs_where_it_was_forged(
    decided: Decided, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    genuine = decided.decisions[0]
    forged = genuine.model_copy(update={"score": 0.5})

    assert decided.replay("--file", decided.file(tmp_path, [genuine, forged])) == DIFFERS
    assert f"  score: stored 0.5, replayed {genuine.score}" in capsys.readouterr().out


def test_what_cannot_be_found_or_read_is_said(
    decided: Decided, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    broken = tmp_path / "broken.jsonl"
    broken.write_text('{"transaction_id": "t0"}\n')

    assert decided.replay("nobody") == CANNOT
    assert decided.replay("--file", str(broken)) == CANNOT
    assert decided.replay("--file", str(tmp_path / "absent")) == CANNOT
    said = capsys.readouterr().err
    assert "no transaction 'nobody'" in said
    assert "line 1 is no decision" in said
