"""The rules in force until somebody publishes others. Adding one is adding a row and a test.

Each asks for review: a rule sees one pattern, and what declines is the score of all of them. The
windows of all but the first two look back from the transaction, so a burst that a queue shuffles
fires on one of its later transactions; only `user_burst_1m` and `device_users_near` see the whole
burst whatever the order (docs/architecture.md, the window law).
"""

from __future__ import annotations

from ringfence.domain.rules import Rule, RuleSet
from ringfence.domain.values import Outcome

SHIPPED_RULES = RuleSet(
    rules=(
        Rule(
            code="high_velocity",
            group="velocity",
            # The user's own sample: more than 10 by one user in 60 s of event time.
            when="user_burst_1m > 10.0",
            sentence=(
                "High velocity: {user_burst_1m} transactions by this user in 60 s; "
                "1 is usual, more than 10 is high"
            ),
            weight=6.5,
            outcome=Outcome.REVIEW,
            value="user_burst_1m",
            usual=1.0,
        ),
        Rule(
            code="shared_device",
            group="graph",
            # The user's own sample: two users on one device. 24 h keeps a device that was sold or
            # handed on from tying its owners for ever.
            when="device_users_near > 1.0",
            sentence=(
                "Shared device: {device_users_near} users on this device in 24 h ({entities}); "
                "1 is usual"
            ),
            weight=6.0,
            outcome=Outcome.REVIEW,
            value="device_users_near",
            usual=1.0,
            names="device",
        ),
        Rule(
            code="card_testing",
            group="velocity",
            # Stolen numbers are tried with amounts nobody notices (Visa, anti-enumeration and
            # account testing best practices, 2021). A person holds three or four cards, a busy
            # kiosk sees four in ten minutes: six from one device, below 5 on average, are a script.
            when="device_cards_10m >= 6.0 && device_sum_10m < 5.0 * device_count_10m",
            sentence=(
                "Card testing: {device_cards_10m} cards on this device in 10 min, "
                "{device_sum_10m} spent in {device_count_10m} transactions; 1 card is usual"
            ),
            weight=6.5,
            outcome=Outcome.REVIEW,
            value="device_cards_10m",
            usual=1.0,
        ),
        Rule(
            code="unusual_amount",
            group="amount",
            # Twenty payments show what a user buys; fewer often lack the first flight or laptop.
            # Ten times a robust mean and three times the largest so far is nothing they did before;
            # below 500 a review costs more than it saves.
            when=(
                "user_history >= 20.0 && amount >= 500.0 && amount_over_mean > 10.0 "
                "&& amount_over_max > 3.0"
            ),
            sentence=(
                "Unusual amount: {amount} is {amount_over_mean} x this user's mean of "
                "{user_amount_mean}, from {user_history} payments"
            ),
            weight=3.5,
            outcome=Outcome.REVIEW,
            value="amount_over_mean",
            usual=1.0,
        ),
        Rule(
            code="impossible_pace",
            group="merchant",
            # To pay at a till and walk to the next takes minutes: four merchants within one, or
            # nine within ten, are a script or several people, whatever their distance.
            when="user_merchants_1m >= 4.0 || user_merchants_10m >= 9.0",
            sentence=(
                "Impossible pace: {user_merchants_10m} merchants by this user in 10 min, "
                "{user_merchants_1m} of them in 1 min; 1 is usual"
            ),
            weight=4.5,
            outcome=Outcome.REVIEW,
            value="user_merchants_10m",
            usual=1.0,
        ),
        Rule(
            code="new_device_high_amount",
            group="behaviour",
            # What an account takeover looks like at its first payment (NIST SP 800-63B, 5.2.5 asks
            # for more proof on an unknown device). Known user, unknown device, five times the mean.
            when=(
                "user_device_gap_s < 0.0 && user_history >= 5.0 && amount >= 200.0 "
                "&& amount_over_mean > 5.0"
            ),
            sentence=(
                "New device, high amount: {amount} at this user's first use of this device, "
                "{amount_over_mean} x the user's mean"
            ),
            weight=4.0,
            outcome=Outcome.REVIEW,
            value="amount_over_mean",
            usual=1.0,
        ),
        Rule(
            code="fraud_neighbour",
            group="label",
            # One confirmed fraud on a shared card, device or ip; crowded ones are never expanded
            # (domain/graph.py), so an office's ip makes no neighbours.
            when="ring_frauds >= 1.0",
            sentence=(
                "Neighbour of fraud: {ring_frauds} of {ring_users} users who share a card, device "
                "or ip with this one are confirmed fraud; 0 is usual"
            ),
            weight=5.0,
            outcome=Outcome.REVIEW,
            value="ring_frauds",
            usual=0.0,
        ),
        Rule(
            code="ring_member",
            group="graph",
            # Detection looks at everybody and takes minutes; this tells what it found at once. A
            # ring is only kept from a score of 0.5 on (domain/ring_finding.py).
            when="user_ring_score >= 0.5",
            sentence=(
                "Ring member: this user is one of {user_ring_size} tied by shared cards, devices "
                "or ips; their ring's score is {user_ring_score}"
            ),
            weight=5.0,
            outcome=Outcome.REVIEW,
            value="user_ring_score",
            usual=0.0,
        ),
    )
)
