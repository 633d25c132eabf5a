"""Rules: a rule is a row. Those we ship are in `shipped_rules.py`; people publish their own.

`when` is a CEL expression over the features by name (numbers) and the transaction's own words
(`merchant`, `currency`, `country`, `channel`, `merchant_category`; "" where absent).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from string import Formatter
from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from ringfence.domain.canonical import content_hash
from ringfence.domain.decisions import ReasonGroup
from ringfence.domain.features import FEATURE_NAMES, MONEY_NAMES
from ringfence.domain.ledger import NO_IP, OTHER_FEATURES, Line
from ringfence.domain.money import format_money
from ringfence.domain.transactions import Transaction
from ringfence.domain.values import Message, Outcome
from ringfence.domain.velocity import SHARED_BY

TRANSACTION_WORDS = ("merchant", "currency", "country", "channel", "merchant_category")


RULES_MAX = 100
"""Rules in one set. 30 fit the budget of 50 µs a decision, so a hundred cost about 0.2 ms."""

WEIGHT_MAX = 10.0
"""Log-odds: more than this takes any transaction from one end of the score to the other."""

RESERVED_CODES = frozenset(
    (
        *FEATURE_NAMES,
        "base_rate",
        OTHER_FEATURES,
        NO_IP,
        "listed_block",
        "listed_allow",
        "listed_watch",
    )
)
"""Codes of lines that are no rules: an analyst must never take one for the other."""

OneLine = Annotated[str, StringConstraints(pattern=r"^[^\x00-\x1f\x7f]*$")]


class Rule(Message):
    """A named condition.

    `sentence` may hold any feature or word by name and `{entities}`. `weight` is what firing adds,
    in log-odds; `outcome` is the mildest outcome once it fired. `value` names the feature shown
    beside the sentence, `usual` what is normal for it. `names` names whom `{entities}` lists.
    """

    code: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,63}$")]
    group: ReasonGroup
    when: Annotated[OneLine, Field(max_length=1_000)]
    sentence: Annotated[OneLine, Field(min_length=1, max_length=300)]
    weight: Annotated[float, Field(ge=-WEIGHT_MAX, le=WEIGHT_MAX)]
    outcome: Outcome
    value: Annotated[str, Field(max_length=64)] | None = None
    usual: Annotated[float, Field(allow_inf_nan=False)] | None = None
    names: Literal["card", "device", "ip"] | None = None


class RuleSet(Message):
    """Rules that are in force together; each code once, none of them taken."""

    rules: Annotated[tuple[Rule, ...], Field(min_length=1, max_length=RULES_MAX)]

    @property
    def version(self) -> str:
        """Content hash."""
        return content_hash({"rules": [rule.model_dump(mode="json") for rule in self.rules]})

    @model_validator(mode="after")
    def _check_codes(self) -> Self:
        codes = [rule.code for rule in self.rules]
        twice = sorted({code for code in codes if codes.count(code) > 1})
        if twice:
            raise ValueError(f"{twice[0]!r} is the code of two rules")
        taken = sorted(RESERVED_CODES.intersection(codes))
        if taken:
            raise ValueError(f"{taken[0]!r} is the code of a line that is no rule; choose another")
        return self


def words_of(transaction: Transaction) -> dict[str, str]:
    """What a rule may read of the transaction itself."""
    return {word: getattr(transaction, word) or "" for word in TRANSACTION_WORDS}


def fired_line(
    rule: Rule,
    values: Mapping[str, float | str],
    shared_users: Sequence[Sequence[str]],
    currency: str,
) -> Line:
    """The ledger line of a rule that fired; `shared_users` are in `SHARED_BY` order, money in
    `currency`."""
    entities = named_entities(rule, shared_users)
    shown = {
        name: _shown(name, value, currency)
        for name in _names_in(rule.sentence)
        if (value := values.get(name)) is not None
    }
    return Line(
        code=rule.code,
        source="rule",
        group=rule.group,
        sentence=rule.sentence.format(**shown, entities=_list_names(entities)),
        margin=rule.weight,
        value=float(values[rule.value]) if rule.value else None,
        usual=rule.usual,
        entities=entities,
    )


def _shown(name: str, value: float | str, currency: str) -> str:
    if isinstance(value, str):
        return value
    return format_money(value, currency) if name in MONEY_NAMES else format_number(value)


@lru_cache(maxsize=4 * RULES_MAX)
def _names_in(sentence: str) -> tuple[str, ...]:
    return tuple(name for _, name, _, _ in Formatter().parse(sentence) if name is not None)


def named_entities(rule: Rule, shared_users: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """The users a rule names: those seen on the transaction's card, device or ip in 24 h."""
    if rule.names is None:
        return ()
    return tuple(sorted(shared_users[SHARED_BY.index(rule.names)]))


def format_number(value: float) -> str:
    """As an analyst reads it: whole numbers whole, others to at most two decimals, thousands apart.

    >>> format_number(12.0), format_number(3.14159), format_number(0.5), format_number(8918.0)
    ('12', '3.14', '0.5', '8,918')
    >>> format_number(0.0042)
    'under 0.01'
    """
    if 0 < value < 0.01:
        return "under 0.01"
    return f"{value:,.0f}" if value == int(value) else f"{value:,.2f}".rstrip("0").rstrip(".")


_UNITS_S = (("d", 86_400, "h", 3_600), ("h", 3_600, "min", 60), ("min", 60, "s", 1))


def format_duration(seconds: float) -> str:
    """As an analyst reads it: below a minute as it is, else its two largest units.

    >>> format_duration(3.0), format_duration(694.93), format_duration(7200.0)
    ('3 s', '11 min 35 s', '2 h')
    """
    whole = round(seconds)
    for unit, size_s, next_unit, next_size_s in _UNITS_S:
        if whole >= size_s:
            count, rest = divmod(whole, size_s)
            more = rest // next_size_s
            return f"{count} {unit} {more} {next_unit}" if more else f"{count} {unit}"
    return f"{format_number(seconds)} s"


def _list_names(names: Sequence[str]) -> str:
    return ", ".join(names) if names else "unnamed"
