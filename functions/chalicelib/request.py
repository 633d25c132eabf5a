"""A request as handlers see it: who asks, and what for; every wrong field is named."""

from __future__ import annotations

import json
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Any, NoReturn, TypedDict, TypeVar
from urllib.parse import unquote

from chalice import Chalice
from pydantic import BaseModel, ValidationError

from chalicelib import fixes, parameters, permissions
from chalicelib.services import services
from ringfence.domain.alerts import ALERT_PAGE_MAX
from ringfence.domain.errors import (
    BodyTooLarge,
    InputError,
    InvalidTransaction,
    MalformedRequest,
    NotPermitted,
    UnknownPerson,
    UnknownTransaction,
    UnsupportedContentType,
)
from ringfence.domain.labels import LabelRequest
from ringfence.domain.lists import LIST_PAGE_MAX, PRECEDENCE, ListName, RemoveEntryRequest
from ringfence.domain.paging import Place
from ringfence.domain.people import Person, Role
from ringfence.domain.simulation import SIMULATED_MAX
from ringfence.domain.transactions import BULK_MAX_TRANSACTIONS, TransactionRequest
from ringfence.domain.values import canonical_id
from ringfence.domain.velocity import ENTITY_TYPES, EntityType

Parsed = TypeVar("Parsed", bound=BaseModel)

TRANSACTION_MAX_BYTES = 16_384
BULK_MAX_BYTES = 2_097_152
RULES_MAX_BYTES = 262_144
PAGE_DEFAULT = 100
SAMPLE_DEFAULT = 5_000
PERSON_HEADER = "x-ringfence-person"
"""Who asks, where the API is open and so nobody is held to it."""

LOCAL_PERSON = "local"


class PageCursor(TypedDict):
    """Alerts in (after_seq, before_seq), at most `limit`."""

    before_seq: int | None
    after_seq: int | None
    limit: int


class ListQuery(TypedDict):
    """Which entries are asked for; None is any."""

    name: ListName | None
    entity: EntityType | None
    place: Place


class SampleQuery(TypedDict):
    """How many decisions, and which columns; None are those that the rules in force read."""

    limit: int
    columns: tuple[str, ...] | None


class Request:
    """What a handler may ask of the current request."""

    def __init__(self, app: Chalice) -> None:
        self._request = app.current_request
        self._person: Person | None = None

    @property
    def method(self) -> str:
        return str(self._request.method)

    @property
    def path(self) -> str:
        """The route, never the ids in it."""
        return str(self._request.context.get("resourcePath", "")) or self._request.path

    @property
    def origin(self) -> str:
        """Of the page that asks; empty for whatever is no browser."""
        return str(self._request.headers.get("origin", ""))

    def authorise(self) -> None:
        """Find out who asks, and whether they may; health is open, load balancers ask it.

        Raises
        ------
        Unauthorised, NotPermitted
        """
        if (self.method, self.path) in permissions.OPEN:
            return
        people = services().people
        self._person = self._claimed() if people.is_open else people.identify(self._token())
        permissions.check(self.method, self.path, self._person)

    def refuse_stray_parameters(self) -> None:
        """A route that reads no query refuses one: whoever sent it meant something by it. Health is
        left alone, monitors add to its address what they please.

        Raises
        ------
        InvalidTransaction
        """
        if (self.method, self.path) not in permissions.OPEN | parameters.QUERIED:
            self.query()

    @property
    def person(self) -> Person:
        """Who asks."""
        assert self._person is not None, "this route is open: nobody asked"
        return self._person

    def require(self, role: Role) -> None:
        """Where what is asked for needs more than its route; raises `NotPermitted`."""
        if not self.person.may(role):
            raise NotPermitted(self.person.name, self.person.role, role)

    def signed(self, author: str | None) -> Person:
        """Who stands behind a body that may name its author, as earlier releases had it: the
        person, and nobody else. Where the API is open and nobody was named before, it is a name
        as good as another.

        Raises
        ------
        InvalidTransaction
        """
        if author in (None, self.person.name):
            return self.person
        if services().people.is_open and PERSON_HEADER not in self._request.headers:
            return Person(name=author, role="admin")
        says = f"is not who asks ({self.person.name}); leave it out"
        raise InvalidTransaction((("author", says, "another_person"),))

    def _token(self) -> str:
        return str(self._request.headers.get("authorization", "")).removeprefix("Bearer ")

    def _claimed(self) -> Person:
        name = self._request.headers.get(PERSON_HEADER, LOCAL_PERSON)
        return _parse(Person, {"name": name, "role": "admin"}, PERSON_HEADER)

    def transaction(self) -> TransactionRequest:
        """The body as one transaction.

        Raises
        ------
        UnsupportedContentType, BodyTooLarge, MalformedRequest, InvalidTransaction
        """
        return parse_transaction(self._json(TRANSACTION_MAX_BYTES))

    def label(self) -> LabelRequest:
        """The body as a label; raises what `transaction` raises."""
        return _parse(LabelRequest, self._json(TRANSACTION_MAX_BYTES), "a label")

    def items(self) -> list[TransactionRequest | InputError]:
        """The body as several transactions; what is wrong with one stays with that one."""
        body = self._json(BULK_MAX_BYTES)
        if not isinstance(body, dict) or not isinstance(body.get("transactions"), list):
            raise MalformedRequest('send {"transactions": [ … ]}')
        unknown = sorted(set(body) - {"transactions"})
        if unknown:
            raise fixes.unknown_names(unknown, ("transactions",), "field")
        items = body["transactions"]
        if not 1 <= len(items) <= BULK_MAX_TRANSACTIONS:
            says = f"has {len(items)} entries; send 1 to {BULK_MAX_TRANSACTIONS}"
            raise InvalidTransaction((("transactions", says, "length"),))
        return [_parse_or_error(item) for item in items]

    def removal(self) -> RemoveEntryRequest:
        """The body of a DELETE, which may be left out; raises what `message` raises."""
        return self.message(RemoveEntryRequest) if self._request.raw_body else RemoveEntryRequest()

    def message(self, model: type[Parsed], max_bytes: int = TRANSACTION_MAX_BYTES) -> Parsed:
        """The body as a message.

        Raises
        ------
        UnsupportedContentType, BodyTooLarge, MalformedRequest, InvalidTransaction
        """
        return _parse(model, self._json(max_bytes), "the body")

    def page(self) -> PageCursor:
        """`before_seq`, `after_seq` and `limit` from the query string."""
        query = self.query("before_seq", "after_seq", "limit")
        return PageCursor(
            before_seq=parameters.whole(query, "before_seq", 1, None),
            after_seq=parameters.whole(query, "after_seq", 0, None),
            limit=parameters.whole(query, "limit", 1, ALERT_PAGE_MAX) or PAGE_DEFAULT,
        )

    def list_query(self) -> ListQuery:
        """`list`, `entity`, `cursor` and `limit` from the query string."""
        query = self.query("list", "entity", "cursor", "limit")
        return ListQuery(
            name=parameters.one_of(query, "list", PRECEDENCE),
            entity=parameters.one_of(query, "entity", ENTITY_TYPES),
            place=parameters.place(query, LIST_PAGE_MAX, LIST_PAGE_MAX),
        )

    def listed_page(self) -> Place:
        """`cursor` and `limit` of what is listed."""
        return parameters.place(self.query("cursor", "limit"), LIST_PAGE_MAX, LIST_PAGE_MAX)

    def sample(self) -> SampleQuery:
        """`limit` and `columns` (comma-separated) from the query string."""
        query = self.query("limit", "columns")
        names = query.get("columns")
        return SampleQuery(
            limit=parameters.whole(query, "limit", 1, SIMULATED_MAX) or SAMPLE_DEFAULT,
            columns=None if names is None else tuple(filter(None, names.split(","))),
        )

    def query(self, *known: str) -> dict[str, str]:
        """The query string; a parameter that is not `known` is refused."""
        query: dict[str, str] = self._request.query_params or {}
        unknown = sorted(set(query) - set(known))
        if unknown:
            raise fixes.unknown_names(unknown, known, "parameter")
        return query

    def _json(self, max_bytes: int) -> object:
        content_type = self._request.headers.get("content-type", "")
        if content_type.split(";")[0].strip().lower() != "application/json":
            raise UnsupportedContentType("send Content-Type: application/json")
        raw = self._request.raw_body
        if len(raw) > max_bytes:
            raise BodyTooLarge(f"the body has {len(raw)} bytes; at most {max_bytes} are read")
        if not raw.strip():
            raise MalformedRequest("the body is empty; send a JSON object")
        try:
            return json.loads(
                raw,
                parse_float=Decimal,
                parse_constant=_refuse_constant,
                object_pairs_hook=_refuse_twice,
            )
        except RecursionError:
            raise MalformedRequest("the JSON is nested too deeply") from None
        except (ValueError, InvalidOperation) as error:
            raise MalformedRequest(f"the body is not JSON: {error}") from None


def path_name(value: str) -> str:
    """A person's name from the path; one that cannot be a name is unknown."""
    try:
        return canonical_id(unquote(value))
    except ValueError:
        raise UnknownPerson("that") from None


def path_id(value: str) -> str:
    """An id from the path, canonical as in a request; one that cannot be an id is unknown."""
    try:
        return canonical_id(unquote(value))
    except ValueError:
        raise UnknownTransaction("that") from None


def parse_transaction(item: object) -> TransactionRequest:
    """A transaction from decoded JSON; every wrong field is named, and no value is echoed.

    Raises
    ------
    InvalidTransaction
    """
    return _parse(TransactionRequest, item, "a transaction")


def _parse(model: type[Parsed], item: object, what: str) -> Parsed:
    if not isinstance(item, dict):
        raise MalformedRequest(f"{what} is one JSON object: send {{…}}")
    try:
        return model.model_validate(item)
    except ValidationError as error:
        raise InvalidTransaction(fixes.problems_of(error, _schema(model))) from None


@cache
def _schema(model: type[BaseModel]) -> dict[str, Any]:
    """Made once a message was wrong; some milliseconds."""
    return model.model_json_schema()


def _parse_or_error(item: object) -> TransactionRequest | InputError:
    try:
        return parse_transaction(item)
    except InputError as error:
        return error


def _refuse_twice(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """Two readers of one body must not see two payments: a name stands once."""
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a name stands twice in an object")
    return found


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a JSON number")
