"""The error tree. Its branches answer one question: what should the queue do?

RingfenceError
├── InputError            the input is wrong: reject, never retry
│   ├── InvalidTransaction    one or more fields, each named
│   │   UnknownCurrency  AmountTooPrecise  AmountTooSmall  AmountTooLarge
│   │   OccurredInFuture  OccurredTooLongAgo
│   ├── ConflictingTransaction  the id is known with another body
│   ├── UnknownTransaction      no such id
│   ├── UndecidedTransaction    it waits for its decision; label or replay it after that
│   ├── InvalidRule             a rule that cannot be saved, with its position
│   │   InvalidRules            the same of a whole set
│   ├── ConflictingDraft        somebody else changed the rules meanwhile
│   ├── SecondPersonNeeded      one's own draft is published by somebody else
│   ├── UnknownListEntry  ListsFull  UnknownRing  UnknownThreat  TooManySnoozes
│   ├── UnknownModel  NoEarlierModel  UnfitModel
│   ├── UnknownColumn  TooMuchAsked
│   ├── UnknownPerson  KnownName  TooManyPeople
│   ├── Unauthorised            nobody we know asks
│   ├── NotPermitted            their role does not hold it
│   ├── UnknownCase  UnknownEntity
│   ├── ConflictingCase         the case is not as the change needs it
│   │   CaseHeld  HoldLost  CaseMoved  ForbiddenTransition  NothingToUndo
│   └── MalformedRequest  BodyTooLarge  UnsupportedContentType
├── DependencyError       something we lean on failed: retry
│   ├── StateUnavailable        Redis did not answer
│   │   GraphMissing            nobody has paid yet, or the graph was lost
│   ├── QueueUnavailable        SQS did not take it
│   ├── ArchiveUnavailable      S3 did not answer
│   └── PushUnavailable         the WebSocket API did not take it
└── InternalError         we are wrong: crash, alarm, dead letter
    ├── ModelRefused            a model whose manifest or bytes do not fit
    ├── ArchiveDamaged          a part is not what its manifest says
    ├── RulesRefused            published rules that are not there or do not compile
    └── PolicyRefused           a decision's policy that is not there or cannot be read
"""

from __future__ import annotations

from datetime import datetime


class RingfenceError(Exception):
    """Everything we raise on purpose."""


# ── The input is wrong ───────────────────────────────────────────────────────────────────────────


class InputError(RingfenceError):
    """The caller has to change something; `field` says what (empty for the whole body)."""

    field = ""


class UnknownCurrency(InputError):
    field = "currency"

    def __init__(self, currency: str) -> None:
        super().__init__(f"unknown currency {currency!r}; send an ISO 4217 code such as USD")


class AmountTooPrecise(InputError):
    field = "amount"

    def __init__(self, currency: str, digits: int) -> None:
        super().__init__(
            f"the amount has too many digits after the point, {currency} has {digits}: "
            "send what was charged, and name its `currency` if that is another"
        )


class AmountTooSmall(InputError):
    field = "amount"

    def __init__(self, currency: str) -> None:
        super().__init__(
            f"the amount is below the smallest unit of {currency}; leave out what costs nothing"
        )


class AmountTooLarge(InputError):
    field = "amount"

    def __init__(self, most: str, currency: str) -> None:
        super().__init__(
            f"the amount counts for more than {most} {currency}, the most that windows can count "
            "exactly; check it, and its `currency`"
        )


class OccurredInFuture(InputError):
    field = "occurred_at"

    def __init__(self, tolerance_s: int) -> None:
        super().__init__(
            f"the time is more than {tolerance_s} s in the future; check the sender's clock"
        )


class OccurredTooLongAgo(InputError):
    field = "occurred_at"

    def __init__(self, max_age_s: int) -> None:
        super().__init__(
            f"the time is more than {max_age_s} s ago, the most that is taken; "
            "send it sooner, or raise MAX_AGE_S"
        )


class InvalidTransaction(InputError):
    """Fields that broke a rule: (field, what to change, type of the rule)."""

    def __init__(self, problems: tuple[tuple[str, str, str], ...]) -> None:
        self.problems = problems
        told = (f"`{field}` {says}" if field else says for field, says, _ in problems)
        super().__init__("; ".join(told))


class MalformedRequest(InputError):
    """The body cannot be read at all."""


class BodyTooLarge(InputError):
    """The body is over its limit."""


class UnsupportedContentType(InputError):
    """Only JSON is read."""


class Unauthorised(InputError):
    """The access token is missing or wrong."""


class NotPermitted(InputError):
    """The person's role does not hold what they ask for."""

    def __init__(self, name: str, role: str, needed: str) -> None:
        super().__init__(f"{name} is {role}; this needs {needed}: ask an admin for that role")


class ConflictingTransaction(InputError):
    field = "transaction_id"

    def __init__(self, transaction_id: str) -> None:
        self.transaction_id = transaction_id
        super().__init__(
            f"{transaction_id!r} is already known with a different body; "
            "send a new transaction_id, or the same body to retry"
        )


class UnknownTransaction(InputError):
    field = "transaction_id"

    def __init__(self, transaction_id: str) -> None:
        self.transaction_id = transaction_id
        super().__init__(f"no transaction {transaction_id!r} is known (or it has left retention)")


class UndecidedTransaction(InputError):
    field = "transaction_id"

    def __init__(self, transaction_id: str) -> None:
        self.transaction_id = transaction_id
        super().__init__(f"{transaction_id!r} is not decided yet; ask again once it is")


class InvalidRule(InputError):
    """A rule that cannot run; `position` is the column in `field`, from 1, where one is known."""

    def __init__(
        self, code: str, why: str, position: int | None = None, field: str = "when"
    ) -> None:
        self.code, self.position, self.field = code, position, field
        where = "" if position is None else f" at column {position}"
        super().__init__(f"rule {code!r}{where}: {why}")


class InvalidRules(InputError):
    """Rules of a set that cannot run: (field, what to change, type), as `rules.2.when`."""

    def __init__(self, problems: tuple[tuple[str, str, str], ...]) -> None:
        self.problems = problems
        super().__init__("; ".join(message for _, message, _ in problems))


class ConflictingDraft(InputError):
    """The rules are not what the caller saw; read them again."""


class SecondPersonNeeded(InputError):
    """What one person drafted another publishes."""

    def __init__(self, author: str) -> None:
        super().__init__(f"{author} drafted these rules; somebody else has to publish them")


class UnknownColumn(InputError):
    field = "columns"

    def __init__(self, name: str) -> None:
        super().__init__(
            f"{name!r} is neither a feature nor a word of a transaction; docs/features.md has all"
        )


class TooMuchAsked(InputError):
    field = "limit"

    def __init__(self, most: int) -> None:
        super().__init__(f"with this many columns at most {most} decisions are answered")


class UnknownRing(InputError):
    def __init__(self, ring_id: str) -> None:
        super().__init__(f"no ring with the id {ring_id}")


class UnknownListEntry(InputError):
    field = "entry_id"

    def __init__(self, entry_id: str) -> None:
        super().__init__(f"no list entry {entry_id!r} is known")


class UnknownThreat(InputError):
    """No threat with this id is kept."""

    def __init__(self, threat_id: str) -> None:
        super().__init__(f"no threat has the id {threat_id!r}")


class ListsFull(InputError):
    field = "entity_id"

    def __init__(self, most: int) -> None:
        super().__init__(f"{most} entities are listed, the most there can be; remove one first")


class TooManySnoozes(InputError):
    field = "until"

    def __init__(self, most: int) -> None:
        super().__init__(f"{most} are snoozed, the most there can be; end one first")


class UnknownPerson(InputError):
    field = "name"

    def __init__(self, name: str) -> None:
        super().__init__(f"nobody named {name!r} was let in")


class KnownName(InputError):
    field = "name"

    def __init__(self, name: str) -> None:
        super().__init__(f"{name!r} is somebody else's name; show them out first, or take another")


class TooManyPeople(InputError):
    field = "name"

    def __init__(self, most: int) -> None:
        super().__init__(f"{most} people were let in, the most there can be; show one out first")


class UnknownCase(InputError):
    field = "case_id"

    def __init__(self, case_id: str) -> None:
        super().__init__(f"no case {case_id!r} is known (or it has left retention)")


class UnknownEntity(InputError):
    field = "entity_id"

    def __init__(self, entity: str, entity_id: str) -> None:
        super().__init__(f"no {entity} {entity_id!r} is known (or it was not seen for long)")


class ConflictingCase(InputError):
    """The case is not in the state that the change needs; read it again."""


class CaseHeld(ConflictingCase):
    def __init__(self, case_id: str, person: str, until: datetime) -> None:
        super().__init__(
            f"{case_id} is held by {person} until {until:%H:%M:%S} {until.tzname()}; "
            "take another, or wait until it is free"
        )


class HoldLost(ConflictingCase):
    def __init__(self, case_id: str) -> None:
        super().__init__(f"you do not hold {case_id} (any more); take it, then try again")


class CaseMoved(ConflictingCase):
    def __init__(self, case_id: str) -> None:
        super().__init__(f"{case_id} has changed since you read it; read it again")


class ForbiddenTransition(ConflictingCase):
    def __init__(self, case_id: str, before: str, after: str) -> None:
        super().__init__(f"{case_id} is {before}; from there it cannot become {after}")


class NothingToUndo(ConflictingCase):
    def __init__(self, case_id: str, within_s: int) -> None:
        super().__init__(f"you changed nothing of {case_id} within the last {within_s} s")


class UnknownModel(InputError):
    field = "version"

    def __init__(self, version: str) -> None:
        super().__init__(f"model {version} is not in the registry")


class UnfitModel(InputError):
    """A registered model that this release cannot score with."""

    field = "version"


class NoEarlierModel(InputError):
    """A roll back with nothing to go back to."""

    def __init__(self, active: str) -> None:
        super().__init__(f"no other model was in force before {active}")


# ── Something we lean on failed ──────────────────────────────────────────────────────────────────


class DependencyError(RingfenceError):
    """Try again later; `retry_after_s` is what a caller is told."""

    retry_after_s = 2


class StateUnavailable(DependencyError):
    """Redis did not answer in time."""


class GraphMissing(StateUnavailable):
    """There is no graph: nobody has paid yet, or it was lost."""


class QueueUnavailable(DependencyError):
    """The queue did not take the transaction."""


class ArchiveUnavailable(DependencyError):
    """The archive's bucket did not answer."""


class PushUnavailable(DependencyError):
    """The WebSocket API did not take a frame."""


# ── We are wrong ─────────────────────────────────────────────────────────────────────────────────


class InternalError(RingfenceError):
    """A defect or a broken deployment; nobody's retry will mend it."""


class ModelRefused(InternalError):
    def __init__(self, version: str, why: str) -> None:
        self.version = version
        super().__init__(f"model {version} refused: {why}")


class ModelMissing(ModelRefused):
    """The registry names a model whose bytes it does not hold (yet)."""


class ArchiveDamaged(InternalError):
    def __init__(self, key: str) -> None:
        super().__init__(f"{key} is not what was put there, or not what its manifest says")


class RulesRefused(InternalError):
    def __init__(self, version: str, why: str) -> None:
        self.version = version
        super().__init__(f"rules {version} refused: {why}")


class RulesMissing(RulesRefused):
    """The set in force is not stored (yet)."""


class PolicyRefused(InternalError):
    def __init__(self, version: str, why: str) -> None:
        self.version = version
        super().__init__(f"policy {version} refused: {why}")
