"""Every screen and dialog of the booth, in every size: nothing is cut or covered, its acts lie in the first view, bars
leave the page its room, and what cannot be undone does not stand where the press before it was.

The screens are those of tour.py, measured by layout.js in the page. `./majma test` measures pairs of size, text, zoom,
colours and language; `./majma prove` those of `every_cell`, in Firefox and WebKitGTK too (`test_layout_firefox.py` and
`test_layout_webkit.py`: modules of their own, for they run side by side). A zoom is a smaller page: that is
what browsers make of it. At 400 % only what sticks is asked: such a page is scrolled.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from itertools import combinations, product
from typing import Any, NamedTuple

import pytest
from playwright.sync_api import Browser, Page

from tests.booth.conftest import tablet
from tests.booth.engines import Chromium
from tests.booth.hall import Hall, make_hall, opened
from tests.booth.tour import REVIEW, Engine, Stop, begin, stops, tour
from tests.booth.visits import enlarge, mark, review, scan

SIZES = ((1024, 768), (768, 1024), (800, 1280), (390, 844), (844, 390))
FITS = SIZES[:4]
"""Where each screen fits without being scrolled for its act; a phone that lies on its side is scrolled."""
TEXTS = ("", "large", "largest")
THEMES = ("", "contrast", "hall")
LANGUAGES = ("fa", "ar", "en")
ZOOMS = (1, 2, 4)
ENGINES = ("", "firefox", "webkit")
PATIENT = {"idle": 3000, "receipt": 3000, "done": 3000}
LEAST_WIDTH = 300
MOST_OF_HEIGHT = 0.2


class Cell(NamedTuple):
    """How a screen is shown."""

    size: tuple[int, int]
    zoom: int
    text: str
    theme: str
    language: str


PHONE = Cell((390, 844), 1, "", "", "fa")
Seen = dict[str, Any]


def every_cell(themes: tuple[str, ...], engine: str = "", stop: int = 0) -> list[Cell]:
    """Every size in every language as it comes, each with one text, another in each engine; zoomed or in other colours
    every size once, with a language and a text that go round from stop to stop. So any two of them meet at every stop;
    any size, language and text in one of the engines; any zoom, colours, size and language at one of three stops.
    Nothing that is zoomed has other colours, for they change no place.
    """
    shift = ENGINES.index(engine)
    cells = [
        Cell(size, 1, TEXTS[(column + row + shift) % len(TEXTS)], "", language)
        for (column, size), (row, language) in product(enumerate(SIZES), enumerate(LANGUAGES))
    ]
    others = [(zoom, "") for zoom in ZOOMS[1:]] + [(1, theme) for theme in themes if theme]
    for (turn, (zoom, theme)), (column, size) in product(enumerate(others), enumerate(SIZES)):
        row = (turn + column + stop) % len(LANGUAGES)
        text = TEXTS[(turn + column + row) % len(TEXTS)]
        cells.append(Cell(size, zoom, text, theme, LANGUAGES[row]))
    return cells


def pairwise(cells: Iterable[Cell]) -> list[Cell]:
    """Few of the cells, such that any two values of two of their parts stand in one of them."""
    left = list(cells)
    pairs = {pair for cell in left for pair in _pairs(cell)}
    chosen = []
    while pairs:
        best = max(left, key=lambda cell: len(pairs & _pairs(cell)))
        chosen.append(best)
        pairs -= _pairs(best)
    return chosen


def _pairs(cell: Cell) -> set[Any]:
    return set(combinations(enumerate(cell), 2))


def look(engine: Engine, stop: Stop, every: list[Stop], cells: Iterable[Cell]) -> dict[Cell, Seen]:
    """What layout.js measures of a screen in these cells."""
    pressed = [where for one in every for name, where in one.by if name == stop.name]
    asked = {
        "first": stop.first,
        "final": stop.final,
        "pressed": pressed,
        "dialog": stop.dialog,
        "openers": stop.openers,
    }
    again = f"() => {{ {stop.again} }}" if stop.again else "null"
    found: dict[Cell, Seen] = {}
    ordered = sorted(cells, key=lambda cell: (cell.language, cell.size, cell.zoom))
    for (language, size, zoom), texts in _together(ordered):
        engine.run(f"layout.speak('{language}')")
        engine.resize(size[0] // zoom, size[1] // zoom)
        asks = json.dumps({**asked, "asks": zoom == 1})
        said = engine.run(f"layout.every({{...{asks}, again: {again}}}, {json.dumps(texts)})")
        found |= {Cell(size, zoom, text, theme, language): one for (text, theme), one in zip(texts, said, strict=True)}
    engine.run("layout.speak('fa')")
    engine.resize(*SIZES[0])
    return found


def _together(cells: list[Cell]) -> Iterator[tuple[tuple[str, tuple[int, int], int], list[tuple[str, str]]]]:
    """Cells that differ in text and colours alone."""
    places = list(dict.fromkeys((cell.language, cell.size, cell.zoom) for cell in cells))
    for place in places:
        yield place, [(one.text, one.theme) for one in cells if (one.language, one.size, one.zoom) == place]


def wrong(cell: Cell, seen: Seen) -> list[str]:
    """What must not be so on a screen."""
    found = list(seen["faults"]) if cell.size[0] // cell.zoom >= LEAST_WIDTH else []
    if cell.zoom == 4:
        found += [f"sticks: {name}" for name, _share in seen["bars"]]
    else:
        found += [f"takes {share:.3f} of the height: {name}" for name, share in seen["bars"] if share > MOST_OF_HEIGHT]
    if cell.zoom == 1:
        found += [*seen["folded"], *seen["under"]] if cell.size in FITS else []
    return found


def over(stop: Stop, cell: Cell, seen: Seen, before: dict[str, dict[Cell, Seen]]) -> list[str]:
    """What cannot be undone and lies where the button was that led here."""
    if cell.zoom != 1:
        return []  # scrolled pages have their buttons anywhere: there the rest and the begun press protect alone
    return [
        f"{end} lies where {where} of «{name}» was"
        for name, where in stop.by if cell in before.get(name, {})
        for end, boxes in seen["final"].items()
        for box in boxes
        if any(meet(box, one) for one in before[name][cell]["pressed"][where])
    ]  # fmt: skip


def meet(one: list[float], two: list[float]) -> bool:
    """Whether two boxes (left, top, right, bottom) have a place in common."""
    return min(one[2], two[2]) > max(one[0], two[0]) and min(one[3], two[3]) > max(one[1], two[1])


def walk(engine: Engine, hall: Hall, cells: Any, short: bool = False) -> dict[str, list[str]]:
    """Everything wrong on the tour, by screen; `cells(place)` are those of the stop at that place of the tour."""
    every = stops(hall, short)
    before: dict[str, dict[Cell, Seen]] = {}
    found: dict[str, list[str]] = {}
    for place, stop in enumerate(tour(engine, hall, every)):
        before[stop.name] = look(engine, stop, every, cells(place))
        for cell, seen in before[stop.name].items():
            for fault in (*wrong(cell, seen), *over(stop, cell, seen, before)):
                found.setdefault(f"{stop.name}: {fault}", []).append(str(tuple(cell)))
    return found


def patient_hall() -> Hall:
    """A hall that waits, however long a screen is looked at."""
    return make_hall(blank=True, withdrawn=frozenset({7}), timing=PATIENT)


@pytest.fixture(scope="module")
def hall() -> Iterator[Hall]:
    """A hall for tours one after another."""
    with opened(patient_hall()) as hall:
        yield hall


@pytest.fixture
def fresh(hall: Hall) -> Hall:
    """The hall before anybody has voted."""
    hall.ballots.clear()
    return hall


def test_every_screen_fits(browser: Browser, fresh: Hall) -> None:
    pairs = pairwise(every_cell(THEMES))
    with tablet(browser) as page:
        found = walk(
            Chromium(page),
            fresh,
            lambda place: [pairs[place % len(pairs)], PHONE],
            True,
        )
    assert found == {}


@pytest.mark.prove
def test_every_screen_fits_in_every_way(browser: Browser, fresh: Hall) -> None:
    with tablet(browser) as page:
        page.set_default_timeout(120_000)
        assert walk(Chromium(page), fresh, lambda place: every_cell(THEMES, stop=place)) == {}


TWINS = {
    "cut below": ".choose-rule { overflow: hidden; max-block-size: 3px }",
    "cut along": ".choose-head h1 { overflow: hidden; inline-size: 60px; white-space: nowrap }",
    "beside the screen": ".choose-rule { position: relative; inset-inline-start: -120px }",
    "do not fit": "#seeing-open { inline-size: 40px; white-space: nowrap }",
    "one on another": "#leave { margin-inline-start: -80px }",
    "covered": ".booth-tools::after { content: ''; position: absolute; inset: 0; z-index: 9 }",
    "wider than the screen": ".picks { inline-size: 900px }",
    "off the first view": ".count-bar.count-bar { position: static }",
    "of the height": ".count-bar { padding-block: 120px }",
    "sticks": ".booth-header { position: sticky; inset-block-start: 0 }",
}


def styled(page: Page, rule: str) -> None:
    """Give the page one more rule."""
    page.evaluate("(rule) => document.styleSheets[0].insertRule(rule, document.styleSheets[0].cssRules.length)", rule)


def test_any_two_values_of_two_parts_meet_at_every_stop_and_every_size_language_and_text_in_one_engine() -> None:
    every = product(SIZES, ZOOMS, TEXTS, THEMES, LANGUAGES)
    possible = {pair for one in every if one[1] == 1 or one[3] == "" for pair in _pairs(Cell(*one))}
    met = set[tuple[object, ...]]()
    for engine, stop in product(ENGINES, range(9)):
        cells = every_cell(THEMES, engine, stop)
        assert possible == {pair for cell in cells for pair in _pairs(cell)}
        assert len(set(cells)) == len(cells) == 35
        plain = [cell for cell in cells if cell.zoom == 1 and not cell.theme]
        assert {(one.size, one.language) for one in plain} == set(product(SIZES, LANGUAGES))
        met |= {(one.size, one.text, one.language) for one in plain}
    assert met == set(product(SIZES, TEXTS, LANGUAGES))


def test_zooms_and_colours_meet_every_size_in_every_language_on_the_way() -> None:
    every = {cell for stop in range(3) for cell in every_cell(THEMES, stop=stop)}
    for zoom, theme in ((2, ""), (4, ""), (1, "contrast"), (1, "hall")):
        met = {(one.size, one.language) for one in every if (one.zoom, one.theme) == (zoom, theme)}
        assert met == set(product(SIZES, LANGUAGES))


def test_each_fault_of_a_screen_is_found(page: Page, fresh: Hall) -> None:
    engine, every = Chromium(page), stops(fresh)
    begin(engine, fresh)
    scan(page, fresh, 2)
    begin(engine, fresh, load=False)
    stop = next(one for one in every if one.name == "choose")
    for cell in (PHONE, PHONE._replace(zoom=4)):
        assert wrong(cell, look(engine, stop, every, [cell])[cell]) == []
    for sign, rule in TWINS.items():
        cell = PHONE._replace(zoom=4 if sign == "sticks" else 1)
        styled(page, rule)
        found = wrong(cell, look(engine, stop, every, [cell])[cell])
        page.evaluate("() => document.styleSheets[0].deleteRule(document.styleSheets[0].cssRules.length - 1)")
        assert any(sign in one for one in found), (sign, found)


def test_a_button_under_the_press_before_is_found(page: Page, fresh: Hall) -> None:
    """The broken twins of place: the lock where «review» was, «leave» where the question was called forth."""
    engine, every = Chromium(page), stops(fresh)
    named = {stop.name: stop for stop in every}
    scan(page, fresh, 2)
    begin(engine, fresh, load=False)
    styled(page, UNDER_THE_FINGER)
    styled(page, "#leave-question [value=leave] { position: fixed; inset: 0 0 auto; block-size: 60px }")
    mark(page, *range(6))
    before = {"chosen": look(engine, named["chosen"], every, [PHONE])}
    engine.run(named["leaving"].do.partition(", ")[2].rpartition(")")[0])
    asked = look(engine, named["leaving"], every, [PHONE])[PHONE]
    assert "lies where #leave was" in " ".join(wrong(PHONE, asked))
    page.locator("#leave-question [value=stay]").tap()
    review(page)
    seen = look(engine, named["review"], every, [PHONE])[PHONE]
    assert over(named["review"], PHONE, seen, before) == [f"[data-act=lock] lies where {REVIEW} of «chosen» was"]


LATER = (*(pytest.param(one, marks=pytest.mark.prove) for one in (50, 120, 500)), 250, 800)
TWICE = """([x, y, later]) => {
  const press = () => {
    const at = document.elementFromPoint(x, y);
    for (const kind of ['pointerdown', 'pointerup']) at.dispatchEvent(new PointerEvent(kind, {bubbles: true}));
    at.dispatchEvent(new MouseEvent('click', {bubbles: true, cancelable: true, detail: 1}));
  };
  press();
  return new Promise(done => setTimeout(() => { press(); setTimeout(done, 300); }, later));
}"""
UNRESTED = "const wait = setTimeout; window.setTimeout = (then, time) => wait(then, time === 1000 ? 0 : time);"
UNDER_THE_FINGER = "[data-act=lock] { position: fixed; inset: auto 0 0; block-size: 220px }"


def tapped_twice(page: Page, hall: Hall, later: int) -> str:
    """Where a visit is after the button that leads to the review was tapped twice in so many milliseconds."""
    page.set_viewport_size({"width": PHONE.size[0], "height": PHONE.size[1]})
    scan(page, hall, 2)
    styled(page, UNDER_THE_FINGER)  # as if it stood there
    mark(page, *range(6))
    box = page.locator(REVIEW).bounding_box()
    assert box
    page.evaluate(TWICE, [box["x"] + box["width"] / 2, box["y"] + box["height"] / 2, later])
    page.wait_for_function("() => document.querySelector('[data-act=lock]').getAttribute('aria-busy') !== 'true'")
    return str(page.locator("body").get_attribute("data-at"))


@pytest.mark.parametrize("later", LATER)
def test_a_lock_that_stood_under_the_finger_would_rest(page: Page, fresh: Hall, later: int) -> None:
    assert tapped_twice(page, fresh, later) == "review"


def test_a_review_that_does_not_rest_is_caught(page: Page, fresh: Hall) -> None:
    page.add_init_script(UNRESTED)
    assert tapped_twice(page, fresh, 800) == "sealed"


CANDIDATES = """() => [...document.querySelectorAll('.pick')].filter((one) => {
  const box = one.getBoundingClientRect();
  return box.top >= 0 && box.bottom <= document.getElementById('count-bar').getBoundingClientRect().top + 1;
}).length"""


def test_eight_candidates_stand_in_the_first_view_and_two_at_the_largest_text(page: Page, fresh: Hall) -> None:
    scan(page, fresh, 2)
    assert page.evaluate(CANDIDATES) >= 8
    enlarge(page, 2)
    assert page.evaluate(CANDIDATES) >= 2
