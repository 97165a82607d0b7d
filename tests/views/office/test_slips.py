"""The office's page of slips: a second printing must be meant, and a long one keeps nobody waiting."""

from __future__ import annotations

import hashlib
import io
import re
import secrets
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.documents.slip import SlipSheet
from app.services.voting import slip
from app.views.office import slip as pages
from ballots.slips import draw_slips
from tests.support.assemblies import PASSWORD, user_name
from tests.support.desk import Desk
from tests.support.visitors import Site, Visitor, open_site


class QuickMaker:
    """Draws and prints in this process, as nobody may: `printing` is called in the place of a printer."""

    printing: Callable[[], None] = staticmethod(lambda: None)

    def __init__(self, uuid: str, count: int, **_apart: int) -> None:
        self.is_locked = True
        self.simulated: list[tuple[str, str]] = []
        self.publics = [(one.serial, one.public) for one in draw_slips(uuid, count, secrets.token_bytes)]

    def print(self, *_: object) -> tuple[int, Iterator[bytes]]:
        QuickMaker.printing()
        return 5, iter([b"%PDF-"])

    def end(self) -> None:
        """Nothing runs."""


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Site:
    monkeypatch.setattr(pages, "SlipMaker", QuickMaker)
    site = open_site(tmp_path)
    site.held.to("frozen")
    return site


def secretary(site: Site) -> Visitor:
    visitor = site.visitor("secretary")
    visitor.post("/language", {"language": "en"})
    return visitor


def printing(site: Site) -> int:
    with site.held.database.reading() as db:
        return slip.counts(db, site.held.election).printing


def test_a_second_click_makes_nothing_and_says_why(site: Site) -> None:
    visitor, page = secretary(site), f"/office/elections/{site.held.election}/slips"
    assert 'name="anew"' not in visitor.get(page).text
    first = visitor.post(f"{page}.pdf", {"number": "7"})
    assert first.mimetype == "application/pdf"
    again = visitor.post(f"{page}.pdf", {"number": "7"})
    assert again.status_code == 409
    assert "have been made already" in again.text
    assert 'name="anew"' in again.text
    assert printing(site) == 1
    assert visitor.post(f"{page}.pdf", {"number": "8", "anew": "y"}).mimetype == "application/pdf"
    assert printing(site) == 2


def test_the_answer_tells_the_page_which_printing_it_is(site: Site) -> None:
    visitor, page = secretary(site), f"/office/elections/{site.held.election}/slips"
    assert 'data-made="0"' in visitor.get(page).text
    cookie = visitor.post(f"{page}.pdf", {"number": "7"}).headers["Set-Cookie"]
    assert cookie.startswith("printing=1; ")
    assert f"Path=/office/elections/{site.held.election}" in cookie
    assert 'data-made="1"' in visitor.get(page).text


def test_too_many_slips_are_refused_at_the_field(site: Site) -> None:
    answer = secretary(site).post(f"/office/elections/{site.held.election}/slips.pdf", {"number": "10000"})
    assert answer.status_code == 400
    assert "at most 65 slips" in answer.text
    assert printing(site) == 0


def test_while_the_paper_is_made_others_can_write(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    wrote: list[bool] = []

    def write() -> None:
        with site.held.database.transaction():
            wrote.append(True)

    def slow() -> None:
        other = threading.Thread(target=write, daemon=True)
        other.start()
        other.join(timeout=5)
        assert wrote, "somebody waits for the printer"

    monkeypatch.setattr(QuickMaker, "printing", staticmethod(slow))
    answer = secretary(site).post(f"/office/elections/{site.held.election}/slips.pdf", {"number": "7"})
    assert answer.status_code == 200
    assert wrote


def test_one_four_or_eight_are_printed_and_the_last_are_personal(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    sheets: list[SlipSheet] = []
    monkeypatch.setattr(QuickMaker, "printing", staticmethod(lambda: None))
    monkeypatch.setattr(QuickMaker, "print", lambda _self, sheet, *_: sheets.append(sheet) or (5, iter([b"%PDF-"])))
    visitor, page = secretary(site), f"/office/elections/{site.held.election}/slips"
    for per_page, personal in (("1", ""), ("4", "0"), ("8", "3")):
        sent = {"number": "9", "anew": "y", "per_page": per_page, "personal": personal}
        assert visitor.post(f"{page}.pdf", sent).status_code == 200
    visitor.post(f"{page}.pdf", {"number": "9", "anew": "y"})
    assert [(one.per_page, one.personal) for one in sheets] == [(1, 0), (4, 0), (8, 3), (4, 0)]
    for wrong in ({"per_page": "3"}, {"per_page": "x"}, {"personal": "10"}, {"personal": "-1"}):
        assert visitor.post(f"{page}.pdf", {"number": "9", "anew": "y", **wrong}).status_code in (400, 422)
    assert len(sheets) == 4


def test_two_officers_declare_a_torn_page_void(site: Site) -> None:
    visitor, page = secretary(site), f"/office/elections/{site.held.election}/slips/page"
    site.held.print(10)
    asked = visitor.post(page, {"page": "2", "look": "1"}).text
    on_it = sorted(one.serial for one in site.held.slips)[4:8]
    assert all(serial in asked for serial in on_it)
    assert "6 good slips are left for 5 delegates" in asked
    alone = visitor.post(page, {"page": "2"})
    assert alone.status_code == 422
    second = {"second_name": user_name(site.held.address, "returning-officer"), "second_password": PASSWORD}
    assert visitor.post(page, {"page": "2", **second}).status_code == 302
    assert "void already" in visitor.post(page, {"page": on_it[0], "look": "1"}).text
    short = visitor.post(page, {"page": "1", "look": "1"}).text
    assert "The spare slips do not suffice" in short
    assert "two officers can unfreeze the election" in short
    with site.held.database.reading() as db:
        assert slip.counts(db, site.held.election).void == 4


def test_a_code_in_the_place_of_a_page_is_not_shown_again(site: Site) -> None:
    site.held.print(10)
    secret = site.held.slips[0].credential
    page = f"/office/elections/{site.held.election}/slips/page"
    assert secret not in secretary(site).post(page, {"page": secret, "look": "1"}).text


SWAPS = [(True, False, True), (True, True, False), (False, False, False)]


@pytest.mark.parametrize(("swap", "lockable", "warned"), SWAPS)
def test_the_page_says_where_secrets_could_come_to_the_disk(
    site: Site, monkeypatch: pytest.MonkeyPatch, swap: bool, lockable: bool, warned: bool
) -> None:
    monkeypatch.setattr(pages, "has_swap", lambda: swap)
    monkeypatch.setattr(pages, "may_lock", lambda: lockable)
    text = secretary(site).get(f"/office/elections/{site.held.election}/slips").text
    assert ("Turn swap off" in text) == warned


def test_the_office_compares_twenty_digits_with_the_laptop_that_made_the_slips(
    site: Site, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    me, desk, path = site.visitor("secretary"), Desk(tmp_path, capsys), f"/office/elections/{site.held.election}/slips"
    count = len(site.held.delegates) + 2
    me.post("/language", {"language": "en"})
    order = me.post(f"{path}/order", {"ordered": count, "per_page": "4", "personal": "0"})
    desk.path("order").write_bytes(order.data)
    said = desk.run("credentials", "make", desk.path("order"), "--out", desk.path("out"))
    batch = (desk.path("out") / "credentials.json").read_bytes()
    assert "The file of the credential officer" not in me.get(path).text
    assert me.post(f"{path}/take", {"batch": (io.BytesIO(batch), "credentials.json")}).location == path
    page = me.get(path).text
    (shown,) = re.findall(r'<bdi class="digits".*?</bdi></bdi>', page)
    assert f"digits   {re.sub('<.*?>', '', shown)}" in said
    assert hashlib.sha256(batch).hexdigest() in page.partition(shown)[2].partition("<details")[2]
