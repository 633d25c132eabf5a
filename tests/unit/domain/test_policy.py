"""Outcomes are ordered, and a higher score never softens one."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ringfence.domain.canonical import content_hash
from ringfence.domain.errors import PolicyRefused
from ringfence.domain.lists import PRECEDENCE, ListName
from ringfence.domain.policy import Policy, read_policy, risk_level
from ringfence.domain.values import Outcome, RiskLevel

scores = st.integers(0, 10_000)
demands = st.lists(st.sampled_from(list(Outcome)), max_size=3)
lists = st.sampled_from((None, *PRECEDENCE))


@given(low=scores, high=scores, demanded=demands, listed=lists)
def test_raising_the_score_never_softens_the_outcome(
    low: int, high: int, demanded: list[Outcome], listed: ListName | None
) -> None:
    low, high = sorted((low, high))

    mild, severe = (Policy().outcome(score, demanded, listed) for score in (low, high))

    assert mild.severity <= severe.severity


@given(score=scores, demanded=demands)
def test_an_outcome_is_never_milder_than_a_rule_demands(
    score: int, demanded: list[Outcome]
) -> None:
    outcome = Policy().outcome(score, demanded)

    assert all(outcome.severity >= one.severity for one in demanded)


@given(score=scores, demanded=demands, more=demands, listed=lists)
def test_one_more_rule_never_softens_the_outcome(
    score: int, demanded: list[Outcome], more: list[Outcome], listed: ListName | None
) -> None:
    fewer, all_of_them = (
        Policy().outcome(score, asked, listed) for asked in (demanded, [*demanded, *more])
    )

    assert fewer.severity <= all_of_them.severity


def test_the_score_alone_asks_for_a_review_and_declines_what_a_rule_or_a_watch_backs() -> None:
    certain = 10_000

    assert Policy().outcome(certain, []) is Outcome.REVIEW
    assert Policy().outcome(certain, [Outcome.APPROVE]) is Outcome.REVIEW
    assert Policy().outcome(certain, [Outcome.REVIEW]) is Outcome.DECLINE
    assert Policy().outcome(certain, [], "watch") is Outcome.DECLINE
    assert Policy().outcome(9_499, [Outcome.REVIEW]) is Outcome.REVIEW
    assert Policy(declines_on_score_alone=True).outcome(certain, []) is Outcome.DECLINE


@given(score=scores, demanded=demands)
def test_a_list_has_the_last_word(score: int, demanded: list[Outcome]) -> None:
    as_a_rule_would = Policy().outcome(score, [*demanded, Outcome.REVIEW])

    block, allow, watch = (Policy().outcome(score, demanded, name) for name in PRECEDENCE)

    assert (block, allow) == (Outcome.DECLINE, Outcome.APPROVE)
    assert watch is as_a_rule_would


def test_risk_levels_begin_at_their_floors() -> None:
    levels = [
        risk_level(points) for points in (0, 2_499, 2_500, 4_999, 5_000, 7_999, 8_000, 10_000)
    ]

    assert levels == [
        RiskLevel.LOW,
        RiskLevel.LOW,
        RiskLevel.GUARDED,
        RiskLevel.GUARDED,
        RiskLevel.HIGH,
        RiskLevel.HIGH,
        RiskLevel.CRITICAL,
        RiskLevel.CRITICAL,
    ]


# ── Kept ─────────────────────────────────────────────────────────────────────────────────────────


def kept(said: Any) -> tuple[str, bytes]:
    """What a release kept that said this: its version and its bytes."""
    return content_hash(said), json.dumps(said).encode()


def test_a_kept_policy_is_read_as_it_was() -> None:
    policy = Policy(review_at_points=4_200, prior_margin=-4.1)

    assert read_policy(policy.version, policy.model_dump_json().encode()) == policy


def test_a_policy_that_is_older_than_a_field_has_its_default() -> None:
    assert read_policy(*kept({"review_at_points": 1})) == Policy(review_at_points=1)


def test_a_policy_that_says_what_this_release_does_not_know_is_refused() -> None:
    with pytest.raises(PolicyRefused, match="cannot be read"):
        read_policy(*kept({"declines_at_night": True}))


@pytest.mark.parametrize("body", [b"{", b"{}", b"\xff"])
def test_a_policy_that_is_not_what_its_hash_says_is_refused(body: bytes) -> None:
    with pytest.raises(PolicyRefused, match="content hash"):
        read_policy(Policy().version, body)
