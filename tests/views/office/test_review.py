"""Two reviewers before one nomination: nobody loses what was typed, and everybody is called by name."""

from __future__ import annotations

import re

from app.services.accounts import officer
from tests.security.conftest import site as site
from tests.support.institutions import Registrant, registrant
from tests.support.visitors import Site, Visitor
from tests.views.institution.test_registration import decide

TEXT = "نامهٔ معرفی نماینده خوانا نیست"


def handed_in(site: Site) -> Registrant:
    me = registrant(site)
    me.fill()
    me.hand_in()
    return me


def page_of(me: Registrant) -> str:
    assert me.nomination is not None
    return f"/office/elections/{me.held.election}/candidates/{me.nomination.id}"


def version(visitor: Visitor, path: str) -> str:
    found = re.search(r'name="version"[^>]*value="([^"]+)"', visitor.get(path).text)
    assert found is not None
    return found[1]


def test_who_comes_second_keeps_the_typed_decision_and_reads_a_name(site: Site) -> None:
    path = page_of(handed_in(site))
    first, second = site.visitor("reviewer"), site.visitor("returning-officer")
    seen = version(first, path)
    assert first.post(f"{path}/propose", {"version": seen, "decision": "accept"}).status_code == 302
    answer = second.post(f"{path}/propose", {"version": seen, "decision": "return", "text": TEXT})
    assert answer.status_code == 409
    assert TEXT in answer.text
    (user_name,) = site.held.act("reviewer").officers
    with site.held.database.reading() as db:
        home = officer.officers(db, site.held.value.session.assembly.id)
    name = next(one.name for one in home if one.username == user_name)
    said = answer.text.partition("<main")[2]
    assert name in said
    assert user_name not in said.replace(name, "")
    assert second.post(f"{path}/confirm", {"version": version(second, path)}).status_code == 302
    assert TEXT in second.post(f"{path}/propose", {"version": seen, "decision": "return", "text": TEXT}).text


def test_who_rejected_is_told_before_typing_that_others_decide_on_the_appeal(site: Site) -> None:
    me = handed_in(site)
    decide(me, "reject", reason="R2", text="پروانه گذشته است")
    me.post("/appeal", {"text": "پروانه تمدید شده است"})
    path = page_of(me)
    assert 'name="decision"' not in site.visitor("secretary").get(path).text
    assert 'name="decision"' in site.visitor("reviewer").get(path).text
