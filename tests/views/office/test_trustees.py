"""Trustees on the office's pages: removing a key by two, opening without a tested backup, destroying the keys."""

from __future__ import annotations

import re
import secrets
from pathlib import Path

import pytest

from app.language.text import LANGUAGES
from app.services.count import tally
from app.services.election.rows import find
from app.services.letters import letter
from app.services.voting import key_backup, key_destruction, trustee
from ballots.backup import prove_share, split_key
from ballots.short import grouped
from tests.documents.pictures import codes_on, page_count, text_of
from tests.support.annulments import REASON as ANNULLED_WHY
from tests.support.assemblies import PASSPHRASE, PASSWORD, everything, user_name
from tests.support.visitors import Site, Visitor, open_site

REASON = "کلید در دستگاهی ساخته شد که گم شده است."
LATIN = str.maketrans("۰۱۲۳۴۵۶۷۸۹", "0123456789")


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return open_site(tmp_path)


def second(site: Site, **more: str) -> dict[str, object]:
    """The second officer, with name and password."""
    name = user_name(site.held.address, "returning-officer")
    return {"second_name": name, "second_password": PASSWORD, **more}


def own(site: Site, path: str) -> str:
    return f"/office/elections/{site.held.election}/{path}"


def one_trustee(site: Site) -> trustee.TrusteeValue:
    with site.held.database.reading() as db:
        return trustee.trustee(db, next(iter(site.held.private_keys)))


def shown_digits(page: str) -> str:
    """The text of a page with Latin digits and ordinary spaces."""
    return page.translate(LATIN).replace("\u00a0", " ")


# Removing


def test_a_trustee_with_a_key_is_removed_by_two_officers_with_a_reason(site: Site) -> None:
    site.held.to("reviewing").invite("نگین رودباری")
    visitor, known = site.visitor("secretary"), one_trustee(site)
    path = own(site, f"trustees/{known.public_id}/remove")
    assert grouped(known.key_print or "") in shown_digits(visitor.get(path).text)
    before = everything(site.held.database)["trustee"]
    for form in (
        {"reason": REASON}, second(site), second(site, reason="no"),
        second(site, reason=REASON) | {"second_password": ""},
        second(site, reason=REASON) | {"second_name": user_name(site.held.address, "secretary")},
    ):  # fmt: skip
        assert visitor.post(path, form).status_code in (400, 403, 422), form
    assert everything(site.held.database)["trustee"] == before
    assert visitor.post(path, second(site, reason=REASON)).status_code == 302
    assert one_trustee(site).removed_reason == REASON
    assert visitor.get(path).status_code == 404
    page = site.visitor().get(f"/trustees/{known.public_id}").text
    assert REASON in page
    assert "make-form" not in page


def test_the_old_button_removes_only_who_has_no_key(site: Site) -> None:
    site.held.to("reviewing").invite("نگین رودباری")
    with site.held.database.transaction() as db:
        waiting, _ = trustee.invite(db, site.held.act(), site.held.election, name="پرنیان سپهری")
    visitor = site.visitor("secretary")
    page = visitor.get(own(site, "trustees")).text
    assert page.count('value="remove"') == 1
    assert visitor.post(own(site, "trustees"), {"act": "remove", "trustee": waiting.public_id}).status_code == 302
    known = one_trustee(site)
    assert visitor.post(own(site, "trustees"), {"act": "remove", "trustee": known.public_id}).status_code == 403
    assert one_trustee(site).removed_reason is None


def test_the_page_shows_prints_reserves_and_which_sheets_were_tested(site: Site) -> None:
    site.held.to("reviewing").invite("نگین رودباری")
    known = one_trustee(site)
    private, secret = site.held.private_keys[known.public_id], site.held.invitations[known.public_id]
    commitments, shares = split_key(private, 2, 3, secrets.token_bytes)
    with site.held.database.transaction() as db:
        key_backup.give_backup(
            db, site.held.act(), known.public_id, secret=secret, commitments=commitments.to_bytes(), shares=3
        )
        proof = prove_share(shares[1], commitments, secrets.token_bytes)
        key_backup.see_sheet(db, site.held.act(), known.public_id, proof=proof)
    page = site.visitor("secretary").get(own(site, "trustees")).text
    assert grouped(known.key_print or "") in shown_digits(page)
    assert "تاکنون آزموده شد: ۲" in page


# Opening


def ready(site: Site) -> Visitor:
    site.held.to("frozen").print()
    site.held.seal()
    return site.visitor("secretary")


def test_opening_says_which_keys_lack_a_backup_and_takes_a_reason(site: Site) -> None:
    visitor = ready(site)
    path = own(site, "acts/open")
    assert visitor.post(path, second(site, waiver=REASON)).status_code == 409  # no key was tested yet
    site.held.pass_tests()
    page = visitor.get(path).text
    assert "نسخهٔ پشتیبان آزموده ندارند: امین 1" in page
    for waiver in ("", "no"):
        answer = visitor.post(path, second(site, waiver=waiver))
        assert answer.status_code == 409
        assert 'id="waiver-error"' in answer.text
    assert visitor.post(path, {"waiver": REASON}).status_code == 422
    assert site.held.phase == "frozen"
    assert visitor.post(path, second(site, waiver=REASON)).status_code == 302
    assert site.held.phase == "open"
    with site.held.database.reading() as db:
        assert find(db, site.held.election).backup_waived == REASON


def test_opening_with_tested_sheets_asks_for_no_reason(site: Site) -> None:
    visitor = ready(site)
    site.held.pass_tests()
    ((trustee_id, private),) = site.held.private_keys.items()
    commitments, shares = split_key(private, 2, 2, secrets.token_bytes)
    client = site.visitor()
    said = {"secret": site.held.invitations[trustee_id], "commitments": commitments.to_bytes().decode(), "shares": "2"}
    assert client.send(f"/trustees/{trustee_id}/backup", said).json == {"taken": True}
    for share in shares:
        proof = prove_share(share, commitments, secrets.token_bytes).decode()
        assert client.send(f"/trustees/{trustee_id}/sheet", {"proof": proof}).json == {"number": share.number}
    path = own(site, "acts/open")
    assert 'name="waiver"' not in visitor.get(path).text
    assert visitor.post(path, second(site)).status_code == 302
    assert site.held.phase == "open"


# Destroying


def test_when_the_result_is_final_two_officers_destroy_the_keys(site: Site) -> None:
    site.held.trustees = 0
    site.held.to("reviewing")
    with site.held.database.transaction() as db:
        trustee.make_office_key(db, site.held.act(), site.held.election, name="کلید دبیرخانه", passphrase=PASSPHRASE)
    site.held.to("closed").add_up()
    with site.held.database.transaction() as db:
        tally.decrypt_with_office_key(db, site.held.act(), site.held.election, passphrase=PASSPHRASE)
    visitor = site.visitor("secretary")
    site.held.to("final")
    path = own(site, "acts/destroy")
    assert path in visitor.get(own(site, "trustees")).text
    assert 'name="stated"' not in visitor.get(path).text
    assert visitor.post(path).status_code == 422
    assert visitor.post(path, second(site)).status_code == 302
    page = visitor.get(own(site, "trustees")).text
    assert path not in page
    assert "کلیدها از میان رفته است" in page


def test_trustees_must_have_said_that_theirs_are_destroyed(site: Site) -> None:
    site.held.to("final")
    visitor, path = site.visitor("secretary"), own(site, "acts/destroy")
    answer = visitor.post(path, second(site))
    assert answer.status_code == 409
    assert "امین 1" in answer.text
    assert visitor.post(path, second(site, stated="y")).status_code == 302
    with site.held.database.reading() as db:
        said = key_destruction.keys_destroyed(db, site.held.election)
    assert said is not None
    assert said.trustees == ("امین 1",)


def test_before_the_end_no_key_is_destroyed(site: Site) -> None:
    site.held.to("provisional")
    visitor, path = site.visitor("secretary"), own(site, "acts/destroy")
    assert path not in visitor.get(own(site, "trustees")).text
    assert visitor.post(path, second(site, stated="y")).status_code == 409


def test_when_the_election_is_annulled_the_keys_are_the_last_act_too(site: Site) -> None:
    site.held.to("open")
    visitor, path = site.visitor("secretary"), own(site, "acts/destroy")
    page = own(site, "").rstrip("/")
    assert f'href="{path}"' not in visitor.get(page).text
    assert visitor.post(own(site, "acts/annul"), second(site, reason=ANNULLED_WHY)).status_code == 302
    assert f'href="{path}"' in visitor.get(page).text
    assert path in visitor.get(own(site, "trustees")).text
    assert visitor.post(path, second(site, stated="y")).status_code == 302
    assert f'href="{path}"' not in visitor.get(page).text
    with site.held.database.reading() as db:
        assert key_destruction.keys_destroyed(db, site.held.election) is not None


# The one next act


def test_the_list_says_whose_key_is_not_tested_and_asks_for_the_end_of_the_keys(site: Site) -> None:
    visitor = ready(site)
    page = own(site, "").rstrip("/")
    assert "کلید امین 1 هنوز" in visitor.get(page).text
    site.held.pass_tests()
    assert "کلید امین 1 هنوز" not in visitor.get(page).text


def test_at_the_end_the_keys_are_the_last_act(site: Site) -> None:
    site.held.to("final")
    for one in site.held.draft():
        with site.held.database.transaction() as db:
            both = site.held.act("secretary", "signatory")
            letter.issue_letter(db, both, one.id, signed_token=f"T{one.id}", pdf=b"%PDF")
    visitor, page = site.visitor("secretary"), own(site, "").rstrip("/")
    assert f'href="{own(site, "acts/destroy")}"' not in visitor.get(page).text  # the minutes come before
    assert visitor.post(own(site, "papers/make")).status_code == 302
    assert f'href="{own(site, "acts/destroy")}"' in visitor.get(page).text
    visitor.post(own(site, "acts/destroy"), second(site, stated="y"))
    assert f'href="{own(site, "acts/destroy")}"' not in visitor.get(page).text


# The invitation as a sheet


def invited(site: Site, name: str) -> tuple[str, str]:
    """Invite a trustee by the page; the public id and the secret of the link, as the page shows them."""
    page = site.visitor("secretary").post(own(site, "trustees"), {"act": "invite", "name": name}).text
    found = re.search(r"/trustees/(\w+)#(\w+)</code>", page)
    assert found
    assert f'name="secret" type="hidden" value="{found[2]}"' in page
    return found[1], found[2]


def test_a_trustee_is_given_a_sheet_with_the_link_in_each_language(site: Site, tmp_path: Path) -> None:
    site.held.to("reviewing")
    trustee_id, secret = invited(site, "نگین رودباری")
    path = own(site, f"trustees/{trustee_id}/invitation.pdf")
    for language in LANGUAGES:
        answer = site.visitor("secretary").post(path, {"secret": secret, "language": language})
        assert answer.mimetype == "application/pdf"
        assert answer.headers["Cache-Control"] == "no-store"
        assert page_count(answer.data, tmp_path) == 1
        (code,) = codes_on(answer.data, tmp_path)
        assert code.endswith(f"/trustees/{trustee_id}#{secret}")
        shown = text_of(answer.data, tmp_path)
        for eight in re.findall(".{8}", secret):
            assert eight in shown


def test_the_sheet_is_printed_for_nobody_who_does_not_have_the_link(site: Site, tmp_path: Path) -> None:
    site.held.to("reviewing")
    trustee_id, secret = invited(site, "نگین رودباری")
    path = own(site, f"trustees/{trustee_id}/invitation.pdf")
    assert site.visitor("secretary").post(path, {"secret": "0" * 32, "language": "fa"}).status_code == 403
    assert site.visitor("secretary").post(path, {"secret": secret, "language": "de"}).status_code == 404
    assert site.visitor("secretary").post(path, {"language": "fa"}).status_code == 404
    assert site.visitor("desk").post(path, {"secret": secret, "language": "fa"}).status_code == 403
    with site.held.database.transaction() as db:
        trustee.remove(db, site.held.act(), site.held.election, trustee_id)
    assert site.visitor("secretary").post(path, {"secret": secret, "language": "fa"}).status_code == 403
