"""A clock that jumps while the server runs, or is wrong when it begins: the page says so, two officers release it."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from flask.sessions import SecureCookieSessionInterface

from app.language.catalogue import wording
from app.papers.issuer import Issuer
from app.services.acts import clock
from app.services.acts.clock_watch import ClockWatch
from app.services.register import assembly
from app.signing.authority import SigningError
from app.signing.keys import certified
from app.web.installation import Installation
from tests.support.assemblies import PASSWORD, refused, user_name
from tests.support.visitors import Site, Visitor, open_site

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def certificate(held: Installation) -> Callable[[], tuple[datetime, datetime] | None]:
    return partial(certified, held.settings.keys)


@dataclass(slots=True)
class Clock:
    """A machine whose clock can be set, and a steady one beside it that cannot."""

    shown: datetime = field(default_factory=lambda: datetime.now(UTC))
    steady: float = 0.0

    def go(self, span: timedelta) -> None:
        """Let time pass."""
        self.shown += span
        self.steady += span.total_seconds()

    def put(self, site: Site) -> None:
        """Begin the server at this clock, as a start of the program would."""
        held: Installation = site.app.extensions["installation"]
        watch = ClockWatch(held.database, certificate(held), lambda: self.shown, lambda: self.steady)
        site.app.extensions["installation"] = replace(held, watch=watch)


@pytest.fixture
def site(tmp_path: Path) -> Site:
    found = open_site(tmp_path)
    found.held.to("open")
    return found


@pytest.fixture
def machine(site: Site) -> Clock:
    found = Clock()
    found.put(site)
    return found


def doubted(site: Site) -> bool:
    with site.held.database.reading() as db:
        return clock.doubt(db) is not None


def release(site: Site, visitor: Visitor, **changes: object) -> int:
    page = visitor.get("/office/clock").text
    looked = page.split('name="looked"')[1].split('value="')[1].split('"')[0].replace("&#43;", "+")
    form: dict[str, object] = {
        "looked": looked, "right": "y", "second_name": user_name(site.held.address, "returning-officer"),
        "second_password": PASSWORD,
    }  # fmt: skip
    return visitor.post("/office/clock", {**form, **changes}).status_code


def closes(site: Site, visitor: Visitor) -> str:
    """What the page of closing says when two officers close."""
    typed = {
        "unused": "\n".join(site.held.unused()),
        "reason": "",
        "second_password": PASSWORD,
        "second_name": user_name(site.held.address, "returning-officer"),
    }
    return visitor.post(f"/office/elections/{site.held.election}/close", dict(typed)).text


@pytest.mark.parametrize("jump", [-HOUR, 40 * DAY, timedelta(days=-9500)])
def test_a_jump_stops_what_cannot_be_undone_until_two_release_it(site: Site, machine: Clock, jump: timedelta) -> None:
    secretary = site.visitor("secretary")
    assert 'href="/office/clock"' not in secretary.get("/office/").text
    machine.shown += jump
    warned = secretary.get("/office/").text
    assert 'href="/office/clock"' in warned
    assert "ساعت این سامانه شاید نادرست باشد" in closes(site, secretary)
    site.held.vote(0, 1)
    assert (site.held.phase, site.held.value.cast) == ("open", 1)
    assert release(site, secretary) == 302
    assert not doubted(site)
    closes(site, site.visitor("secretary"))  # whose sign-in was of another hour comes in anew
    assert site.held.phase == "closed"
    assert abs(site.held.value.times["closed"] - machine.shown) < HOUR  # type: ignore[index]


def test_a_server_without_the_second_clock_believes_the_jump(site: Site, machine: Clock) -> None:
    """The broken twin: the steady clock jumps along."""
    secretary = site.visitor("secretary")
    machine.go(40 * DAY)
    assert not doubted(site)
    closes(site, site.visitor("secretary"))
    assert secretary.status == 302
    assert site.held.phase == "closed"


@pytest.mark.parametrize("shown", [datetime(2000, 1, 1, tzinfo=UTC), datetime.now(UTC) + 40 * DAY])
def test_a_start_at_a_wrong_hour_is_doubted(site: Site, shown: datetime) -> None:
    """The officers sign in as ever; the journal tells no hour before what it told."""
    machine = Clock(shown)
    machine.put(site)
    secretary = site.visitor("secretary")
    assert doubted(site)
    assert "ساعت این سامانه شاید نادرست باشد" in closes(site, secretary)
    machine.shown = datetime.now(UTC)
    assert release(site, secretary) == 302
    closes(site, secretary)
    assert site.held.phase == "closed"
    assert site.held.value.times["closed"] - machine.shown < HOUR  # type: ignore[index]


def test_another_process_that_sleeps_through_jump_and_release_believes_the_release(site: Site, machine: Clock) -> None:
    held: Installation = site.app.extensions["installation"]
    sleeper = ClockWatch(held.database, certificate(held), lambda: machine.shown, lambda: machine.steady)
    act: Callable[[datetime], object] = lambda at: site.held.act()  # noqa: E731
    sleeper.look(act)  # type: ignore[arg-type]
    secretary = site.visitor("secretary")
    machine.shown -= HOUR
    assert release(site, secretary) == 302
    sleeper.look(act)  # type: ignore[arg-type]
    assert not doubted(site)
    assert sleeper.now() == machine.shown


def test_time_goes_on_as_before_the_jump(site: Site, machine: Clock) -> None:
    watch: ClockWatch = site.app.extensions["installation"].watch
    before = machine.shown
    site.visitor("secretary")
    machine.shown -= HOUR
    machine.go(timedelta(minutes=5))
    assert watch.now() == before + timedelta(minutes=5)


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"second_name": ""}, 422), ({"right": ""}, 422), ({"second_password": "wrong"}, 403), ({"looked": "x"}, 409),
        ({"looked": "2026-01-01"}, 409),
    ],
)  # fmt: skip
def test_a_release_that_lacks_something_changes_nothing(
    site: Site, machine: Clock, changes: dict[str, object], status: int
) -> None:
    secretary = site.visitor("secretary")
    machine.shown -= HOUR
    assert release(site, secretary, **changes) == status
    assert doubted(site)


def test_the_desk_reads_the_page_and_releases_nothing(site: Site, machine: Clock) -> None:
    machine.shown -= HOUR
    desk = site.visitor("desk")
    assert 'name="second_password"' not in desk.get("/office/clock").text
    desk.post("/office/clock", {"right": "y", "looked": machine.shown.isoformat()})
    assert doubted(site)


@pytest.mark.parametrize("kept", [True, False])
def test_a_session_outlives_a_clock_that_is_set_back(
    site: Site, monkeypatch: pytest.MonkeyPatch, *, kept: bool
) -> None:
    """And its broken twin: the library's own cookies, which an hour to come makes worthless."""
    if not kept:
        site.app.session_interface = SecureCookieSessionInterface()
    tablet = site.visitor()
    token = tablet.csrf()
    before = time.time()
    monkeypatch.setattr(time, "time", lambda: before - 3600)
    assert (tablet.csrf() == token) is True
    sent = tablet.client.post(
        f"/B/{site.held.election}/slip", json={"credential": "12"}, headers={"X-CSRFToken": token}
    )
    assert sent.json is not None
    assert (sent.json["error"] == "credential-unknown") is kept
    assert (sent.json["error"] == "page-expired") is not kept


def test_nothing_is_signed_outside_the_certificates(site: Site) -> None:
    """S16: letters were signed in 2000, and read «untrusted» for ever after."""
    installation: Installation = site.app.extensions["installation"]
    paper = Issuer(settings=installation.settings, wording=wording("fa"))
    with site.held.database.reading() as db:
        home = assembly.assembly(db, site.held.address)
    now = datetime.now(UTC)
    installation.roots("مهر")
    for at in (now - timedelta(days=9500), now + timedelta(days=20 * 365)):
        with refused("certificate-over"):
            paper.sign(home, b"", at)
    with pytest.raises(SigningError):  # asked to sign what is no paper
        paper.sign(home, b"", now)


def test_a_clock_that_is_right_is_said_to_be(site: Site) -> None:
    assert "ساعت مورد تردید نیست" in site.visitor("desk").get("/office/clock").text
