"""The pages of trustees as the application serves them: what each phase asks for, and what posts answer."""

from __future__ import annotations

import json
import re
import secrets
from pathlib import Path

import pytest
from werkzeug.test import TestResponse

from app.services.voting import trustee
from app.web.installation import Installation
from ballots.backup import decode_commitments, split_key
from ballots.key_receipt import open_key_receipt, verify_key_receipt
from ballots.trustees import answer_test, generate_private_key, make_public_key
from tests.support.annulments import annul
from tests.support.assemblies import everything
from tests.support.visitors import Site, open_site

NAME = "نگین رودباری"
TASK = re.compile(r'<form id="(make|keep|test|decrypt)-form"')


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return open_site(tmp_path)


def invited(site: Site, name: str = NAME) -> tuple[str, str]:
    with site.held.database.transaction() as db:
        found, secret = trustee.invite(db, site.held.act(), site.held.election, name=name)
    return found.public_id, secret


def task(site: Site, trustee_id: str) -> str:
    """Which form the page offers, or nothing."""
    page = site.visitor().get(f"/trustees/{trustee_id}")
    assert page.status_code == 200
    found = TASK.search(page.text)
    return found[1] if found else ""


def test_each_phase_offers_what_is_next(site: Site) -> None:
    site.held.to("reviewing")
    trustee_id = site.held.invite("پرنیان سپهری")
    waiting, _ = invited(site)
    assert (task(site, waiting), task(site, trustee_id)) == ("make", "keep")
    with site.held.database.transaction() as db:
        trustee.remove(db, site.held.act(), site.held.election, waiting)
    assert task(site, waiting) == ""
    site.held.to("frozen")
    assert task(site, trustee_id) == "keep"
    site.held.open()
    assert task(site, trustee_id) == "test"
    site.held.to("closed")
    assert task(site, trustee_id) == ""
    site.held.add_up()
    assert task(site, trustee_id) == "decrypt"
    site.held.decrypt(trustee_id)
    assert task(site, trustee_id) == ""


def test_who_was_taken_off_and_whose_election_ended_reads_so(site: Site) -> None:
    site.held.to("reviewing")
    kept, (waiting, _), (removed, _) = site.held.invite("پرنیان سپهری"), invited(site), invited(site, "نگار آذری")
    with site.held.database.transaction() as db:
        trustee.remove(db, site.held.act(), site.held.election, removed)
    visitor = site.visitor()
    visitor.post("/language", {"language": "en"})

    def says(trustee_id: str, words: str) -> bool:
        return words in visitor.get(f"/trustees/{trustee_id}").text

    assert [task(site, one) for one in (kept, waiting, removed)] == ["keep", "make", ""]
    annul(site.held)
    assert all(says(one, "No key is needed here any more.") for one in (kept, waiting))
    assert says(removed, "You are no longer a trustee of this election")


def send(site: Site, path: str, **said: str) -> TestResponse:
    return site.visitor().send(path, said)


def answered(response: TestResponse) -> dict[str, str]:
    assert response.status_code == 200, response.text
    assert response.json is not None
    return dict(response.json)


def refused(response: TestResponse) -> tuple[int, str]:
    assert response.json is not None
    return response.status_code, response.json["error"]


def test_the_first_key_gets_the_boards_receipt_and_a_second_is_refused_with_the_print(site: Site) -> None:
    site.held.to("reviewing")
    trustee_id, secret = invited(site)
    key = make_public_key(generate_private_key(secrets.token_bytes), secrets.token_bytes, NAME)
    path = f"/trustees/{trustee_id}/key"
    said = answered(send(site, path, secret=secret, public_key=key.to_bytes().decode()))
    installation: Installation = site.app.extensions["installation"]
    receipt = open_key_receipt(said["receipt"], installation.signer.key(site.held.election))
    verify_key_receipt(receipt, key.public_key, NAME)
    assert answered(send(site, path, secret=secret, public_key=key.to_bytes().decode())) == said
    other = make_public_key(generate_private_key(secrets.token_bytes), secrets.token_bytes, NAME).to_bytes().decode()
    answer = send(site, path, secret=secret, public_key=other)
    assert refused(answer) == (409, "key-final")
    with site.held.database.reading() as db:
        digits = trustee.trustee(db, trustee_id).key_print or ""
    assert digits in answer.json["message"].replace(" ", "")  # type: ignore[index]


def test_a_reserve_key_and_its_sheets_have_addresses_of_their_own(site: Site) -> None:
    site.held.to("reviewing")
    trustee_id = site.held.invite(NAME)
    secret, private = site.held.invitations[trustee_id], generate_private_key(secrets.token_bytes)
    key = make_public_key(private, secrets.token_bytes, NAME)
    path, text = f"/trustees/{trustee_id}", key.to_bytes().decode()
    assert refused(send(site, f"{path}/reserve", secret=secret, number="x", public_key=text)) == (400, "key-invalid")
    assert refused(send(site, f"{path}/reserve", secret="guessed", number="1", public_key=text)) == (
        403, "invitation-invalid",
    )  # fmt: skip
    assert answered(send(site, f"{path}/reserve", secret=secret, number="1", public_key=text)) == {"reserves": 1}
    commitments, _ = split_key(private, 2, 3, secrets.token_bytes)
    data = commitments.to_bytes().decode()
    answered(send(site, f"{path}/backup", secret=secret, commitments=data, shares="3", reserve="1"))
    visitor = site.visitor()
    assert visitor.get(f"{path}/commitments.json").status_code == 404
    served = visitor.get(f"{path}/reserve-1/commitments.json")
    assert decode_commitments(served.data, key.public_key) == commitments
    page = visitor.get(f"{path}/share").text
    assert f'data-commitments="{path}/reserve-1/commitments.json"' in page
    assert visitor.get(f"{path}/reserve-7/commitments.json").status_code == 404


def test_a_test_begins_after_the_sealing_and_its_answer_hashes_the_election(site: Site) -> None:
    site.held.to("frozen").print()
    ((trustee_id, private),) = site.held.private_keys.items()
    secret, path = site.held.invitations[trustee_id], f"/trustees/{trustee_id}"
    assert refused(send(site, f"{path}/test", secret=secret)) == (409, "setup-missing")
    site.held.seal()
    nonce = answered(send(site, f"{path}/test", secret=secret))["nonce"]
    wrong = answer_test(private, nonce, "A" * 43, secrets.token_bytes).decode()
    assert refused(send(site, f"{path}/check", secret=secret, answer=wrong)) == (400, "test-wrong")
    right = answer_test(private, nonce, site.held.value.fingerprint or "", secrets.token_bytes).decode()
    answered(send(site, f"{path}/check", secret=secret, answer=right))


def test_a_refused_decryption_changes_the_journal_alone_and_is_handed_in_again(site: Site) -> None:
    site.held.to("closed").add_up()
    ((trustee_id, secret),) = site.held.invitations.items()
    right = site.held.decryption(trustee_id)
    fields = json.loads(right)
    fields["binding"]["response"] = str(int(fields["binding"]["response"]) ^ 1)
    wrong = json.dumps(fields, separators=(",", ":"))
    before = everything(site.held.database)
    path = f"/trustees/{trustee_id}/decryption"
    for _ in range(2):
        answer = send(site, path, secret=secret, hand_in=wrong)
        assert refused(answer) == (400, "decryption-invalid")
    after = everything(site.held.database)
    assert len(after.pop("journal")) == len(before.pop("journal")) + 1
    assert after == before
    assert answered(send(site, path, secret=secret, hand_in=right.decode())) == {"taken": True}
    assert site.held.phase == "tallied"


def test_the_page_is_kept_as_a_file_that_needs_nothing_of_the_server(site: Site) -> None:
    answer = site.visitor().get("/trustee.html")
    assert "attachment" in answer.headers["Content-Disposition"]
    page = answer.text
    assert not re.search(r'(?:src|href)="/static', page)
    assert page.count("<style>") == page.count("<script>") == 1
    assert "data:font/woff2;base64," in page
    assert site.visitor().get("/trustee.html").text == page


def test_no_address_gives_sums_alone_to_be_decrypted(site: Site) -> None:
    """P3: what a trustee decrypts is proved by the record; nothing else is served as sums."""
    site.held.to("closed").add_up()
    assert site.visitor().get(f"/elections/{site.held.election}/encrypted-tally.json").status_code == 404
    ((trustee_id, _),) = site.held.invitations.items()
    page = site.visitor().get(f"/trustees/{trustee_id}").text
    assert f'data-record="/elections/{site.held.election}/election.bel"' in page
