"""A stored decision comes back whole, also when a later release computes other features."""

import json
from concurrent.futures import ThreadPoolExecutor

from ringfence.adapters.decision_codec import pack, unpack, zstd
from ringfence.domain.decisions import Decision
from ringfence.domain.features import FEATURE_NAMES
from tests.builders import a_transaction, services


def _decision(**changes: object) -> Decision:
    [decision] = services().score_batch([a_transaction(**changes)])  # type: ignore[arg-type]
    assert isinstance(decision, Decision)
    return decision


def _never(version: str) -> list[str]:
    raise AssertionError(f"nobody should ask for {version}")


def _no_dictionary(number: str) -> bytes:
    raise AssertionError(f"nobody should ask for {number}")


def test_what_was_packed_comes_back_with_its_number() -> None:
    decision = _decision(merchant="line\u2028separator")

    assert unpack(pack(decision), 7, _never, _no_dictionary) == decision.model_copy(
        update={"alert_seq": 7}
    )
    assert unpack(pack(decision), 0, _never, _no_dictionary).alert_seq is None


def test_whom_a_later_amendment_may_name_comes_back_too() -> None:
    decision = _decision()
    whole = decision.model_copy(update={"missing": (), "shared_users": ()})

    assert decision.shared_users[0] == ("user-1",)
    for one in (decision, whole):
        assert unpack(pack(one), 0, _never, _no_dictionary) == one


def test_a_vector_of_another_release_is_read_by_that_releases_names() -> None:
    decision = _decision()
    versions = decision.versions.model_copy(update={"features": "older"})
    older = decision.model_copy(update={"versions": versions, "features": {"a": 1.0, "b": 2.5}})

    found = unpack(pack(older), 0, {"older": ["a", "b"]}.__getitem__, _no_dictionary)

    assert found.features == {"a": 1.0, "b": 2.5}


def test_packing_is_several_times_smaller_than_json() -> None:
    decision = _decision()

    assert len(FEATURE_NAMES) > 100
    assert len(pack(decision)) * 10 < len(decision.model_dump_json())


def test_what_another_release_packed_is_read_with_its_own_dictionary() -> None:
    decision = _decision()
    head = decision.model_dump_json(exclude={"alert_seq", "features"}).encode()
    values = json.dumps([*decision.features.values()]).encode()
    theirs = b'"transaction_id":"outcome":"approve"'
    raw = zstd.ZstdDict(theirs, is_raw=True)
    packed = (7).to_bytes(4) + zstd.compress(head + b"\n" + values, zstd_dict=raw)

    assert unpack(packed, 0, _never, {"7": theirs}.__getitem__) == decision


def test_threads_may_pack_at_once() -> None:
    decisions = [_decision(user_id=f"user-{number}") for number in range(50)]
    alone = [pack(decision) for decision in decisions]

    with ThreadPoolExecutor(4) as threads:
        assert [*threads.map(pack, decisions * 20)] == alone * 20
