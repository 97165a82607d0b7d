"""The page of desks, and what a desk that works without network asks and sends: one hall, one desk after the other."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from werkzeug.test import TestResponse

from app.services.hall import desk_part
from app.states.desk import PartState
from app.views.office import door as door_pages
from tests.support.visitors import Site, Visitor, open_site


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """A hall whose slips are sealed; what a test does there is undone by it, or harms no other."""
    site = open_site(tmp_path_factory.mktemp("hall"))
    site.held.to("frozen").print(8)
    site.held.seal()
    return site


@pytest.fixture(scope="module")
def visitor(site: Site) -> Visitor:
    """A desk."""
    visitor = site.visitor("desk")
    visitor.post("/language", {"language": "en"})
    return visitor


def here(site: Site, path: str) -> str:
    return f"/office/sessions/{site.held.session_id}/{path}"


GIVE = {
    "act": "give", "name": "Desk 1", "way": "share", "which": "1", "among": "1", "first": "آ", "last": "ی",
    "province": "IR-07",
}  # fmt: skip


def states(site: Site) -> list[str]:
    with site.held.database.reading() as db:
        return [one.state for one in desk_part.parts(db, site.held.session_id)]


def test_a_desk_gets_a_part_works_with_it_and_gives_it_back(site: Site, visitor: Visitor) -> None:
    first, second = site.held.delegates[:2]
    assert visitor.get(here(site, "door/roll")).status_code == 404, "it has no part"
    assert visitor.get(here(site, "desks")).status_code == 200
    assert visitor.post(here(site, "desks"), {**GIVE, "name": ""}).status_code == 422
    assert visitor.post(here(site, "desks"), GIVE).location.endswith("/door")
    again = visitor.post(here(site, "desks"), GIVE)
    assert (again.status_code, states(site)) == (409, [PartState.HELD])
    assert "Desk 1" in visitor.get(here(site, "desks")).text
    roll = visitor.get(here(site, "door/roll")).json
    assert roll is not None and (roll["name"], roll["merged"], len(roll["people"])) == ("Desk 1", 0, 5)
    assert all(one["mine"] and not one["here"] for one in roll["people"])
    noted = [
        {"number": "1", "what": "in", "delegate": str(first.id), "at": "1000"},
        {"number": "2", "what": "hand", "delegate": str(first.id), "election": str(site.held.value.id)},
        {"number": "3", "what": "hand", "delegate": str(second.id), "election": "999"},
    ]
    answer = visitor.send(here(site, "door/noted"), {"entries": noted, "sent": "9" * 13})
    assert (answer.status_code, answer.json) == (200, {"merged": 3, "state": "held", "name": "Desk 1"})
    assert site.held.delegates[0].handed == {site.held.value.id}
    page = visitor.get(here(site, "desks")).text
    asked = page.split('value="seen:')[1].split('"')[0]
    assert visitor.post(here(site, "desks"), {"act": f"seen:{asked}"}).status_code == 302
    assert 'value="seen:' not in visitor.get(here(site, "desks")).text
    for wrong in ("seen:999", "seen:x", "dance"):
        assert visitor.post(here(site, "desks"), {"act": wrong}).status_code == 404
    assert visitor.post(here(site, "desks"), {"act": "give-back", "last": "7"}).status_code == 409, (
        "not all has arrived"
    )
    assert visitor.post(here(site, "desks"), {"act": "give-back", "last": "3"}).status_code == 302
    assert "The part is given back." in visitor.get(here(site, "desks")).text
    assert states(site) == [PartState.GIVEN_BACK]


ENTRY = {"number": "1", "what": "in", "delegate": "1", "at": "1000"}


@pytest.mark.parametrize(
    "said",
    [
        {}, {"entries": {}}, {"entries": [ENTRY] * 1000}, {"entries": [1]}, {"entries": [{**ENTRY, "what": "dance"}]},
        {"entries": [{**ENTRY, "number": "0"}]}, {"entries": [{**ENTRY, "delegate": ""}]},
        {"entries": [{**ENTRY, "at": "-1"}]}, {"entries": [{**ENTRY, "at": "1" * 14}]},
        {"entries": [ENTRY], "sent": "soon"},
    ],
)  # fmt: skip
def test_what_no_page_of_a_desk_sends_is_refused_whole(site: Site, visitor: Visitor, said: dict[str, object]) -> None:
    assert visitor.send(here(site, "door/noted"), {"sent": "1000", **said}).status_code == 400


# The door


def press(visitor: Visitor, site: Site, act: str, place: int = 3, **more: object) -> TestResponse:
    form = {"act": act, "delegate": site.held.delegates[place].id, **more}
    return visitor.post(here(site, "door"), form)


def test_many_who_are_found_are_asked_apart(site: Site, visitor: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    name = {"act": "find", "typed": site.held.delegates[0].institution.name.fa.split()[0]}
    assert "Who is it?" in visitor.post(here(site, "door"), name).text
    monkeypatch.setattr(door_pages, "MOST", 1)
    assert "Many are found by this." in visitor.post(here(site, "door"), name).text


def test_a_line_is_looked_at_again_and_what_did_not_happen_is_said(site: Site, visitor: Visitor) -> None:
    one = site.held.delegates[3]
    for answer in (visitor.get(f"{here(site, 'door')}?look={one.id}"), press(visitor, site, "look")):
        assert (answer.status_code, one.name.fa in answer.text) == (200, True)
    assert "Is not in the hall." in press(visitor, site, "out").text
    for act, of in (("dance", 0), ("hand", 999), ("take-back", 999)):
        assert press(visitor, site, act, of=of).status_code == 404
    assert press(visitor, site, "undo-in", of=999).status_code in (404, 409)


def test_a_page_hears_of_other_desks_where_there_is_a_stream(
    site: Site, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = f"/live/elections/{site.held.election}"
    assert said not in visitor.get(here(site, "door")).text
    monkeypatch.setattr(door_pages, "installation", lambda: SimpleNamespace(settings=SimpleNamespace(streams=True)))
    assert said in visitor.get(here(site, "door")).text
