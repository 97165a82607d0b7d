"""The booth's address: the language of one visit, and what it shows while nobody can vote."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from app.db import Database
from app.services.voting import slip
from app.web.assets import address_of
from ballots.credential import public_credential
from ballots.election import decode_election
from ballots.holder import prove_holder
from tests.support.annulments import annul
from tests.support.elections import seeded
from tests.support.refusals import refusals
from tests.support.visitors import Site, open_site


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return open_site(tmp_path)


def test_the_language_of_a_booth_stands_in_its_address_and_nowhere_else(site: Site) -> None:
    booth = f"/B/{site.held.to('open').election}"
    visitor = site.visitor()
    english = visitor.get(f"{booth}?language=en").text
    assert 'lang="en"' in english
    assert f'data-slip="{booth}/slip?language=en"' in english
    assert 'lang="fa"' in visitor.get(booth).text
    assert 'lang="fa"' in visitor.get("/").text
    assert 'lang="fa"' in visitor.get(f"{booth}?language=xx").text


def test_a_choice_of_the_pages_does_not_reach_the_booth(site: Site) -> None:
    booth = f"/B/{site.held.to('open').election}"
    visitor = site.visitor()
    visitor.post("/language", {"language": "en"})
    assert '<html lang="fa"' in visitor.get(booth).text


def test_a_refusal_at_the_booth_is_in_the_language_of_the_visit(site: Site) -> None:
    booth = f"/B/{site.held.to('open').election}"
    visitor = site.visitor()
    for query, said in (("", "این تعرفه"), ("?language=en", "This slip")):
        answer = visitor.send(f"{booth}/slip{query}", {"credential": "12"})
        assert answer.json is not None
        assert said in answer.json["message"]


@pytest.mark.parametrize(
    ("phase", "said"),
    [
        ("draft", "Voting has not begun"), ("reviewing", "Voting has not begun"), ("frozen", "Voting has not begun"),
        ("closed", "Voting has ended"), ("provisional", "Voting has ended"), ("final", "Voting has ended"),
    ],
)  # fmt: skip
def test_where_nobody_can_vote_the_page_says_so_and_leads_nowhere(site: Site, phase: str, said: str) -> None:
    held = site.held.to(phase)
    answer = site.visitor().get(f"/B/{held.election}?language=en")
    assert answer.status_code == 200
    assert said in answer.text
    assert re.findall(r'<a [^>]*href="([^"]*)"', answer.text) == ["#main"], "no link leads out of the booth (B30)"
    assert held.value.title.en in answer.text
    assert "data-ballot" not in answer.text


def test_an_annulled_election_has_no_booth(site: Site) -> None:
    held = site.held.to("open")
    annul(held)
    answer = site.visitor().get(f"/B/{held.election}?language=en")
    assert (answer.status_code, "has been annulled" in answer.text) == (200, True)


def test_a_tablet_that_stood_open_gets_its_new_mark_after_the_closing(site: Site) -> None:
    assert '<meta name="csrf-token" content="' in site.visitor().get(f"/B/{site.held.to('closed').election}").text


def test_a_slip_scanned_too_early_leaves_the_address_bar(site: Site) -> None:
    page = site.visitor().get(f"/B/{site.held.to('frozen').election}").text
    assert page.index(f'<script src="{address_of("fragment.js")}" integrity="') < page.index("<body")


def test_every_refusal_of_a_slip_says_what_to_do_next(site: Site) -> None:
    held = site.held.to("open")
    booth, visitor = f"/B/{held.election}/slip?language=en", site.visitor()
    held.vote(0, 1)
    with held.database.transaction() as db:
        slip.void_slip(db, held.two(), held.election, held.slips[1].serial, spoiled=False)
    said = []
    definition = decode_election(visitor.get(f"/elections/{held.election}/election.json").data)
    for place in (0, 1):
        public = public_credential(held.slips[place].credential, held.value.uuid)
        shown = prove_holder(definition, held.slips[place].credential, seeded(8))
        said.append(visitor.send(booth, {"credential": public, "proof": shown}).json)
        for other in (None, prove_holder(definition, held.slips[2].credential, seeded(8)), {"challenge": "0"}):
            answer = visitor.send(booth, {"credential": public, "proof": other}).json
            assert answer is not None
            assert set(answer) == {"error", "message"}, "who has but the public half learns no tracker"
    held.close(unused=held.unused()[:2], reason="one slip was declared void twice")
    said += [visitor.send(booth, {"credential": "12"}).json, visitor.send(booth, {"credential": "x"}).json]
    told = {one["error"]: one["message"] for one in said if one is not None}
    vote = {one["tracker"]: one["receipt"] for one in said if one is not None and "tracker" in one}
    assert len(vote) == 1, "only a used slip leads to a vote"
    assert "call the officers" in told["slip-used"]
    assert "another slip" in told["slip-void"]
    assert "turn to the officers" in told["election-closed"]
    assert "ask at the desk" in told["credential-unknown"]
    beside = {"slip-ended", "slip-expired", "slip-foreign", "slip-forged", "election-not-open", "disk-full"}
    beside |= {"tablet-not-enrolled"}
    assert beside | set(told) == {code for code, why in refusals().items() if why.advice}


def test_a_door_for_everybody_writes_nothing_but_new_ballots(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was cast already, and what nobody signed, is answered without the one writer."""
    held, visitor = site.held.to("open"), site.visitor()
    visitor.csrf()
    address, cast, fresh = f"/B/{held.election}/ballot", held.ballot(0, 1), held.ballot(1, 1)
    first = visitor.send(address, {"ballot": cast.decode()}).json
    monkeypatch.setattr(Database, "transaction", _no_writer)
    again = visitor.send(address, {"ballot": cast.decode()}).json
    assert first is not None
    assert again == {**first, "repeated": True}
    spoiled = fresh.decode().replace('"response":"', '"response":"1', 1)
    assert visitor.send(address, {"ballot": spoiled}).status_code == 400
    assert visitor.send(f"/B/{held.election}/challenge", {"ballot": cast.decode(), "lock": "0" * 64}).status_code == 409
    assert visitor.send(address, {"ballot": fresh.decode()}).status_code == 500  # the twin: this one wants the writer


def _no_writer(_database: Database) -> None:
    raise RuntimeError("somebody asked for the writer")
