"""What pages say about who could open a ballot: from the keys as they really are."""

from __future__ import annotations

import secrets
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from app import create_app
from app.config import HallRoot, Settings
from app.language.names import Names
from app.models import Election, SlipBatch
from app.services.voting import key_destruction, trustee
from app.services.voting.sealed_key import seal
from ballots.trustees import generate_private_key, make_public_key
from tests.support.assemblies import PASSPHRASE
from tests.support.visitors import Site, Visitor, open_site

WATCHED = "in the order in which they were cast"


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return open_site(tmp_path)


def english(site: Site, role: str | None = None) -> Visitor:
    visitor = site.visitor(role)
    visitor.post("/language", {"language": "en"})
    return visitor


def secrecy(site: Site) -> str:
    return english(site).get(f"/elections/{site.held.election}/secrecy").text


def give_the_office_a_key(site: Site) -> None:
    site.held.trustees = 0
    site.held.to("reviewing")
    with site.held.database.transaction() as db:
        trustee.make_office_key(db, site.held.act(), site.held.election, name="کلید دبیرخانه", passphrase=PASSPHRASE)


def test_one_trustee_alone_is_called_so(site: Site) -> None:
    site.held.to("frozen")
    page = secrecy(site)
    assert "امین 1 alone holds the key" in page
    assert WATCHED in page
    assert "several trustees who do not work together are better" in page
    site.held.to("final")
    result = english(site).get(f"/elections/{site.held.election}/result").text
    assert "امین 1 alone held the key" in result
    assert "together" not in result


def test_where_slips_are_personal_the_page_says_what_can_be_linked(site: Site) -> None:
    site.held.to("frozen")
    site.held.print(8)
    said = "the office can know which locked vote is theirs"
    assert said not in secrecy(site)
    with site.held.database.transaction() as db:
        db.scalars(select(SlipBatch)).one().personal = 2
    assert f"get a personal slip (2 in this election): {said}" in " ".join(secrecy(site).split())


def test_several_trustees_share_what_one_cannot_do(site: Site) -> None:
    site.held.trustees = 2
    site.held.to("frozen")
    page = secrecy(site)
    assert "divided among امین 1, امین 2" in page
    assert WATCHED in page
    assert "alone holds" not in page
    assert "as long as one of them is honest, uses a program that the office did not hand out unseen" in page
    site.held.to("final")
    assert "امین 1, امین 2 together" in english(site).get(f"/elections/{site.held.election}/result").text


def test_the_key_of_the_office_has_an_english_name_on_english_pages(site: Site) -> None:
    give_the_office_a_key(site)
    site.held.freeze()
    visitor = english(site, "secretary")
    for path in (f"/elections/{site.held.election}", f"/office/elections/{site.held.election}/trustees"):
        page = visitor.get(path).text
        assert "Office key" in page
        assert "کلید دبیرخانه" not in page
    assert "The office holds the only key" in secrecy(site)


def test_an_office_key_is_offered_instead_only_where_nobody_else_has_one(site: Site) -> None:
    site.held.to("reviewing")
    path = f"/office/elections/{site.held.election}/trustees"
    visitor = english(site, "secretary")
    assert "Make an office key instead" in visitor.get(path).text
    site.held.invite("نگین رودباری")
    page = visitor.get(path).text
    assert "Make an office key instead" not in page
    assert "Make an office key beside the others" in page
    assert "This one person alone could then decrypt single ballots" in page
    private = generate_private_key(secrets.token_bytes)
    said = {
        "public_key": make_public_key(private, secrets.token_bytes, "Office key").to_bytes().decode(),
        "sealed": seal(private, PASSPHRASE, secrets.token_bytes).decode(),
    }
    assert visitor.send(path.replace("trustees", "office-key"), said).json == {"kept": True}
    page = visitor.get(path).text
    assert "The office key is made." in page
    assert "For the count all of them are needed" in page
    assert "Make an office key" not in page


def test_a_trustee_who_is_alone_is_told_before_making_the_key(site: Site) -> None:
    site.held.to("reviewing")
    with site.held.database.transaction() as db:
        first, _ = trustee.invite(db, site.held.act(), site.held.election, name="نگین رودباری")
    page = english(site).get(f"/trustees/{first.public_id}").text
    assert "you alone hold the key" in page
    assert "Keep the link of your invitation" in page
    with site.held.database.transaction() as db:
        trustee.invite(db, site.held.act(), site.held.election, name=Names("پرنیان سپهری").fa)
    assert "you alone hold the key" not in english(site).get(f"/trustees/{first.public_id}").text


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("http://127.0.0.1:8000", "only this one computer reaches the server"),
        ("http://192.168.1.10:8000", "The line to this server is not encrypted"),
        ("https://vote.example", "The line to this server is encrypted"),
    ],
)
def test_the_page_says_what_lies_between_tablet_and_server(tmp_path: Path, address: str, said: str) -> None:
    site = open_site(tmp_path, address=address)
    page = secrecy(site)
    others = {"only this one computer", "is not encrypted", "server is encrypted"} - {
        part for part in ("only this one computer", "is not encrypted", "server is encrypted") if part in said
    }
    assert said in page
    assert not any(other in page for other in others)


def test_the_page_says_by_whose_certificate_the_line_is_encrypted(tmp_path: Path) -> None:
    site = open_site(tmp_path, address="https://vote.example")
    assert "Its certificate is a public one" in secrecy(site)
    settings: Settings = site.app.extensions["installation"].settings
    digest = "0123456789abcdef" * 4
    root = HallRoot(digest=digest, name="Majma", address="", names=(), until=datetime(2027, 1, 1, tzinfo=UTC))
    own = Site(app=create_app(replace(settings, hall_root=root)), held=site.held, other=site.other)
    page = secrecy(own)
    assert "under the hall’s own certificate" in page
    assert f">{' '.join(['0123', '4567', '89AB', 'CDEF'] * 4)}<" in page
    assert "Its certificate is a public one" not in page


def test_the_page_says_who_made_the_slips(site: Site) -> None:
    site.held.to("frozen")
    assert "The slips have not been made yet" in secrecy(site)
    site.held.print()
    page = secrecy(site)
    assert "were made by this server" in page
    with site.held.database.transaction() as db:
        row = db.scalars(select(SlipBatch)).one()
        row.key_id, row.key = 77, bytes(32)
    page = secrecy(site)
    assert "made by a credential officer on another laptop" in page
    assert "by this server" not in page


def test_the_page_says_when_the_keys_ended_and_that_no_record_shows_a_copy(site: Site) -> None:
    site.held.to("final")
    assert "as long as امین 1 keeps the key" in secrecy(site)
    with site.held.database.transaction() as db:
        key_destruction.destroy_office_key(db, site.held.two(), site.held.election, stated=True)
    page = secrecy(site)
    assert "two officers recorded that the keys are destroyed" in page
    assert "as long as امین 1 keeps the key" not in page


def test_a_later_vote_is_named_only_where_the_last_one_counts(site: Site) -> None:
    assert "A later vote with it" not in secrecy(site)
    with site.held.database.transaction() as db:
        db.scalars(select(Election).where(Election.public_id == site.held.election)).one().revote = True
    assert "A later vote with it replaces the earlier one" in secrecy(site)


def test_no_page_denies_that_a_vote_can_be_shown(site: Site) -> None:
    assert "can prove to others how they voted" in secrecy(site)
