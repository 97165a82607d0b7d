"""The real program at a clock that is wrong: 2000, forty days ahead, an hour back while people vote (S16).

The library of the program faketime lies to it of the hour; the clock beside, which nobody can set, goes on.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app import create_app
from app.config import load_settings
from app.language.catalogue import wording
from app.migrations.upgrade import migrate
from app.papers.election import print_minutes
from app.papers.issuer import Issuer
from app.signing.keys import authority
from tests.documents.pictures import text_of
from tests.journeys.client import Answer, Client
from tests.support.assemblies import PASSWORD, Simulation, simulate, user_name
from tests.support.server import ROOT, serving

pytestmark = pytest.mark.prove

LIBRARIES = sorted(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"))
SLEEP = "import select, time\ntime.sleep = lambda seconds: select.select([], [], [], seconds)\n"
"""The library's way with a clock that is not faked breaks the usual sleep."""
DOUBTED = "ساعت این سامانه شاید نادرست باشد"


@pytest.fixture
def held(tmp_path: Path) -> Simulation:
    """An installation on disk whose poll is open, at the hour that it is."""
    if not LIBRARIES:
        pytest.skip("the package libfaketime is not installed")
    settings = load_settings(tmp_path / "instance")
    installation = create_app(settings).extensions["installation"]
    migrate(installation.database)
    found = simulate(tmp_path, database=installation.database)
    found.ring, found.signer, found.now = installation.ring, installation.signer, datetime.now(UTC)
    authority(settings.keys, "مهر", found.now)
    found.to("open")
    for place, marks in enumerate(found.votes):
        found.vote(place, *marks)
    return found


class Hall:
    """Two officers before the program, and whoever sets the clock of its machine."""

    def __init__(self, held: Simulation, clock: Path, address: str) -> None:
        self.held, self._clock, self._address = held, clock, address
        self.page = f"/office/elections/{held.election}"
        self.second = {
            "second_name": user_name(held.address, "returning-officer"), "second_password": PASSWORD,
        }  # fmt: skip

    def secretary(self) -> Client:
        """An officer who has just signed in."""
        one = Client(self._address)
        one.sign_in(user_name(self.held.address, "secretary"), PASSWORD)
        return one

    def set(self, faked: str) -> None:
        """Set the clock, as the library writes it: `@2000-01-01 09:00:00`, `-1h`."""
        self._clock.write_text(faked)

    def close(self) -> Answer:
        """Close the poll."""
        return self.secretary().send(
            f"{self.page}/close", {"unused": "\n".join(self.held.unused()), "reason": "", **self.second}
        )

    def release(self) -> Answer:
        """Compare the clock, and release it."""
        one = self.secretary()
        looked = re.search(r'name="looked"[^>]*value="([^"]+)"', one.get("/office/clock").text)
        assert looked is not None
        return one.send("/office/clock", {"looked": looked[1], "right": "y", **self.second})


@contextmanager
def hall(held: Simulation, folder: Path, faked: str) -> Iterator[Hall]:
    """The program, started at a clock that shows what is `faked`."""
    clock = folder / "clock"
    clock.write_text(faked)
    lies = {
        "LD_PRELOAD": str(LIBRARIES[-1]), "FAKETIME_TIMESTAMP_FILE": str(clock), "FAKETIME_NO_CACHE": "1",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1", "PYTHONPATH": f"{ROOT}:{folder}",
    }  # fmt: skip
    (folder / "sitecustomize.py").write_text(SLEEP)
    with serving(folder, more=lies) as program:
        yield Hall(held, clock, program.address)


def told(one: Hall, folder: Path) -> None:
    """Whatever was doubted: nothing closes, the page says why; released, it closes, and the minutes tell it."""
    held = one.held
    refused = one.close()
    assert DOUBTED in refused.text
    assert held.phase == "open"
    assert DOUBTED in one.secretary().get("/office/").text
    one.set("+0s")
    assert DOUBTED in one.close().text
    assert held.phase == "open"
    assert one.release().status == 200
    assert one.close().status == 200
    held.now = datetime.now(UTC)
    held.count()
    held.publish()
    with held.database.reading() as db:
        pdf = print_minutes(
            Issuer(settings=load_settings(folder / "instance"), wording=wording("en")), db, held.election, held.now
        )
    assert "The clock of the server was in doubt" in " ".join(text_of(pdf, folder).split())


@pytest.mark.parametrize("faked", ["@2000-01-01 09:00:00", "+40d"])
def test_a_start_at_a_wrong_hour(held: Simulation, tmp_path: Path, faked: str) -> None:
    with hall(held, tmp_path, faked) as one:
        told(one, tmp_path)


@pytest.mark.parametrize("faked", ["-1h", "+40d"])
def test_a_clock_that_is_set_while_people_vote(held: Simulation, tmp_path: Path, faked: str) -> None:
    with hall(held, tmp_path, "+0s") as one:
        assert DOUBTED not in one.secretary().get("/office/").text
        one.set(faked)
        told(one, tmp_path)
