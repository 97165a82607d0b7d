"""Pages of the office before their time, of what is not there, or with what no form sends: refused, nothing changed."""

from __future__ import annotations

import html
from collections.abc import Callable

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from app.models import AssemblySession, Body, Letter
from app.services.acts.clock_release import CLOCK_MOVED
from app.services.hall import roll
from app.services.voting import ballot_order, trustee
from app.states.election import Call, Quorum
from tests.security.conftest import site as site
from tests.support.assemblies import PASSPHRASE, PASSWORD, TERMS, Simulation, everything, user_name
from tests.support.visitors import Site, Visitor

ELECTION, SESSION = "/office/elections/{election}", "/office/sessions/{session}"
TOO_EARLY = "Not yet: first comes “Close the voting”."
NOT_HERE = "What you look for is not here."
Before = Callable[[Session, Simulation], object]


def nothing(db: Session, held: Simulation) -> None:
    """Nothing is done before."""


def empty_roll(db: Session, held: Simulation) -> None:
    for one in roll.roll(db, held.session_id):
        roll.remove_delegate(db, held.act(), held.session_id, one.id)


def english(site: Site, role: str = "secretary") -> Visitor:
    visitor = site.visitor(role)
    visitor.post("/language", {"language": "en"})
    return visitor


def told(text: str) -> str:
    return " ".join(html.unescape(text).split())


def second(site: Site) -> dict[str, object]:
    return {"second_name": user_name(site.held.address, "returning-officer"), "second_password": PASSWORD}


LOOKED: dict[str, tuple[str, str, int, str, Before]] = {
    "an act that has a page of its own": ("draft", f"{ELECTION}/acts/tally", 404, NOT_HERE, nothing),
    "invitations of nobody": ("draft", f"{SESSION}/door/invitations.pdf", 404, NOT_HERE, empty_roll),
    "a corrigendum before there is a board": ("draft", f"{ELECTION}/corrigendum", 404, NOT_HERE, nothing),
    "a part that no desk has": ("draft", f"{SESSION}/desks/99/take-back", 404, NOT_HERE, nothing),
    "a resolution of nothing": ("draft", f"{SESSION}/resolutions/new", 404, NOT_HERE, nothing),
    "a by-election after no election": (
        "open", f"{SESSION}/elections/new?follows={{election}}", 409, TOO_EARLY, nothing,
    ),
    "a second round before the end": ("open", f"{ELECTION}/second-round", 409, TOO_EARLY, nothing),
}  # fmt: skip
"""What is looked at: the phase, the page, the status, the words, and what was done before."""


@pytest.mark.parametrize("name", LOOKED)
def test_a_page_that_is_not_there_is_refused(site: Site, name: str) -> None:
    phase, path, status, said, before = LOOKED[name]
    held = site.held.to(phase)
    with held.database.transaction() as db:
        before(db, held)
    answer = english(site).get(path.format(election=held.election, session=held.session_id))
    assert (answer.status_code, said in told(answer.text)) == (status, True), told(answer.text)


SENT: dict[str, tuple[str, str, str, dict[str, object], int, str]] = {
    "seven more minutes": ("open", "secretary", f"{ELECTION}/close/announce", {"minutes": "7"}, 404, NOT_HERE),
    "a roll of before where there is none": ("draft", "desk", f"{ELECTION}/roll", {"act": "take-over"}, 409, ""),
    "an order of the speakers like no ballot's": (
        "draft", "secretary", f"{SESSION}/presentations/order", {"act": "ballot"}, 409, "",
    ),
    "a resolution without words": ("draft", "secretary", f"{SESSION}/resolutions/1", {"text": "x"}, 404, NOT_HERE),
    "lots without balls": ("tallied", "secretary", f"{ELECTION}/lots", {}, 422, "Digits of the balls"),
    "a supplement before the minutes": ("final", "secretary", f"{ELECTION}/papers/supplement", {}, 409, ""),
    "a backup without a key for it": ("draft", "secretary", "/office/state/backup", {}, 200, "--new-key"),
    "an assembly of nothing": (
        "draft", "administrator", "/office/assemblies/list", {"act": "found", "name_fa": ["مجمع"], "address": [""]},
        200, "is missing",
    ),
}  # fmt: skip
"""What is sent: the phase, by whom, where, what, the status and the words."""


@pytest.mark.parametrize("name", SENT)
def test_what_no_form_sends_in_its_time_is_refused(site: Site, name: str) -> None:
    phase, role, path, sent, status, said = SENT[name]
    held = site.held.to(phase)
    visitor, known = english(site, role), everything(held.database)
    answer = visitor.post(path.format(election=held.election, session=held.session_id), sent)
    assert (answer.status_code, said in told(answer.text)) == (status, True), told(answer.text)
    assert everything(held.database) == known


def test_what_is_wrong_beside_the_balls_is_said_at_once(site: Site) -> None:
    held = site.held.to("tallied")
    known = everything(held.database)["lot"]
    answer = english(site).post(f"/office/elections/{held.election}/lots", {**second(site), "second_password": "wrong"})
    assert answer.status_code == 403 and "Digits of the balls" in told(answer.text)
    assert everything(held.database)["lot"] == known


def test_adding_up_that_was_never_asked_for_is_cancelled_without_a_trace(site: Site) -> None:
    held = site.held.to("closed")
    visitor, known = english(site), everything(held.database)
    path = f"/office/elections/{held.election}/tally"
    assert visitor.post(path, {"act": "cancel"}).location == path
    assert everything(held.database) == known


def test_a_decryption_where_the_office_has_no_key_is_not_here(site: Site) -> None:
    held = site.held.to("closed")
    answer = english(site).send(f"/office/elections/{held.election}/office-decryption", {"hand_in": "{}"})
    assert (answer.status_code, answer.get_json()["error"]) == (404, "not-found")


def test_a_clock_that_shows_no_hour_is_not_released(site: Site) -> None:
    visitor, known = english(site), everything(site.held.database)["journal"]
    answer = visitor.post("/office/clock", {"right": "y", "looked": "soon", **second(site)})
    assert (answer.status_code, CLOCK_MOVED.words in told(answer.text)) == (409, True), told(answer.text)
    assert everything(site.held.database)["journal"] == known


def test_a_freeze_before_the_list_is_announced_leads_to_the_announcement(site: Site) -> None:
    held = site.held.to("reviewing")
    held.invite("امین 1")
    visitor, path = english(site), f"/office/elections/{held.election}/acts/freeze"
    with held.database.reading() as db:
        needed = ballot_order.order(db, held.election).balls_needed
    answer = visitor.post(path, {"balls": "6" * needed, "listed": "", **second(site)})
    assert answer.status_code == 409 and f"/office/elections/{held.election}/acts/announce" in answer.text
    assert held.phase == "reviewing"


@pytest.mark.parametrize(("left", "said"), [(5, "3: within reach"), (2, "3: out of reach with this roll.")])
def test_before_the_freeze_it_is_said_whether_the_quorum_is_within_reach(site: Site, left: int, said: str) -> None:
    held = site.held.to("reviewing")
    with held.database.transaction() as db:
        row = db.get_one(AssemblySession, held.session_id)
        row.quorum, row.call = Quorum.INTRODUCED, Call.FIRST
        for one in held.delegates[left:]:
            roll.remove_delegate(db, held.act(), held.session_id, one.id)
    page = english(site).get(f"/office/elections/{held.election}/acts/freeze").text
    assert said in told(page), told(page)


def test_an_assembly_without_a_body_makes_one_before_an_election(site: Site) -> None:
    with site.held.database.transaction() as db:
        mine, other = site.held.value.body.id, site.other.value.session.assembly.id
        db.execute(update(Body).where(Body.id == mine).values(assembly_id=other, code="moved"))
    visitor = english(site)
    answer = visitor.get(f"/office/sessions/{site.held.session_id}/elections/new")
    assert answer.location == "/office/bodies"
    assert "body" in told(visitor.get("/office/bodies").text)


def test_a_letter_is_sent_from_its_own_election_alone(site: Site) -> None:
    mine, other = site.held.to("final"), site.other.to("final")
    letters = [one.draft()[0].id for one in (mine, other)]
    with mine.database.transaction() as db:
        db.execute(update(Letter).values(status="issued", token="x", pdf=b"%PDF-1.7"))
    visitor, path = english(site, "signatory"), f"/office/elections/{mine.election}/letters"
    answers = [visitor.get(f"{path}/{one}.pdf") for one in letters]
    assert [one.status_code for one in answers] == [200, 404]
    assert answers[0].data == b"%PDF-1.7"
    asked = visitor.get(f"{path}/{letters[0]}/revoke")
    assert (asked.status_code, "Society mehr" in asked.text) == (200, True)
    assert visitor.get(f"{path}/{letters[1]}/revoke").status_code == 404


def test_a_draft_is_shown_with_what_it_says_before_it_is_changed(site: Site) -> None:
    held = site.held.to("final")
    one, *_ = held.draft()
    page = english(site).get(f"/office/elections/{held.election}/letters/{one.id}/change")
    assert (page.status_code, TERMS.purpose in page.text) == (200, True)


def test_the_key_of_the_office_is_among_what_is_looked_at_before_opening(site: Site) -> None:
    held = site.held.to("reviewing")
    with held.database.transaction() as db:
        trustee.make_office_key(db, held.act(), held.election, name="کلید دبیرخانه", passphrase=PASSPHRASE)
    held.private_keys["office"] = 1
    held.freeze()
    page = told(english(site).get(f"/office/elections/{held.election}/acts/open").text)
    assert page.count("Key of ") == 1
    assert "Backup envelopes of " not in page
