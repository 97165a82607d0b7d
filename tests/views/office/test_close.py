"""The closing page: serials and nothing else go in, each wrong one is named, what was typed stays."""

from __future__ import annotations

import logging
import re
from pathlib import Path
from unittest import mock

import pytest

from app.documents import minutes as paper
from app.documents.templating import render_template
from app.language.catalogue import wording
from app.papers.election import print_minutes
from app.papers.issuer import Issuer
from app.services.acts import journal
from app.services.election.rows import find
from app.services.hall import electorate
from app.services.voting import slip
from tests.support.assemblies import PASSWORD, everything, user_name
from tests.support.visitors import Site, Visitor, open_site


@pytest.fixture
def site(tmp_path: Path) -> Site:
    """Seven slips, five of them handed out; one of those voted, and one of the two on the table."""
    site = open_site(tmp_path)
    site.held.to("open")
    site.held.vote(0, 1)
    return site


def path(site: Site) -> str:
    return f"/office/elections/{site.held.election}/close"


def officer(site: Site, role: str = "secretary") -> Visitor:
    visitor = site.visitor(role)
    visitor.post("/language", {"language": "en"})
    return visitor


def close(
    site: Site, visitor: Visitor, unused: str, reason: str = "", password: str = PASSWORD, apart: str = ""
) -> str:
    fields = {
        "unused": unused, "apart": apart, "reason": reason, "second_password": password,
        "second_name": user_name(site.held.address, "returning-officer"),
    }  # fmt: skip
    return visitor.post(path(site), fields).text


def table(site: Site, *places: int) -> str:
    return "\n".join(site.held.slips[place].serial for place in places)


def typed(page: str, name: str) -> str:
    found = re.search(rf'<textarea[^>]*name="{name}"[^>]*>\r?\n?(.*?)</textarea>', page, re.S)
    assert found is not None
    return found[1].replace("\r\n", "\n")


def said(page: str) -> str:
    found = re.search(r'id="balance-said"[^>]*>(.*?)</p>', page, re.S)
    assert found is not None
    return found[1]


def wrong_terms(page: str) -> set[str]:
    return set(re.findall(r'balance-term-wrong" data-term="(\w+)"', page))


def test_the_page_says_how_many_slips_should_lie_on_the_table(site: Site) -> None:
    page = officer(site).get(path(site)).text
    assert said(page) == "2 slips should lie on the table. Scan each of them."
    assert wrong_terms(page) == set()
    assert "4 delegates hold a slip and have not voted" in page


def test_the_serials_of_the_slips_on_the_table_close_the_poll(site: Site) -> None:
    visitor = officer(site)
    close(site, visitor, table(site, 5) + "\r\n\r\n " + site.held.slips[6].serial.lower().replace("-", " "))
    assert (visitor.status, site.held.phase) == (302, "closed")
    assert site.held.value.accounting == {
        "printed": 7, "handed": 5, "unused": 2, "spoiled": 0, "void": 0, "cast": 1, "reason": "",
        "lost": 0, "refused": 0, "paper": 0, "invalid": 0, "spoiled_seen": 0, "void_seen": 0,
    }  # fmt: skip


@pytest.mark.parametrize("seen", [True, False])
def test_which_spoiled_slips_lay_on_the_table_is_kept_and_stands_in_the_minutes(site: Site, seen: bool) -> None:
    held, visitor = site.held, officer(site)
    for place in range(1, 5):
        held.vote(place, 1)
    with held.database.transaction() as db:
        slip.void_slip(db, held.two(), held.election, held.slips[5].serial, spoiled=True)
    close(site, visitor, table(site, 6), apart=f"{table(site, 5)}\n{table(site, 6)}" if seen else "")
    stated = held.value.accounting or {}
    assert (held.phase, stated["spoiled"], stated["spoiled_seen"], stated["void_seen"]) == ("closed", 1, int(seen), 0)
    held.to("tallied")
    issuer = Issuer(settings=site.app.extensions["installation"].settings, wording=wording("en"))
    with mock.patch.object(paper, "render_minutes") as render, held.database.reading() as db:
        print_minutes(issuer, db, held.election, held.now)
    said = render_template("minutes/vote.html", {"minutes": render.call_args.args[0], "comma": ", "}, issuer.wording)
    assert f"scanned on the table at the closing: {int(seen)} of 1." in said
    assert "Of the void slips" not in said


def test_several_on_a_line_and_one_twice_are_each_counted_once(site: Site) -> None:
    visitor = officer(site)
    close(site, visitor, f"{site.held.slips[5].serial}, {site.held.slips[6].serial}\n{site.held.slips[5].serial}")
    assert site.held.phase == "closed"


def test_a_difference_is_told_with_the_number_that_is_wrong_and_what_was_typed_stays(site: Site) -> None:
    visitor = officer(site)
    page = close(site, visitor, table(site, 6))
    assert visitor.status == 409
    assert said(page).startswith("The unused slips are too few: 1 slips")
    assert wrong_terms(page) == {"unused"}
    assert typed(page, "unused") == table(site, 6)
    assert site.held.phase == "open"
    close(site, visitor, typed(page, "unused"), "One slip was not found on the table.")
    assert site.held.value.accounting is not None
    assert site.held.value.accounting["reason"] == "One slip was not found on the table."


def test_slips_that_the_roll_calls_handed_out_make_that_number_wrong(site: Site) -> None:
    page = close(site, officer(site), table(site, 4, 5, 6))
    assert said(page).startswith("“Handed out” is too high by 1")
    assert wrong_terms(page) == {"handed"}


def test_more_votes_than_slips_handed_out_make_that_number_wrong(site: Site) -> None:
    held = site.held
    with held.database.transaction() as db:
        for one in held.delegates:
            electorate.take_back_slip(db, held.act(), held.value.id, one.id)
    page = close(site, officer(site), table(site, *range(1, 7)))
    assert said(page).startswith("“Handed out” is too low by 1")
    assert wrong_terms(page) == {"handed"}


def test_without_a_second_officer_nothing_closes_and_nothing_typed_is_lost(site: Site) -> None:
    page = close(site, officer(site), table(site, 5, 6), "because of this", password="wrong")
    assert site.held.phase == "open"
    assert (typed(page, "unused"), typed(page, "reason")) == (table(site, 5, 6), "because of this")
    assert said(page) == "The numbers balance: every slip is accounted for."


# What is wrong is named


def test_a_slip_on_the_table_with_a_vote_stops_the_closing_and_is_journalled(site: Site) -> None:
    site.held.vote(6, 2)
    page = close(site, officer(site), table(site, 5, 6), "we would rather not say which")
    assert f"A vote was cast with the slip \u2068{site.held.slips[6].serial}\u2069" in page
    assert "the count stops until the presidium has ruled" in page
    assert site.held.phase == "open"
    assert noted(site) == [site.held.slips[6].serial]


def test_once_found_such_a_slip_needs_a_reason_though_the_numbers_balance(site: Site) -> None:
    held, visitor = site.held, officer(site)
    held.vote(6, 2)
    assert ask(site, held.slips[6].serial)[1]["error"] == "slip-used"
    page = visitor.get(path(site)).text
    assert "A slip on the table had a vote" in page
    assert re.search(r'id="reason-part" data-needed', page)
    page = close(site, visitor, table(site, 4, 5))
    assert said(page) == "The numbers balance: every slip is accounted for."
    assert (visitor.status, held.phase) == (409, "open")
    assert f"A slip on the table had a vote: {held.slips[6].serial}" in page
    close(site, visitor, table(site, 4, 5), "The presidium ruled that the vote stands.")
    assert (visitor.status, held.phase) == (302, "closed")


def test_where_none_was_found_no_reason_is_asked(site: Site) -> None:
    page = officer(site).get(path(site)).text
    assert "A slip on the table had a vote" not in page
    assert "data-needed" not in page


def noted(site: Site) -> list[object]:
    with site.held.database.reading() as db:
        row = find(db, site.held.election)
        return [one.detail["serial"] for one in journal.of_kind(db, row.id, journal.Kind.USED_SLIP_FOUND)]


@pytest.mark.parametrize(
    ("place", "words"),
    [
        (1, "was declared void or spoiled before"),
        (None, "No slip of this election has the serial \u2068AAAA-AAAA\u2069"),
    ],
)  # fmt: skip
def test_a_slip_that_does_not_count_is_named(site: Site, place: int | None, words: str) -> None:
    held = site.held
    if place is not None:
        with held.database.transaction() as db:
            slip.void_slip(db, held.two(), held.election, held.slips[place].serial, spoiled=True)
    wrong = "AAAA-AAAA" if place is None else held.slips[place].serial
    page = close(site, officer(site), f"{table(site, 5)}\n{wrong}")
    assert words in page and wrong in page
    assert typed(page, "unused") == f"{table(site, 5)}\n{wrong}"
    assert held.phase == "open"


# Secrets


def secrets_of(site: Site, place: int = 6) -> dict[str, str]:
    one = site.held.slips[place]
    address = f"HTTP://127.0.0.1:8000/B/{site.held.election}#{one.token}.{one.credential}"
    return {
        "address": address, "code": one.credential, "code without dashes": one.credential.replace("-", ""),
        "token": one.token, "both": f"{one.serial} {one.credential}",
    }  # fmt: skip


def is_leaked(site: Site, text: str) -> bool:
    one = site.held.slips[6]
    return any(part in text for part in (one.credential, one.credential.replace("-", ""), one.token))


@pytest.mark.parametrize("kind", ["address", "code", "code without dashes", "token", "both"])
def test_a_secret_on_a_line_is_refused_and_neither_kept_nor_shown_nor_logged(
    site: Site, kind: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    before = everything(site.held.database)
    visitor = officer(site)
    page = close(site, visitor, f"{table(site, 5)}\n{secrets_of(site)[kind]}")
    assert visitor.status == 422
    assert "Line 2 is not a serial" in page
    assert typed(page, "unused") == f"{table(site, 5)}\n"
    after = everything(site.held.database)
    signing_in = ("sign_in", "known_browser", "account", "journal")
    assert {name: rows for name, rows in after.items() if name not in signing_in} == {
        name: rows for name, rows in before.items() if name not in signing_in
    }
    assert not any(is_leaked(site, text) for text in (page, str(after), caplog.text))


@pytest.mark.parametrize("kind", ["address", "code", "token"])
def test_a_secret_in_the_reason_which_is_published_is_refused(site: Site, kind: str) -> None:
    visitor = officer(site)
    page = close(site, visitor, table(site, 6), f"One slip is missing {secrets_of(site)[kind]} today")
    assert visitor.status == 422
    assert typed(page, "reason") == "One slip is missing … today"
    assert not is_leaked(site, page + str(everything(site.held.database)))


@pytest.mark.parametrize("digits", ["123456 123456 123456 123456 123456", "-".join(["۱۲۳۴۵۶"] * 5), "1" * 30])
def test_a_code_of_thirty_digits_in_the_reason_is_refused_too(site: Site, digits: str) -> None:
    page = close(site, officer(site), table(site, 6), f"One slip is missing {digits}")
    assert "A slip’s code stood in the reason" in page
    assert digits not in page


def test_an_honest_reason_with_numbers_passes(site: Site) -> None:
    visitor = officer(site)
    close(site, visitor, table(site, 6), "Slip ABCD-EFG2, roll no. 1404/17, telephone 021 88000000")
    assert visitor.status == 302


def test_a_form_that_shows_everything_again_is_caught(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.forms.poll.harmless", lambda line: line)
    assert is_leaked(site, close(site, officer(site), secrets_of(site)["address"]))


@pytest.mark.parametrize("kind", ["code", "code without dashes"])
def test_the_page_that_declares_a_slip_void_shows_no_secret_again_either(site: Site, kind: str) -> None:
    visitor = officer(site)
    page = visitor.post(f"/office/elections/{site.held.election}/slips/void", {
        "serial": secrets_of(site)[kind], "what": "mistaken", "second_password": PASSWORD,
        "second_name": user_name(site.held.address, "returning-officer"),
    }).text  # fmt: skip
    assert "This is not a serial" in page
    assert not is_leaked(site, page)


# What the script asks


def ask(site: Site, serial: object, role: str = "secretary", page: str = "close") -> tuple[int, dict[str, str]]:
    answer = officer(site, role).send(f"/office/elections/{site.held.election}/{page}/slip", {"serial": serial})
    return answer.status_code, answer.json or {}


def test_the_script_hears_at_once_whether_a_slip_counts(site: Site) -> None:
    held = site.held
    assert ask(site, held.slips[6].serial.lower()) == (200, {"serial": held.slips[6].serial, "state": "unused"})
    status, told = ask(site, held.slips[0].serial)
    assert (status, told["error"]) == (409, "slip-used")
    assert held.slips[0].serial in told["message"]
    assert noted(site) == [held.slips[0].serial]
    assert ask(site, "AAAA-AAAA")[1]["error"] == "serial-unknown"


def test_the_page_that_declares_void_hears_the_same_and_notes_nothing(site: Site) -> None:
    """Who voted may bring the slip there: that is no slip on the table of the closing."""
    held, page = site.held, "slips/void"
    assert ask(site, held.slips[6].serial, page=page) == ask(site, held.slips[6].serial)
    with held.database.transaction() as db:
        slip.void_slip(db, held.two(), held.election, held.slips[6].serial, spoiled=True)
    assert ask(site, held.slips[6].serial, page=page)[1]["state"] == "spoiled"
    assert ask(site, held.slips[0].serial, page=page)[1]["error"] == "slip-used"
    assert ask(site, secrets_of(site)["code"], page=page)[1]["error"] == "serial-wrong"
    assert noted(site) == []
    assert ask(site, held.slips[5].serial, "desk", page)[0] == 403


@pytest.mark.parametrize("wrong", [None, 5, ["A"], {}, "", "A" * 10_000])
def test_what_is_no_serial_is_refused_and_not_repeated(site: Site, wrong: object) -> None:
    status, told = ask(site, wrong)
    assert (status, told["error"]) == (400, "serial-wrong")
    for secret in secrets_of(site).values():
        told = ask(site, secret)[1]
        assert told["error"] == "serial-wrong"
        assert not is_leaked(site, str(told))


def test_only_who_may_close_may_ask_and_only_with_a_token_of_the_page(site: Site) -> None:
    serial = site.held.slips[6].serial
    assert ask(site, serial, "desk")[0] == 403
    visitor = officer(site)
    assert visitor.client.post(f"{path(site)}/slip", json={"serial": serial}).status_code == 400
    assert site.visitor().send(f"{path(site)}/slip", {"serial": serial}).status_code == 302
    other = f"/office/elections/{site.other.election}/close/slip"
    assert visitor.send(other, {"serial": serial}).status_code == 404


def test_after_the_closing_nothing_is_asked_any_more(site: Site) -> None:
    close(site, officer(site), table(site, 5, 6))
    assert ask(site, site.held.slips[6].serial)[1]["error"] == "phase-wrong"
