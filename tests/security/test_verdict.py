"""Receipts, challenges and verdicts through the real pages: what the board answers, and who may say what."""

from __future__ import annotations

import secrets

import pytest

from app.services.voting import challenge
from app.web.access import EVERYBODY
from app.web.headers import FROM_ANYWHERE, WITHOUT_TOKEN
from ballots.ballot import Ballot
from ballots.challenge import SEED_SIZE, verdict_key, verdict_lock
from ballots.record.receipt import decode_receipt, verify_receipt
from ballots.short import FIND, Kind, short
from tests.security.routes import routes
from tests.services.voting.test_challenge import sealed
from tests.support.assemblies import everything
from tests.support.visitors import Site, Visitor

SEED = b"a seed of sixteen"[:SEED_SIZE]
ELSEWHERE = {"Sec-Fetch-Site": "cross-site", "Origin": "null", "Accept": "application/json"}


def opened(site: Site, place: int = 0) -> Ballot:
    """A ballot that the booth gave up to a test, with the lock of SEED."""
    ballot = sealed(site.held, place, secrets.token_bytes(SEED_SIZE), 1)
    said = {"ballot": ballot.raw.decode(), "lock": verdict_lock(verdict_key(SEED))}
    answer = site.visitor().send(f"/B/{site.held.election}/challenge", said)
    assert answer.json == {"tracker": ballot.tracker}
    return ballot


def tell(visitor: Visitor, site: Site, ballot: Ballot, found: str, key: str = "") -> int:
    """Give a verdict from a page that came from elsewhere, as a kept file does."""
    path = f"/elections/{site.held.election}/challenge/verdict"
    data = {"tracker": ballot.tracker, "key": key or verdict_key(SEED), "found": found}
    answer = visitor.client.post(path, data=data, headers=ELSEWHERE)
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    return answer.status_code


def counted(site: Site) -> tuple[int, int, int]:
    with site.held.database.reading() as db:
        found = challenge.challenges(db, site.held.election)
    return found.made, found.agrees, found.differs


@pytest.fixture
def open_site(site: Site) -> Site:
    site.held.to("open")
    return site


def test_a_cast_vote_is_answered_with_a_receipt_that_the_boards_key_signed(open_site: Site) -> None:
    held = open_site.held
    data = held.ballot(0, 1)
    visitor = open_site.visitor()
    first, again = (visitor.send(f"/B/{held.election}/ballot", {"ballot": data.decode()}).json for _ in range(2))
    assert first is not None
    assert again == first | {"repeated": True}
    said = decode_receipt(first["receipt"])
    verify_receipt(said, open_site.app.extensions["installation"].signer.private.public_key())
    assert (said.fingerprint, said.tracker) == (held.value.fingerprint, first["tracker"])


def test_a_verdict_comes_from_any_page_but_needs_the_key(open_site: Site) -> None:
    ballot, visitor = opened(open_site), open_site.visitor()
    for key in ("0" * 64, "x", ballot.tracker):
        assert tell(visitor, open_site, ballot, "differs", key) == 404
    for found in ("", "yes", "agree"):
        assert tell(visitor, open_site, ballot, found) == 404
    assert counted(open_site) == (1, 0, 0)
    assert tell(visitor, open_site, ballot, "agrees") == 200
    assert tell(visitor, open_site, ballot, "differs") == 200
    assert tell(visitor, open_site, ballot, "agrees") == 200
    assert counted(open_site) == (1, 0, 1)


def ask(site: Site, tracker: object, key: object = "") -> tuple[int, object]:
    """Ask the board as the checking page does, before it shows a name."""
    said = {"tracker": tracker, "key": key or verdict_key(SEED)}
    answer = site.visitor().send(f"/elections/{site.held.election}/challenge/noted", said)
    return answer.status_code, answer.json and answer.json.get("noted", answer.json.get("error"))


def test_the_board_says_at_once_what_was_noted_and_never_so_of_what_was_cast(open_site: Site) -> None:
    held = open_site.held
    ballot = opened(open_site)
    assert ask(open_site, ballot.tracker) == (200, True)
    sent = sealed(held, 1, SEED, 1)
    assert ask(open_site, sent.tracker) == (404, "challenge-unknown")
    address, raw = f"/B/{held.election}", sent.raw.decode()
    assert open_site.visitor().send(f"{address}/ballot", {"ballot": raw}).status_code == 200
    assert sent.raw not in held.archive()  # it waits for a signed head
    assert ask(open_site, sent.tracker) == (404, "challenge-unknown")
    test = open_site.visitor().send(f"{address}/challenge", {"ballot": raw, "lock": verdict_lock(verdict_key(SEED))})
    assert test.json is not None
    assert test.json["error"] == "slip-used"
    assert ask(open_site, sent.tracker) == (404, "challenge-unknown")


def test_only_the_key_asks_whether_a_test_was_noted(open_site: Site) -> None:
    tracker = opened(open_site).tracker
    for key in ("0" * 64, "x", 7, ["x"], tracker):
        assert ask(open_site, tracker, key) == (404, "challenge-unknown")
    for wrong in (None, 7, [tracker], "", "\0", "A" * 10_000):
        assert ask(open_site, wrong)[0] in (400, 404)


def test_the_served_page_asks_the_board_and_the_kept_one_cannot(open_site: Site) -> None:
    visitor, path = open_site.visitor(), f"/elections/{open_site.held.election}/challenge"
    assert f'data-noted="{path}/noted"' in visitor.get(path).text
    kept = visitor.get(f"{path}.html").text
    assert 'data-noted=""' in kept
    assert 'data-record=""' in kept
    assert '<meta name="csrf-token"' not in kept


def from_elsewhere(site: Site) -> dict[str, int]:
    """What the posts that bring no token are answered when another site's page sends them, where it is no refusal."""
    visitor, found = site.visitor(), {}
    for route in (one for one in routes(site) if one.endpoint in WITHOUT_TOKEN):
        status = visitor.client.post(route.path, json={}, headers=ELSEWHERE).status_code
        if status != 403:
            found[route.endpoint] = status
    return found


def test_nothing_else_is_taken_from_another_sites_page(open_site: Site) -> None:
    assert FROM_ANYWHERE.keys() == {"public.verdict"}
    assert from_elsewhere(open_site) == {}
    visitor = open_site.visitor()
    answer = visitor.client.post(f"/B/{open_site.held.election}/slip", json={}, headers={"Accept": "application/json"})
    assert answer.status_code == 400  # a page of here brings the token, but for those of WITHOUT_TOKEN
    for path in ("/", f"/elections/{open_site.held.election}/challenge"):
        assert "Access-Control-Allow-Origin" not in visitor.get(path).headers


def test_a_site_that_takes_them_from_elsewhere_is_caught(open_site: Site) -> None:
    asked = open_site.app.before_request_funcs[None]
    asked[:] = [one for one in asked if one.__name__ != "_from_here"]
    assert {"booth.cast", "booth.challenge"} <= from_elsewhere(open_site).keys()


def test_what_brings_no_token_means_the_same_whoever_has_signed_in(open_site: Site) -> None:
    """A token keeps another site's page from using who is signed in here: these posts use nobody, and know nobody.

    A ballot proves itself, by its signature and its slip's token; a tablet by its own key. So a page that an old
    browser lets post from elsewhere does only what its maker could send from a computer without a browser. So does what
    an officers' tablet sends of a paper: the tablet's own key, and what it was given for the officer's code.
    """
    paper = ("begin", "look", "entry_of", "aside", "ended")
    assert WITHOUT_TOKEN.keys() == {
        f"booth.{act}"
        for act in ("cast", "challenge", "enrol", "alive", "report", "leave", *(f"paper_{one}" for one in paper))
    }
    assert {open_site.app.view_functions[name].access_rule for name in WITHOUT_TOKEN} == {EVERYBODY}  # type: ignore[attr-defined]
    path, said = f"/B/{open_site.held.election}/ballot", {"ballot": open_site.held.ballot(0, 1).decode()}
    stranger = open_site.app.test_client(use_cookies=False).post(path, json=said)
    assert stranger.status_code == 200
    assert "Set-Cookie" not in stranger.headers
    officer = open_site.visitor("secretary")
    entered = everything(open_site.held.database)
    signed_in = officer.client.post(path, json=said)
    assert stranger.json is not None
    assert signed_in.json == stranger.json | {"repeated": True}
    assert "Set-Cookie" not in signed_in.headers
    assert everything(open_site.held.database) == entered


def test_the_booth_itself_has_no_way_to_give_a_verdict(open_site: Site) -> None:
    ballot = opened(open_site)
    said = {"tracker": ballot.tracker, "key": verdict_key(SEED), "agrees": True}
    assert open_site.visitor().send(f"/B/{open_site.held.election}/verdict", said).status_code == 404
    page = open_site.visitor().get(f"/B/{open_site.held.election}").text
    assert "verdict" not in page
    assert counted(open_site) == (1, 0, 0)


@pytest.mark.parametrize("lock", [None, 7, "", "0" * 63])
def test_a_challenge_without_a_lock_is_refused(open_site: Site, lock: object) -> None:
    ballot = sealed(open_site.held, 0, secrets.token_bytes(SEED_SIZE), 1)
    said = {"ballot": ballot.raw.decode(), "lock": lock}
    answer = open_site.visitor().send(f"/B/{open_site.held.election}/challenge", said)
    assert (answer.status_code, answer.json["error"] if answer.json else "") == (400, "ballot-invalid")
    assert counted(open_site) == (0, 0, 0)


def test_too_many_tests_are_answered_at_once_and_name_the_most(
    open_site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(challenge, "MOST_EACH", 1)
    opened(open_site)
    ballot = sealed(open_site.held, 0, secrets.token_bytes(SEED_SIZE), 1)
    said = {"ballot": ballot.raw.decode(), "lock": "0" * 64}
    answer = open_site.visitor().send(f"/B/{open_site.held.election}/challenge", said)
    assert answer.status_code == 429
    assert answer.json is not None
    assert answer.json["error"] == "challenges-many"
    assert "۱ رأی" in answer.json["message"]


def test_an_officer_notes_a_difference_and_the_journal_says_who(open_site: Site) -> None:
    ballot = opened(open_site)
    path = f"/office/elections/{open_site.held.election}/challenges"
    officer = open_site.visitor("secretary")
    wrong = officer.post(path, {"tracker": "1234 5678 9012"})
    assert wrong.status_code == 404
    assert "با این کد رهگیری" in wrong.text
    answer = officer.post(path, {"tracker": short(Kind.TRACKER, ballot.tracker, FIND)})
    assert (answer.status_code, answer.location) == (302, path)
    assert counted(open_site) == (1, 0, 1)
    journal = officer.get(f"/office/elections/{open_site.held.election}/journal").text
    assert "آزمون تبلت: تفاوت دیده شد" in journal
    assert ballot.tracker in journal
    assert officer.get(path).status_code == 200


def test_an_officer_of_another_assembly_notes_nothing(open_site: Site) -> None:
    ballot = opened(open_site)
    stranger = Visitor(open_site.app.test_client())
    stranger.post("/office/sign-in", {"username": "negar.sepehr", "password": "a password of the test"})
    path = f"/office/elections/{open_site.held.election}/challenges"
    assert stranger.post(path, {"tracker": ballot.tracker}).status_code == 404
    assert counted(open_site) == (1, 0, 0)
