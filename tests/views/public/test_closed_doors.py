"""What the public pages do not show yet, and codes that are no codes: said plainly, and nothing is changed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from app import create_app
from app.language.dates import clock
from app.services.nomination import nomination
from app.services.voting.last_call import announce_closing
from tests.security.conftest import site as site
from tests.support.assemblies import everything
from tests.support.visitors import Site, Visitor, settings_in


def english(site: Site, role: str | None = None) -> Visitor:
    visitor = site.visitor(role)
    visitor.post("/language", {"language": "en"})
    return visitor


def test_before_anything_is_founded_there_is_no_authority(tmp_path: Path) -> None:
    visitor = Visitor(create_app(settings_in(tmp_path)).test_client())
    assert visitor.get("/authority.pem").status_code == 404


def test_the_authority_is_there_once_an_assembly_is(site: Site) -> None:
    answer = site.visitor().get("/authority.pem")
    assert (answer.status_code, answer.mimetype) == (200, "application/x-pem-file")
    assert answer.text.startswith("-----BEGIN CERTIFICATE-----")


def test_the_booklet_is_there_only_when_its_list_is(site: Site) -> None:
    assert site.visitor().get(f"/elections/{site.held.election}/booklet.pdf").status_code == 404


@pytest.mark.parametrize("door", ["/chair", "/observe"])
def test_an_empty_code_opens_no_door_and_says_so_at_its_field(site: Site, door: str) -> None:
    visitor, known = english(site), everything(site.held.database)
    answer = visitor.post(door, {"code": " "})
    assert (answer.status_code, 'id="code-error"' in answer.text) == (422, True)
    assert everything(site.held.database) == known


def test_the_hall_sees_the_order_on_the_ballot_then_the_tie_and_then_who_was_drawn(site: Site) -> None:
    held, own = site.held, f"/screen/{site.held.address}/{site.held.value.session.number}"
    held.votes = ((1, 2), (1, 3), (1, 4), (2, 3), (4,))
    held.to("reviewing").invite("امین 1")
    visitor, path = english(site, "signatory"), f"/office/sessions/{held.session_id}/screens"
    with held.database.transaction() as db:
        held.balls(db)
    listed = [one.institution.name.fa for one in held.delegates[:4]]
    assert visitor.post(path, {"act": f"about:{held.election}"}).status_code == 302
    visitor.post(path, {"act": "show:lots"})
    shown = visitor.get(own).text
    assert all(name in shown for name in listed)
    assert_the_same_digits(visitor, f"/office/elections/{held.election}/acts/freeze", own)
    assert_the_same_digits(visitor, f"/elections/{held.election}/order", own)
    assert "Order on the ballot" in shown or "order on the ballot" in shown, shown
    held.to("tallied")
    with held.database.reading() as db:
        names = {one.number: one.institution.name.en for one in nomination.candidates(db, held.election)}
    shown = visitor.get(own).text
    assert {number for number, name in names.items() if name in shown} == {2, 3, 4}
    assert_the_same_digits(visitor, f"/office/elections/{held.election}/lots", own)
    (draw,) = held.draw().draws
    shown = visitor.get(own).text
    places = [shown.index(names[number]) for number in draw.drawn]
    assert places == sorted(places)


def assert_the_same_digits(visitor: Visitor, page: str, screen: str) -> None:
    """Hall and page show the same forty digits; the whole digest stands folded on the page, never on the screen."""
    there, hall = visitor.get(page).text, visitor.get(screen).text
    (digits,) = re.findall(r'<bdi class="digits".*?</bdi></bdi>', there)
    assert len(re.sub(r"<.*?>|\s", "", digits)) == 40
    assert digits in hall
    whole = re.search(r"(?i)\b[0-9a-f]{64}\b", there.partition(digits)[2].partition("</details>")[0])
    assert whole is not None and whole[0] not in hall


def test_a_count_without_a_tie_puts_no_name_before_the_hall(site: Site) -> None:
    held, own = site.held.to("tallied"), f"/screen/{site.held.address}/{site.held.value.session.number}"
    visitor = english(site, "signatory")
    visitor.post(f"/office/sessions/{held.session_id}/screens", {"act": f"about:{held.election}"})
    visitor.post(f"/office/sessions/{held.session_id}/screens", {"act": "show:lots"})
    shown = visitor.get(own).text
    assert "screen-lots" in shown
    assert not any(one.institution.name.en in shown for one in held.delegates)


def test_the_hall_reads_until_when_voting_was_announced_to_go_on(site: Site) -> None:
    held, own = site.held.to("open"), f"/screen/{site.held.address}/{site.held.value.session.number}"
    visitor, path = english(site, "signatory"), f"/office/sessions/{held.session_id}/screens"
    visitor.post(path, {"act": f"about:{held.election}"})
    visitor.post(path, {"act": "show:closing"})
    assert "Voting closes now" in visitor.get(own).text
    held.wait(minutes=-10)
    with held.database.transaction() as db:
        announce_closing(db, held.act(), held.election, minutes=3)
    assert "Voting closes now" in visitor.get(own).text  # an hour that is over is no promise any more
    held.wait(minutes=10)
    with held.database.transaction() as db:
        until = announce_closing(db, held.act(), held.election, minutes=5)
    shown = visitor.get(own).text
    # What is said once the hour has come is kept beside it (`data-then`), not shown.
    assert f">Voting closes at {clock(until, 'en')}<" in shown and ">Voting closes now<" not in shown
    held.wait(minutes=6)
    held.close()
    assert "Voting is closed" in visitor.get(own).text
