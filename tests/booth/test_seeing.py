"""How a visit is seen and heard: contrast and colours that the device asks for, and the voice that reads aloud."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.booth.hall import name_of
from tests.booth.visits import at, codes_on_screen, lock, mark, review, scan, speak

pytestmark = pytest.mark.usefixtures("hurried")

VOICES = """(voices) => {
  const said = [];
  class Words extends EventTarget {
    constructor(text) { super(); this.text = text; }
  }
  const speech = new EventTarget();
  Object.assign(speech, {
    now: null, said, cancelled: 0, voices,
    getVoices: () => speech.voices,
    speak(words) { speech.now = words; said.push([words.text, words.lang, words.rate]); },
    cancel() { speech.cancelled += 1; speech.now = null; },
    end() { const words = speech.now; speech.now = null; words.dispatchEvent(new Event('end')); },
  });
  Object.defineProperty(window, 'speechSynthesis', { value: speech });
  window.SpeechSynthesisUtterance = Words;
}"""
"""A voice that says nothing and notes what it was told; a paragraph ends when the test says so."""
HERE = [{"lang": "fa-IR", "localService": True}, {"lang": "en_US", "localService": True}]


def give_voices(page: Page, voices: list[dict[str, Any]]) -> None:
    """Let the page find these voices from its first script on."""
    page.add_init_script(f"({VOICES})({str(voices).replace('True', 'true').replace('False', 'false')})")


def said(page: Page) -> list[Any]:
    """What was read so far: text, language, rate."""
    return list(page.evaluate("() => speechSynthesis.said"))


def read_on(page: Page, times: int = 1) -> None:
    """So many paragraphs are over."""
    for _ in range(times):
        page.evaluate("() => speechSynthesis.end()")


def read_aloud(page: Page) -> None:
    """Ask for the voice, with headphones."""
    page.locator("#aloud").tap()
    page.locator("#aloud-question button[value=read]").tap()
    page.wait_for_function("() => speechSynthesis.now")


FOREIGN = {"lang": "de", "localService": True}
ELSEWHERE = {"lang": "fa-IR", "localService": False}


@pytest.mark.parametrize("voices", [[], [ELSEWHERE], [FOREIGN]])
def test_without_a_voice_of_its_own_for_the_language_no_reading_is_offered(
    page: Page, open_hall: Any, voices: list[dict[str, Any]]
) -> None:
    """A voice that asks a computer elsewhere would tell it whom somebody chooses."""
    give_voices(page, voices)
    page.goto(open_hall(candidates=8).booth)
    at(page, "slip")
    expect(page.locator("#aloud")).to_be_hidden()
    page.evaluate("(voices) => { speechSynthesis.voices = voices; }", HERE)
    page.evaluate("() => speechSynthesis.dispatchEvent(new Event('voiceschanged'))")  # some come late
    expect(page.locator("#aloud")).to_be_visible()


def test_a_step_is_read_from_its_heading_on_when_somebody_has_headphones(page: Page, open_hall: Any) -> None:
    give_voices(page, HERE)
    scan(page, open_hall(candidates=8))
    page.locator("#aloud").tap()
    page.locator("#aloud-question button[value=no]").tap()
    assert said(page) == []
    read_aloud(page)
    assert said(page) == [["نامزدهای خود را انتخاب کنید", "fa-IR", 1]] or said(page)[0][0].startswith("گام")
    read_on(page, 6)
    texts = " ".join(one[0] for one in said(page))
    assert name_of(0) in texts
    expect(page.locator("#aloud")).to_have_text("خواندن را نگه دارید")
    page.locator("#aloud").tap()
    assert page.evaluate("() => speechSynthesis.now") is None
    rested = said(page)[-1]
    page.locator("#aloud").tap()  # not asked again
    assert said(page)[-1] == rested, "what was broken off is read again from its beginning"
    mark(page, 1)
    review(page)
    assert page.evaluate("() => speechSynthesis.now") is None, "another step is not read unasked"
    page.locator("#aloud").tap()
    page.wait_for_function("() => speechSynthesis.now")
    count = len(said(page))
    read_on(page, 4)
    assert name_of(1) in " ".join(one[0] for one in said(page)[count:])


def test_what_is_open_over_a_step_is_read_and_speed_and_language_go_with_the_visit(page: Page, open_hall: Any) -> None:
    give_voices(page, HERE)
    scan(page, open_hall(candidates=8, timing={"done": 30}))
    page.locator("#seeing-open").tap()
    page.locator("[data-rate='1']").tap()
    expect(page.locator("#rate-now")).to_have_text("تند")
    page.locator("#seeing [data-close]").tap()
    expect(page.locator("#seeing")).to_be_hidden()
    read_aloud(page)
    assert said(page)[0][1:] == ["fa-IR", 1.4]
    speak(page, "en")
    assert page.evaluate("() => speechSynthesis.now") is None
    page.locator("#aloud").tap()
    page.wait_for_function("() => speechSynthesis.now")
    assert said(page)[-1][1:] == ["en_US", 1.4]
    speak(page, "ar")
    expect(page.locator("#aloud")).to_be_hidden()  # no voice for it here
    page.locator("#leave").tap()
    page.locator("#leave-question button[value=leave]").tap()
    at(page, "done")
    page.locator("[data-act=next]").tap()
    at(page, "slip")
    read_aloud(page)  # asked anew
    assert said(page)[-1][1:] == ["fa-IR", 1]


def test_the_device_that_asks_for_contrast_gets_it_until_somebody_chooses(page: Page, open_hall: Any) -> None:
    page.emulate_media(contrast="more")
    scan(page, open_hall(candidates=8, timing={"done": 30}))
    theme = page.locator("html")
    expect(theme).to_have_attribute("data-theme", "contrast")
    page.locator("#seeing-open").tap()
    expect(page.locator("[data-theme-choice=contrast]")).to_have_attribute("aria-pressed", "true")
    page.locator("[data-theme-choice=plain]").tap()
    expect(theme).not_to_have_attribute("data-theme", "contrast")
    page.locator("[data-theme-choice=hall]").tap()
    expect(theme).to_have_attribute("data-theme", "hall")
    page.locator("#seeing-standard").tap()
    expect(theme).to_have_attribute("data-theme", "contrast")
    page.emulate_media(contrast="no-preference")
    expect(theme).not_to_have_attribute("data-theme", "contrast")


LINES = """(where) => {
  const style = getComputedStyle(document.querySelector(where));
  return ['outlineStyle', 'outlineWidth', 'borderTopStyle', 'borderTopWidth'].map((name) => style[name]).join(' ');
}"""


def lines(page: Page, where: str) -> str:
    """The lines around something: where the device forces its colours they alone tell states apart."""
    return str(page.evaluate(LINES, where))


def test_where_the_device_forces_its_colours_lines_tell_states_apart(page: Page, open_hall: Any) -> None:
    page.emulate_media(forced_colors="active", color_scheme="dark")
    hall = open_hall(candidates=8)
    page.goto(hall.booth)
    at(page, "slip")
    page.locator("#slip-group-1").fill("123456")
    page.locator("#slip-form [type=submit]").tap()
    expect(page.locator("#slip-group-1")).to_have_attribute("data-state", "wrong")
    assert lines(page, "#slip-group-1") != lines(page, "#slip-group-2")
    scan(page, hall)
    mark(page, 0)
    expect(page.locator(".taken")).to_be_visible()
    assert lines(page, ".pick-taken") != lines(page, ".pick:not(.pick-taken)")
    assert lines(page, ".taken") != lines(page, ".free")
    assert lines(page, "button[value=review]") != lines(page, "#leave")
    page.locator("#seeing-open").tap()
    assert lines(page, "[data-theme-choice=plain]") != lines(page, "[data-theme-choice=hall]")
    page.locator("#seeing [data-close]").tap()
    expect(page.locator("#seeing")).to_be_hidden()
    page.locator("#seeing-open").focus()
    page.keyboard.press("Tab")
    assert lines(page, ":focus-visible") != lines(page, "#seeing-open")
    review(page)
    tracker = lock(page)
    assert codes_on_screen(page) == [f"majma tracker {hall.small.election.uuid} {tracker}"], "codes stay dark on light"
    page.locator("[data-act=cast]").tap()
    at(page, "receipt")
    assert len(codes_on_screen(page)) == 1


def test_a_state_told_by_its_ground_alone_is_found(page: Page, open_hall: Any) -> None:
    page.emulate_media(forced_colors="active")
    scan(page, open_hall(candidates=8))
    mark(page, 0)
    page.evaluate("() => document.styleSheets[0].insertRule('.pick-taken { outline: none !important }', 0)")
    assert lines(page, ".pick-taken") == lines(page, ".pick:not(.pick-taken)")
