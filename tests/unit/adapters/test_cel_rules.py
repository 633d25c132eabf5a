"""Rules are checked when saved, and a failing rule never stops a decision."""

import pytest

from ringfence.adapters.cel_rules import CelRules, compile_rule
from ringfence.domain.errors import InvalidRule, InvalidRules
from ringfence.domain.features import FEATURE_NAMES
from ringfence.domain.messages import Outcome
from ringfence.domain.rules import TRANSACTION_WORDS, Rule, RuleSet
from ringfence.domain.shipped_rules import SHIPPED_RULES


def _rule(when: str, code: str = "mine", sentence: str = "mine") -> Rule:
    return Rule(
        code=code,
        group="velocity",
        when=when,
        sentence=sentence,
        weight=1.0,
        outcome=Outcome.REVIEW,
    )


def _values(**changes: float | str) -> dict[str, float | str]:
    words = dict.fromkeys(TRANSACTION_WORDS, "")
    return {**dict.fromkeys(FEATURE_NAMES, 0.0), **words, **changes}


@pytest.mark.parametrize(
    ("when", "says", "position"),
    [
        ("", "is empty", None),
        ("user_count_1m >", "mismatched input", 16),
        ("amount > 1.0 && user_cuont_1m > 10.0", "unknown name 'user_cuont_1m'", 17),
        ("amount", "gives float", None),
        ("amount + 1.0", "gives float", None),
        ("merchant > 1.0", "No such overload", None),
    ],
)
def test_a_rule_that_cannot_run_is_refused_with_its_position(
    when: str, says: str, position: int | None
) -> None:
    with pytest.raises(InvalidRule) as caught:
        compile_rule(_rule(when))

    assert says in str(caught.value)
    assert caught.value.position == position


def test_a_sentence_may_only_name_features() -> None:
    with pytest.raises(InvalidRule, match="no feature"):
        compile_rule(_rule("amount > 1.0", sentence="{nothing}"))


def test_the_shipped_rules_compile() -> None:
    assert CelRules(SHIPPED_RULES).rule_set.version == SHIPPED_RULES.version


def test_a_rule_may_read_the_transactions_own_words() -> None:
    rules = CelRules(RuleSet(rules=(_rule('merchant == "Casino" && country != "US"'),)))

    fired, errors = rules.fire(_values(merchant="Casino", country="MT"))

    assert [rule.code for rule in fired] == ["mine"]
    assert not errors


def test_a_rule_that_fails_is_recorded_and_the_others_run() -> None:
    broken = _rule("int(amount) / int(user_count_1m) > 1", code="broken")
    rules = CelRules(RuleSet(rules=(broken, _rule("amount > 1.0"))))

    fired, errors = rules.fire(_values(amount=5.0))

    assert errors == ["broken"]
    assert [rule.code for rule in fired] == ["mine"]
