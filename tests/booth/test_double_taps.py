"""Two taps where one was meant, 50 to 800 ms apart, on every button of every screen: the second goes no step further.

The buttons are the page's own, of those that are alike the first (on a phone) and the last (on a tablet). A first
press is made alone, and the page is asked what lies under the finger from then on. Where that press led nowhere, the
button is tapped twice there and then, at the times of that device; where it led on, the screen is reached anew for
every thing that lay there and can be pressed, at the first of the times at which it did (on a phone) or the last (on a
tablet). The second tap may look at something else; it locks, tests, casts, ends and sends nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

import pytest
from playwright.sync_api import Browser, Page, ViewportSize

from tests.booth.conftest import tablet
from tests.booth.hall import Hall
from tests.booth.test_layout import UNDER_THE_FINGER, UNRESTED, styled
from tests.booth.test_uncovered import GRAVE, OVER
from tests.booth.visits import at, hurry, lead, mark, scan, slow_down

TIMES = (50, 120, 250, 500, 800)
PATIENCE = 60_000
"""Milliseconds: many tablets follow one another, beside other work."""
BUTTONS = """(end) => {
  const scope = [...document.querySelectorAll('dialog[open]')].pop() ?? document.body;
  const kinds = new Map();
  for (const one of scope.querySelectorAll('button, summary, .pick label')) {
    if (!one.getClientRects().length || one.disabled || one.getAttribute('aria-disabled') === 'true') continue;
    if (one.matches('.skip-link, [tabindex="-1"]')) continue;
    const { id, className, dataset, value } = one;
    const kind = id || dataset.act || dataset.size || dataset.themeChoice || dataset.language || dataset.rate
      || `${one.localName} ${one.matches('.key, .taken') ? '' : value ?? ''} ${className}`;
    kinds.set(kind, [...(kinds.get(kind) ?? []), one]);
  }
  const every = [...scope.querySelectorAll('button, summary, .pick label')];
  return [...kinds].map(([kind, ones]) => [kind, every.indexOf(ones.at(end))]);
}"""
PLACE = """(place) => {
  const scope = [...document.querySelectorAll('dialog[open]')].pop() ?? document.body;
  const one = [...scope.querySelectorAll('button, summary, .pick label')][place];
  one.scrollIntoView({ block: 'nearest' });
  const { left, top, right, bottom } = one.getBoundingClientRect();
  const [x, y] = [(left + right) / 2, (top + bottom) / 2];
  const points = [[x, y], [left + 6, top + 6], [right - 6, top + 6], [left + 6, bottom - 6], [right - 6, bottom - 6]];
  return points.filter(([a, b]) => one.contains(document.elementFromPoint(a, b)));
}"""
UNDER = """([points, times]) => {
  const names = new Map();
  const lies = ([x, y]) => {
    const one = document.elementFromPoint(x, y)?.closest('button, summary, label');
    if (!one || one.disabled) return '';
    if (!names.has(one)) names.set(one, String(names.size + 1));
    return names.get(one) + (one.getAttribute('aria-disabled') === 'true' ? ' rests' : '');
  };
  const look = (time) => new Promise((done) => setTimeout(() => done(points.map(lies)), time));
  return Promise.all(times.map(look));
}"""
RESTED = """() => {
  const scope = [...document.querySelectorAll('dialog[open]')].pop() ?? document.body;
  const resting = [...scope.querySelectorAll('[data-grave], [data-act=lock]')].filter((one) =>
    one.matches('[aria-disabled=true], [aria-busy=true]'),
  );
  return document.body.dataset.at !== 'cast' && !resting.some((one) => one.getClientRects().length > 0);
}"""
STANDING = (
    """() => [document.body.dataset.at, [...document.querySelectorAll('dialog[open]')].map((one) => one.id).join()]"""
)


FURTHER = {"sealed", "challenge", "cast", "receipt", "done"}
"""Steps that nobody should reach by a tap too many."""


class Device(NamedTuple):
    """A narrow or a wide screen; which of the buttons that are alike, and which of the times, are tried on it.

    What lies where is looked at in every size by `test_layout`; here fingers tap.
    """

    size: tuple[int, int]
    end: int
    times: tuple[int, ...]


PHONE = Device((390, 844), 0, (50, 250, 800))
TABLET = Device((1024, 768), -1, (120, 500))


class Standing(NamedTuple):
    """Where a visit is: the step, what is open over it, and what was sent."""

    step: str
    dialog: str
    sent: tuple[str, ...]


def standing(page: Page, hall: Hall) -> Standing:
    step, dialog = page.evaluate(STANDING)
    return Standing(step, dialog, tuple(act for act, _ in hall.heard))


def _opened(step: str, press: str, dialog: str) -> Callable[[Page, Hall], None]:
    def reach(page: Page, hall: Hall) -> None:
        lead(page, hall, step)
        page.locator(press).first.tap()
        page.wait_for_selector(f"dialog{dialog}[open]")

    return reach


def _stepped(step: str) -> Callable[[Page, Hall], None]:
    return lambda page, hall: lead(page, hall, step)


def _chosen(page: Page, hall: Hall) -> None:
    scan(page, hall)
    mark(page, *range(6))


def _seventh(page: Page, hall: Hall) -> None:
    _chosen(page, hall)
    mark(page, 6)
    page.wait_for_selector("#full-question[open]")


def _empty(page: Page, hall: Hall) -> None:
    scan(page, hall)


def _blank(page: Page, hall: Hall) -> None:
    scan(page, hall)
    page.locator("button[value=blank]").tap()
    at(page, "review")


def _letters(page: Page, hall: Hall) -> None:
    lead(page, hall, "slip")
    page.locator("#slip-other").tap()


def _more(page: Page, hall: Hall) -> None:
    lead(page, hall, "sealed")
    page.locator("#sealed-more summary").tap()


def _test_asked(page: Page, hall: Hall) -> None:
    _more(page, hall)
    page.locator("[data-act=challenge]").tap()
    page.wait_for_selector("#challenge-question[open]")


def _test_ended(page: Page, hall: Hall) -> None:
    lead(page, hall, "challenge")
    page.locator("[data-act=on]").tap()
    page.wait_for_selector("#after-test-question[open]")


def _another(page: Page, hall: Hall) -> None:
    _chosen(page, hall)
    page.evaluate("(hash) => { location.hash = hash; }", hall.slip(1).split("#")[1])
    page.wait_for_selector("#slip-question[open]")


def _done(page: Page, hall: Hall) -> None:
    lead(page, hall, "receipt")
    page.locator("#receipt-end").tap()
    at(page, "done")


def _over(step: str, name: str) -> Callable[[Page, Hall], None]:
    """What opens over a step whose act is awake, on a clock that runs; the warning comes as soon as it jumps."""

    def reach(page: Page, hall: Hall) -> None:
        lead(page, hall, step)
        page.wait_for_function(RESTED)
        open_it, leave_it = OVER[name]
        open_it(page, hall)
        page.wait_for_selector(leave_it)

    return reach


SCREENS: dict[str, Callable[[Page, Hall], None]] = {
    "slip": _stepped("slip"),
    "letters": _letters,
    "empty": _empty,
    "chosen": _chosen,
    "seventh": _seventh,
    "dossier": _opened("choose", ".dossier-button", ".dossier"),
    "seeing": _opened("choose", "#seeing-open", "#seeing"),
    "leaving": _opened("choose", "#leave", "#leave-question"),
    "another slip": _another,
    "review": _stepped("review"),
    "blank": _blank,
    "sealed": _stepped("sealed"),
    "more": _more,
    "test asked": _test_asked,
    "test": _stepped("challenge"),
    "test ended": _test_ended,
    "receipt": _stepped("receipt"),
    "done": _done,
} | {f"{name} over {step}": _over(step, name) for step in GRAVE for name in OVER if name != "seeing"}


class Tapping:
    """A tablet on which screens are reached again and again."""

    def __init__(self, browser: Browser, hall: Hall, device: Device, *, broken: bool = False) -> None:
        """Take where to look, on what device, and whether place and rest are taken out (the broken twin)."""
        self.browser = browser
        self.hall = hall
        self.device = device
        self.broken = broken

    @contextmanager
    def at(self, screen: str) -> Iterator[Page]:
        """A tablet with that screen, as it stands after a moment."""
        self.hall.ballots.clear()
        with tablet(self.browser) as page:
            page.set_viewport_size(ViewportSize(width=self.device.size[0], height=self.device.size[1]))
            page.set_default_timeout(PATIENCE)
            if " over " in screen:
                page.clock.install()
            if self.broken:
                page.add_init_script(UNRESTED)
            else:
                hurry(page)  # on the way to a screen nobody taps twice
            SCREENS[screen](page, self.hall)
            if self.broken:
                styled(page, UNDER_THE_FINGER)
            page.wait_for_function(RESTED)
            if not self.broken:
                slow_down(page)
            self.hall.heard.clear()
            yield page

    def tap(self, page: Page, points: list[Any], point: int, later: int | None) -> tuple[Standing, Any]:
        """Tap there, or twice so many milliseconds apart; where the visit stands then, and what lay there meanwhile."""
        page.touchscreen.tap(*points[point])
        seen = []
        if later is None:
            seen = page.evaluate(UNDER, [points, TIMES])
        else:
            page.wait_for_timeout(later)
            page.touchscreen.tap(*points[point])
            page.wait_for_timeout(50)
        page.wait_for_function(RESTED)
        return standing(page, self.hall), seen

    def faults(self, screen: str) -> list[str]:
        """Which buttons of a screen lead further when they are tapped twice."""
        with self.at(screen) as page:
            buttons = [(kind, place) for kind, place in page.evaluate(BUTTONS, self.device.end)]
        return [f"{screen}, {kind}, {found}" for kind, place in buttons for found in self._of(screen, place)]

    def _of(self, screen: str, place: int) -> Iterator[str]:
        with self.at(screen) as page:
            points = page.evaluate(PLACE, place)
            if not points:
                return
            before = standing(page, self.hall)
            once, seen = self.tap(page, points, 0, None)
            leads = before != once
            if not leads:
                for later in self.device.times:
                    twice, _ = self.tap(page, points, 0, later)
                    if is_further(twice, before, once):
                        yield f"{later} ms: {twice}, not {once}"
        for point, later in worth(seen, self.device.end) if leads else ():
            with self.at(screen) as page:
                points = page.evaluate(PLACE, place)
                twice, _ = self.tap(page, points, point, later)
                if is_further(twice, before, once):
                    yield f"{later} ms: {twice}, not {once}"


def worth(seen: list[list[str]], end: int) -> list[tuple[int, int]]:
    """Of every thing that lay under a finger: one place of it, and the first or the last of the times."""
    lay: dict[str, list[tuple[int, int]]] = {}
    for later, lies in zip(TIMES, seen, strict=True):
        for point, name in enumerate(lies):
            if name:
                lay.setdefault(name, []).append((point, later))
    return sorted({places[end] for places in lay.values()})


def is_further(twice: Standing, before: Standing, once: Standing) -> bool:
    """Whether two taps led where neither none nor one leads."""
    leads = twice.step in FURTHER and twice.step not in (before.step, once.step)
    return leads or len(twice.sent) > max(len(before.sent), len(once.sent))


@pytest.mark.prove
@pytest.mark.parametrize("device", [PHONE, TABLET], ids=["phone", "tablet"])
@pytest.mark.parametrize("screen", SCREENS)
def test_two_taps_lead_no_further_than_one(browser: Browser, open_hall: Any, screen: str, device: Device) -> None:
    hall = open_hall(candidates=8, blank=True, timing={"idle": 600, "receipt": 600, "done": 600})
    assert Tapping(browser, hall, device).faults(screen) == []


@pytest.mark.prove
def test_a_booth_without_place_and_rest_is_caught(browser: Browser, open_hall: Any) -> None:
    hall = open_hall(candidates=8, blank=True)
    found = Tapping(browser, hall, PHONE, broken=True).faults("chosen")
    assert any("button review" in one for one in found), found
