"""Every field of every form of an institution and of the secretariat takes hostile texts: refused, or shown as text."""

from __future__ import annotations

import csv
import io
import json
import re
import sys
import unicodedata
import zipfile
from collections.abc import Iterator

import pytest

from app.services.nomination import review
from tests.security.forms import HOSTILE, SUM, Form, attack, forms_on
from tests.security.test_input import living_markup
from tests.support.accounts import cheap_passwords
from tests.support.institutions import Registrant, registrant
from tests.support.visitors import Site, Visitor

CONTROLS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\ufeff\u200b")
OURS = frozenset("\u2066\u2067\u2068\u2069\u200c\n\r\t")
"""What our own texts hold: islands of another direction, half-spaces, line ends."""
TURNS = range(0, len(HOSTILE), 5)
NOT_NOW = ("sign-out", "/language", "/withdraw", "/submit", "/roll", "/trustees")


@pytest.fixture(autouse=True)
def _cheap() -> Iterator[None]:
    with cheap_passwords():
        yield


def invisible(text: str) -> set[str]:
    """Characters that turn a line, that nobody sees or that mean nothing."""
    return {
        hex(ord(one))
        for one in set(text) - OURS
        if one in CONTROLS or unicodedata.category(one) in ("Cc", "Cf", "Cs", "Co", "Cn")
    }


def faults_of(page: str) -> list[str]:
    """What of a page would run, was worked out, or hides."""
    found = [*living_markup(page), *invisible(page)]
    return found + [mark for mark in (SUM, "\u0301" * 4) if mark in page]


def own_pages(me: Registrant) -> list[str]:
    """Where an institution types."""
    parts = ("", "/representative", "/presentation", "/programmes", "/achievements", "/preview", "/appeal")
    return [*(me.address + part for part in parts), "/own", "/own/account/password", "/own/account/code"]


def office_pages(site: Site, one: Registrant) -> list[str]:
    """Where the secretariat types, and where it reads what others typed."""
    here, register = f"/office/elections/{site.held.election}", "/office/institutions"
    review_page = f"{here}/candidates/{number_of(one)}"
    return [
        f"{register}/new", f"{register}/{one.institution_id}/change", f"{register}/{one.institution_id}", register,
        f"{register}/lists", f"{register}/invitations", f"{here}/candidates/new", review_page, f"{here}/candidates",
        f"{here}/timetable", f"{here}/settings", f"/office/sessions/{site.held.session_id}", f"{here}/roll",
        f"{here}/journal", here, "/office/",
    ]  # fmt: skip


def number_of(one: Registrant) -> int:
    found = one.nomination
    assert found is not None
    return found.id


def walk(visitor: Visitor, pages: list[str], turn: int) -> Iterator[str]:
    """Attack every form of the pages; what is wrong with a page or an answer."""
    met: set[tuple[str, ...]] = set()
    for path in pages:
        page = visitor.get(path)
        yield from (f"{path}: {fault}" for fault in faults_of(page.text))
        for form in forms_on(path, page.text):
            if _met(met, form):
                continue
            for answer in attack(visitor, form, turn):
                if answer.status_code >= 500:
                    yield f"{turn} {form.action}: {answer.status_code}"
                yield from (f"{turn} {form.action}: {fault}" for fault in faults_of(answer.text))


def _met(met: set[tuple[str, ...]], form: Form) -> bool:
    key = (form.action, *form.kinds)
    known = key in met or form.action.endswith(NOT_NOW)
    met.add(key)
    return known


def hand_in_hostile(me: Registrant) -> None:
    """Hand in a dossier of hostile texts, each short enough to be taken."""
    me.fill()
    for part in ("representative", "presentation", "programmes", "achievements"):
        form = next(one for one in forms_on(me.address, me.get(f"/{part}").text) if "seen" in one.kinds)
        texts = [name for name in form.typed if not name.endswith(("-year", "-number"))]
        short = ("representative", "indicator")
        typed = {name: " ".join(HOSTILE[: 3 if any(one in name for one in short) else 12]) for name in texts}
        typed |= {name: "1403" for name in form.typed if name.endswith("-year")}
        whole = {name: one[0] for name, one in form.values.items() if name not in ("csrf_token", "act")}
        assert me.post(f"/{part}", {**whole, **typed, "act": "save"}).status_code == 302
    assert me.hand_in().status_code == 302
    number_of(me)


def exported(visitor: Visitor) -> dict[str, bytes]:
    answer = visitor.export()
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(io.BytesIO(parts["all.xlsx"])) as book:
        return parts | {f"all.xlsx/{name}": book.read(name) for name in book.namelist()}


def faults_in(parts: dict[str, bytes]) -> Iterator[str]:
    """What of an export a spreadsheet would work out, or nobody could read."""
    for name, data in parts.items():
        if name.endswith(".csv"):
            for row in csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")):
                yield from (f"{name}: {cell}" for cell in row if re.match(r"[=+@\t\r＝＋－＠]|-\D", cell))
        if name.endswith(".json") and not name.startswith("elections/"):
            yield from (f"{name}: {one}" for one in invisible(json.dumps(json.loads(data), ensure_ascii=False)))
        if name.startswith("all.xlsx/xl/worksheets") and (b"<f>" in data or b"<hyperlink" in data):
            yield name
        if "../" in name or name.startswith("/") or "\\" in name:
            yield name


def test_every_field_takes_hostile_texts_and_no_page_or_export_runs_or_hides_them(site: Site) -> None:
    me, other, visitor = registrant(site), registrant(site, name="انجمن دیگر"), site.visitor("secretary")
    hand_in_hostile(other)
    for turn in TURNS:
        assert list(walk(me.visitor, own_pages(me), turn)) == []
        assert list(walk(visitor, office_pages(site, other), turn)) == []
    assert list(faults_in(exported(visitor))) == []


def test_an_appeal_takes_hostile_texts(site: Site) -> None:
    me, held = registrant(site), site.held
    hand_in_hostile(me)
    with held.database.transaction() as db:
        review.decide(db, held.two(), held.election, number_of(me), decision="reject", reason="R2", text=HOSTILE[0])
    assert list(walk(me.visitor, [f"{me.address}/appeal", me.address], 0)) == []
    assert me.nomination is not None
    assert me.nomination.status == "appealed"
    assert list(walk(site.visitor("secretary"), office_pages(site, me)[6:9], 1)) == []


@pytest.mark.parametrize("language", ["fa", "en", "ar"])
def test_what_an_institution_typed_is_text_wherever_a_candidate_is_shown(site: Site, language: str) -> None:
    me, held = registrant(site), site.held
    hand_in_hostile(me)
    held.to("open")
    number, here = number_of(me), f"/elections/{held.election}"
    for visitor in (site.visitor(), site.visitor("secretary"), me.visitor):
        visitor.post("/language", {"language": language, "next": "/"})
        pages = [
            "/", here, f"{here}/candidates", f"{here}/candidates/{number}", f"/B/{held.election}",
            f"{here}/compare?candidate=1&candidate={number}", f"{here}/order", me.address, "/own",
            f"/office{here}/candidates/{number}", f"/office{here}/journal", f"{here}/board",
        ]  # fmt: skip
        shown = [visitor.get(path).text for path in pages]
        assert [fault for page in shown for fault in faults_of(page)] == []
        assert "{{7*190817}}" in shown[3]
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in shown[3]


def test_pages_that_trust_what_was_typed_are_caught(site: Site) -> None:
    me = registrant(site)
    hand_in_hostile(me)
    environment = site.app.jinja_env
    environment.autoescape = False
    assert environment.cache is not None
    environment.cache.clear()
    assert living_markup(site.visitor("secretary").get(office_pages(site, me)[7]).text)


def test_a_field_that_takes_what_nobody_sees_is_caught(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.language.text._visible", lambda text: text)
    me = registrant(site)
    found = [fault for turn in TURNS for fault in walk(me.visitor, own_pages(me)[2:3], turn)]
    assert any("0x202e" in fault for fault in found)


def test_a_server_that_falls_over_a_button_is_caught(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    def careless(*_: object) -> object:
        raise KeyError

    monkeypatch.setattr(sys.modules["app.views.institution.part"], "one_more", careless)
    me = registrant(site)
    assert any(fault.endswith(": 500") for turn in TURNS for fault in walk(me.visitor, own_pages(me)[2:3], turn))
