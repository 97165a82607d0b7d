"""Acts of the office by one press or one form, each walked once: what the officer is told, and what is kept."""

from __future__ import annotations

import html
import io
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import xlsxwriter
from sqlalchemy import update
from werkzeug.test import TestResponse

from app.language.dates import in_tehran, jalali_numeric
from app.language.names import Names
from app.models import AssemblySession, Officer
from app.services.accounts import officer as officers
from app.services.day import resolution, speech
from app.services.election import election as elections
from app.services.election import timetable
from app.services.election.timetable import TimetableValue
from app.services.hall import agenda, calling, guest, roll, roll_request, substitute
from app.services.hall import session as sessions
from app.services.nomination import nomination, withdrawal
from app.services.register import institution
from app.services.voting import key_backup, tablet, trustee
from app.states.election import Call, Quorum
from app.states.guest import GuestKind
from ballots.backup import split_key
from tests.security.conftest import site as site
from tests.support.assemblies import PASSWORD, everything, user_name
from tests.support.institutions import set_timetable
from tests.support.paper import enrolled
from tests.support.visitors import Site, Visitor


def english(site: Site, role: str = "secretary") -> Visitor:
    visitor = site.visitor(role)
    visitor.post("/language", {"language": "en"})
    return visitor


def told(answer: TestResponse) -> str:
    """The words of a page, its marks of direction left out."""
    return " ".join(html.unescape(answer.text).replace("\u2068", "").replace("\u2069", "").split())


def second(site: Site, role: str = "returning-officer") -> dict[str, object]:
    return {"second_name": user_name(site.held.address, role), "second_password": PASSWORD}


def day(days: int = 0) -> str:
    return jalali_numeric(in_tehran(datetime.now(UTC) + timedelta(days=days)).date(), "en")


def session_of(site: Site) -> str:
    return f"/office/sessions/{site.held.session_id}"


def election_of(site: Site) -> str:
    return f"/office/elections/{site.held.election}"


# The roll


@pytest.mark.parametrize(("role", "place"), [("secretary", "/door"), ("signatory", "/office/sessions")])
def test_a_substitute_comes_before_the_roll_is_late_by_one_officer(site: Site, role: str, place: str) -> None:
    one, visitor = site.held.delegates[0], english(site, role)
    path = f"{session_of(site)}/delegates/{one.id}/substitute"
    form: dict[str, object] = {"name_fa": "پرستو زاگرسی", "name_en": "", "letter_number": "۱۲", "letter_day": day(-1)}
    same = visitor.post(path, {**form, "name_fa": one.name.fa})
    assert (same.status_code, "stands on the roll already" in told(same)) == (409, True)
    answer = visitor.post(path, form)
    assert answer.status_code == 302 and place in answer.location
    with site.held.database.reading() as db:
        assert roll.delegate(db, site.held.session_id, one.id).name.fa == "پرستو زاگرسی"
        (former,) = substitute.formers(db, site.held.session_id, one.id)
    assert (former.name, former.letter_number) == (one.name, "۱۲")


def test_who_may_not_work_at_the_door_is_led_back_to_the_sessions(site: Site) -> None:
    one, visitor = site.held.delegates[0], english(site, "signatory")
    answer = visitor.post(f"{session_of(site)}/delegates/{one.id}/way", {"way": "video"})
    assert answer.location == "/office/sessions"
    assert site.held.delegates[0].by_video


def test_a_slip_in_hand_is_taken_back_on_the_page_of_video(site: Site) -> None:
    held = site.held.to("frozen")
    held.print(7)
    held.seal()
    held.hand_slips(1)
    visitor, path, of = english(site, "desk"), f"{session_of(site)}/by-video", held.value.id
    answer = visitor.post(path, {"act": "take-back", "delegate": held.delegates[0].id, "of": of})
    assert answer.status_code == 302
    assert "The record is taken back." in told(visitor.get(path))
    assert held.delegates[0].handed == frozenset()


def brought(site: Site, visitor: Visitor, table: bytes, called: str = "x.csv") -> str:
    answer = visitor.post(
        f"{election_of(site)}/roll/lists", {"file": (io.BytesIO(table), called)}, content_type="multipart/form-data"
    )
    assert answer.status_code == 302, told(answer)
    return answer.location or ""


def freed(site: Site) -> str:
    """An institution that has no delegate any more."""
    one = site.held.delegates[0]
    with site.held.database.transaction() as db:
        roll.remove_delegate(db, site.held.act(), site.held.session_id, one.id)
    return one.institution.name.fa


def test_a_list_of_good_rows_leads_back_to_the_roll_and_one_of_bad_rows_to_itself(site: Site) -> None:
    visitor, free = english(site, "desk"), freed(site)
    bad = brought(site, visitor, "نهاد,نماینده\nانجمن ناشناس,سارا بندری\n".encode())
    answer = visitor.post(f"{bad}/confirm")
    assert answer.location == bad
    assert "Nothing was left to enter." in told(visitor.get(bad))
    good = brought(site, visitor, f"نهاد,نماینده\n{free},مینا کوهی\n".encode())
    assert visitor.post(f"{good}/confirm").location == f"{election_of(site)}/roll"
    assert "مینا کوهی" in {one.name.fa for one in site.held.delegates}


def test_hidden_rows_of_a_list_are_pointed_out(site: Site) -> None:
    visitor, out = english(site, "desk"), io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as made:
        page = made.add_worksheet()
        for number, row in enumerate((("نهاد", "نماینده"), (freed(site), "مینا کوهی"))):
            page.write_row(number, 0, row)
        page.set_row(1, None, None, {"hidden": True})
    where = brought(site, visitor, out.getvalue(), "x.xlsx")
    assert "The file has hidden rows or columns." in told(visitor.get(where))


def test_a_request_of_a_session_without_elections_leads_to_no_roll(site: Site) -> None:
    with site.held.database.transaction() as db:
        made = sessions.create_session(
            db, site.held.act(), assembly=site.held.address, number=2, held_on=in_tehran(site.held.now).date(),
            place=Names("تالار"), quorum=Quorum.NONE, agenda="",
        )  # fmt: skip
        for one in (made.id, site.held.session_id):
            roll_request.make(
                db, site.held.act(), one, institution="انجمن تازه", person="مینا کوهی", wrong="نام من نیست",
                contact="",
            )  # fmt: skip
    visitor, ways = english(site), []
    for one in (made.id, site.held.session_id):
        address = f"/office/sessions/{one}/roll-requests/1"
        assert "نام من نیست" in visitor.get(address).text
        assert visitor.post(address, {"ruling": "accepted", "reason": "درست است"}).location == address
        page = visitor.get(address)
        ways.append("find=" in page.text)
    assert ways == [False, True]


# The day in the hall


def test_a_guest_in_the_hall_is_put_on_the_list_of_speakers(site: Site) -> None:
    with site.held.database.transaction() as db:
        agenda.lay_down(db, site.held.session_id, "گزارش")
        item = agenda.agenda(db, site.held.session_id).items[0].id
        one = guest.add_guest(
            db, site.held.act(), site.held.session_id, kind=GuestKind.PRESS, name="بهرام آذرپی", house="روزنامه"
        )
        guest.guest_moves(db, site.held.act(), site.held.session_id, one.id, is_in=True)
    visitor, path = english(site, "signatory"), f"{session_of(site)}/course/{item}/speakers"
    assert visitor.post(path, {"who": f"g{one.id}"}).status_code == 302
    with site.held.database.reading() as db:
        (asked,) = speech.speeches(db, site.held.session_id, item)
    assert (asked.name, asked.house) == ("بهرام آذرپی", "روزنامه")


def test_a_resolution_is_not_corrected_to_nothing(site: Site) -> None:
    with site.held.database.transaction() as db:
        agenda.lay_down(db, site.held.session_id, "گزارش")
        item = agenda.agenda(db, site.held.session_id).items[0].id
        one = resolution.resolve(db, site.held.act(), site.held.session_id, item, text="چنین شد.", votes=None)
    answer = english(site, "signatory").post(f"{session_of(site)}/resolutions/{one.id}", {"text": " "})
    assert (answer.status_code, "Please fill in this field." in told(answer)) == (422, True)
    with site.held.database.reading() as db:
        assert resolution.resolution(db, site.held.session_id, one.id).text == "چنین شد."


def test_the_last_minutes_are_announced_to_who_still_chooses(site: Site) -> None:
    held = site.held.to("open")
    visitor = english(site)
    answer = visitor.post(f"{election_of(site)}/close/announce", {"minutes": "5"})
    assert answer.location == f"{election_of(site)}/close"
    assert "Say it in the hall: the voting goes on until" in told(visitor.get(answer.location))
    assert held.phase == "open"


def test_a_session_is_called_a_second_time_by_two(site: Site) -> None:
    held, path = site.held.to("reviewing"), f"{session_of(site)}/second-call"
    with held.database.transaction() as db:
        row = db.get_one(AssemblySession, held.session_id)
        row.quorum, row.call = Quorum.INTRODUCED, Call.FIRST
    visitor = english(site)
    assert visitor.get(path).location == f"{session_of(site)}/first-call"
    with held.database.transaction() as db:
        calling.note_failed_call(db, held.two(), held.session_id)
    form = {"held_on": day(9), "begins": "9", "ends": "12", "place_fa": "تالار دوم", **second(site)}
    answer = visitor.post(path, form)
    assert answer.location == session_of(site), told(answer)
    assert "called a second time" in told(visitor.get(session_of(site)))
    with held.database.reading() as db:
        assert sessions.session_values(db, [held.session_id])[held.session_id].place.fa == "تالار دوم"


def test_two_officers_let_tablets_in_and_the_page_of_each_opens(site: Site) -> None:
    held = site.held.to("open")
    visitor, path = english(site), f"{session_of(site)}/tablets"
    assert visitor.post(f"{path}/admit", second(site)).location == path
    assert "Tablets are let in." in told(visitor.get(path))
    enrolled(held, 1)
    known = everything(held.database)
    for page in ("1", "1/revoke"):
        assert visitor.get(f"{path}/{page}").status_code == 200
    assert everything(held.database) == known
    answer = visitor.post(f"{path}/1/revoke", {"reason": "گم شد", **second(site)})
    assert answer.location == path
    with held.database.reading() as db:
        assert [str(one.state) for one in tablet.tablets(db, held.session_id)] == ["revoked"]


def test_a_browser_that_others_reach_too_becomes_no_booth(site: Site) -> None:
    found = site.app.extensions["installation"]
    site.app.extensions["installation"] = replace(found, settings=replace(found.settings, in_hall=True, trial=True))
    visitor = english(site)
    answer = visitor.post(f"{session_of(site)}/tablets/here", environ_base={"REMOTE_ADDR": "192.0.2.7"})
    assert answer.status_code == 404
    with site.held.database.reading() as db:
        assert tablet.tablets(db, site.held.session_id) == ()


# Elections


def test_in_a_hall_an_election_is_proposed_with_enrolled_tablets(site: Site) -> None:
    def asks_for_enrolled(visitor: Visitor) -> bool:
        page = visitor.get(f"{session_of(site)}/elections/new").text
        return '<option selected value="enrolled">' in page

    visitor = english(site)
    assert not asks_for_enrolled(visitor)
    found = site.app.extensions["installation"]
    site.app.extensions["installation"] = replace(found, settings=replace(found.settings, in_hall=True))
    assert asks_for_enrolled(visitor)


def test_a_mistyped_timetable_is_corrected_by_two_with_its_reason(site: Site) -> None:
    site.held.advance()
    now = datetime.now(UTC)
    set_timetable(site.held, TimetableValue(registration_opens=now - timedelta(days=2)))
    visitor, path = english(site), f"{election_of(site)}/timetable"
    opens = f"{day(-3)} 10:00"
    answer = visitor.post(
        f"{path}/correct", {"registration_opens": opens, "reason": "روز را یکی جابه‌جا نوشتیم", **second(site)}
    )
    assert answer.location == path, told(answer)
    assert "The timetable is corrected." in told(visitor.get(path))
    with site.held.database.reading() as db:
        found = timetable.timetable(db, site.held.election).registration_opens
    assert found is not None and found < now - timedelta(days=2)


def test_a_trustee_is_invited_on_the_page_and_the_link_is_shown_once(site: Site) -> None:
    visitor, path = english(site), f"{election_of(site)}/trustees"
    page = visitor.post(path, {"act": "invite", "name": "نگین رودباری"})
    with site.held.database.reading() as db:
        (one,) = trustee.trustees(db, site.held.election)
    assert one.name == "نگین رودباری" and f"/trustees/{one.public_id}#" in page.text
    assert f"/trustees/{one.public_id}#" not in visitor.get(path).text


def test_a_second_round_is_called_for_the_tied_by_two(site: Site) -> None:
    site.held.votes = ((1, 2), (1, 3), (1, 4), (2, 3), (4,))
    site.held.to("tallied")
    visitor, path = english(site), f"{election_of(site)}/second-round"
    assert path in visitor.get(election_of(site)).text
    assert 'name="candidates"' in visitor.get(path).text
    form = {"title_fa": "دور دوم", "title_en": "", "title_ar": "", "session": str(site.held.session_id)}
    assert visitor.post(path, {**form, "title_fa": "", "candidates": "tied", **second(site)}).status_code == 422
    answer = visitor.post(path, {**form, "candidates": "tied", **second(site)})
    (kin,) = site.held.value.followers
    assert answer.location == f"/office/elections/{kin.public_id}/trustees"
    with site.held.database.reading() as db:
        assert elections.election(db, kin.public_id).rule.seats == 1


# Register and officers


def test_an_institution_that_the_register_holds_is_introduced_and_not_entered_twice(site: Site) -> None:
    visitor, twin = english(site), site.other.delegates[0].institution
    before = len(everything(site.held.database)["institution"])
    form: dict[str, object] = {
        "name_fa": twin.name.fa, "kind": twin.kind, "province": twin.province, "introduced_on": day(),
        "letter_number": "۷",
    }  # fmt: skip
    asked = visitor.post("/office/institutions/new", form)
    assert f'value="{twin.id}"' in asked.text
    answer = visitor.post("/office/institutions/new", {**form, "same": str(twin.id)})
    assert answer.location == f"/office/institutions/{twin.id}"
    assert len(everything(site.held.database)["institution"]) == before
    with site.held.database.reading() as db:
        home = site.held.value.session.assembly.id
        assert institution.institution(db, twin.id, assembly_id=home).institution.id == twin.id


def test_a_permit_for_a_lifetime_is_asked_about_with_the_day_of_both_calendars(site: Site) -> None:
    visitor = english(site)
    table = "نام نهاد,نوع,استان,پایان اعتبار پروانه\nانجمن سپیده,خیریه,تهران,1600/01/01\n".encode()
    answer = visitor.post(
        "/office/institutions/lists", {"file": (io.BytesIO(table), "x.csv")}, content_type="multipart/form-data"
    )
    assert answer.status_code == 302, told(answer)
    assert "(2221/03/" in told(visitor.get(answer.location or ""))


def test_an_officer_of_another_assembly_is_admitted_with_the_own_ways_in(site: Site) -> None:
    visitor = english(site, "administrator")
    name = user_name(site.other.address, "desk")
    form = {"name": "x", "post": "", "role": "desk", "username": name, "password": "", **second(site, "desk")}
    answer = visitor.post("/office/officers/new", form)
    assert answer.status_code == 302, told(answer)
    with site.held.database.reading() as db:
        here = [one.username for one in officers.officers(db, site.held.value.session.assembly.id)]
    assert name in here


def test_nobody_is_changed_by_a_number_that_nobody_has(site: Site) -> None:
    visitor = english(site, "administrator")
    assert visitor.get("/office/officers/99999").status_code == 404
    with site.held.database.reading() as db:
        other = officers.officers(db, site.other.value.session.assembly.id)[0]
    assert visitor.get(f"/office/officers/{other.id}").status_code == 404


def test_who_is_alone_is_asked_for_no_second_officer(site: Site) -> None:
    visitor = english(site, "administrator")
    assert 'name="second_name"' in visitor.get("/office/officers/new").text
    with site.held.database.transaction() as db:
        home = site.held.value.session.assembly.id
        db.execute(
            update(Officer).where(Officer.assembly_id == home, Officer.role != "administrator").values(disabled=True)
        )
    assert 'name="second_name"' not in visitor.get("/office/officers/new").text


# The journal


def test_the_journal_says_whom_a_letter_introduces_and_what_was_drawn(site: Site) -> None:
    site.held.votes = ((1, 2), (1, 3), (1, 4), (2, 3), (4,))
    held = site.held.to("final")
    one, *_ = held.draft()
    page = told(english(site).get(f"{election_of(site)}/journal"))
    assert f"{one.number}, {one.institution.name.en}" in page, page
    assert "tie, digits 6" in page


def test_a_rehearsal_shows_its_simulated_delegates(site: Site) -> None:
    held = site.held.to("reviewing")
    with held.database.transaction() as db:
        db.get_one(AssemblySession, held.session_id).rehearsal = True
    held.shelf = None
    held.freeze()
    assert english(site).get(f"{election_of(site)}/simulated").status_code == 200


# What is left when seats are, and keys that are rebuilt


def test_a_second_round_for_seats_that_nobody_took_asks_for_no_choice_among_the_tied(site: Site) -> None:
    held = site.held.to("frozen")
    with held.database.transaction() as db:
        for one in nomination.candidates(db, held.election)[1:]:
            withdrawal.withdraw(db, held.two(), held.election, one.id, "به خواست خود")
    held.shelf, held.votes = None, ((1,),) * 5
    held.to("provisional")
    page = english(site).get(f"{election_of(site)}/second-round")
    assert (page.status_code, 'name="candidates"' in page.text) == (200, False)


def test_the_key_of_an_absent_trustee_is_rebuilt_on_a_page_of_its_own(site: Site) -> None:
    held = site.held.to("frozen")
    ((one, private),) = held.private_keys.items()
    commitments, _ = split_key(private, 2, 3, held.random)
    with held.database.transaction() as db:
        key_backup.give_backup(
            db, held.act(), one, secret=held.invitations[one], commitments=commitments.to_bytes(), shares=3
        )
    held.shelf = None
    held.to("closed")
    visitor, path = english(site), f"{election_of(site)}/trustees/{one}/rebuild"
    assert visitor.get(path).status_code == 404, "not before the sums are there"
    held.add_up()
    assert visitor.get(path).status_code == 200
    other = f"/office/elections/{site.other.election}/trustees/{one}/rebuild"
    assert visitor.get(other).status_code == 404
    held.decrypt(one)
    assert visitor.get(path).status_code == 404, "not after it was opened"
