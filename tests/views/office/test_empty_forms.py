"""Every form of the office sent empty, and every act at the wrong time: its status, its words, and nothing changed."""

from __future__ import annotations

import html
import re

import pytest
from werkzeug.test import TestResponse

from tests.security.routes import MAY, Route, routes
from tests.support.assemblies import everything
from tests.support.one_process import one_process as one_process
from tests.support.visitors import Site, Visitor, open_site

Told = dict[str, tuple[int, str]]
Sent = tuple[Told, Told, bool, list[str]]
SHORT = {
    "…": ": Please fill in this field.",
    "#": ": Please enter a whole number.",
    "MOVED": "The election has moved on. This act is not possible in its present phase.",
    "COUNT": "Not yet: first comes “Count the votes”.",
    "TWO": "User name of the second officer… Password of the second officer…",
}
"""What is written short in the tables."""
CLOSED = """
account_code 422 The six digits that the app shows now…
account_password 422 New password… The same password again… Present password…
act 409 MOVED
amend 409 MOVED
assembly_list 422 The file of the list: Please choose a file.
assembly_new 422 Name of the assembly in Persian… Short address… Its first body…
body_change 422 Name in Persian… Short name for addresses… Elected seats#
body_new 422 Name in Persian… Short name for addresses… Elected seats#
challenges 422 Tracker that was noted before the test…
clock 422 TWO
close 422 TWO
close_slip 409 MOVED
corrigendum 422 TWO
corrigendum_titles 422 TWO
corrigendum_voter 422 TWO
delegate_add 422 TWO
delegate_new 422 Institution… Delegate…
delegate_remove 422 TWO
delegate_substitute 422 TWO
delegate_way 422 TWO
door_noted 400 Something in it was missing or damaged. Nothing was changed.
election_discard 409 MOVED
election_new 422 Title in Persian… Seats# Alternates#
electorate 409 In this election no list says who votes. Its settings can be changed to one until it is frozen.
founding_link 409 This assembly has its two officers already. Further ones are admitted on the page of officers.
founding_second 409 This assembly has its two officers already. Further ones are admitted on the page of officers.
institution_change 422 Name in Persian… Kind… Province…
institution_new 422 Name in Persian… Kind… Province…
intakes 422 The file of the list: Please choose a file.
invitations 422 Who is invited: Please choose from the list. The link is valid for so many days#
letterhead 422 Series of letters… Series of notices…
letters_issue 409 This letter is not in a state that allows this act.
lots 409 COUNT
lots_announce 409 COUNT
minutes_make 409 MOVED
nomination_check 409 MOVED
nomination_confirm 409 MOVED
nomination_new 422 Name in Persian… Province… Kind…
nomination_propose 422 Decision…
nomination_set_aside 409 MOVED
nomination_withdraw 422 TWO
objection_waive 409 COUNT
objections 422 Who objects… Received on… The objection…
observers 422 Name of the observer… Organisation…
office_decryption 400 This decryption was not taken: it is damaged, or not of this key and these sums. Nothing was
office_key 400 This key is damaged. Please make it again.
officer_change 422 TWO
officer_new 422 TWO
paper_code 409 MOVED
rehearsal_discard 422 TWO
repeat 409 MOVED
roll_lists 422 The file of the list: Please choose a file.
roll_take_back 409 Voting in this election is closed. What is recorded of its slips can no longer be changed.
screens 404 What you look for is not here.
seat_accept 409 Nobody has this seat now.
seat_vacate 409 Nobody has this seat now.
second_round 409 COUNT
session 422 TWO
session_again 422 TWO
session_failed 422 TWO
session_new 422 Day of the session… Place in Persian… Number of the session#
settings 422 Title in Persian… Seats# Alternates#
slip_lost 422 TWO
slip_page 422 TWO
slip_void 422 TWO
slips 422 TWO
slips_order 422 Number of slips#
slips_pdf 422 Number of slips#
slips_take 422 The credential officer’s file: Please choose a file.
speaking 404 What you look for is not here.
simulated 409 This is no rehearsal. Delegates are simulated in a rehearsal alone.
supplement 409 MOVED
tablets_admit 422 TWO
this_assembly 422 Name of the assembly in Persian… Short address…
timetable_correct 422 TWO
timetable_extend 422 Deadline… New end… Reason, which everybody can read…
timetable_page 409 MOVED
trustee_rebuilt 400 This decryption was not taken: it is damaged, or not of this key and these sums. Nothing was put
trustee_remove 422 TWO
"""
"""While the votes are locked: the endpoint without its room, the status, and how the words begin."""
NOMINATING = """
delegate_substitute 422 Substitute… Number of the letter… Day of the letter…
delegate_way 422 Attends…
nomination_check 409 set-up has changed this nomination in the meantime. Look below at what was done before you
nomination_confirm 409 set-up has changed this nomination in the meantime. Look below at what was done before you
nomination_set_aside 409 set-up has changed this nomination in the meantime. Look below at what was done before you
nomination_withdraw 422 How and why the institution withdrew…
roll_take_back 409 No slip is recorded for this delegate.
session 422 Day of the session… Place in Persian… Number of the session#
"""
"""The same of forms that say something else while nominations are taken."""


def told_in(table: str) -> Told:
    """A table with its words in full."""
    lines = (line.split(" ", 2) for line in table.strip().splitlines())
    return {name: (int(status), whole(words)) for name, status, words in lines}


def whole(words: str) -> str:
    for short in ("TWO", "MOVED", "COUNT", "…", "#"):
        words = words.replace(short, SHORT[short])
    return words


@pytest.fixture(scope="module", params=["closed", "nominating"])
def sent(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Sent:
    """What is expected in a phase, what each form answered, whether anything was stored, and which answers mislead."""
    phase = request.param
    expected = told_in(CLOSED if phase == "closed" else NOMINATING)
    site = open_site(tmp_path_factory.mktemp(phase))
    site.held.to(phase)
    visitors = {role: english(site, role) for role in ("secretary", "administrator")}
    before = stored(site)
    answers = {
        route.endpoint.removeprefix("office."): visitors[_role(route)].post(route.path)
        for route in routes(site)
        if route.method == "POST" and route.is_office and route.endpoint.removeprefix("office.") in expected
    }
    found = {name: told(answer) for name, answer in answers.items()}
    misleading = [f"{name}: {why}" for name, answer in answers.items() for why in misled(answer.text)]
    return expected, found, stored(site) == before, misleading


def english(site: Site, role: str) -> Visitor:
    visitor = site.visitor(role)
    visitor.post("/language", {"language": "en"})
    return visitor


def stored(site: Site) -> dict[str, list[tuple[object, ...]]]:
    """Everything but when a browser was last seen."""
    return {name: rows for name, rows in everything(site.held.database).items() if name != "sign_in"}


def _role(route: Route) -> str:
    return "secretary" if route.rule in MAY["secretary"] else "administrator"


def told(answer: TestResponse) -> tuple[int, str]:
    """The status and the words of the refusal, without what stands before them."""
    if answer.is_json:
        return answer.status_code, str(answer.json["message"])  # type: ignore[index]
    summary = re.search(r"<div[^>]*error-summary.*?</div>", answer.text, re.DOTALL)
    main = re.search(r"<main.*?</main>", answer.text, re.DOTALL)
    found = summary or main
    words = "" if found is None else " ".join(html.unescape(re.sub("<[^>]+>", " ", found[0])).split())
    return answer.status_code, re.sub(
        "^(Please mend this first|This cannot be done now|This .*? is not .*?) ", "", words
    )


def misled(page: str) -> list[str]:
    """What of a page with faults does not lead there: its focus, its title, and the links, each to a control.

    A page that does not offer its form in this phase has none of the controls.
    """
    summary = re.search(r"<div[^>]*error-summary.*?</div>", page, re.DOTALL)
    if summary is None:
        return []
    controls = set(re.findall(r'<(?:input|select|textarea|button)\b[^>]*?\bid="([^"]+)"', page))
    links = re.findall(r'href="#([^"]+)"', summary[0])
    offered = [link for link in links if link in controls or f'id="{link}"' in page]
    return [
        *(link for link in links if offered and link not in controls),
        *(["no focus"] if 'tabindex="-1" autofocus>' not in summary[0] else []),
        *(["title"] if "<title>Please mend this first: " not in page else []),
    ]


def test_a_page_with_faults_has_its_focus_on_them_and_leads_to_each(sent: Sent) -> None:
    assert sent[3] == []


def test_a_link_to_no_control_is_noticed() -> None:
    page = '<title>A</title><div class="error-summary"><a href="#b">B</a></div><fieldset id="b"></fieldset>'
    assert misled(page) == ["b", "no focus", "title"]


def test_every_form_says_what_it_lacks_and_stores_nothing(sent: Sent) -> None:
    expected, found, unchanged, _ = sent
    wrong = {
        name: found.get(name)
        for name, (status, words) in expected.items()
        if name not in found or found[name][0] != status or not found[name][1].startswith(words)
    }
    assert wrong == {}
    assert unchanged
