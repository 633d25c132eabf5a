"""The server's half of tests/conformance/cel.json; dashboard_static/tests/cel is the browser's."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from ringfence.adapters.cel_rules import CelRules, check_rules
from ringfence.domain.errors import InvalidRules
from ringfence.domain.rules import TRANSACTION_WORDS, Rule, RuleSet
from ringfence.domain.shipped_rules import SHIPPED_RULES
from ringfence.domain.values import Outcome

CONFORMANCE = json.loads(
    (Path(__file__).parents[2] / "conformance" / "cel.json").read_text(encoding="utf-8")
)


def a_set(when: str) -> RuleSet:
    rule = Rule(
        code="tried", group="amount", when=when, sentence="s", weight=1.0, outcome=Outcome.REVIEW
    )
    return RuleSet(rules=(rule,))


def results(when: str) -> list[bool | str]:
    compiled = CelRules(a_set(when))
    told = (compiled.fire(row) for row in CONFORMANCE["rows"])
    return ["error" if errors else bool(fired) for fired, errors in told]


SAVED = [case for case in CONFORMANCE["cases"] if not case.get("refused")]
REFUSED = [case["when"] for case in CONFORMANCE["cases"] if case.get("refused")]


@pytest.mark.parametrize("case", SAVED, ids=lambda case: str(case["when"]))
def test_a_rule_gives_on_the_server_what_the_file_says(case: dict[str, Any]) -> None:
    assert results(case["when"]) == case["results"]


@pytest.mark.parametrize("when", REFUSED)
def test_what_never_gives_or_never_equals_is_not_saved(when: str) -> None:
    with pytest.raises(InvalidRules):
        check_rules(a_set(when))


def test_the_file_knows_the_words_and_the_shipped_rules() -> None:
    whens = {case["when"] for case in CONFORMANCE["cases"] if not case.get("server_only")}

    assert CONFORMANCE["words"] == [*TRANSACTION_WORDS]
    assert {rule.when for rule in SHIPPED_RULES.rules} <= whens
