"""Decisions that an earlier build stored: this one makes each of them again, in every field."""

from __future__ import annotations

from functools import cache

import pytest

from ringfence.domain.decisions import POINTS_PER_SCORE, Amendment, Decision
from ringfence.domain.shipped_rules import SHIPPED_RULES
from ringfence.domain.values import Outcome
from ringfence.flow.replay import Kept, replay
from tests.corpus.stored import PATH, Stored, read

CORPUS = read()
BYTES_MAX = 200_000

ADVICE = """
This build decides otherwise than the one that stored the corpus: receipts that are out there no
longer replay. If nobody meant that, mend it. If the ledger is meant to change, write the corpus
anew (python -m tests.corpus) and tell it in CHANGELOG.md.
"""


@cache
def kept() -> Kept:
    """The models, rule sets and policies that the corpus names."""
    return CORPUS.kept()


EACH = pytest.mark.parametrize("stored", CORPUS.decisions, ids=lambda stored: stored.shows)


@EACH
def test_a_stored_decision_is_made_again(stored: Stored) -> None:
    report = replay(stored.decision, kept())

    assert report.differences == (), ADVICE


@EACH
def test_the_points_of_a_stored_decision_sum_to_its_score(stored: Stored) -> None:
    judged: list[Decision | Amendment] = [stored.decision]
    if stored.decision.amendment:
        judged.append(stored.decision.amendment)

    for one in judged:
        assert sum(reason.points for reason in one.reasons) == round(one.score * POINTS_PER_SCORE)


# ── What it covers ───────────────────────────────────────────────────────────────────────────────


def test_the_corpus_shows_every_outcome_rule_list_and_stage() -> None:
    decisions = [stored.decision for stored in CORPUS.decisions]
    codes = {reason.code for one in decisions for reason in one.reasons}
    lists = {"listed_block", "listed_allow", "listed_watch", "snoozed:high_velocity"}

    assert {one.outcome for one in decisions} == set(Outcome)
    assert {rule.code for rule in SHIPPED_RULES.rules} | lists <= codes, ADVICE
    missing = {one.missing for one in decisions}
    assert {(), ("graph",), ("model",), ("rules",), ("graph", "model", "rules")} <= missing
    filled = {one.amendment.filled for one in decisions if one.amendment}
    assert filled == {("graph",), ("model",), ("rules",)}
    assert any(one.rule_errors for one in decisions)
    assert any(one.shadow_score is not None for one in decisions)
    assert any(one.transaction.ip is None for one in decisions)
    assert len({one.versions.policy for one in decisions}) == len({*CORPUS.of("policies")}) > 1
    assert len({*CORPUS.of("rules")}) > 1


def test_the_corpus_stays_small() -> None:
    assert PATH.stat().st_size < BYTES_MAX
