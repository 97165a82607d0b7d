"""What reviewers are told on the page of a nomination: what was kept, what is missing, who was faster."""

from __future__ import annotations

import html

import pytest

from app.language.reference import eligibility_rules
from app.services.nomination import review
from tests.security.conftest import site as site
from tests.support.institutions import registrant
from tests.support.visitors import Site, Visitor
from tests.views.office.test_review import handed_in, page_of, version

RULE = eligibility_rules()[0].code


def english(site: Site, role: str) -> Visitor:
    visitor = site.visitor(role)
    visitor.post("/language", {"language": "en"})
    return visitor


def test_the_checklist_is_kept_and_what_is_too_long_or_old_is_not(site: Site) -> None:
    me = handed_in(site)
    path, visitor = page_of(me), english(site, "reviewer")
    seen = version(visitor, path)
    long = visitor.post(f"{path}/check", {"version": seen, "remark": "x" * 1001, RULE: "met"})
    assert (long.status_code, "at most 1000 characters" in long.text) == (422, True)
    kept = visitor.post(
        f"{path}/check", {"version": seen, "remark": "به پرونده", RULE: "unclear"}, follow_redirects=True
    )
    assert "The checklist is kept." in kept.text
    assert "به پرونده" in kept.text
    old = visitor.post(f"{path}/check", {"version": seen, "remark": "دیرتر", RULE: "met"})
    assert (old.status_code, "has changed this nomination in the meantime" in old.text) == (409, True)
    assert "دیرتر" in old.text
    assert me.nomination is not None
    assert me.nomination.checks[RULE]["verdict"] == "unclear"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({}, "Decision: Please fill in this field."),
        ({"decision": "reject", "text": "x"}, "A rejection needs a reason from the list."),
        ({"decision": "return"}, "Please write what is to be mended, or why it is rejected."),
        ({"decision": "marry"}, "Decision: "),
    ],
)
def test_a_decision_without_its_words_is_not_proposed(site: Site, typed: dict[str, object], said: str) -> None:
    me = handed_in(site)
    path, visitor = page_of(me), english(site, "reviewer")
    answer = visitor.post(f"{path}/propose", {"version": version(visitor, path), **typed})
    assert answer.status_code == 422
    assert said in " ".join(html.unescape(answer.text).split())
    assert me.nomination is not None
    assert me.nomination.proposal is None


def test_a_proposal_is_put_aside_by_who_saw_it(site: Site) -> None:
    me = handed_in(site)
    path, visitor, other = page_of(me), english(site, "reviewer"), english(site, "secretary")
    first = version(visitor, path)
    assert visitor.post(f"{path}/propose", {"version": first, "decision": "accept"}).status_code == 302
    for act in ("confirm", "set-aside"):
        old = other.post(f"{path}/{act}", {"version": first})
        assert (old.status_code, "in the meantime" in old.text) == (409, True)
    own = visitor.post(f"{path}/confirm", {"version": version(visitor, path)})
    assert own.status_code == 403
    aside = other.post(f"{path}/set-aside", {"version": version(other, path)}, follow_redirects=True)
    assert "The proposal is put aside. Nothing has been decided." in aside.text
    assert me.nomination is not None
    assert (me.nomination.proposal, me.nomination.status) == (None, "submitted")


def test_a_draft_that_nobody_handed_in_is_no_nomination_yet(site: Site) -> None:
    me = registrant(site)
    me.keep("presentation", {"introduction_fa": "ما"})
    assert english(site, "reviewer").get(page_of(me)).status_code == 404


def test_after_each_decision_the_next_nomination_opens_by_itself(site: Site) -> None:
    """Two officers go through everything that waits with one press each: no list is opened in between."""
    for one in (registrant(site, name=name) for name in ("انجمن یکم", "انجمن دوم")):
        one.fill()
        one.hand_in()
    with site.held.database.reading() as db:
        waiting = [one.id for one in review.work_list(db, site.held.election, status="open")]
    pages = [f"/office/elections/{site.held.election}/candidates/{one}" for one in waiting]
    assert len(pages) > 2
    for role, act in (("reviewer", "propose"), ("secretary", "confirm")):
        visitor, path, walked, said = english(site, role), pages[1], [], ""
        for _ in pages:
            walked.append(path)
            path = visitor.post(f"{path}/{act}", {"version": version(visitor, path), "decision": "accept"}).location
            said += visitor.get(path).text.partition("<h1")[0]
        assert walked == [*pages[1:], pages[0]]
        assert path == walked[-1]  # nothing waits any more: whoever proposed them all confirms none
        assert "انجمن یکم" in said and "انجمن دوم" in said  # each is named when it is done
        assert said.count("This is the next nomination that waits for you.") == len(pages) - 1
    with site.held.database.reading() as db:
        assert review.undecided(db, site.held.election) == 0
