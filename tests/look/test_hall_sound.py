"""What the hall hears when the time is over: the tones are rendered by a real browser and their samples looked at."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, Route

from tests.support.browser import open_browser

SOURCES = Path(__file__).resolve().parents[2] / "static" / "js"
HEARD = """async (name) => {
  const tones = await import('/static/js/page/hall-tones.js');
  const on = new OfflineAudioContext(1, 44100 * 3, 44100);
  tones[name](on, 0.05);
  const samples = (await on.startRendering()).getChannelData(0);
  const loud = (from, to) => {
    let sum = 0;
    for (let at = Math.floor(from * 44100); at < to * 44100; at += 1) sum += samples[at] ** 2;
    return Math.sqrt(sum / ((to - from) * 44100));
  };
  let peak = 0;
  for (const one of samples) peak = Math.max(peak, Math.abs(one));
  return { peak, tenths: Array.from({ length: 29 }, (_, at) => loud(at / 10, at / 10 + 0.1)) };
}"""
AUDIBLE = 0.1
"""Loudness (root mean square, full scale is 1) above which a hall's loudspeaker is heard over people who talk."""


def heard(page: Page, name: str, *, silent: bool = False) -> tuple[float, list[float]]:
    """The peak of a sound, and its loudness in each tenth of a second; `silent`: a mute twin."""

    def serve(route: Route) -> None:
        path = route.request.url.partition("/static/js/")[2]
        text = (SOURCES / path).read_text("utf-8") if path else "<!doctype html>"
        if silent and path == "page/tone.js":
            text = text.replace("volume.connect(on.destination)", "volume").replace(
                ".connect(volume).connect(on.destination)", ".connect(volume)"
            )
        route.fulfill(body=text, content_type="text/javascript" if path else "text/html")

    page.route("http://hall.test/**", serve)
    page.goto("http://hall.test/")
    said = page.evaluate(HEARD, name)
    return said["peak"], said["tenths"]


@pytest.mark.prove
def test_the_end_is_heard_for_two_seconds_and_the_warning_shortly_and_a_mute_twin_is_caught() -> None:
    with open_browser() as browser:
        page = browser.new_page()
        peak, tenths = heard(page, "addEnd")
        assert peak <= 1, "it does not distort"
        assert sum(one > AUDIBLE for one in tenths) >= 15
        peak, tenths = heard(page, "addWarning")
        assert peak <= 1
        assert 4 <= sum(one > AUDIBLE for one in tenths) <= 8
        twin = browser.new_page()
        assert max(heard(twin, "addEnd", silent=True)[1]) < AUDIBLE
