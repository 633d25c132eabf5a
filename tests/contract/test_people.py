"""The laws of people and of the audit log, held to by memory and by Redis alike."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import pytest

from ringfence.adapters.memory_governance import MemoryAudit, MemoryPeople
from ringfence.adapters.redis_audit import RedisAudit
from ringfence.adapters.redis_keys import Keys
from ringfence.adapters.redis_people import RedisPeople
from ringfence.adapters.redis_state import connect
from ringfence.domain.audit import AuditQuery, Change
from ringfence.domain.errors import ConflictingDraft, KnownName, Unauthorised, UnknownPerson
from ringfence.domain.people import PersonRequest
from ringfence.flow import audit as audit_flow
from ringfence.flow import people as people_flow
from ringfence.flow.audit import By, audited
from ringfence.flow.govern_ports import Audit, PeopleStore
from tests.builders import NOON, a_person

ACCESS_TOKEN = "the-deployment's-own-token"


@dataclass
class Governance:
    people: PeopleStore
    audit: Audit

    @property
    def by(self) -> By:
        return By(a_person("ann"), NOON, self.audit)

    def let_in(self, name: str, secret: str = "secret") -> str:
        request = PersonRequest(name=name, role="analyst")
        return people_flow.let_in(request, self.people, secret, self.by).token


@pytest.fixture(params=["memory", "redis"])
def system(request: pytest.FixtureRequest, namespace: str) -> Iterator[Governance]:
    if request.param == "memory":
        yield Governance(MemoryPeople(), MemoryAudit())
    else:
        client = connect(request.getfixturevalue("redis_url"), 5.0)
        keys = Keys(namespace)
        yield Governance(RedisPeople(client, keys), RedisAudit(client, keys, lambda _: None))


def a_change(subject: str = "one", action: str = "lists.put") -> Change:
    return Change(action=action, subject=subject, after={"list": "block"})


# ── People ───────────────────────────────────────────────────────────────────────────────────────


def test_a_person_is_known_by_their_token_until_they_are_shown_out(system: Governance) -> None:
    token = system.let_in("bob")

    known = people_flow.identify(token, ACCESS_TOKEN, system.people)
    people_flow.show_out("bob", system.people, system.by)

    assert (known.name, known.role) == ("bob", "analyst")
    with pytest.raises(Unauthorised):
        people_flow.identify(token, ACCESS_TOKEN, system.people)
    assert people_flow.all_people(system.people) == []


@pytest.mark.parametrize("token", ["", "rf_", "rf_another", "the-deployment's-own-toke", "é"])
def test_a_token_of_nobody_is_refused(system: Governance, token: str) -> None:
    system.let_in("bob")

    with pytest.raises(Unauthorised):
        people_flow.identify(token, ACCESS_TOKEN, system.people)


def test_the_deployments_own_token_is_an_admins(system: Governance) -> None:
    person = people_flow.identify(ACCESS_TOKEN, ACCESS_TOKEN, system.people)

    assert (person.name, person.role) == ("bootstrap", "admin")


@pytest.mark.parametrize("name", ["bob", "bootstrap"])
def test_a_name_is_one_persons(system: Governance, name: str) -> None:
    system.let_in("bob")

    with pytest.raises(KnownName):
        system.let_in(name, "another")

    assert [one.name for one in people_flow.all_people(system.people)] == ["bob"]


def test_nobody_unknown_is_shown_out(system: Governance) -> None:
    with pytest.raises(UnknownPerson):
        people_flow.show_out("bob", system.people, system.by)

    assert system.audit.last().seq == 0


# ── Audit ────────────────────────────────────────────────────────────────────────────────────────


def test_entries_are_numbered_sealed_and_listed_newest_first(system: Governance) -> None:
    for subject in ("one", "two", "three"):
        with audited(a_change(subject), system.by):
            pass

    page = audit_flow.page(system.audit, AuditQuery(), None, 10)

    assert [(row.seq, row.subject, row.who) for row in page.entries] == [
        (3, "three", "ann"),
        (2, "two", "ann"),
        (1, "one", "ann"),
    ]
    assert all(row.is_intact for row in page.entries)
    assert (page.last_seq, page.next_before_seq) == (3, None)


def test_a_page_goes_on_where_the_last_one_ended(system: Governance) -> None:
    for number in range(450):
        system.audit.record(a_change(f"s{number % 3}"), a_person(), NOON)

    seen, before = list[int](), None
    while True:
        page = audit_flow.page(system.audit, AuditQuery(subject="s1"), before, 40)
        seen += [row.seq for row in page.entries]
        assert all(row.is_intact for row in page.entries)
        before = page.next_before_seq
        if before is None:
            break

    assert seen == list(range(449, 0, -3))


@pytest.mark.parametrize(
    ("query", "found"),
    [
        (AuditQuery(who="ann"), [1, 3]),
        (AuditQuery(action="lists"), [1, 2]),
        (AuditQuery(action="lists.put"), [1]),
        (AuditQuery(subject="two"), [2]),
        (AuditQuery(who="nobody"), []),
    ],
)
def test_the_log_is_filtered_and_exported(
    system: Governance, query: AuditQuery, found: list[int]
) -> None:
    system.audit.record(a_change("one"), a_person("ann"), NOON)
    system.audit.record(a_change("two", "lists.remove"), a_person("bob"), NOON)
    system.audit.record(a_change("one", "rules.publish"), a_person("ann"), NOON)

    exported = audit_flow.export(system.audit, query, 0, 10)

    assert [row.seq for row in exported.rows] == found
    assert exported.next_after_seq is None


def test_an_export_in_parts_is_the_whole(system: Governance) -> None:
    for number in range(7):
        system.audit.record(a_change(str(number)), a_person(), NOON)

    rows = list[str]()
    after: int | None = 0
    while after is not None:
        part = audit_flow.export(system.audit, AuditQuery(), after, 3)
        rows += [row.subject for row in part.rows]
        assert all(row.is_intact for row in part.rows)
        after = part.next_after_seq

    assert rows == [*"0123456"]


def test_a_change_that_is_refused_is_withdrawn(system: Governance) -> None:
    with pytest.raises(ConflictingDraft), audited(a_change(), system.by):
        raise ConflictingDraft("somebody was first")

    newest, first = audit_flow.page(system.audit, AuditQuery(), None, 10).entries
    assert (newest.withdraws, first.withdraws) == (first.seq, None)


def test_many_at_once_make_one_chain(system: Governance) -> None:
    with ThreadPoolExecutor(4) as threads:
        list(
            threads.map(
                lambda n: system.audit.record(a_change(str(n)), a_person(), NOON), range(40)
            )
        )

    page = audit_flow.page(system.audit, AuditQuery(), None, 100)
    assert [row.seq for row in page.entries] == list(range(40, 0, -1))
    assert all(row.is_intact for row in page.entries)


# ── Audit in Redis: what tampering shows ─────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("removed", "altered", "broken"), [(2, None, [3]), (None, 2, [2, 3]), (4, None, [5])]
)
def test_an_entry_that_was_altered_or_cut_out_shows(
    redis_url: str, namespace: str, removed: int | None, altered: int | None, broken: list[int]
) -> None:
    client, keys = connect(redis_url, 5.0), Keys(namespace)
    audit = RedisAudit(client, keys, lambda _: None)
    for number in range(4):
        audit.record(a_change(str(number)), a_person(), NOON)

    if removed:
        client.xdel(keys.audit, f"{removed}-0")
    else:
        kept = client.xrange(keys.audit)
        client.delete(keys.audit)
        for name, fields in kept:
            text = fields[b"entry"]
            if name == f"{altered}-0".encode():
                text = text.replace(b'"who":"ann"', b'"who":"eve"')
                text = text.replace(text[-66:-2], b"f" * 64)
            client.xadd(keys.audit, {"entry": text}, id=name)
    audit.record(a_change("after"), a_person(), NOON)

    rows = audit_flow.page(audit, AuditQuery(), None, 10).entries
    assert sorted(row.seq for row in rows if not row.is_intact) == broken
