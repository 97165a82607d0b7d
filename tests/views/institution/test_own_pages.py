"""Pages of an institution at the edges: before anything is kept, after it was handed in, and of what is another's."""

from __future__ import annotations

import io
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from app.models import Account
from app.services.acts.refusal import Refused
from app.services.count import objection as objections
from app.services.election.timetable import DEADLINE_PASSED, TimetableValue
from app.services.nomination import nomination, review
from app.services.nomination.nomination import NominationValue
from tests.security.conftest import blank_paper as blank_paper
from tests.security.conftest import site as site
from tests.support.accounts import cheap_passwords, invite, signed_up
from tests.support.assemblies import everything
from tests.support.institutions import WHOLE, Registrant, pdf, registrant, set_timetable, signed_in, signed_in_candidate
from tests.support.visitors import Site, open_site


def english(me: Registrant) -> Registrant:
    me.visitor.post("/language", {"language": "en"})
    return me


def decide(me: Registrant, decision: str, **more: str) -> None:
    assert me.nomination is not None
    with me.held.database.transaction() as db:
        review.decide(db, me.held.two(), me.held.election, me.nomination.id, decision=decision, **more)


def handed_in(site: Site) -> Registrant:
    """An institution whose dossier is handed in."""
    held = site.held.to("nominating")
    with held.database.transaction() as db:
        one = nomination.nominations(db, held.election)[0].institution.id
        row = Account(institution_id=one, username=f"anjoman-{one}", password_hash=None, made=held.now)
        row.totp_secret, row.failures = None, 0
        db.add(row)
        db.flush()
        account = row.id
    return english(signed_in(site, held, one, account))


def over(site: Site) -> None:
    """The deadline passes."""
    now = site.held.now
    set_timetable(site.held, TimetableValue(
        registration_opens=now - timedelta(days=9), registration_closes=now - timedelta(minutes=1)
    ))  # fmt: skip


# Before anything is kept


@pytest.mark.parametrize("path", ["/preview", "/receipt.pdf", "/objections"])
def test_before_anything_is_kept_there_is_nothing_to_see(site: Site, path: str) -> None:
    me = english(registrant(site))
    assert me.get(path).status_code == 404
    assert me.nomination is None


def test_who_has_kept_nothing_hands_nothing_in(site: Site) -> None:
    me = english(registrant(site))
    known = everything(site.held.database)
    answer = me.hand_in()
    assert "error-summary" in answer.text
    assert everything(site.held.database) == known


def test_an_appeal_without_a_rejection_leads_back(site: Site) -> None:
    me = english(registrant(site))
    for path in (me.get("/appeal"), me.post("/appeal", {"text": "x"})):
        assert path.location == me.address


def test_where_nothing_is_to_do_the_start_page_leads_to_the_public_one(site: Site) -> None:
    me = english(registrant(site))
    assert f'href="{me.address}"' in me.visitor.get("/own").text
    over(site)
    page = me.visitor.get("/own").text
    assert f'href="/elections/{site.held.election}"' in page and f'href="{me.address}"' not in page
    assert me.get("/preview").status_code == 404


# What is typed, marked and sent


def test_what_lacks_is_marked_on_its_screen_when_asked(site: Site) -> None:
    me = english(registrant(site))
    me.keep("presentation", {"introduction_fa": ""})
    for part in WHOLE.keys() - {"achievements"}:  # nobody need have achieved anything
        plain, marked = (me.get(f"/{part}{query}").text.count('-error"') for query in ("", "?check=1"))
        assert plain < marked, part
    me.keep("achievements", {**WHOLE["achievements"], "participation-0-year": "پارسال"})
    page = me.get("/achievements?check=1").text
    assert 'id="participation-0-year-error"' in page and "پارسال" in page


def test_a_dossier_with_gaps_is_shown_as_it_is_and_not_handed_in(site: Site) -> None:
    me = english(registrant(site))
    me.keep("presentation", {"introduction_fa": "ما هستیم"})
    assert "ما هستیم" in me.get("/preview").text
    answer = me.hand_in()
    assert "error-summary" in answer.text
    assert me.nomination is not None and me.nomination.status == "draft"
    over(site)
    known = everything(site.held.database)
    assert me.hand_in().status_code == 409
    assert me.get("/preview").status_code == 200
    assert everything(site.held.database) == known


def test_a_wrong_file_of_an_achievement_without_a_word_is_not_kept(site: Site) -> None:
    me = english(registrant(site))
    files: dict[str, object] = {
        f"participation-{place}-file": (io.BytesIO(b"<svg/>"), "x.svg") for place in (3, 7)
    }  # fmt: skip
    assert me.keep("achievements", files).status_code != 302
    assert everything(site.held.database)["upload"] == []


def test_an_upload_at_no_field_is_left_out_and_the_rest_is_kept(site: Site) -> None:
    me = english(registrant(site))
    stray: dict[str, object] = {
        "nowhere": (io.BytesIO(pdf()), "x.pdf"), "introduction_fa_file": (io.BytesIO(pdf()), "y.pdf"),
        "logo": (io.BytesIO(b""), ""),
    }  # fmt: skip
    assert me.keep("presentation", {**WHOLE["presentation"], **stray}).status_code == 302
    assert everything(site.held.database)["upload"] == []
    assert "ما هستیم" in me.get("/presentation").text


def test_an_older_page_with_a_file_is_told_and_over_writes_when_asked(site: Site) -> None:
    me = english(registrant(site))
    me.keep("presentation", {"introduction_fa": "نخست"})

    def sent(act: str) -> int:
        file = {"portrait": (io.BytesIO(b"no picture"), "me.png")}
        return me.post("/presentation", {"introduction_fa": "دوم", "seen": "", "act": act, **file}).status_code

    assert sent("save") == 409
    assert "نخست" in me.get("/presentation").text
    assert sent("over") != 409
    assert "دوم" in me.get("/presentation").text
    assert everything(site.held.database)["upload"] == []


# After it was handed in


def test_a_second_press_leads_back_and_hands_in_nothing_more(site: Site) -> None:
    me = handed_in(site)
    known = everything(site.held.database)
    assert me.hand_in().location == me.address
    assert everything(site.held.database) == known
    page = me.get("/programmes")
    assert page.location == me.address, "what was handed in is not changed"


def test_a_press_while_another_was_on_its_way_counts_once(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    me = whole(site)
    submit = nomination.submit

    def both(*args: Any, **more: Any) -> NominationValue:
        submit(*args, **more)
        return submit(*args, **more)

    monkeypatch.setattr(nomination, "submit", both)
    assert me.hand_in().location == me.address
    monkeypatch.undo()
    assert me.hand_in().location == me.address


def test_a_deadline_that_passes_during_the_press_is_named(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    me = whole(site)

    def late(*_: Any, **__: Any) -> NominationValue:
        raise Refused(DEADLINE_PASSED, deadline="")

    monkeypatch.setattr(nomination, "submit", late)
    answer = me.hand_in()
    assert answer.status_code == 409
    assert me.nomination is not None and me.nomination.status == "draft"


def whole(site: Site) -> Registrant:
    """An institution whose dossier lacks nothing and is not handed in."""
    me = english(registrant(site))
    me.fill()
    return me


def test_what_is_returned_says_on_every_page_what_to_mend(site: Site) -> None:
    me = handed_in(site)
    assert "Please mend" not in me.get().text
    decide(me, "return", text="تاریخ پروانه خوانا نیست.")
    for path in ("", "/programmes"):
        assert "تاریخ پروانه خوانا نیست." in me.get(path).text
    assert me.keep("programmes", {"participation-0-fa": "برنامهٔ بهتر"}).status_code == 302


def test_a_rejection_is_appealed_in_words(site: Site) -> None:
    me = handed_in(site)
    decide(me, "reject", reason="R2", text="پروانه گذشته است")
    assert "پروانه گذشته است" in me.get("/appeal").text
    assert me.post("/appeal", {"text": " "}).status_code == 422
    assert me.nomination is not None and me.nomination.status == "rejected"


def test_a_receipt_is_there_once_something_is_handed_in(site: Site, blank_paper: None) -> None:
    me = handed_in(site)
    answer = me.get("/receipt.pdf")
    assert (answer.status_code, answer.mimetype, answer.data[:5]) == (200, "application/pdf", b"%PDF-")


# Objections


def test_an_objections_receipt_is_its_own_institutions_alone(site: Site, blank_paper: None) -> None:
    held = site.held.to("provisional")
    me, other = english(signed_in_candidate(site, 0)), english(signed_in_candidate(site, 1))
    assert me.post("/objections", {"text": "شمارش درست نیست"}).status_code == 302
    with held.database.reading() as db:
        (one,) = objections.objections(db, held.election)
    assert "شمارش درست نیست" in me.get("/objections").text
    assert "شمارش درست نیست" not in other.get("/objections").text
    assert me.get(f"/objections/{one.number}/receipt.pdf").data[:5] == b"%PDF-"
    assert other.get(f"/objections/{one.number}/receipt.pdf").status_code == 404


# Invitations


def test_a_passkey_for_who_has_an_account_is_prepared_under_its_own_name(tmp_path: Path) -> None:
    with cheap_passwords():
        site = open_site(tmp_path, address="http://localhost:8000")
        signed_up(site)
        asked = site.visitor().post(f"{invite(site)}/challenge", {"username": "somebody else"})
    assert asked.status_code == 200
    assert asked.get_json()["user"]["name"] == "nikan"
