"""The office's page of an election: what is next, and what no longer is."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest

from app.language.dates import in_tehran
from app.services.acts import journal
from app.services.election.timetable import TimetableValue
from app.services.nomination import nomination, review
from app.services.whole import duty
from app.states.duty import Duty
from tests.support.annulments import annul
from tests.support.institutions import set_timetable
from tests.support.sealed import keep_minutes
from tests.support.visitors import Site, open_site


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return open_site(tmp_path)


def next_address(site: Site) -> str:
    page = site.visitor("secretary").get(f"/office/elections/{site.held.election}").text
    found = re.search(r'class="button button-large" href="([^"]+)"', page)
    return found[1].removeprefix(f"/office/elections/{site.held.election}/") if found else ""


def badge(page: str, address: str) -> str:
    line = page[page.index(f'{address}"', page.index("task-list")) :]
    found = re.search(r'class="badge[^"]*">([^<]+)<', line)
    return found[1] if found else ""


def test_the_zero_report_is_next_until_the_first_ballot(site: Site) -> None:
    held = site.held.to("open")
    assert next_address(site) == "zero.pdf"
    assert site.visitor("secretary").get(f"/office/elections/{held.election}/zero.pdf").mimetype == "application/pdf"
    page = site.visitor("secretary").get(f"/office/elections/{held.election}").text
    assert badge(page, "/close") == "اکنون"  # voting that nobody came to can be closed too
    held.vote(0, 1)
    assert next_address(site) == "roll"  # large is the work of the phase; what ends it is asked for


def test_what_ends_a_phase_is_asked_for_and_warns_while_something_is_left(site: Site) -> None:
    held, me = site.held.to("open"), site.visitor("secretary")
    own = f"/office/elections/{held.election}"
    held.vote(0, 1)
    page = me.get(own).text
    assert f'class="button button-quiet" href="{own}/close"' in page
    assert f"{'۰۱۲۳۴۵۶۷۸۹'[len(held.delegates) - 1]} نفر تعرفه دارد و هنوز رأی نداده است" in page
    for place in range(1, len(held.delegates)):
        held.vote(place, 1)
    assert next_address(site) == "close"  # nothing of the phase is left


def test_registration_is_not_ended_by_the_large_button_while_it_runs(site: Site) -> None:
    held = site.held.to("nominating")
    held.to("nominating")
    with held.database.transaction() as db:
        for one in nomination.nominations(db, held.election):
            review.decide(db, held.two(), held.election, one.id, decision="accept")
    assert next_address(site) == "candidates"
    now = in_tehran(held.now)
    times = {"registration_closes": now + timedelta(days=20), "review_ends": now + timedelta(days=30)}
    set_timetable(held, TimetableValue(**times))  # type: ignore[arg-type]
    assert next_address(site) == "candidates"
    me = site.visitor("secretary")
    me.post("/language", {"language": "en"})
    said = "who has not handed in by now is shut out"
    assert said in me.get(f"/office/elections/{held.election}").text
    assert said in me.get(f"/office/elections/{held.election}/acts/review").text


def test_what_waits_stands_on_the_start_page_with_its_number(site: Site) -> None:
    held = site.held.to("final")
    held.draft()
    pages = {}
    for role in ("secretary", "signatory", "reviewer", "desk"):
        visitor = site.visitor(role)
        visitor.post("/language", {"language": "en"})
        pages[role] = visitor.get("/office/").text
    address = f"/office/elections/{held.election}/letters/issue"
    assert {role for role, page in pages.items() if address in page} == {"signatory"}  # the drafter issues none
    assert "2 letters wait to be issued by you" in pages["signatory"]
    assert "Papers and duties of the day" in pages["secretary"]
    assert "Papers and duties of the day" not in pages["desk"]


def stays(site: Site) -> bool:
    """Whether the start page shows the election as one that leaves something to do."""
    return f'id="election-{site.held.election}"' in site.visitor("secretary").get("/office/").text


def test_an_election_that_is_over_stays_on_the_start_page_while_a_duty_waits(site: Site) -> None:
    held = site.held.to("tallied")
    annul(held)
    assert stays(site)
    keep_minutes(held)
    for left in (Duty.ZERO_SIGNED, Duty.MINUTES_SIGNED, Duty.SLIPS_DESTROYED):
        assert stays(site), left
        with held.database.transaction() as db:
            duty.note_duty(db, held.act(), held.election, left)
    assert not stays(site)


def test_an_election_that_was_annulled_before_it_was_counted_leaves_the_start_page(site: Site) -> None:
    annul(site.held.to("frozen"))
    assert not stays(site)


def test_a_duty_is_noted_once_by_name_and_hour(site: Site) -> None:
    held, me = site.held.to("provisional"), site.visitor("secretary")
    own = f"/office/elections/{held.election}"
    assert me.get(own).text.count('name="duty"') == 2  # the zero report and the minutes are to be signed
    assert me.post(f"{own}/duties", {"duty": "zero-signed"}).status_code == 302
    me.post(f"{own}/duties", {"duty": "zero-signed"})
    assert me.get(own).text.count('name="duty"') == 1
    assert me.post(f"{own}/duties", {"duty": "letters-handed"}).status_code == 409
    assert me.post(f"{own}/duties", {"duty": "minutes-made"}).status_code == 404
    assert site.visitor("desk").post(f"{own}/duties", {"duty": "minutes-signed"}).status_code == 403
    with held.database.reading() as db:
        assert [one.detail for one in journal.of_kind(db, held.value.id, journal.Kind.DUTY_DONE)] == [
            {"duty": "zero-signed"}
        ]


def test_the_roll_is_a_task_until_voting_is_closed(site: Site) -> None:
    address = f"/office/elections/{site.held.election}"
    for phase, word in (("open", "اکنون"), ("closed", "انجام شد"), ("final", "انجام شد")):
        site.held.to(phase)
        assert badge(site.visitor("secretary").get(address).text, "/roll") == word, phase


def test_the_page_shows_where_tablets_vote_while_they_can(tmp_path: Path) -> None:
    for number, (address, far) in enumerate((("http://127.0.0.1:8000", False), ("http://192.168.1.10:8000", True))):
        site = open_site(tmp_path / str(number), address=address)
        visitor = site.visitor("secretary")
        visitor.post("/language", {"language": "en"})
        page = f"/office/elections/{site.held.election}"
        booth = f'<code dir="ltr">{address}/B/{site.held.election}</code>'
        assert booth not in visitor.get(page).text
        site.held.to("frozen")
        shown = visitor.get(page).text
        assert booth in shown
        assert "<svg" in shown
        assert ("Only this computer reaches this address" in shown) != far
        site.held.to("closed")
        assert booth not in visitor.get(page).text


def test_the_start_page_leads_officers_to_their_sign_in(site: Site) -> None:
    assert 'href="/office/sign-in"' in site.visitor().get("/").text


def tasks(site: Site) -> dict[str, str]:
    """The lines of the list, each with its state."""
    page = site.visitor("secretary").get(f"/office/elections/{site.held.election}").text
    lines = re.findall(r'<li class="task-(\w+)">\s*<span class="task-text">\s*(?:<a[^>]*>)?([^<]+)', page)
    return {title.strip(): state for state, title in lines}


def test_nothing_is_done_before_its_time_and_what_never_comes_is_not_promised(site: Site) -> None:
    early = tasks(site)
    assert (early["کرسی‌ها"], early["چاپ تعرفه‌ها"], early["زمان‌بندی"]) == ("later", "later", "now")
    site.held.to("tallied")
    annul(site.held)
    ended = tasks(site)
    for title in ("نامزدها", "کلیدهای امینان", "چاپ تعرفه‌ها", "شمارش آرا", "زمان‌بندی"):
        assert ended[title] == "done", title
    assert early.keys() - ended.keys() == {
        "اعلام نتیجهٔ مقدماتی", "اعتراض‌ها", "اعلام قطعی شدن نتیجه", "کرسی‌ها", "معرفی‌نامه‌ها",
    }  # fmt: skip
    assert (ended["تهیهٔ صورت‌جلسه"], ended["از میان بردن کلیدها"]) == ("now", "later")
