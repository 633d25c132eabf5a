"""A ring whose case was closed is worked again: by hand, for a reason, in a real browser."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from infra.local.run import EmbeddedRun
from tests.e2e.looks import is_flawless
from tests.e2e.scene import SLOW_MS, two_groups_in_one_ring
from tests.running import call, until

REASON = "seen again at another bank"


def test_a_ring_that_nobody_works_is_given_a_case_for_a_reason(
    run: EmbeddedRun, page: Page
) -> None:
    ring = two_groups_in_one_ring(run).ring
    closed = close_all_that_work(run, ring)

    page.goto(f"{run.edge_url}/rings/?ring={ring}&part=members")
    page.get_by_role("button", name="Open case…").click(timeout=SLOW_MS)
    asking = page.get_by_role("dialog", name="Open a case")
    expect(asking).to_be_visible(timeout=SLOW_MS)
    is_flawless(page)
    asking.get_by_label("Reason").fill(REASON)
    asking.get_by_role("button", name="Open case").click()

    case = page.get_by_test_id("case")
    expect(case).to_contain_text(REASON, timeout=SLOW_MS)
    expect(page).to_have_url(re.compile(r"/case/\?id=case-\d+$"))
    assert case.get_attribute("data-case-id") not in closed
    page.goto(f"{run.edge_url}/rings/?ring={ring}&part=members")
    expect(page.get_by_role("link", name=re.compile("Go to case-"))).to_be_visible(timeout=SLOW_MS)


def close_all_that_work(run: EmbeddedRun, ring: str) -> set[str]:
    """Close the case of a ring, once its alert has joined one, and those of its members."""
    until(lambda: call("GET", f"{run.api_url}/rings/{ring}").body["case_id"], 60)
    dossier = call("GET", f"{run.api_url}/rings/{ring}").body
    around = {ring, *(one["user_id"] for one in dossier["members"])}
    around |= {one["identifier"] for one in dossier["identifiers"]}
    closed = set()
    for case in call("GET", f"{run.api_url}/cases?limit=100").body["cases"]:
        if around.isdisjoint(anchor["id"] for anchor in case["anchors"]):
            continue
        path = f"{run.api_url}/cases/{case['case_id']}"
        version = call("POST", f"{path}/take", None).body["version"]
        ending = {"reason": "genuine", "version": version}
        assert call("POST", f"{path}/close", ending).status == 200
        closed.add(case["case_id"])
    return closed
