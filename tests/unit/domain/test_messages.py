"""What a request may say, and how a wrong one is told."""

from decimal import Decimal

import pytest
from pydantic import ValidationError

from ringfence.domain.messages import TransactionRequest
from tests.builders import a_request

CARD_NUMBER = "4111 1111 1111 1111"


def _wrong_field(**changes: object) -> str:
    with pytest.raises(ValidationError) as caught:
        a_request(**changes)
    [error] = caught.value.errors()
    return str(error["loc"][0])


def test_outer_white_space_does_not_make_another_user() -> None:
    assert a_request(user_id="  user-1 ").user_id == "user-1"


def test_a_decomposed_accent_does_not_make_another_user() -> None:
    assert a_request(user_id="jose\u0301").user_id == a_request(user_id="jos\u00e9").user_id


def test_an_ip_has_one_spelling() -> None:
    assert a_request(ip="2001:DB8::0001").ip == "2001:db8::1"
    assert a_request(ip="::ffff:10.1.2.3").ip == "10.1.2.3"


@pytest.mark.parametrize(
    "field", ["user_id", "card_id", "device_id", "merchant", "counterparty_id"]
)
@pytest.mark.parametrize("number", [CARD_NUMBER, "4111-1111-1111-1111", "378282246310005"])
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
