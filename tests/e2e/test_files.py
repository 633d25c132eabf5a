"""What an analyst takes along: every list as CSV, and filters under names."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from infra.local.run import EmbeddedRun
from tests.e2e.looks import settled
from tests.e2e.scene import SLOW_MS, share_a_device, two_groups_in_one_ring
from tests.running import call

# Each list, and a column of its file.
LISTS = {
    "/": "transaction_id",
    "/queue/": "Case",
    "/case/": "Case",
    "/rings/": "Ring",
    "/rings/?ring={ring}&part=members": "User",
    "/rings/?ring={ring}&part=shared": "Shared",
    "/entity/?type=device&id={device}": "Outcome",
    "/rules/?tab=lists": "Entity",
    "/audit/": "action",
    "/model/": "Version",
}


@dataclass(frozen=True)
class Known:
    ring: str
    device: str


@pytest.fixture(scope="module")
def known(run: EmbeddedRun) -> Known:
    ring = two_groups_in_one_ring(run)
    share_a_device(run)
    entry = {"list": "watch", "entity": "device", "entity_id": ring.device, "reason": "a test"}
    answer = call("POST", f"{run.api_url}/lists", entry)
    assert answer.status == 201, answer.body
    return Known(ring.ring, ring.device)


@pytest.mark.parametrize(("address", "column"), LISTS.items())
def test_a_list_is_saved_as_a_file_with_every_row(
    run: EmbeddedRun, page: Page, known: Known, tmp_path: Path, address: str, column: str
) -> None:
    page.goto(run.edge_url + address.format(**vars(known)))
    settled(page)
    # Beside an open ring its own tables follow the list of rings.
    button = page.get_by_title(re.compile("as CSV")).last
    expect(button).to_be_enabled(timeout=SLOW_MS)

    with page.expect_download() as downloading:
        button.click()

    file = tmp_path / "list.csv"
    downloading.value.save_as(file)
    assert re.fullmatch(r"ringfence-.+\.csv", downloading.value.suggested_filename)
    head, *rows = csv.reader(file.read_text(encoding="utf-8").splitlines())
    assert column in head
    assert rows
    assert {len(row) for row in rows} == {len(head)}


def test_a_filter_of_the_feed_is_kept_under_a_name(
    run: EmbeddedRun, page: Page, known: Known
) -> None:
    page.goto(f"{run.edge_url}/?outcome=review&q={known.device}")
    settled(page)
    field = page.get_by_label("Filter by user, card")
    expect(field).to_have_value(known.device, timeout=SLOW_MS)
    page.get_by_role("button", name="Saved views").click()
    page.get_by_label("Keep the filter on screen as").fill("the device")
    page.get_by_role("button", name="Keep", exact=True).click()
    page.keyboard.press("Escape")
    field.fill("")

    page.reload()
    page.get_by_role("button", name="Saved views").click(timeout=SLOW_MS)
    page.get_by_role("button", name="the device").first.click()

    expect(field).to_have_value(known.device)
    expect(page).to_have_url(re.compile(rf"outcome=review&q={known.device}"))
