"""What a colleague is told of an act whose address alone says what it is about: seat, letter, person."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from app.language import dates
from app.models import AssemblySession, Delegate
from app.services.accounts import officer
from app.services.count import objection as objections
from app.services.voting import poll, slip, trustee
from app.services.whole import two_person
from tests.security.conftest import site as site
from tests.support.assemblies import PASSWORD
from tests.support.visitors import Site

OWN_ADDRESS = {"public_id", "code", "action"}
"""What an address may have that says nothing more than the page does: the election, and the act."""


def ask(site: Site, path: str, form: Mapping[str, Any], role: str = "secretary") -> str:
    """What a colleague reads of what an officer asks for."""
    answer = site.visitor(role).post(path, {**form, "ask": "1"})
    assert answer.status_code == 302, answer.text
    return site.visitor("signatory").get(str(answer.location)).text


def own(site: Site, path: str) -> str:
    return f"/office/elections/{site.held.election}/{path}"


def numeral(number: int) -> str:
    return str(number).translate(str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹"))


def test_of_a_seat_and_a_letter_the_institution_is_named(site: Site) -> None:
    held = site.held.to("final")
    names = [line.candidate.institution.name.fa for line in held.result().seated]
    today = dates.jalali_numeric(dates.in_tehran(held.now).date(), "fa")
    page = ask(site, own(site, "seats/1/vacate"), {"day": today, "reason": "نامهٔ نهاد"})
    assert names[0] in page and names[1] not in page
    one = held.draft()[1]
    page = ask(site, own(site, f"letters/{one.id}/revoke"), {"reason": "نامهٔ نهاد"})
    assert one.institution.name.fa in page and names[0] not in page


def test_of_an_objection_its_text_and_of_a_withdrawal_the_candidate(site: Site) -> None:
    held = site.held.to("provisional")
    with held.database.transaction() as db:
        today = dates.in_tehran(held.now).date()
        objections.object_to(db, held.act(), held.election, text="برگه‌ای کم بود.", person="کاوه دماوند", received=today)
    form = {"ruling": "dismissed", "body": "هیئت نظارت", "reasons": "شمارش دوباره درست بود."}
    page = ask(site, own(site, "objections/1"), form)
    assert "کاوه دماوند" in page and "برگه‌ای کم بود." in page
    one = held.result().seated[0].candidate
    assert one.institution.name.fa in ask(site, own(site, f"candidates/{one.id}/withdraw"), {"withdrawal": "نامه"})


def test_of_a_trustee_a_session_and_an_officer_the_name(site: Site) -> None:
    held = site.held.to("reviewing")
    held.invite("نگین رودباری")
    with held.database.reading() as db:
        holder = trustee.trustee(db, next(iter(held.private_keys)))
        session = db.scalars(select(Delegate.session_id)).first()
        (changed,) = [one for one in officer.officers(db, 1) if one.role == "desk"]
    reason = {"reason": "کلید او از دست رفت و برگه‌ای نبود."}
    assert "نگین رودباری" in ask(site, own(site, f"trustees/{holder.public_id}/remove"), reason)
    assert f">{numeral(1)}<" in ask(site, f"/office/sessions/{session}/first-call", {})
    form = {"name": "نام تازه", "post": "", "role": "reviewer"}
    page = ask(site, f"/office/officers/{changed.id}", form, role="administrator")
    assert changed.name in page and "نام تازه" in page


def test_of_a_line_of_the_roll_the_delegate(site: Site) -> None:
    held = site.held
    gone = held.delegates[0]
    with held.database.transaction() as db:
        db.get_one(AssemblySession, held.session_id).roll_until = held.now
    page = ask(site, own(site, f"roll/{gone.id}/remove"), {"reason": "نامهٔ نهاد"})
    assert gone.institution.name.fa in page
    way = {"way": "video", "reason": "سفر"}
    assert gone.institution.name.fa in ask(site, f"/office/sessions/{held.session_id}/delegates/{gone.id}/way", way)


def test_of_the_clock_the_hour_that_is_to_be_compared(site: Site) -> None:
    page = ask(site, "/office/clock", {"right": "y", "looked": "2026-12-01T09:05:00+00:00"})
    assert "۱۲:۳۵" in page


def test_every_page_of_two_with_an_own_address_is_here(site: Site) -> None:
    pages = {one.page for one in two_person.TABLE}
    named = {rule.endpoint for rule in site.app.url_map.iter_rules() if rule.arguments - OWN_ADDRESS}
    assert pages & named == {
        "office.seat_vacate", "office.letter_revoke", "office.objection_rule", "office.nomination_withdraw",
        "office.trustee_remove", "office.session", "office.session_failed", "office.session_again",
        "office.rehearsal_discard", "office.desk_take_back",  # the desk's name: test_desk_take_back
        "office.officer_change", "office.tablets_admit", "office.tablet_revoke",
        "office.delegate_remove", "office.delegate_way",
        "office.delegate_substitute", "office.corrigendum", "office.corrigendum_voter",  # the form has the frozen name
        "office.trustee_rebuilt",  # at one machine alone: sheets do not wait
    }  # fmt: skip


def test_of_a_closing_the_balance_is_in_sight_with_the_slips_that_were_scanned_and_what_is_wrong(site: Site) -> None:
    held, path = site.held.to("open"), own(site, "close")
    for place in range(1, 5):
        held.vote(place, 1)
    with held.database.transaction() as db:
        slip.void_slip(db, held.two(), held.election, held.slips[5].serial, spoiled=True)
    scanned = {"unused": held.slips[6].serial, "apart": held.slips[5].serial}
    page = ask(site, path, scanned)
    for name, number in {"printed": 7, "handed": 5, "unused": 1, "spoiled": 1, "void": 0, "cast": 4}.items():
        shown = re.search(rf'data-term="{name}"><span class="balance-number">([^<]*)<', page)
        assert shown and shown[1] == numeral(number), name
    assert "balance-right" in page and "balance-wrong" not in page
    assert f"تعرفه‌های مخدوشِ روی میز: {numeral(1)} از {numeral(1)}" in page
    short = ask(site, path, {"apart": "", "reason": "یک تعرفه یافت نشد."})
    assert "balance-wrong" in short
    with held.database.transaction() as db:
        poll.note_used(db, held.act(), held.election, held.slips[1].serial)
    assert held.slips[1].serial in ask(site, path, {**scanned, "reason": "هیئت‌رئیسه رسیدگی کرد."})
    asked = site.visitor("secretary").post(path, {**scanned, "reason": "هیئت‌رئیسه رسیدگی کرد.", "ask": "1"})
    second = site.visitor("signatory")
    second.post(f"{asked.location}/confirm", {"password": PASSWORD})
    assert held.phase == "closed"
    assert 'id="balance"' not in second.get(str(asked.location)).text
