"""The graph of a ring in a real browser: with the pointer, and without one."""

from __future__ import annotations

import re
import struct
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from infra.local.run import EmbeddedRun
from tests.e2e.scene import SLOW_MS, RingOfTwo, pay, two_groups_in_one_ring
from tests.running import until

# Cytoscape keeps itself on its container; what is read here is what it draws.
DRAWN = """() => {
  const box = document.querySelector('[data-testid=graph]')
  const graph = box?._cyreg?.cy
  if (!graph) return {}
  const { left, top } = box.getBoundingClientRect()
  return Object.fromEntries(graph.nodes().map(node => {
    const { x, y } = node.renderedPosition()
    return [node.id(), {
      x: left + x, y: top + y, place: node.position(), classes: node.classes(),
      label: node.data('label'), border: node.style('border-style'),
    }]
  }))
}"""
SIZE = """() => {
  const box = document.querySelector('[data-testid=graph]')._cyreg.cy.elements().boundingBox()
  return [box.w, box.h]
}"""


class Graph:
    """The explorer of one ring, by what is drawn in it."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def drawn(self) -> dict[str, dict[str, Any]]:
        """Nodes by key, with where they lie on the page."""
        found: dict[str, dict[str, Any]] = self.page.evaluate(DRAWN)
        return found

    def marked(self, mark: str) -> set[str]:
        """Keys of the nodes that are drawn as `mark`."""
        return {key for key, node in self.drawn().items() if mark in node["classes"]}

    def press(self, key: str) -> None:
        """Click a node where it lies."""
        node = self.drawn()[key]
        self.page.mouse.click(node["x"], node["y"])
        expect(self.facts).to_contain_text(key.split(":", 1)[1])

    def drag(self, key: str, right: float, down: float) -> None:
        """Take a node elsewhere."""
        node = self.drawn()[key]
        self.page.mouse.move(node["x"], node["y"])
        self.page.mouse.down()
        self.page.mouse.move(node["x"] + right / 2, node["y"] + down / 2)
        self.page.mouse.move(node["x"] + right, node["y"] + down)
        self.page.mouse.up()

    def until_marked(self, mark: str, keys: set[str]) -> None:
        self.page.wait_for_function(
            f"([mark, keys]) => {{ const drawn = ({DRAWN})(); const found = Object.keys(drawn)"
            ".filter(key => drawn[key].classes.includes(mark)).sort();"
            " return found.join() === [...keys].sort().join() }",
            arg=[mark, sorted(keys)],
        )

    @property
    def facts(self) -> Any:
        return self.page.get_by_test_id("graph-facts")

    @property
    def counts(self) -> Any:
        return self.page.get_by_test_id("graph-counts")

    def button(self, name: str) -> Any:
        return self.page.get_by_role("button", name=name, exact=True)


@pytest.fixture(scope="module")
def ring(run: EmbeddedRun) -> RingOfTwo:
    return two_groups_in_one_ring(run)


@pytest.fixture
def graph(run: EmbeddedRun, page: Page, ring: RingOfTwo) -> Graph:
    page.goto(f"{run.edge_url}/rings/?ring={ring.ring}")
    found = Graph(page)
    expect(found.counts).to_be_visible(timeout=SLOW_MS)
    page.wait_for_function(f"() => Object.keys(({DRAWN})()).length >= 11", timeout=SLOW_MS)
    return found


def _users(graph: Graph) -> set[str]:
    return {key for key in graph.drawn() if key.startswith("user:")}


def test_the_weakest_link_is_drawn_as_one(graph: Graph, ring: RingOfTwo) -> None:
    graph.until_marked("weakest", {f"card:{ring.card}"})

    node = graph.drawn()[f"card:{ring.card}"]
    assert node["border"] == "dashed"
    assert "weakest link" in node["label"]


def test_a_node_that_is_expanded_brings_what_else_is_tied_to_it(
    run: EmbeddedRun, graph: Graph
) -> None:
    users = sorted(_users(graph))
    user = users[-1]
    pay(run, user_id=user.split(":", 1)[1], card_id=f"new-card-{user[-8:]}")
    before = set(graph.drawn())

    graph.press(user)
    graph.button("Expand").click()

    card = f"card:new-card-{user[-8:]}"
    graph.page.wait_for_function(f"key => key in ({DRAWN})()", arg=card, timeout=SLOW_MS)
    assert before <= set(graph.drawn())


def test_a_pinned_node_stays_where_it_was_put_when_all_is_laid_out_again(graph: Graph) -> None:
    user, other = sorted(_users(graph))[:2]
    graph.drag(user, -60, 40)
    put = graph.drawn()[user]["place"]
    elsewhere = graph.drawn()[other]["place"]
    graph.press(user)
    graph.button("Pin").click()
    graph.until_marked("pinned", {user})
    graph.facts.get_by_role("button", name="Close").click()

    graph.drag(other, 50, 50)
    moved = graph.drawn()[other]["place"]
    graph.button("Lay out again").click()

    graph.page.wait_for_function(
        f"([key, from]) => ({DRAWN})()[key].place.x !== from.x", arg=[other, moved]
    )
    after = graph.drawn()
    assert moved != elsewhere
    assert after[user]["place"] == pytest.approx(put, abs=1)


def test_types_and_risk_filter_what_is_drawn(graph: Graph) -> None:
    everything = graph.drawn()
    users = _users(graph)
    types = graph.page.get_by_role("group", name="Types")

    types.get_by_role("button", name="user").click()
    graph.until_marked("hidden", users)
    expect(graph.counts).to_contain_text(f"{len(everything) - len(users)} of {len(everything)}")
    types.get_by_role("button", name="user").click()
    graph.until_marked("hidden", set())

    tools = graph.counts.locator("..")
    tools.get_by_role("combobox", name="Least risk").select_option("Critical")
    risky = graph.marked("level-4")
    graph.until_marked("hidden", set(everything) - risky)


def test_the_way_between_two_goes_over_what_ties_them(graph: Graph, ring: RingOfTwo) -> None:
    one = next(key for key in sorted(_users(graph)) if key.startswith("user:a1"))
    other = next(key for key in sorted(_users(graph)) if key.startswith("user:b1"))

    graph.press(one)
    graph.button("Way to…").click()
    node = graph.drawn()[other]
    graph.page.mouse.click(node["x"], node["y"])

    way = graph.page.get_by_test_id("way")
    expect(way).to_contain_text(ring.card, timeout=SLOW_MS)
    steps = way.get_by_role("listitem")
    expect(steps.first).to_contain_text(one.split(":")[1])
    expect(steps.last).to_contain_text(other.split(":")[1])
    assert {one, other, f"card:{ring.card}"} <= graph.marked("way")


def test_the_overlay_marks_who_is_in_a_ring(graph: Graph) -> None:
    overlay = graph.button("in a ring")
    assert graph.marked("overlaid") == set()

    overlay.click()

    graph.until_marked("overlaid", set(graph.drawn()))
    assert _users(graph) <= graph.marked("ringed")


def test_the_table_does_the_same_without_a_pointer(graph: Graph) -> None:
    page = graph.page
    page.get_by_role("radio", name="Table").focus()
    page.keyboard.press("Space")
    rows = page.get_by_role("table", name="Entities of the graph").get_by_test_id("row")
    expect(rows.first).to_be_visible()
    expect(
        rows.filter(has_text="Weakest link").or_(rows.filter(has_text="weakest link"))
    ).to_have_count(1)

    # The list of rings beside it has the keys until focus is in the table.
    until(lambda: _is_in_rows(page))
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(graph.facts).to_be_visible()
    page.keyboard.press("j")
    page.keyboard.press("x")
    expect(page.get_by_test_id("way").or_(page.get_by_text("No way was found"))).to_be_visible(
        timeout=SLOW_MS
    )


def _is_in_rows(page: Page) -> bool | None:
    """Whether Tab has come to the rows; else it goes on."""
    if page.evaluate("() => document.activeElement.matches('[role=table] [role=rowgroup]')"):
        return True
    page.keyboard.press("Tab")
    return None


def test_the_png_is_the_whole_graph_twice_as_fine(graph: Graph, tmp_path: Path) -> None:
    wide, high = graph.page.evaluate(SIZE)

    with graph.page.expect_download() as downloading:
        graph.button("Save as PNG").click()

    download = downloading.value
    assert re.fullmatch(r"ringfence-ring-.+\.png", download.suggested_filename)
    path = tmp_path / "graph.png"
    download.save_as(path)
    image = path.read_bytes()
    assert image[:8] == b"\x89PNG\r\n\x1a\n"
    assert image[-8:-4] == b"IEND"
    assert struct.unpack(">II", image[16:24]) == pytest.approx((2 * wide, 2 * high), abs=3)
