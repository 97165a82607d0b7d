"""The office's page of invitations: made for whom, printed with a code that leads home, sent where there is mail."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from app.services.register import assembly, institution, invitation
from app.services.register.invitation import Invited
from app.web.installation import Installation
from tests.documents.pictures import codes_on, page_count, text_of
from tests.support.assemblies import everything, refused
from tests.support.mailbox import Mailbox, mailbox
from tests.support.visitors import Site, Visitor, open_site

PAGE = "/office/institutions/invitations"


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return open_site(tmp_path)


def ids(site: Site) -> list[int]:
    with site.held.database.reading() as db:
        home = assembly.assembly(db, site.held.address).id
        return [one.id for one in institution.introduced(db, home)]


def make(visitor: Visitor, who: str = "fresh", **more: object) -> None:
    answer = visitor.post(PAGE, {"who": who, "days": "۱۰", **more})
    assert answer.status_code == 302, answer.text


def rows(site: Site) -> list[tuple[object, ...]]:
    return everything(site.held.database)["invitation"]


def paper(visitor: Visitor, language: str, place: int = 0) -> bytes:
    links = re.findall(rf'href="([^"]*invitations\.pdf[^"]*language={language})"', visitor.get(PAGE).text)
    answer = visitor.get(links[place].replace("&amp;", "&"))
    assert answer.status_code == 200
    return answer.data


def look(site: Site, text: str) -> Invited:
    with site.held.database.reading() as db:
        return invitation.look(db, site.held.ring.public, text, site.held.now)


def test_all_without_an_account_are_invited_once_and_marked_ones_anew(site: Site) -> None:
    visitor, mine = site.visitor("secretary"), ids(site)
    make(visitor)
    first = rows(site)
    assert len(first) == len(mine)
    refused_again = visitor.post(PAGE, {"who": "fresh", "days": "10"})
    assert refused_again.status_code == 422
    assert rows(site) == first
    make(visitor, "marked", institutions=[str(mine[0]), "9999", "x"])
    changed = set(first) ^ set(rows(site))
    assert len(changed) == 2
    assert f'value="{mine[1]}"' in visitor.get(f"{PAGE}?institution={mine[1]}").text
    assert visitor.post(PAGE, {"who": "all", "days": "0"}).status_code == 422


def test_the_sheet_says_to_whom_until_when_and_its_code_opens_the_account(site: Site, tmp_path: Path) -> None:
    visitor = site.visitor("secretary")
    make(visitor, "marked", institutions=[str(ids(site)[0])])
    make(visitor)
    mine = [one.institution for one in opened(site)]
    persian, english = paper(visitor, "fa"), paper(visitor, "en", 1)
    assert (page_count(persian, tmp_path), page_count(english, tmp_path)) == (len(mine) - 1, 1)
    text = text_of(english, tmp_path)
    assert "Valid until" in text
    assert next(one.name.en for one in mine if one.id == ids(site)[0]) in text
    typed = "".join(re.findall(r"\b[A-Z2-7]{8}\b", text))
    (code,) = codes_on(english, tmp_path)
    assert code.startswith("http://127.0.0.1:8000/I/"), "some cameras open no address in capitals"
    assert typed == code.rpartition("/")[2]
    assert look(site, typed).institution.id == ids(site)[0]


def opened(site: Site) -> tuple[Invited, ...]:
    with site.held.database.reading() as db:
        home = assembly.assembly(db, site.held.address).id
        return invitation.opened(db, home, site.held.now)


def test_without_a_mail_server_the_page_says_that_nothing_depends_on_it(site: Site) -> None:
    visitor = site.visitor("secretary")
    make(visitor)
    assert "هیچ کاری به رایانامه وابسته نیست" in visitor.get(PAGE).text
    assert visitor.post(f"{PAGE}/mail").status_code == 404


@contextmanager
def with_mail(site: Site, **options: frozenset[str]) -> Iterator[Mailbox]:
    """The site with a mail server; two institutions have an address there."""
    installation: Installation = site.app.extensions["installation"]
    with mailbox(**options) as box:  # type: ignore[arg-type]
        site.app.extensions["installation"] = replace(
            installation, settings=replace(installation.settings, mail=box.server())
        )
        with site.held.database.transaction() as db:
            home = assembly.assembly(db, site.held.address).id
            for number in ids(site)[:2]:
                found = institution.institution(db, number, assembly_id=home).institution
                contacts = institution.Contacts(email=f"office{number}@society.example")
                institution.change_institution(
                    db, site.held.act(), number, replace(found, contacts=contacts), assembly_id=home
                )
        yield box


def test_invitations_go_to_those_with_an_address_and_the_page_reports_the_others(site: Site) -> None:
    visitor, mine = site.visitor("secretary"), ids(site)
    visitor.post("/language", {"language": "en", "next": "/"})
    with with_mail(site, refuses=frozenset({f"office{mine[1]}@society.example"})) as box:
        make(visitor)
        made = re.search(r'name="made" value="([^"]+)"', visitor.get(PAGE).text)
        assert made is not None
        page = visitor.post(f"{PAGE}/mail", {"made": made[1]}).text
    assert "Sent by mail: 1" in page
    assert f"{len(mine) - 2} institutions have no e-mail address" in page
    failed = next(one.institution.name.en for one in opened(site) if one.institution.id == mine[1])
    assert f"<li>{failed}</li>" in page
    (message,) = box.messages
    body = message.get_payload(decode=True).decode()  # type: ignore[union-attr]
    link = re.search(r"http://127\.0\.0\.1:8000/I/([A-Z2-7]{160})", body)
    assert link is not None
    assert look(site, link[1]).institution.id == mine[0]


@pytest.mark.parametrize("made", ["x", "2025-01-01", "2025-01-01T00:00:00+00:00", "0001-01-01T00:00:00+23:59"])
def test_invitations_that_are_not_there_are_not_found(site: Site, made: str) -> None:
    visitor = site.visitor("secretary")
    make(visitor)
    assert visitor.get("/office/institutions/invitations.pdf", query_string={"made": made}).status_code == 404


def test_a_stranger_gets_no_sheet_of_this_assembly(site: Site) -> None:
    make(site.visitor("secretary"))
    stranger = site.visitor()
    stranger.post("/office/sign-in", {"username": "negar.sepehr", "password": "a password of the test"})
    assert stranger.get("/office/institutions/invitations.pdf").status_code == 404
    assert stranger.post(PAGE, {"who": "marked", "days": "5", "institutions": str(ids(site)[0])}).status_code == 422
    assert len(rows(site)) == len(ids(site))
    with refused("invitation-invalid"):
        look(site, "A" * 160)
