"""Rules are checked when saved, and a failing rule never stops a decision."""

import pytest

from ringfence.adapters.cel_rules import CelRules, check_rules, compile_rule
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
        ("", "is empty", 1),
        ("user_count_1m >", "mismatched input", 16),
        ("amount > 1.0 && user_cuont_1m > 10.0", "unknown name 'user_cuont_1m'", 17),
        ('merchant == "unknown_1" && unknown_1 > 0.0', "unknown name 'unknown_1'", 28),
        ("nothing(amount) > 1.0", "nothing", 1),
        ("[1, 2].all(amount, amount > 0)", "all() is not taken", 8),
        ("[1.0].transformList(amount, user_history, amount > 0.0)[0]", "transformList() is not", 7),
        ('{"a": amount}["a"] > 1.0', "'{' is not taken", 1),
        ("(" * 300 + "true" + ")" * 300, "nested too deeply", 1),
        ("!" * 900 + "true", "nested too deeply", 1),
        # The whole is no boolean.
        ("amount", "gives a number", 1),
        ("((amount))", "gives a number", 1),
        ("amount + 1.0", "gives a number", 1),
        ("-amount", "gives a number", 1),
        ("merchant", "gives text", 1),
        ("null", "gives null", 1),
        ('["a", merchant]', "gives a list", 1),
        # An operand is none, however deep, and whatever stands before it.
        ("amount > 1.0 || 1.0", "gives a number", 17),
        ("amount > 1e9 && (amount < 0.0 || amount)", "gives a number", 34),
        ("false && (true || (amount))", "gives a number", 19),
        ("!merchant", "gives text", 2),
        ("!(amount > 1e9 && merchant)", "gives text", 19),
        ("!!!amount", "gives a number", 4),
        ('size((amount > 1e9 && merchant) ? "a" : "b") > 3', "gives text", 23),
        ("[amount > 1e9 && merchant][0]", "gives text", 18),
        # Both branches of a condition, and the condition.
        ("amount ? true : false", "gives a number, not true or false", 1),
        ("amount > 5e6 ? amount : true", "gives true or false where a number", 25),
        ("amount > 5e6 ? true : amount", "gives a number where true or false", 23),
        ("amount > 5e6 ? amount : 2.0", "gives a number, not", 1),
        ("amount > 5e6 ? true : (amount > 6e6 ? merchant : country)", "gives text where", 23),
        ('amount > 1e9 && (merchant == "?" ? amount : 1.0)', "gives a number", 17),
        ("(amount > 5e6 ? 1 : 1.0) > amount", "gives a number where a whole number", 21),
        ("[true, 1.0][int(amount)]", "gives a number where", 8),
        # Types that do not fit.
        ("merchant > 1.0", "No such overload", 1),
        ("amount > 1e9 && merchant > 1.0", "No such overload", 17),
        ("amount > 1e9 && -merchant > 1.0", "No such overload", 17),
        ("amount + 1 > 2.0", "Unsupported operation", 1),
        ("amount > 1e9 && size(amount) > 1", "size", 17),
        ("amount > 1e9 && amount.cents > 1.0", "No such overload", 17),
        # What is never equal.
        ("merchant_category == 5411", "gives a number where text", 22),
        ('amount == "10"', "gives text where a number", 11),
        ("merchant in [5411, 5412]", "gives a number where text", 13),
        ('merchant in ["a", amount]', "gives a number where text", 19),
        ("(amount > 1.0) == merchant", "gives text where true or false", 19),
        # What fails on every transaction.
        ("int(amount) / 0", "division by zero", 1),
        ("amount > 1e9 && int(amount) / 0 > 1", "division by zero", 17),
        ('amount > 1e9 && merchant.matches("(")', "not a valid regex", 17),
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
        check_rules(RuleSet(rules=rules))

    assert [field for field, _, _ in caught.value.problems] == ["rules.0.when", "rules.2.when"]


def test_what_an_earlier_release_took_goes_on_deciding() -> None:
    rules = RuleSet(rules=(_rule("amount + 1.0", code="a"), _rule("amount > 1.0", code="b")))
    with pytest.raises(InvalidRules):
        check_rules(rules)

    fired, errors = CelRules(rules).fire({"amount": 2.0})

    assert ([rule.code for rule in fired], errors) == (["b"], ["a"])


def test_a_stored_rule_that_reads_what_is_no_feature_any_more_does_not_run() -> None:
    with pytest.raises(InvalidRules, match="unknown name 'gone'"):
        CelRules(RuleSet(rules=(_rule("gone > 1.0"),)))


@pytest.mark.parametrize(
    "when",
    [
        *(rule.when for rule in SHIPPED_RULES.rules),
        'merchant == "a && b" || amount > 1.0',
        "merchant == \"a ? b : 'c' || d\" && country != 'it\\'s \"(['",
        "merchant == '''a\"b && c''' || merchant == r'a\\b'",
        "(amount > 1.0) && (user_count_1m > 1.0)",
        "((amount > 1.0 || amount < -1.0)) && !(country == 'US')",
        "amount > 1.0 ? user_count_1m > 1.0 && true : merchant.startsWith('a')",
        "amount > (channel == 'online' ? 100.0 : 50.0)",
        "(amount > 1.0) == (user_count_1m > 1.0)",
        "!!(amount > 1.0) && !merchant.contains('a')",
        r"merchant.matches('a\\.b|c') && merchant in ['a', 'b']",
        "user_count_1m in [1, 2.5] && amount == 10",
        "size(merchant) > 3 && merchant.size() < 9",
        "double(int(amount) % 100) == 0.0",
        "int(merchant_category) == 5411",
        "user_device_gap_s < -0.5 && -amount < -1.0 && amount - -1.0 > 2.0",
        "1.0 / amount > 2.0 && int(amount) / int(user_count_1m) > 1",
        "100 / int(amount - user_amount_mean) > 1 && user_sum_1h / user_count_1h > 1.0",
        "[true, false][int(user_count_1m)]",
        "||".join(["merchant=='a'"] * 60),
        "amount > 1.0 // a night's rule",
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


@pytest.mark.parametrize(
    "when",
    [
        "int(amount) / int(user_count_1m) > 1",
        "[true, false][int(amount)]",
        "int(merchant) > 1",
        "int(amount * 1e30) > 1",
    ],
)
def test_a_rule_that_fails_is_recorded_and_the_others_run(when: str) -> None:
    broken = _rule(when, code="broken")
    rules = CelRules(RuleSet(rules=(broken, _rule("amount > 1.0"))))

    fired, errors = rules.fire(_values(amount=5.0))

    assert errors == ["broken"]
    assert [rule.code for rule in fired] == ["mine"]
