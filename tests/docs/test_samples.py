"""The samples of the README do what it says they do."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from chalicelib.request import parse_transaction
from infra.layers import ROOT
from ringfence.bootstrap import Services
from ringfence.domain.decisions import Decision
from tests.builders import services

README = (ROOT / "README.md").read_text(encoding="utf-8")
BODIES: list[Any] = [json.loads(body) for body in re.findall(r"-d '({.*?})'", README)]


@pytest.fixture
def system() -> Services:
    return services()


def decide(system: Services, body: object) -> Decision:
    return system.score_now(parse_transaction(body))


def test_the_first_sample_sent_eleven_times_is_high_velocity(system: Services) -> None:
    decisions = [decide(system, BODIES[0]) for _ in range(11)]

    firsts = [decision.reasons[0].code for decision in decisions]

    assert firsts[:10] == ["base_rate"] * 10
    assert firsts[10] == "high_velocity"
    assert decisions[10].reasons[0].sentence in " ".join(README.split())


def test_the_other_samples_share_a_device_and_both_users_are_named(system: Services) -> None:
    decide(system, BODIES[1])

    reason = decide(system, BODIES[2]).reasons[0]

    assert reason.code == "shared_device"
    assert set(reason.entities) == {BODIES[1]["user_id"], BODIES[2]["user_id"]}
    assert reason.sentence in README
