"""A worker that stays warm: which model scores while the registry changes under it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import onnx
import pytest
from redis import Redis

from ringfence.adapters.in_use import EARLIER_MAX
from ringfence.adapters.redis_keys import Keys
from ringfence.adapters.redis_model_registry import RedisModelRegistry
from ringfence.adapters.redis_models import RedisModels
from ringfence.adapters.redis_state import connect
from ringfence.bootstrap import Services
from ringfence.domain.decisions import Decision
from ringfence.domain.errors import ModelRefused
from ringfence.domain.features import FEATURE_NAMES
from simulator.registry import SEED_MODEL, read
from tests.builders import (
    StillClock,
    a_manifest,
    a_request,
    a_transaction,
    an_onnx,
    services,
)
from tests.contract.test_state import redis_state

pytestmark = pytest.mark.services

BYTES, MANIFEST = read(SEED_MODEL)


def another(name: str) -> bytes:
    """The seed model with another name, so another version."""
    model = onnx.load_from_string(BYTES)
    model.doc_string = name
    return bytes(model.SerializeToString())


@dataclass
class Warm:
    """A registry, and a worker that is never started again."""

    client: Redis
    keys: Keys
    registry: RedisModelRegistry
    worker: Services
    refused: list[ModelRefused]
    start: Callable[[], Services]

    def scores(self) -> str:
        """The version that the next decision is made with."""
        return self.worker.score_now(a_request()).versions.model

    def restart(self) -> None:
        """The worker ends; the next decision is made by one that has decided nothing yet."""
        self.worker = self.start()

    def put(self, *names: str) -> list[str]:
        """Models that fit, each put in force in turn."""
        versions = [self.registry.put(another(name), MANIFEST) for name in names]
        for version in versions:
            self.registry.activate(version, "ana")
        return versions

    def store(self, version: str, **fields: str | bytes) -> None:
        self.client.hset(self.keys.model(version), mapping=dict(fields))


@pytest.fixture
def warm(redis_url: str, namespace: str) -> Iterator[Warm]:
    client, keys, refused = connect(redis_url, 5.0), Keys(namespace), list[ModelRefused]()

    def start() -> Services:
        models = RedisModels(client, keys, refused.append)
        return services(state=redis_state(redis_url, namespace), models=models)

    registry = RedisModelRegistry(client, keys, StillClock())
    yield Warm(client, keys, registry, start(), refused, start)
    client.close()


def test_what_is_activated_or_taken_back_scores_the_very_next_decision(warm: Warm) -> None:
    one, two = (warm.registry.put(data, MANIFEST) for data in (BYTES, another("two")))

    warm.registry.activate(one, "ana")
    assert warm.scores() == one
    warm.registry.activate(two, "ana")
    assert warm.scores() == two
    warm.registry.roll_back("ana")
    assert warm.scores() == one
    assert warm.refused == []


TORN = BYTES[: len(BYTES) // 2]
OTHER_FEATURES = MANIFEST.model_copy(update={"features": FEATURE_NAMES[::-1]}).model_dump_json()


@pytest.mark.parametrize(
    "stored",
    [{"onnx": TORN}, {"manifest": OTHER_FEATURES}, {"manifest": "{}"}, {"onnx": b""}],
    ids=["torn bytes", "other features", "no manifest", "no bytes"],
)
def test_a_model_that_does_not_fit_is_refused_and_told_once_and_the_last_good_one_scores(
    warm: Warm, stored: dict[str, str | bytes]
) -> None:
    good, bad = (warm.registry.put(data, MANIFEST) for data in (BYTES, another("bad")))
    warm.registry.activate(good, "ana")
    warm.scores()
    warm.registry.activate(bad, "ana")
    warm.store(bad, **stored)

    made = [warm.scores() for _ in range(3)]

    assert made == [good] * 3
    assert [one.version for one in warm.refused] == [bad]


def test_what_a_model_has_no_number_for_goes_without_it_and_it_is_told_once(warm: Warm) -> None:
    warm.registry.activate(warm.registry.put(an_onnx("amount", "Exp"), a_manifest()), "ana")
    batch = [a_transaction(place, amount_minor=1_000 * 100**place) for place in (0, 1, 0)]

    large = a_transaction(amount_minor=100_000)
    decided = [*warm.worker.score_batch(batch), *warm.worker.score_batch([large])]

    missing = [one.missing for one in decided if isinstance(one, Decision)]
    assert missing == [(), ("model",), (), ("model",)]
    assert len(warm.refused) == 1
    assert "some transactions" in str(warm.refused[0])


def test_a_model_that_was_mended_scores_once_it_is_activated_again(warm: Warm) -> None:
    good, torn = (warm.registry.put(data, MANIFEST) for data in (BYTES, another("torn")))
    warm.registry.activate(torn, "ana")
    warm.store(torn, onnx=TORN)
    assert warm.scores() == "none"

    warm.registry.activate(good, "ana")
    assert warm.scores() == good
    warm.store(torn, onnx=another("torn"))
    warm.registry.activate(torn, "ana")

    assert warm.scores() == torn


def test_what_was_mended_while_the_last_good_one_was_in_force_again_scores(warm: Warm) -> None:
    good, torn = warm.put("good", "torn")
    warm.store(torn, onnx=TORN)
    assert warm.scores() == good
    warm.registry.roll_back("ana")
    assert warm.scores() == good

    warm.store(torn, onnx=another("torn"))
    warm.registry.activate(torn, "ana")

    assert warm.scores() == torn


def test_a_worker_that_starts_beside_a_torn_model_scores_with_the_one_before(warm: Warm) -> None:
    _, good, bad = warm.put("old", "good", "bad")
    warm.store(bad, onnx=TORN)

    warm.restart()
    decision = warm.worker.score_now(a_request())

    assert decision.versions.model == good
    assert decision.missing == ()
    assert [one.version for one in warm.refused] == [bad]


def test_what_is_torn_too_is_passed_over_and_only_the_model_in_force_is_told(warm: Warm) -> None:
    good, torn, bad = warm.put("good", "torn", "bad")
    warm.store(torn, onnx=TORN)
    warm.store(bad, manifest="{}")

    warm.restart()

    assert [warm.scores() for _ in range(2)] == [good] * 2
    assert [one.version for one in warm.refused] == [bad]


def test_no_more_than_a_few_earlier_models_are_tried(warm: Warm) -> None:
    too_far, *torn = warm.put("too far", *(f"torn {place}" for place in range(EARLIER_MAX + 1)))
    for version in torn:
        warm.store(version, onnx=TORN)

    warm.restart()

    assert warm.scores() == "none"
    assert warm.registry.earlier() != too_far


def test_a_look_back_at_a_model_that_is_gone_tells_nobody(warm: Warm) -> None:
    """A replay says so itself; the alarm is for what is in use."""
    with pytest.raises(ModelRefused):
        RedisModels(warm.client, warm.keys, warm.refused.append).recall("0" * 32)

    assert warm.refused == []


def test_a_shadow_that_is_torn_is_told_and_changes_no_decision(warm: Warm) -> None:
    good, torn = warm.put("good"), warm.registry.put(another("torn"), MANIFEST)
    warm.store(torn, onnx=TORN)
    warm.registry.shadow(torn)

    assert [warm.scores() for _ in range(2)] == good * 2
    assert [one.version for one in warm.refused] == [torn]


def test_a_shadow_never_decides_however_bad_the_model_in_force(warm: Warm) -> None:
    """It was loaded last, and yet it is not the last good one."""
    good, shadow, bad = (
        warm.registry.put(data, MANIFEST) for data in (BYTES, another("shadow"), another("bad"))
    )
    warm.registry.activate(good, "ana")
    warm.registry.shadow(shadow)
    first = warm.worker.score_now(a_request())
    warm.registry.activate(bad, "ana")
    warm.store(bad, onnx=TORN)

    assert first.versions.shadow_model == shadow
    assert first.shadow_score is not None
    assert warm.scores() == good
