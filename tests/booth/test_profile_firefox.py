"""B2 in Firefox: after a vote, after leaving, after abandonment nothing of a visit is in the profile on the disk.

The sessions are kept every second, as one that is to come back after a power cut, and are read while Firefox runs and
after it ended.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ballots.digits import encode_digits
from tests.booth.firefox_visits import cast, press, reviewed, until
from tests.booth.hall import Hall
from tests.booth.remains import CHOSEN, found, leaks_of, secrets_of
from tests.support import loops
from tests.verify import firefox
from tests.verify.firefox import Firefox

pytestmark = [
    pytest.mark.prove,
    pytest.mark.skipif(firefox.program() is None, reason="needs Firefox on the path: apt-get install firefox-esr"),
]
KEEPS = """
user_pref("remote.prefs.recommended", false);
user_pref("browser.sessionstore.interval", 1000);
user_pref("browser.sessionstore.resume_from_crash", true);
user_pref("browser.startup.page", 3);
user_pref("browser.shell.checkDefaultBrowser", false);
user_pref("datareporting.policy.dataSubmissionEnabled", false);
"""
KEPT = 8
"""Seconds after which session, history and stores were written."""


def profile_of_a_tablet(folder: Path) -> Path:
    """A profile that keeps what Firefox keeps for people, which a driven one else does not."""
    folder.mkdir()
    (folder / "user.js").write_text(KEEPS)
    return folder


async def choosing(page: Firefox, code: str) -> None:
    """Type a code of digits, or of letters, mark two candidates, and go on to the review."""
    await until(page, "slip")
    if code[0].isdecimal() and " " in code:
        await press(page, "#slip-group-1")
        await page.type(code.replace(" ", ""))
    else:
        await press(page, "#slip-other")
        await press(page, "#slip-code")
        await page.type(code.replace("-", ""))
    await press(page, "#slip-form button[type=submit]")
    await until(page, "choose")
    await reviewed(page, *CHOSEN)


async def voted(page: Firefox, hall: Hall) -> None:
    await choosing(page, encode_digits(hall.small.credentials[0]))
    await cast(page)
    await asyncio.sleep(KEPT)  # the tracker stands there, and the session is kept meanwhile
    await press(page, "#receipt-end")
    await until(page, "done")
    await press(page, "[data-act=next]")


async def left(page: Firefox, hall: Hall) -> None:
    await choosing(page, hall.small.credentials[1])
    await press(page, "#leave")
    await press(page, "#leave-question button[value=leave]")
    await until(page, "done")
    await press(page, "[data-act=next]")


async def abandoned(page: Firefox, hall: Hall) -> None:
    await choosing(page, encode_digits(hall.small.credentials[2]))
    await until(page, "done")


async def visits(hall: Hall, folder: Path) -> set[str]:
    """Three delegates, one after the other; what is found while Firefox still runs."""
    async with firefox.opened(hall.booth, folder) as page:
        await voted(page, hall)
        await left(page, hall)
        await abandoned(page, hall)
        await asyncio.sleep(KEPT)
        return remains(hall, folder)


def remains(hall: Hall, folder: Path) -> set[str]:
    """What is found of the three."""
    return {f"{voter}: {name}" for voter in range(3) for name in found(folder, secrets_of(hall, voter), folder.parent)}


async def evaluated(address: str, folder: Path, scripts: Any) -> None:
    """A page that leaks."""
    async with firefox.opened(address, folder) as page:
        await until(page, "slip")
        for script in scripts:
            await page.evaluate(script)
        await page.type("a tracker that stood in a field")
        await asyncio.sleep(KEPT)


def test_no_file_of_firefox_holds_anything_of_three_visits(open_hall: Callable[..., Hall], tmp_path: Path) -> None:
    hall = open_hall(candidates=8, timing={"idle": 20, "warning": 5, "done": 60})
    folder = profile_of_a_tablet(tmp_path / "profile")
    assert loops.run(visits(hall, folder)) == set(), "while it runs"
    assert len(hall.ballots) == 1
    assert remains(hall, folder) == set()
    assert found(folder, {"visit": [hall.booth]}, tmp_path) == {"visit"}, "the search looks at the history"


def test_a_page_that_leaves_something_in_firefox_is_caught(open_hall: Callable[..., Hall], tmp_path: Path) -> None:
    """The broken twin: each word in another place of the profile, the last in a field that the session keeps."""
    hall = open_hall(candidates=8)
    secrets = secrets_of(hall, 0) | {"field": ["a tracker that stood in a field"], "session": ["kept for the session"]}
    leaks = leaks_of(secrets) | {
        "field": "document.body.insertAdjacentHTML('beforeend', '<input id=kept>'), kept.focus()",
        "session": "sessionStorage.setItem('kept', 'kept for the session')",
    }
    folder = profile_of_a_tablet(tmp_path / "profile")
    loops.run(evaluated(hall.booth, folder, leaks.values()))
    assert found(folder, secrets, tmp_path) == set(leaks)
