"""What rules cost a decision: 30 of them, compiled once, fired on one vector."""

from __future__ import annotations

import statistics
import time

from ringfence.adapters.cel_rules import CelRules
from ringfence.domain.features import FEATURE_NAMES
from ringfence.domain.rules import TRANSACTION_WORDS, Rule, RuleSet
from ringfence.domain.shipped_rules import SHIPPED_RULES
from ringfence.domain.values import Outcome

RULES = 30
ROUNDS = 30
FIRED_A_ROUND = 500


def rules_cost() -> dict[str, float]:
    """Microseconds to fire `RULES` rules of which none holds: the median of `ROUNDS` rounds."""
    compiled = CelRules(thirty_rules())
    values: dict[str, float | str]
    values = {**dict.fromkeys(FEATURE_NAMES, 0.0), **dict.fromkeys(TRANSACTION_WORDS, "")}
    return {"rules_30_us": statistics.median(_round(compiled, values) for _ in range(ROUNDS))}


def thirty_rules() -> RuleSet:
    """Those we ship, and more of the kind people write: a number, two numbers, a word."""
    numbers = (name for name in FEATURE_NAMES if name.endswith(("_24h", "_10m")))
    written = (
        Rule(
            code=f"rule_{place}",
            group="velocity",
            when=(
                f"{name} > 100.0",
                f"{name} > 100.0 && amount > 50.0",
                f'{name} > 100.0 || merchant == "Casino"',
            )[place % 3],
            sentence=f"{{{name}}}",
            weight=1.0,
            outcome=Outcome.REVIEW,
        )
        for place, name in enumerate(numbers)
    )
    rules = (*SHIPPED_RULES.rules, *written)[:RULES]
    return RuleSet(rules=rules)


def _round(compiled: CelRules, values: dict[str, float | str]) -> float:
    started = time.perf_counter()
    for _ in range(FIRED_A_ROUND):
        compiled.fire(values)
    return (time.perf_counter() - started) / FIRED_A_ROUND * 1e6
