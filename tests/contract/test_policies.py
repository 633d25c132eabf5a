"""The laws of kept policies, held to by memory and by Redis alike."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from ringfence.adapters.memory import MemoryState
from ringfence.adapters.memory_stores import MemoryPolicies
from ringfence.adapters.redis_keys import Keys
from ringfence.adapters.redis_policies import RedisPolicies
from ringfence.adapters.redis_state import connect
from ringfence.domain.errors import PolicyRefused
from ringfence.domain.policy import Policy
from ringfence.domain.values import Outcome
from ringfence.flow.ports import Policies, State
from tests.builders import a_request, services
from tests.contract.test_state import redis_state

ReleaseWith = Callable[[Policy], Policies]
OURS, THEIRS = Policy(), Policy(review_at_points=1)


@pytest.fixture(params=["memory", pytest.param("redis", marks=pytest.mark.services)])
def state(request: pytest.FixtureRequest, namespace: str) -> State:
    if request.param == "memory":
        return MemoryState()
    return redis_state(request.getfixturevalue("redis_url"), namespace)


@pytest.fixture
def release_with(
    request: pytest.FixtureRequest, state: State, namespace: str
) -> Iterator[ReleaseWith]:
    """A release that decides by a policy, over the state that all of them share."""
    if isinstance(state, MemoryState):
        yield lambda policy: MemoryPolicies(state, policy)
        return
    client = connect(request.getfixturevalue("redis_url"), 5.0)
    yield lambda policy: RedisPolicies(client, Keys(namespace), policy)
    client.close()


def test_a_policy_that_was_in_force_is_recalled_by_a_release_with_another(
    release_with: ReleaseWith,
) -> None:
    assert release_with(THEIRS).load() == THEIRS

    assert release_with(OURS).recall(THEIRS.version) == THEIRS


def test_the_policy_in_force_is_recalled_before_it_decides(release_with: ReleaseWith) -> None:
    assert release_with(OURS).recall(OURS.version) == OURS


def test_a_policy_that_nobody_kept_is_refused(release_with: ReleaseWith) -> None:
    with pytest.raises(PolicyRefused, match="not stored"):
        release_with(OURS).recall(THEIRS.version)


def test_a_decision_replays_under_a_release_that_changed_a_threshold(
    state: State, release_with: ReleaseWith
) -> None:
    earlier = services(state=state, policies=release_with(THEIRS))
    decision = earlier.score_now(a_request(transaction_id="mine"))

    report = services(state=state, policies=release_with(OURS)).replay("mine")

    assert (decision.outcome, report.is_identical) == (Outcome.REVIEW, True)


@pytest.mark.services
@pytest.mark.parametrize("stored", [b"{", OURS.model_dump_json(), '{"review_at_points": 2}'])
def test_what_is_not_what_its_hash_says_is_refused(
    redis_url: str, namespace: str, stored: bytes
) -> None:
    client, keys = connect(redis_url, 5.0), Keys(namespace)
    client.hset(keys.policies, THEIRS.version, stored)

    with pytest.raises(PolicyRefused, match="content hash"):
        RedisPolicies(client, keys, OURS).recall(THEIRS.version)
