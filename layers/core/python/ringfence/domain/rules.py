"""Rules: a rule is a row. Adding one is adding a row and a test.

`when` is a CEL expression over the features by name (numbers) and the transaction's own words
(`merchant`, `currency`, `country`, `channel`, `merchant_category`; "" where absent).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ringfence.domain.canonical import content_hash
from ringfence.domain.ledger import Line
from ringfence.domain.messages import Message, Outcome, ReasonGroup, Transaction
from ringfence.domain.velocity import SHARED_BY, VelocityReading

TRANSACTION_WORDS = ("merchant", "currency", "country", "channel", "merchant_category")


class Rule(Message):
    """A named condition.

    `sentence` may hold any feature by name and `{entities}`. `weight` is what firing adds, in
    log-odds; `outcome` is the mildest outcome once it fired. `value` names the feature shown beside
    the sentence, `usual` what is normal for it. `names` names whom `{entities}` lists.
    """

    code: str
    group: ReasonGroup
    when: str
    sentence: str
    weight: float
    outcome: Outcome
    value: str | None = None
    usual: float | None = None
    names: str | None = None


class RuleSet(Message):
    """Rules that are in force together."""

    rules: tuple[Rule, ...]

    @property
    def version(self) -> str:
        """Content hash."""
        return content_hash(self.model_dump(mode="json"))


SHIPPED_RULES = RuleSet(
    rules=(
        Rule(
            code="high_velocity",
            group="velocity",
            # The user's own sample: more than 10 by one user in 60 s of event time.
            when="user_burst_1m > 10.0",
            sentence=(
                "High velocity: {user_burst_1m} transactions by this user in 60 s; "
                "more than 10 is high"
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
    )
)


def words_of(transaction: Transaction) -> dict[str, str]:
    """What a rule may read of the transaction itself."""
    return {word: getattr(transaction, word) or "" for word in TRANSACTION_WORDS}


def fired_line(rule: Rule, features: Mapping[str, float], velocity: VelocityReading) -> Line:
    """The ledger line of a rule that fired."""
    entities = named_entities(rule, velocity)
    shown = {
        name: format_number(value)
        for name, value in features.items()
        if f"{{{name}}}" in rule.sentence
    }
    return Line(
        code=rule.code,
        source="rule",
        group=rule.group,
        sentence=rule.sentence.format(**shown, entities=_list_names(entities)),
        margin=rule.weight,
        value=features[rule.value] if rule.value else None,
        usual=rule.usual,
        entities=entities,
    )


def named_entities(rule: Rule, velocity: VelocityReading) -> tuple[str, ...]:
    """The users a rule names: those seen on the transaction's card, device or ip in 24 h."""
    if rule.names not in SHARED_BY:
        return ()
    return tuple(sorted(velocity.shared_users[SHARED_BY.index(rule.names)]))


def format_number(value: float) -> str:
    """As an analyst reads it: whole numbers whole, others to two decimals.

    >>> format_number(12.0), format_number(3.14159)
    ('12', '3.14')
    """
    return f"{value:.0f}" if value == int(value) else f"{value:.2f}"


def _list_names(names: Sequence[str]) -> str:
    return ", ".join(names) if names else "unnamed"
