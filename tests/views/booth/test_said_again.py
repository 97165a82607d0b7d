"""What a tablet says again and again is written down once, and what it says amiss never; officers' papers there too."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.services.voting import booth_stop
from app.states.officer import Role
from ballots.ballot import encrypt_ballot
from ballots.credential import public_credential
from ballots.election import decode_election
from ballots.holder import prove_holder
from ballots.paper import paper_code
from tests.support.assemblies import everything
from tests.support.paper import Device, allow, begin, enrolled
from tests.support.visitors import Site, open_site


@pytest.fixture
def site(tmp_path: Path) -> Site:
    """An election that is open."""
    found = open_site(tmp_path)
    found.held.to("open")
    return found


def heard(site: Site) -> int:
    with site.held.database.reading() as db:
        return sum(one.times for one in booth_stop.unseen(db, site.held.value.session.assembly.id))


def test_a_booth_that_stops_twice_in_a_breath_is_counted_once(site: Site) -> None:
    visitor, address = site.visitor(), f"/B/{site.held.election}/stopped"
    for _ in range(2):
        answer = visitor.send(address, {"fault": "receipt-mismatch"})
        assert (answer.status_code, answer.get_json()) == (200, {"state": "noted"})
    assert heard(site) == 1
    assert visitor.send(address, {"fault": "dance"}).status_code == 404
    assert heard(site) == 1


def test_a_tablet_that_says_the_same_within_a_minute_writes_nothing(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    (key,) = enrolled(site.held, 1)
    at = datetime.now(UTC)
    monkeypatch.setattr(sys.modules["app.views.booth.tablet"], "now", lambda: at)
    visitor = site.visitor()
    visitor.client.set_cookie("tablet", key, path="/T")
    first = visitor.client.post("/T/alive", json={"battery": "80", "bundle": "a"}).get_json()
    known = everything(site.held.database)
    assert visitor.client.post("/T/alive", json={"battery": "79", "bundle": "a"}).get_json() == first
    assert everything(site.held.database) == known


def test_a_page_for_papers_is_there_only_where_papers_are_allowed(site: Site) -> None:
    address = f"/B/{site.held.election}/paper?language=en"
    refused = site.visitor().get(address)
    assert refused.status_code in (404, 409), refused.status_code
    allow(site.held)
    page = site.visitor().get(address)
    assert (page.status_code, site.held.value.title.en in page.text) == (200, True)


def paper(site: Site, place: int) -> dict[str, object]:
    """What a device shows of a slip: its public half, and that it has the other."""
    definition = decode_election(site.held.definition())
    secret = site.held.slips[place].credential
    return {
        "credential": public_credential(secret, definition.uuid),
        "proof": prove_holder(definition, secret, site.held.random),
    }


def desks(site: Site) -> tuple[Device, Device]:
    keys = enrolled(allow(site.held))
    first, second = (
        begin(site.held, key, role) for key, role in zip(keys, (Role.SECRETARY, Role.SIGNATORY), strict=True)
    )
    return first, second


def test_two_officers_enter_a_paper_and_what_one_of_them_sends_is_its_ballot(site: Site) -> None:
    first, second = desks(site)
    visitor, address = site.visitor(), f"/B/{site.held.election}"
    definition, choices = first.definition, first.choices(1, 2)
    code = paper_code(definition, site.held.slips[0].credential, choices)
    states = []
    for desk in (first, second):
        answer = visitor.send(f"{address}/paper/entry", {**paper(site, 0), "desk": desk.token, "code": code})
        assert answer.status_code == 200, answer.text
        states.append(answer.get_json()["state"])
    assert states[0] != states[1]
    data = encrypt_ballot(definition, site.held.slips[0].credential, choices, site.held.random)
    sent = [visitor.send(f"{address}/ballot", {"ballot": data.decode(), "desk": one.token}) for one in (second, first)]
    assert [one.status_code for one in sent] == [409, 200], "the first of two equal entries is the vote"
    assert (sent[0].get_json()["error"], sent[1].get_json()["repeated"]) == ("paper-unequal", False)


@pytest.mark.parametrize(
    ("said", "status", "error"),
    [
        ({"fault": "a coffee stain"}, 404, "not-found"),
        ({"credential": "١٢"}, 403, "credential-unknown"),
        ({"credential": "12x"}, 403, "credential-unknown"),
        ({"credential": "1" * 4000}, 403, "credential-unknown"),
        ({"credential": 12}, 403, "slip-forged"),
    ],
)
def test_what_no_device_sends_of_a_paper_is_refused(
    site: Site, said: dict[str, object], status: int, error: str
) -> None:
    first, _ = desks(site)
    known = everything(site.held.database)
    sent = {**paper(site, 0), "desk": first.token, "code": "", **said}
    answer = site.visitor().send(f"/B/{site.held.election}/paper/entry", sent)
    assert (answer.status_code, answer.get_json()["error"]) == (status, error)
    assert everything(site.held.database) == known
