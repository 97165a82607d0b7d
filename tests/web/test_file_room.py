"""Pages that take files, while the readers of the installation are busy: words, an hour to come again, nothing lost."""

from __future__ import annotations

import io
import os
import threading
import time
from contextlib import ExitStack
from pathlib import Path

import pytest

from app.received import room as rooms
from app.services.acts.refusal import Refused
from app.services.nomination import nomination as nominations
from app.views.institution import part as parts
from tests.support.institutions import Registrant, picture, registrant
from tests.support.visitors import Site, open_site

LATE = "هم‌اکنون پرونده‌های بسیاری در دست بررسی است"


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return open_site(tmp_path)


@pytest.fixture
def full(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two others read, and nobody waits for long."""
    monkeypatch.setattr(rooms.room.__wrapped__, "__defaults__", (0.0,))


def portrait() -> dict[str, object]:
    return {"portrait": (io.BytesIO(picture()), "portrait.jpg")}


def test_a_dossier_says_so_and_keeps_what_was_typed(site: Site, tmp_path: Path, full: None) -> None:
    me = registrant(site)
    with ExitStack() as held:
        for _ in range(rooms.READERS):
            held.enter_context(rooms.room(tmp_path / "run"))
        for act in ("save", "next", "add:participation"):
            answer = me.keep("presentation", {"introduction_fa": f"ما {act}", "act": act, **portrait()})
            assert (answer.status_code, answer.headers["Retry-After"]) == (503, str(rooms.AGAIN))
            assert LATE in answer.text
            assert f"ما {act}" in me.get("/presentation").text
        by_script = me.keep("presentation", portrait(), headers={"Accept": "application/json"})
        assert (by_script.status_code, by_script.json["error"]) == (503, "files-many")  # type: ignore[index]
        assert LATE in by_script.json["message"]  # type: ignore[index]


@pytest.mark.parametrize(
    ("page", "field"),
    [
        ("/office/assembly/letterhead", "logo"),
        ("/office/institutions/lists", "file"),
        ("/office/assemblies/list", "file"),
    ],
)
def test_pages_of_the_office_say_so(site: Site, tmp_path: Path, full: None, page: str, field: str) -> None:
    me = site.visitor("administrator" if "assemblies" in page else "secretary")
    content = picture() if field == "logo" else "نام\nانجمن\n".encode()
    form = {field: (io.BytesIO(content), "file"), "letter_series": "ز", "notice_series": "ژ", "lines_fa": "خیابان رود"}
    with rooms.room(tmp_path / "run"), rooms.room(tmp_path / "run"):
        answer = me.post(page, form)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, str(rooms.AGAIN))
    assert LATE in answer.text
    assert field == "file" or "خیابان رود" in answer.text


def test_slips_say_so_after_the_phase_was_asked(site: Site, tmp_path: Path, full: None) -> None:
    me, path = site.visitor("secretary"), f"/office/elections/{site.held.election}/slips/take"
    with rooms.room(tmp_path / "run"), rooms.room(tmp_path / "run"):
        assert me.post(path, {"batch": (io.BytesIO(b"{}"), "c.json")}).status_code == 409
        site.held.to("frozen")
        answer = me.post(path, {"batch": (io.BytesIO(b"{}"), "c.json")})
    assert (answer.status_code, LATE in answer.text) == (503, True)


def test_no_file_is_looked_at_that_nobody_would_keep(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    me = registrant(site)
    me.keep("presentation", {"introduction_fa": "ما"})
    monkeypatch.setattr(parts, "accept", lambda *a, **k: pytest.fail("a file was looked at"))
    refused = Refused(nominations.NOMINATION_CLOSED)
    monkeypatch.setattr(nominations, "why_not", lambda *a: refused)
    answer = me.post("/presentation", {"act": "save", "introduction_fa": "تازه", **portrait()})
    assert answer.status_code == 409
    assert "تازه" in answer.text


def test_a_page_that_another_device_changed_is_told_before_a_file_is_looked_at(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    me = registrant(site)
    me.keep("presentation", {"introduction_fa": "ما"})
    monkeypatch.setattr(parts, "accept", lambda *a, **k: pytest.fail("a file was looked at"))
    answer = me.post("/presentation", {"act": "save", "introduction_fa": "تازه", "seen": "", **portrait()})
    assert (answer.status_code, "تازه" in answer.text) == (409, True)


@pytest.mark.prove
def test_a_vote_beside_sixteen_large_pictures_takes_less_than_a_second(site: Site) -> None:
    """S6: it took 59 s beside such posts; two are read at a time, and each refused one has its words."""
    hall, me = site.held, registrant(site, site.other)
    hall.to("open")
    me.keep("presentation", {"introduction_fa": "ما"})
    large, answers, most = picture(5712, 4284, "PNG", compress_level=9), [], [0]
    devices = [me.again() for _ in range(16)]
    for one in devices:
        one.visitor.csrf()

    def send(one: Registrant) -> None:
        sent = one.post("/presentation", {"act": "over", "logo": (io.BytesIO(large), "p.png")})
        answers.append((sent.status_code, sent.text))

    threads = [threading.Thread(target=send, args=(one,)) for one in devices]
    for one in threads:
        one.start()
    took = []
    for place in range(3):
        data, voter = hall.ballot(place, 1), site.visitor()
        began = time.monotonic()
        assert voter.get(f"/B/{hall.election}").status_code == 200
        assert voter.send(f"/B/{hall.election}/ballot", {"ballot": data.decode()}).status_code == 200
        took.append(time.monotonic() - began)
        most.append(children())
    while any(one.is_alive() for one in threads):
        most.append(children())
        time.sleep(0.05)
    assert max(took) < 1
    assert 0 < max(most) <= rooms.READERS
    said = [status for status, _ in answers]
    assert {302, 503} <= set(said) <= {302, 409, 503}
    assert len(said) == 16
    assert all(LATE in text for status, text in answers if status == 503)


def children() -> int:
    """Processes that read a file for this one now."""
    found = 0
    for one in Path("/proc").iterdir():
        try:
            mine = one.name.isdigit() and f"\nPPid:\t{os.getpid()}\n" in (one / "status").read_text()
            found += mine and b"app.received" in (one / "cmdline").read_bytes()
        except OSError:
            continue
    return found
