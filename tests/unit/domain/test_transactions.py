"""What a request may say, and how a wrong one is told."""

from decimal import Decimal

import pytest
from pydantic import ValidationError

from ringfence.domain.transactions import TransactionRequest
from tests.builders import a_request

CARD_NUMBER = "4111 1111 1111 1111"
FULL_WIDTH = "".join(chr(0xFF10 + int(digit)) for digit in "4111111111111111")
IDS = (
    "transaction_id",
    "user_id",
    "card_id",
    "device_id",
    "merchant",
    "merchant_category",
    "counterparty_id",
)
HIDDEN = "4111\u200b1111\u20111111  1111"


def _wrong_field(**changes: object) -> str:
    with pytest.raises(ValidationError) as caught:
        a_request(**changes)
    [error] = caught.value.errors()
    return str(error["loc"][0])


def test_outer_white_space_does_not_make_another_user() -> None:
    assert a_request(user_id="  user-1 ").user_id == "user-1"


def test_a_decomposed_accent_does_not_make_another_user() -> None:
    assert a_request(user_id="jose\u0301").user_id == a_request(user_id="jos\u00e9").user_id


@pytest.mark.parametrize(
    "written",
    [
        "user\u200b-1",
        "\ufeffuser-1",
        "user-\u200d1",
        "us\u00ader-1",
        "\u202euser-1",
        "user\ufe0f-1",
        "\uff55\uff53\uff45\uff52-\uff11",
        "user-1\u2028",
        "\u00a0user-1\u3000",
    ],
)
def test_what_reads_alike_is_one_user(written: str) -> None:
    """Zero-width, byte order, joiner, soft hyphen, direction, selector, full width, separators."""
    assert a_request(user_id=written).user_id == "user-1"


@pytest.mark.parametrize("written", ["Gas  Station", "Gas\u00a0Station", "Gas \u2003 Station"])
def test_spaces_inside_count_once(written: str) -> None:
    assert a_request(merchant=written).merchant == "Gas Station"


def test_other_scripts_stay_what_they_are() -> None:
    for name in ("Кофе", "咖啡", "café", "مقهى", "\U0001f4a3"):
        assert a_request(merchant=name).merchant == name


@pytest.mark.parametrize("text", ["\ufdfa" * 100, "\u200b" * 5])
def test_what_is_too_long_or_empty_once_normalised_is_refused(text: str) -> None:
    """One character of Arabic ligature is eighteen, normalised."""
    assert _wrong_field(user_id=text) == "user_id"


def test_an_ip_has_one_spelling() -> None:
    assert a_request(ip="2001:DB8::0001").ip == "2001:db8::1"
    assert a_request(ip="::ffff:10.1.2.3").ip == "10.1.2.3"


@pytest.mark.parametrize(
    "written",
    [
        "fe80::1%eth0",
        "2001:db8::1%4111111111111111",
        "fe80::1%\x00",
        "fe80::1%a\x1fb",
        "fe80::1%a\x01b",
        "fe80::1%a\nb",
        "fe80::1%'\"\\",
        "fe80::1%",
        "10.0\x00.0.1",
        "10.0\n.0.1",
    ],
)
def test_an_ip_is_an_address_and_nothing_beside_it(written: str) -> None:
    """A scope id takes any character: it would carry what no id may, and make an ip of its own."""
    assert _wrong_field(ip=written) == "ip"


def test_a_scope_id_is_told_as_what_to_leave_out_and_never_repeated() -> None:
    with pytest.raises(ValidationError) as caught:
        a_request(ip="2001:db8::1%4111111111111111")

    [error] = caught.value.errors(include_input=False)
    assert "without %" in error["msg"]
    assert "4111" not in str(error)


@pytest.mark.parametrize("field", IDS)
@pytest.mark.parametrize("control", ["\n", "\x00", "\x01", "\x1f", "\x7f"])
def test_a_control_character_inside_is_refused_in_every_id(field: str, control: str) -> None:
    assert _wrong_field(**{field: f"a{control}b"}) == field


@pytest.mark.parametrize("field", IDS)
@pytest.mark.parametrize(
    "number", [CARD_NUMBER, "4111-1111-1111-1111", "378282246310005", FULL_WIDTH, HIDDEN]
)
def test_a_card_number_is_refused_in_every_id(field: str, number: str) -> None:
    assert _wrong_field(**{field: number}) == field


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("amount", Decimal("NaN")),
        ("amount", Decimal("Infinity")),
        ("amount", Decimal("-1")),
        ("amount", Decimal(0)),
        ("amount", Decimal("1e12")),
        ("amount", True),
        ("amount", "ten"),
        ("user_id", ""),
        ("user_id", "   "),
        ("user_id", "a" * 129),
        ("user_id", "nul\x00"),
        ("user_id", 7),
        ("currency", "usd"),
        ("ip", "256.1.1.1"),
        ("country", "Germany"),
        ("occurred_at", "2026-03-04T12:00:00"),
        ("occurred_at", "yesterday"),
        ("occurred_at", 1_772_625_600),
        ("occurred_at", Decimal("1772625600.5")),
        ("occurred_at", "1772625600"),
        ("channel", "fax"),
        ("email_hash", "me@example.com"),
        ("colour", "red"),
    ],
)
def test_a_wrong_field_is_named(field: str, value: object) -> None:
    assert _wrong_field(**{field: value}) == field


def test_hostile_but_legal_ids_are_kept_as_they_are() -> None:
    hostile = "'\"`}) DETACH DELETE n // \U0001f4a3"

    assert a_request(user_id=hostile).user_id == hostile


def test_a_request_is_immutable() -> None:
    with pytest.raises(ValidationError):
        a_request().user_id = "another"


def test_every_field_of_the_sample_is_required() -> None:
    with pytest.raises(ValidationError) as caught:
        TransactionRequest.model_validate({})

    missing = {error["loc"][0] for error in caught.value.errors()}
    assert missing == {"user_id", "card_id", "device_id", "amount", "merchant"}
