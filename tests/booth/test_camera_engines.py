"""The camera in Firefox and WebKit: the photo of a printed slip before it, read by our own reader, leads to a vote."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from ballots.ballot import tracker
from tests.booth.canvas import filmed, shown
from tests.booth.engines import WebKit, has_webkit, webkit_page
from tests.booth.firefox_visits import cast, reviewed, until
from tests.booth.hall import Hall, make_hall
from tests.booth.scanning import photographed, printed
from tests.booth.tour import AWAKE, CAST, LOCK, RESTED, REVIEW, waited
from tests.support import loops
from tests.verify import firefox

pytestmark = pytest.mark.prove


async def vote_in_firefox(hall: Hall, picture: Image.Image) -> str:
    """Hold a slip before the camera, vote; the tracker of the receipt. zxing reads: its WebAssembly has come before."""
    async with firefox.opened(hall.booth) as page:
        await until(page, "slip")
        await page.until("window.readBy.at(-1) === 'zxing'")
        await page.evaluate(shown(picture))
        await until(page, "choose")
        await page.evaluate(shown(None))
        await reviewed(page, 1, 3)
        return await cast(page)


@pytest.mark.skipif(firefox.program() is None, reason="needs Firefox on the path: apt-get install firefox-esr")
def test_a_whole_vote_by_camera_in_firefox(tmp_path: Path) -> None:
    with filmed(make_hall(candidates=8)) as hall:
        picture = photographed(printed(hall, tmp_path), turned=9, blurred=1.2, light=0.6)
        seen = loops.run(vote_in_firefox(hall, picture))
        assert [tracker(data) for data in hall.ballots.values()] == [seen]
        assert f'"token":"{"A" * 160}"' in hall.heard[0][1]


def press(page: WebKit, where: str) -> None:
    """Press as a finger does."""
    page.run(
        f"(one => {{ for (const kind of ['pointerdown', 'pointerup'])"
        " one.dispatchEvent(new PointerEvent(kind, { bubbles: true }));"
        " one.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true, detail: 1 })); })"
        f"(document.querySelector({where!r}))"
    )


def vote_in_webkit(page: WebKit, hall: Hall, picture: Image.Image) -> str:
    """Hold a slip before the camera, vote; the tracker of the receipt."""
    page.open(hall.booth)
    waited(page, "document.body.dataset.at === 'slip'")
    waited(page, "window.readBy.length > 0")
    page.run(shown(picture))
    waited(page, "document.body.dataset.at === 'choose'")
    page.run(shown(None))
    press(page, ".pick:nth-child(2) label")
    press(page, ".pick:nth-child(4) label")
    press(page, REVIEW)
    waited(page, f"document.body.dataset.at === 'review' && {RESTED}")
    press(page, LOCK)
    waited(page, f"document.body.dataset.at === 'sealed' && {AWAKE}")
    press(page, CAST)
    waited(page, "document.body.dataset.at === 'receipt'")
    return "".join(str(page.run("document.getElementById('tracker').textContent")).split())


@pytest.mark.skipif(not has_webkit(), reason="needs WebKitGTK: apt-get install webkit2gtk-driver xvfb")
def test_a_whole_vote_by_camera_in_webkit(tmp_path: Path) -> None:
    with filmed(make_hall(candidates=8)) as hall, webkit_page() as page:
        picture = photographed(printed(hall, tmp_path), turned=9, blurred=1.2, light=0.6)
        seen = vote_in_webkit(page, hall, picture)
        assert [tracker(data) for data in hall.ballots.values()] == [seen]
        assert f'"token":"{"A" * 160}"' in hall.heard[0][1]
