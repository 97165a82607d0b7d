"""A low-end tablet on a slow line (processor 6×, 1.6 Mbit/s, 150 ms): first screen, next voter, each touch.

The sealing is done by a worker, which the throttling does not reach; `python -m tests.bench.booth` measures that.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.booth.conftest import TABLET
from tests.booth.visits import at
from tests.support.hall import HOST, serving_hall

pytestmark = pytest.mark.prove
SLOW = {"offline": False, "latency": 150, "downloadThroughput": 200_000, "uploadThroughput": 94_000}
"""1.6 Mbit/s down, 0.75 up, in bytes each second."""
SLOWER = 6
FIRST, NEXT, TOUCH = 3000, 500, 100
"""Milliseconds."""
MOMENT = 1200
"""Milliseconds from what came into sight to the finger on it; buttons of acts rest for 1000."""
WATCH = """
window.first = new Promise((resolve) => {
  const look = () => {
    const title = document.querySelector('body[data-at=slip] [data-step=slip] h1');
    if (title?.checkVisibility()) requestAnimationFrame(() => resolve(performance.now()));
    else requestAnimationFrame(look);
  };
  look();
});
window.touches = [];
new PerformanceObserver((list) => {
  for (const { name, duration, processingEnd, startTime } of list.getEntries())
    window.touches.push({ name, duration, work: processingEnd - startTime });
}).observe({ type: 'event', durationThreshold: 16 });
"""


def slow(page: Page) -> None:
    """Let the page run as on a low-end tablet from now on."""
    tools = page.context.new_cdp_session(page)
    tools.send("Network.enable")
    tools.send("Network.emulateNetworkConditions", SLOW)
    tools.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})


def touch(page: Page, selector: str) -> None:
    """Touch the first of these after a moment, as a finger does: what finds it works before it is touched."""
    found = page.locator(selector).first
    found.scroll_into_view_if_needed()
    expect(found).to_be_enabled()
    box = found.bounding_box()
    assert box is not None
    page.wait_for_timeout(MOMENT)
    page.evaluate("window.touches.length = 0")
    page.touchscreen.tap(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)


def longest(page: Page) -> float:
    """The milliseconds from the slowest touch to what the screen showed after it; they are forgotten."""
    page.wait_for_timeout(300)
    found = page.evaluate("window.touches.splice(0)")
    return float(max((one["duration"] for one in found if re.match("pointer|click|key|input", one["name"])), default=0))


@pytest.mark.xfail(
    reason="first screen 1.6 to 2.2 s, next voter 0.11 to 0.19 s hold; of the touches a mark takes 72 to 144 ms, of 100"
    " wanted, as fast as the machine is just then, all others 24 to 96 ms"
)
def test_a_low_end_tablet_is_quick_enough(browser: Browser, tmp_path: Path) -> None:
    """The real program with its front: TLS, compression, one sheet of emblems."""
    with serving_hall(tmp_path / "hall", slips=2, candidates=100) as hall:
        slip = hall.held.slips[0]
        context = browser.new_context(viewport=TABLET, has_touch=True, locale="fa-IR", ignore_https_errors=True)
        page = context.new_page()
        page.set_default_timeout(60_000)
        page.add_init_script(WATCH)
        slow(page)
        page.goto(f"https://{HOST}:{hall.port}/B/{hall.held.election}", wait_until="commit")
        first = page.evaluate("window.first")
        page.evaluate("(hash) => { location.hash = hash; }", f"{slip.token}.{slip.credential}")
        at(page, "choose")
        touches = {}
        for place in (1, 2):
            touch(page, f".pick:nth-child({place}) label")
            touches[f"mark {place}"] = longest(page)
        touch(page, ".pick label")
        touches["take a mark away"] = longest(page)
        page.locator("#candidate-filter").press_sequentially("مه", delay=200)
        touches["search"] = longest(page)
        page.locator("#candidate-filter").fill("")
        touch(page, ".pick button")
        touches["dossier"] = longest(page)
        page.keyboard.press("Escape")
        touches["dossier closed"] = longest(page)
        touch(page, "button[value=review]")
        touches["review"] = longest(page)
        at(page, "review")
        touch(page, "[data-act=lock]")
        touches["lock"] = longest(page)
        at(page, "sealed")
        touch(page, "[data-act=cast]")
        touches["cast"] = longest(page)
        at(page, "receipt")
        page.locator("#receipt-end").tap()
        at(page, "done")
        following = page.evaluate("""async () => {
          const begun = performance.now();
          document.querySelector('[data-act=next]').click();
          while (document.body.dataset.at !== 'slip') await new Promise(requestAnimationFrame);
          await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
          return performance.now() - begun;
        }""")
        context.close()
    print(f"first screen {first:.0f} ms, next voter {following:.0f} ms, touches in ms: {touches}")
    assert first < FIRST
    assert following < NEXT
    assert max(touches.values()) < TOUCH
