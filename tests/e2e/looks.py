"""What must hold of whatever is on screen: axe has no complaint, and nothing is cut off."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from playwright.sync_api import Page

AXE = Path("dashboard_static/node_modules/axe-core/axe.min.js").read_text(encoding="utf-8")
AXE_RUN = """async () => (await axe.run()).violations.map(({ id, nodes: [first] }) =>
  [id, first.html, ...first.any.map(({ message }) => message)])"""
THEMES = ("dark", "light")
SIZES = ({"width": 1440, "height": 900}, {"width": 1280, "height": 720})
NARROW = {"width": 390, "height": 844}
"""A telephone held upright, or a page enlarged to 400 % (WCAG 1.4.10)."""

CUT_OFF = r"""() => {
  const wrong = []
  const name = box => `${box.tagName.toLowerCase()}.${box.className}`.slice(0, 90)
  const isWide = box => box.scrollWidth > box.clientWidth + 1
  if (isWide(document.documentElement)) wrong.push('the page scrolls sideways')
  for (const box of document.querySelectorAll('body *'))
    if (/auto|scroll/.test(getComputedStyle(box).overflowX) && isWide(box))
      wrong.push(`scrolls sideways: ${name(box)}`)
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  for (let text = texts.nextNode(); text; text = texts.nextNode()) {
    if (!text.data.trim() || text.parentElement.closest('svg, script, style, textarea')) continue
    const range = document.createRange()
    range.selectNodeContents(text)
    const place = range.getBoundingClientRect()
    if (place.width < 2 || place.height < 2) continue
    let isFirst = true
    for (let box = text.parentElement; box && box !== document.body; box = box.parentElement) {
      const style = getComputedStyle(box)
      const edge = box.getBoundingClientRect()
      // What is for screen readers alone is clipped to nothing; what scrolls shows all of it.
      if (style.clip !== 'auto' || /auto|scroll/.test(style.overflowX + style.overflowY)) break
      if (/^(inline|inline-block|contents)$/.test(style.display)) continue
      const isWithin = place.left >= edge.left - 2 && place.right <= edge.right + 2
      const isAbridged = style.textOverflow === 'ellipsis' || style.webkitLineClamp !== 'none'
      const isHigh = place.top < edge.top - 3 || place.bottom > edge.bottom + 3
      const isCut = style.overflowX !== 'visible' && !isAbridged && (!isWithin || isHigh)
      if (isCut || (isFirst && !isWithin && !isAbridged))
        wrong.push(`${isCut ? 'cut off' : 'runs over'}: "${text.data.trim()}" in ${name(box)}`)
      if (isAbridged || isCut) break
      isFirst = false
    }
  }
  return [...new Set(wrong)]
}"""


def is_flawless(page: Page) -> None:
    """Fail with what is wrong, at both sizes and in both themes; the strict policy stays.

    Of a narrow window axe alone is asked: there, what is wide may scroll sideways.
    """
    page.evaluate(AXE)
    found: list[Any] = []
    for size in SIZES:
        page.set_viewport_size(size)  # type: ignore[arg-type]
        painted(page)
        found += [(size["width"], wrong) for wrong in page.evaluate(CUT_OFF)]
    for theme in THEMES:
        page.emulate_media(color_scheme=theme, reduced_motion="reduce")  # type: ignore[arg-type]
        page.wait_for_function(
            "theme => document.documentElement.dataset.theme === theme", arg=theme
        )
        painted(page)
        found += [(theme, *wrong) for wrong in page.evaluate(AXE_RUN)]
    page.set_viewport_size(NARROW)  # type: ignore[arg-type]
    painted(page)
    found += [(NARROW["width"], *wrong) for wrong in page.evaluate(AXE_RUN)]
    page.set_viewport_size(SIZES[-1])  # type: ignore[arg-type]
    assert not found, "\n".join(map(str, found))


PAINTED = """async () => {
  await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))
  const ends = motion => motion.effect.getComputedTiming().iterations !== Infinity
  await Promise.allSettled(document.getAnimations().filter(ends).map(motion => motion.finished))
}"""


def painted(page: Page) -> None:
    """Two frames and whatever moves: what was asked for is there, in its own colours."""
    page.evaluate(PAINTED)


def settled(page: Page) -> None:
    """Past every skeleton: what a person would read is there."""
    page.locator("h1").first.wait_for(state="attached", timeout=15_000)
    page.locator("[role=status]", has_text="Loading").first.wait_for(state="detached")
