"""Registration and dossier of an institution: four screens, drafts on two devices, handing in once, late acts."""

from __future__ import annotations

import io
import json
import re
from datetime import timedelta

import pytest

from app.services.election.timetable import TimetableValue
from app.services.nomination import review
from tests.security.conftest import site as site
from tests.support.assemblies import everything
from tests.support.institutions import WHOLE, Registrant, pdf, picture, registrant, set_timetable
from tests.support.visitors import Site


def decide(me: Registrant, decision: str, reason: str = "", text: str = "") -> None:
    """Let two officers decide."""
    assert me.nomination is not None
    with me.held.database.transaction() as db:
        review.decide(
            db, me.held.two(), me.held.election, me.nomination.id, decision=decision, reason=reason, text=text
        )


def autosave(me: Registrant, part: str, form: dict[str, object], seen: str = "") -> tuple[int, dict[str, str]]:
    """What the script sends, and what it is told."""
    answer = me.post(f"/{part}", {"seen": seen, **form}, headers={"Accept": "application/json"})
    return answer.status_code, json.loads(answer.text)


def test_four_screens_and_one_press_make_a_candidacy_with_a_receipt(site: Site) -> None:
    me = registrant(site)
    assert "آغاز از صفحهٔ نخست" in me.get().text
    me.fill()
    page = me.get().text
    assert page.count('<span class="badge badge-success">کامل</span>') == 4
    assert me.hand_in().status_code == 302
    one = me.nomination
    assert one is not None
    assert (one.status, one.representative.fa) == ("submitted", "نگین رودباری")
    assert one.dossier.achievements[0].year == 1403
    assert [programme.head for programme in one.dossier.programmes] == ["participation", "interaction"]
    assert one.receipt is not None
    assert one.receipt in me.get().text


def test_what_the_register_knows_of_the_representative_stands_there_already(site: Site) -> None:
    page = registrant(site).get("/representative").text
    assert 'value="نگین رودباری"' in page
    assert 'value="Negin Rudbari"' in page


def test_what_lacks_is_told_with_a_link_to_its_field(site: Site) -> None:
    me = registrant(site)
    me.keep("presentation", {"introduction_fa": "ما"})
    page = me.hand_in().text
    links = re.findall(r'<li><a href="([^"]+)">', page.partition("error-summary")[2].partition("</div>")[0])
    fields = {link.partition("#")[2] for link in links}
    assert {"declare_true", "letter", "participation-0-fa"} <= fields
    assert "representative_fa" not in fields  # the register knew it
    for link in links:
        answer = me.visitor.get(link.partition("#")[0])
        assert f'id="{link.partition("#")[2]}"' in answer.text
        assert answer.status_code in (200, 422)
    assert me.nomination is not None
    assert me.nomination.status == "draft"


def test_sixty_fields_and_a_wrong_one_lose_none_of_the_sixty(site: Site) -> None:
    me = registrant(site)
    form: dict[str, object] = {}
    for place in range(10):
        for head in ("participation", "interaction"):
            form |= {
                f"{head}-{place}-fa": f"کار {head} {place}", f"{head}-{place}-year": "۱۴۰۲",
                f"{head}-{place}-field": "F01",
            }  # fmt: skip
    form["interaction-9-year"] = "پارسال"
    answer = me.keep("achievements", form)
    assert answer.status_code == 422
    assert 'href="#interaction-9-year"' in answer.text
    again = me.again().get("/achievements").text
    for text in [f"کار {head} {place}" for place in range(10) for head in ("participation", "interaction")]:
        assert text in answer.text
        assert text in again
    assert "پارسال" in again


def test_items_are_added_and_taken_away_without_a_script(site: Site) -> None:
    me = registrant(site)
    for place in range(8):
        form: dict[str, object] = {f"participation-{done}-fa": f"برنامهٔ {done}" for done in range(place + 1)}
        me.keep("programmes", {**form, "act": "add:participation"})
    page = me.get("/programmes").text
    assert page.count('name="participation-') == 8 * 3
    assert 'value="add:participation"' not in page
    me.keep("programmes", {**form, "act": "remove:participation-2"})
    typed = me.nomination.draft["programmes"] if me.nomination else {}
    assert isinstance(typed, dict)
    assert [typed[f"participation-{place}-fa"] for place in range(7)] == [
        [f"برنامهٔ {done}"] for done in (0, 1, 3, 4, 5, 6, 7)
    ]


def test_what_is_typed_on_one_device_stands_on_the_other(site: Site) -> None:
    me = registrant(site)
    status, said = autosave(me, "presentation", {"introduction_fa": "نیمهٔ متن"})
    assert status == 200
    assert said["seen"]
    assert "نیمهٔ متن" in me.again().get("/presentation").text


def test_an_older_page_is_told_before_it_writes_over_a_newer_one(site: Site) -> None:
    me = registrant(site)
    other = me.again()
    first = autosave(me, "presentation", {"introduction_fa": "نخست"})[1]["seen"]
    assert autosave(other, "presentation", {"introduction_fa": "دوم"}, first)[0] == 200
    status, said = autosave(me, "presentation", {"introduction_fa": "سوم"}, first)
    assert (status, said["error"]) == (409, "draft-changed")
    page = me.post("/presentation", {"introduction_fa": "سوم", "seen": first, "act": "save"})
    assert page.status_code == 409
    assert "سوم" in page.text
    assert "دوم" in other.get("/presentation").text
    assert autosave(me, "programmes", {"participation-0-fa": "جای دیگر"})[0] == 200
    assert me.post("/presentation", {"introduction_fa": "سوم", "seen": first, "act": "over"}).status_code == 302
    assert "سوم" in other.get("/presentation").text


def test_a_button_pressed_twice_hands_in_once(site: Site) -> None:
    me = registrant(site)
    me.fill()
    receipts = set()
    for _ in range(2):
        assert me.hand_in().status_code == 302
        assert me.nomination is not None
        receipts.add(me.nomination.receipt)
    assert len(receipts) == 1
    assert me.get().text.count("تحویل شد") >= 1


def test_a_returned_dossier_says_why_and_is_handed_in_again_with_its_receipt(site: Site) -> None:
    me = registrant(site)
    me.fill()
    me.hand_in()
    receipt = me.nomination.receipt if me.nomination else None
    assert me.keep("programmes", {"participation-0-fa": "دیر"}).status_code == 409
    decide(me, "return", text="تاریخ پروانه خوانا نیست.")
    for path in ("", "/programmes"):
        assert "تاریخ پروانه خوانا نیست." in me.get(path).text
    me.keep("programmes", {"participation-0-fa": "برنامهٔ بهتر"})
    me.hand_in()
    one = me.nomination
    assert one is not None
    assert (one.status, one.receipt, one.dossier.programmes[0].text.fa) == ("submitted", receipt, "برنامهٔ بهتر")


def test_a_rejection_is_appealed_once(site: Site) -> None:
    me = registrant(site)
    me.fill()
    me.hand_in()
    decide(me, "reject", "R2", "پروانه گذشته است")
    page = me.get().text
    assert "پروانه گذشته است" in page
    assert f"{me.address}/appeal" in page
    assert me.post("/appeal", {"text": ""}).status_code == 422
    for _ in range(2):
        assert me.post("/appeal", {"text": "تمدید شد"}).status_code == 302
    assert me.nomination is not None
    assert me.nomination.status == "appealed"


def test_a_withdrawal_is_asked_for_first_and_is_for_good(site: Site) -> None:
    me = registrant(site)
    me.fill()
    assert me.get("/withdraw").status_code == 302  # nothing is handed in yet
    me.hand_in()
    assert "برگشت‌پذیر نیست" in me.get("/withdraw").text
    assert me.nomination is not None
    assert me.nomination.status == "submitted"
    me.post("/withdraw")
    assert me.nomination.status == "withdrawn"
    assert me.keep("programmes", {"participation-0-fa": "دوباره"}).status_code == 409


def test_a_late_act_is_refused_and_the_deadline_is_named(site: Site) -> None:
    me = registrant(site)
    me.fill()
    now = me.held.now
    set_timetable(me.held, TimetableValue(
        registration_opens=now - timedelta(days=9), registration_closes=now - timedelta(minutes=1)
    ))  # fmt: skip
    before = everything(me.held.database)["nomination"]
    for path, form in (("/submit", {}), ("/presentation", {"introduction_fa": "دیر", "seen": me.seen("presentation")})):
        answer = me.post(path, form)
        assert answer.status_code == 409
        assert "مهلت" in answer.text
    status, said = autosave(me, "presentation", {"introduction_fa": "دیر"})
    assert (status, said["error"]) == (409, "deadline-passed")
    assert everything(me.held.database)["nomination"] == before


def test_an_institution_that_was_not_introduced_finds_nothing(site: Site) -> None:
    me = registrant(site)
    for path in ("", "/programmes", "/preview", "/appeal", "/withdraw"):
        assert me.visitor.get(f"/own/elections/{site.other.election}{path}").status_code == 404
    assert me.visitor.post(f"/own/elections/{site.other.election}/programmes", {}).status_code == 404


def upload(me: Registrant, part: str, name: str, data: bytes, called: str = "x.jpg", **form: object) -> str:
    """Send one file; return the page that comes of it."""
    answer = me.keep(part, {**WHOLE[part], **form, name: (io.BytesIO(data), called)}, follow_redirects=True)
    return answer.text


def uploads(me: Registrant) -> list[tuple[object, ...]]:
    """The rows of files."""
    return everything(me.held.database)["upload"]


def test_a_file_is_kept_once_shown_and_replaced(site: Site) -> None:
    me = registrant(site)
    for _ in range(2):
        upload(me, "presentation", "logo", picture(), "../../etc/پرچم.png")
    assert len(uploads(me)) == 1
    first = uploads(me)[0][0]
    page = me.get("/presentation").text
    assert f"/own/pictures/{first}" in page
    assert "پرچم.jpg" in page
    upload(me, "presentation", "logo", picture(colour="red"))
    assert len(uploads(me)) == 1
    me.keep("presentation", {**WHOLE["presentation"], "act": "drop:logo"})
    assert uploads(me) == []
    assert everything(me.held.database)["upload_content"] == []


def test_evidence_belongs_to_its_achievement_also_when_another_goes(site: Site) -> None:
    me = registrant(site)
    me.fill()
    two: dict[str, object] = {
        "participation-1-fa": "دومی",
        "participation-1-year": "1402",
        "participation-1-field": "F01",
    }
    upload(me, "achievements", "participation-1-file", pdf(), "report.pdf", **two)
    kept = me.nomination.draft["achievements"] if me.nomination else {}
    assert isinstance(kept, dict)
    number = kept["participation-1-evidence"][0]
    me.keep("achievements", {
        **WHOLE["achievements"], **two, "participation-1-evidence": number, "act": "remove:participation-0"
    })  # fmt: skip
    me.hand_in()
    assert me.nomination is not None
    assert [(one.text.fa, one.evidence) for one in me.nomination.dossier.achievements] == [("دومی", int(number))]


def test_a_refused_file_loses_nothing_that_was_typed(site: Site) -> None:
    me = registrant(site)
    page = upload(me, "presentation", "portrait", b"<svg/>", "me.png", introduction_fa="متن تازه")
    assert "این نوع پرونده پذیرفته نمی‌شود" in page
    assert "متن تازه" in me.get("/presentation").text
    assert uploads(me) == []


def test_a_file_of_another_institution_is_neither_seen_nor_taken(site: Site) -> None:
    me, other = registrant(site), registrant(site, name="انجمن دیگر")
    other.fill()
    upload(other, "presentation", "portrait", picture())
    theirs = [int(str(row[0])) for row in uploads(other)]
    me.fill()
    me.keep("achievements", {**WHOLE["achievements"], "participation-0-evidence": str(theirs[0])})
    assert me.hand_in().status_code == 302
    assert me.nomination is not None
    assert me.nomination.dossier.achievements[0].evidence is None
    for number in (*theirs, 99999, 10**20):
        for kind in ("files", "pictures"):
            assert me.visitor.get(f"/own/{kind}/{number}").status_code == 404
            assert site.visitor().get(f"/{kind}/{number}").status_code == 404


def test_who_sees_a_file_and_how_it_is_sent(site: Site) -> None:
    me = registrant(site)
    me.fill()
    upload(me, "presentation", "logo", picture(), "نشان.jpg")
    upload(me, "achievements", "participation-0-file", pdf(), "گزارش.pdf")
    me.hand_in()
    one = me.nomination
    assert one is not None
    logo, evidence, letter = one.dossier.logo, one.dossier.achievements[0].evidence, one.dossier.letter
    officer, anybody, stranger = site.visitor("desk"), site.visitor(), site.visitor()
    assert anybody.get(f"/pictures/{logo}").status_code == 404
    assert officer.get(f"/office/files/{letter}").status_code == 200
    assert stranger.get(f"/office/files/{letter}").status_code == 302
    decide(me, "accept")
    page = anybody.get(f"/elections/{site.held.election}/candidates/{one.id}").text
    assert f"/pictures/{logo}" in page
    assert f"/files/{evidence}" in page
    assert anybody.get(f"/files/{letter}").status_code == 404
    answer = anybody.get(f"/files/{evidence}")
    assert answer.mimetype == "application/pdf"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    inside = anybody.get(f"/pictures/{logo}")
    assert inside.mimetype == "image/jpeg"
    assert inside.headers["Content-Disposition"].startswith("inline")


def test_the_preview_is_the_page_that_everybody_will_see(site: Site) -> None:
    me = registrant(site)
    me.fill()
    seen = me.get("/preview").text
    me.hand_in()
    decide(me, "accept")
    assert me.nomination is not None
    shown = site.visitor().get(f"/elections/{site.held.election}/candidates/{me.nomination.id}").text

    def sheet(page: str) -> str:
        article = page.partition("<article>")[2].partition("</article>")[0]
        return re.sub(r"<nav.*?</nav>", "", article, flags=re.DOTALL).strip()

    assert sheet(seen) == sheet(shown)
    assert "<p>بند دوم.</p>" in shown


@pytest.mark.parametrize("hostile", ["<script>alert(1)</script>", "\u202eevil\u2066"])
def test_what_is_typed_is_only_text(site: Site, hostile: str) -> None:
    me = registrant(site)
    me.fill()
    me.keep("presentation", {"introduction_fa": f"ما{hostile}هستیم"})
    for page in (me.get("/presentation").text, me.get("/preview").text):
        assert hostile not in page
