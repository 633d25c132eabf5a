"""Rules are checked when saved, and a failing rule never stops a decision."""

import pytest

from ringfence.adapters.cel_rules import CelRules, compile_rule
from ringfence.domain.errors import InvalidRule, InvalidRules
from ringfence.domain.features import FEATURE_NAMES
from ringfence.domain.rules import TRANSACTION_WORDS, Rule, RuleSet
from ringfence.domain.shipped_rules import SHIPPED_RULES
from ringfence.domain.values import Outcome


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
        ("amount > 1e9 && merchant > 1.0", "No such overload", 17),
        ("amount > 1e9 && (amount < 0.0 || amount)", "gives float", 34),
        ("amount > 1.0 || 1.0", "gives float", 17),
        ('merchant == "unknown_1" && unknown_1 > 0.0', "unknown name 'unknown_1'", 28),
        ("[1, 2].all(amount, amount > 0)", "all() is not taken", 8),
        ("nothing(amount) > 1.0", "nothing", None),
        ("(" * 300 + "true" + ")" * 300, "nested too deeply", None),
    ],
)
def test_a_rule_that_cannot_run_is_refused_with_its_position(
    when: str, says: str, position: int | None
) -> None:
    with pytest.raises(InvalidRule) as caught:
        compile_rule(_rule(when))

    assert says in str(caught.value)
    assert caught.value.position == position


@pytest.mark.parametrize(
    "sentence", ["{nothing}", "{}", "{amount.real}", "{amount:>99999999}", "{amount!r}", "{amount"]
)
def test_a_sentence_may_only_name_features_and_words(sentence: str) -> None:
    with pytest.raises(InvalidRule) as caught:
        compile_rule(_rule("amount > 1.0", sentence=sentence))

    assert caught.value.field == "sentence"


def test_a_set_is_refused_with_every_rule_that_cannot_run() -> None:
    rules = (_rule("amount >", code="a"), _rule("amount > 1.0", code="b"), _rule("", code="c"))

    with pytest.raises(InvalidRules) as caught:
        CelRules(RuleSet(rules=rules))

    assert [field for field, _, _ in caught.value.problems] == ["rules.0.when", "rules.2.when"]


@pytest.mark.parametrize(
    "when",
    [
        'merchant == "a && b" || amount > 1.0',
        "(amount > 1.0) && (user_count_1m > 1.0)",
        "((amount > 1.0 || amount < -1.0)) && !(country == 'US')",
        "amount > 1.0 ? user_count_1m > 1.0 && true : merchant.startsWith('a')",
        r"merchant.matches('a\\.b|c') && merchant in ['a', 'b']",
        "double(int(amount) % 100) == 0.0",
    ],
)
def test_what_cel_can_say_is_taken(when: str) -> None:
    compile_rule(_rule(when))


def test_the_shipped_rules_compile() -> None:
    assert CelRules(SHIPPED_RULES).rule_set.version == SHIPPED_RULES.version


def test_a_rule_may_read_the_transactions_own_words() -> None:
    rules = CelRules(RuleSet(rules=(_rule('merchant == "Casino" && country != "US"'),)))

    fired, errors = rules.fire(_values(merchant="Casino", country="MT"))

    assert [rule.code for rule in fired] == ["mine"]
    assert not errors


def test_a_rule_that_gives_no_boolean_after_all_is_recorded() -> None:
    rules = CelRules(RuleSet(rules=(_rule('merchant == "Casino" ? 1.0 : true'),)))

    fired, errors = rules.fire(_values(merchant="Casino"))

    assert (fired, errors) == ([], ["mine"])


def test_a_rule_that_fails_is_recorded_and_the_others_run() -> None:
    broken = _rule("int(amount) / int(user_count_1m) > 1", code="broken")
    rules = CelRules(RuleSet(rules=(broken, _rule("amount > 1.0"))))

    fired, errors = rules.fire(_values(amount=5.0))

    assert errors == ["broken"]
    assert [rule.code for rule in fired] == ["mine"]
