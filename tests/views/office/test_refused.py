"""Forms of the office that are refused: the words, the status, what was typed stays, nothing is stored."""

from __future__ import annotations

import html
import json
from datetime import UTC, datetime, timedelta

import pytest
from flask import get_flashed_messages
from werkzeug.test import TestResponse

from app.language.dates import in_tehran, is_working_day, jalali_numeric
from app.language.names import Names
from app.services.election import timetable
from app.services.election.timetable import TimetableValue
from app.services.hall import roll
from app.services.letters import replacement
from app.services.register import institution
from app.services.register.introduction_list import Confirmed
from app.views.office import introduction_list
from tests.security.conftest import site as site
from tests.support.annulments import REASON
from tests.support.assemblies import PASSWORD, everything, user_name
from tests.support.institutions import set_timetable
from tests.support.visitors import Site, Visitor


def english(site: Site, role: str = "secretary") -> Visitor:
    visitor = site.visitor(role)
    visitor.post("/language", {"language": "en"})
    return visitor


def said(answer: TestResponse) -> str:
    return " ".join(html.unescape(answer.text).split())


def moment(days: int) -> str:
    """The first working day so many days from now, at ten o'clock, as it is typed."""
    day = in_tehran(datetime.now(UTC) + timedelta(days=days)).date()
    while not is_working_day(day):
        day += timedelta(days=1)
    return f"{jalali_numeric(day, 'en')} 10:00"


# The roll


def test_an_institution_gets_one_delegate_who_has_a_name(site: Site) -> None:
    visitor, page = english(site, "desk"), f"/office/elections/{site.held.election}/roll"
    home = site.held.delegates[0].institution.id
    with site.held.database.transaction() as db:
        draft = institution.InstitutionDraft(name=Names("انجمن تازه"), province="IR-07", kind="K2")
        new = institution.add_institution(
            db, site.held.act(), draft, assembly=site.held.address, introduced_on=in_tehran(site.held.now).date()
        )
    empty = visitor.post(f"{page}/new", {"name_fa": "آرش"})
    assert (empty.status_code, "Institution: " in said(empty)) == (422, True)
    assert 'value="آرش"' in empty.text
    twice = visitor.post(f"{page}/new", {"institution": str(home), "name_fa": "آرش"})
    assert twice.status_code == 422
    assert len(site.held.delegates) == 5
    answer = visitor.post(f"{page}/new", {"institution": str(new.id), "name_fa": "آرش"})
    assert (answer.status_code, answer.location.endswith("roll?add=1#add")) == (302, True)
    assert [one.name.fa for one in site.held.delegates if one.institution.id == new.id] == ["آرش"]


ROLL = (
    ({"act": "dance", "delegate": "{id}"}, 404, "not here"),
    ({"act": "check-in", "delegate": "99999"}, 404, "not here"),
    ({"act": "check-in"}, 404, "not here"),
    ({"act": "hand", "delegate": "{id}"}, 409, ""),
)


@pytest.mark.parametrize(("typed", "status", "words"), ROLL)
def test_what_cannot_be_done_for_a_delegate_is_said_in_that_line(
    site: Site, typed: dict[str, str], status: int, words: str
) -> None:
    visitor, page = english(site, "desk"), f"/office/elections/{site.held.election}/roll"
    before = everything(site.held.database)["delegate"]
    answer = visitor.post(page, {name: one.format(id=site.held.delegates[0].id) for name, one in typed.items()})
    assert answer.status_code == status
    assert words in answer.text
    assert everything(site.held.database)["delegate"] == before


def test_the_roll_is_searched_and_leads_back_to_its_line_and_page(site: Site) -> None:
    visitor, page = english(site, "desk"), f"/office/elections/{site.held.election}/roll"
    one = site.held.delegates[0]
    answer = visitor.post(page, {"act": "check-in", "delegate": str(one.id), "search": "انجمن", "page": "2"})
    assert answer.status_code == 302
    assert "page=2" in answer.location
    assert answer.location.endswith(f"#delegate-{one.id}")
    with site.held.database.reading() as db:
        assert roll.delegate(db, site.held.session_id, one.id).checked_in
    assert one.institution.name.en not in visitor.get(f"{page}?search=nobody").text


# The timetable


def test_a_timetable_is_set_moved_later_and_never_out_of_its_order(site: Site) -> None:
    visitor, page = english(site), f"/office/elections/{site.held.election}/timetable"
    wrong = visitor.post(page, {"notice": "soon"})
    assert (wrong.status_code, 'value="soon"' in wrong.text) == (422, True)
    turned = visitor.post(page, {"registration_opens": moment(20), "registration_closes": moment(10)})
    assert turned.status_code == 400
    assert "error-summary" in turned.text
    with site.held.database.reading() as db:
        assert timetable.timetable(db, site.held.election) == TimetableValue()
    done = visitor.post(page, {"registration_opens": moment(10), "registration_closes": moment(30)})
    assert done.status_code == 302
    assert "The timetable is set." in visitor.get(page).text


@pytest.mark.parametrize(
    ("typed", "status", "words"),
    [
        ({}, 422, "Reason, which everybody can read: Please fill in this field."),
        ({"step": "registration_closes", "reason": "سیل", "until": "1404"}, 422, "New end: "),
        ({"step": "registration_closes", "reason": "سیل", "until": "{earlier}"}, 400, "New end: "),
        ({"step": "list_final", "reason": "سیل", "until": "{later}"}, 404, "New end: "),
        ({"step": "no step", "reason": "سیل", "until": "{later}"}, 404, "New end: "),
        ({"step": "registration_closes", "reason": "سیل", "until": "{later}"}, 302, ""),
    ],
)
def test_a_deadline_is_moved_later_alone_and_with_its_reason(
    site: Site, typed: dict[str, str], status: int, words: str
) -> None:
    site.held.advance()
    now = datetime.now(UTC)
    set_timetable(site.held, TimetableValue(
        registration_opens=now - timedelta(days=2), registration_closes=now + timedelta(days=20)
    ))  # fmt: skip
    visitor, page = english(site), f"/office/elections/{site.held.election}/timetable"
    sent: dict[str, object] = {name: one.format(earlier=moment(10), later=moment(27)) for name, one in typed.items()}
    answer = visitor.post(f"{page}/extend", sent)
    assert answer.status_code == status, said(answer)[:600]
    assert words in said(answer)
    with site.held.database.reading() as db:
        assert len(timetable.extensions(db, site.held.election)) == (status == 302)
    if status == 302:
        assert "سیل" in visitor.get(page).text


# Slips of a credential officer, and trustees


@pytest.mark.parametrize(
    ("typed", "status", "words"),
    [
        ({}, 422, "Number of slips: Please enter a whole number."),
        ({"ordered": "7", "personal": "8"}, 422, ""),
        ({"ordered": "100000", "personal": "0"}, 400, "Number of slips: "),
        ({"ordered": "7", "per_page": "4"}, 200, ""),
    ],
)
def test_an_order_of_slips_is_a_file_or_a_word_at_its_field(
    site: Site, typed: dict[str, object], status: int, words: str
) -> None:
    site.held.to("frozen")
    answer = english(site).post(f"/office/elections/{site.held.election}/slips/order", typed)
    assert answer.status_code in (status, 400, 409) if status != 200 else answer.status_code == 200, said(answer)[:500]
    if status == 200:
        assert json.loads(answer.data)["count"] == 7
        assert answer.headers["Content-Disposition"].endswith(f"slip-order-{site.held.election}.json")
    else:
        assert words in said(answer)


def test_a_key_is_rebuilt_only_of_who_is_absent_while_it_is_counted(site: Site) -> None:
    site.held.to("closed")
    (trustee_id,) = site.held.private_keys
    visitor = english(site)
    page = f"/office/elections/{site.held.election}/trustees/{trustee_id}"
    assert visitor.get(f"{page}/rebuild").status_code == 404  # not added up, and no backup
    for sent in ({}, {"hand_in": "{}"}, {"hand_in": "{}", "shares": "1 2", "second_name": "bahram.mehr"}):
        answer = visitor.send(f"{page}/rebuilt", sent)
        assert answer.status_code == 400
        assert answer.json is not None
        assert answer.json["error"] == "decryption-invalid"
    whole = {"hand_in": "{}", "shares": "1 2", "second_name": "bahram.mehr", "second_password": "wrong"}
    answer = visitor.send(f"{page}/rebuilt", whole)
    assert (answer.status_code, answer.json and answer.json["error"]) == (403, "sign-in-failed")


def test_what_the_trustees_page_shows_moves_on_with_the_phase(site: Site) -> None:
    def task(trustee_id: str) -> set[str]:
        page = site.visitor().get(f"/trustees/{trustee_id}").text
        return {name for name in ("make", "keep", "test", "decrypt") if f'<form id="{name}-form"' in page}

    site.held.to("frozen")
    (trustee_id,) = site.held.private_keys
    assert task(trustee_id) == {"keep"}
    site.held.open()
    assert task(trustee_id) == {"test"}
    site.held.to("closed")
    assert task(trustee_id) == set()
    site.held.add_up()
    assert task(trustee_id) == {"decrypt"}
    site.held.decrypt(trustee_id)
    assert task(trustee_id) == set()


# Letters, lots, lists


def test_a_letter_that_was_put_away_has_no_draft_and_is_not_issued(site: Site) -> None:
    site.held.to("final")
    kept, away, *_ = site.held.draft()
    with site.held.database.transaction() as db:
        replacement.void_draft(db, site.held.act(), site.held.election, away.id, reason="دوبار نوشته شد")
    visitor, page = english(site, "signatory"), f"/office/elections/{site.held.election}/letters"
    for path in ("draft.pdf", "issue"):
        answer = visitor.get(f"{page}/{away.id}/{path}")
        assert answer.status_code == 409
        assert "This letter is not in a state that allows this act." in said(answer)
    asked = visitor.get(f"{page}/{kept.id}/issue")
    assert (asked.status_code, kept.institution.name.en in asked.text) == (200, True)


def test_a_second_officer_whose_role_decides_nothing_confirms_nothing(site: Site) -> None:
    visitor, page = english(site), f"/office/elections/{site.held.election}/acts/annul"
    typed = {"reason": REASON, "second_name": user_name(site.held.address, "desk"), "second_password": PASSWORD}
    answer = visitor.post(page, {**typed})
    assert answer.status_code == 403
    assert "The role of the second officer does not include this act." in said(answer)
    assert (REASON in answer.text, PASSWORD in answer.text, site.held.phase) == (True, False, "draft")
    visitor.post(page, {**typed, "second_name": user_name(site.held.address, "returning-officer")})
    assert (visitor.status, site.held.phase) == (302, "annulled")


def test_a_tie_that_is_none_is_not_put_before_the_hall(site: Site) -> None:
    site.held.to("tallied")
    visitor, page = english(site), f"/office/elections/{site.held.election}/lots"
    before = everything(site.held.database)["journal"]
    answer = visitor.post(f"{page}/announce", {"tied": "1 2"})
    assert (answer.status_code, answer.location) == (302, page)
    assert everything(site.held.database)["journal"] == before


@pytest.mark.parametrize(
    ("added", "introduced", "words"),
    [
        (0, 0, "Nothing was left to enter."),
        (3, 0, "3 institutions are entered."),
        (0, 2, "2 institutions of the register are introduced."),
        (3, 2, "3 institutions are entered, 2 of the register are introduced."),
    ],
)
def test_what_came_of_a_list_is_one_sentence(site: Site, added: int, introduced: int, words: str) -> None:
    with site.app.test_request_context() as context:
        context.session["language"] = "en"
        introduction_list._tell_done(Confirmed(added=added, introduced=introduced, left=0))
        assert get_flashed_messages() == [words]
