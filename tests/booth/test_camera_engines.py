"""The camera in Firefox: the photo of a printed slip before it, read by our own reader, leads to a vote in the box."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from PIL import Image

from ballots.ballot import tracker
from tests.booth.canvas import filmed, shown
from tests.booth.firefox_visits import cast, reviewed, until
from tests.booth.hall import Hall, make_hall
from tests.booth.scanning import photographed, printed
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
        seen = asyncio.run(vote_in_firefox(hall, picture))
        assert [tracker(data) for data in hall.ballots.values()] == [seen]
        assert f'"token":"{"A" * 160}"' in hall.heard[0][1]
