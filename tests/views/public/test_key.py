"""The page of signature keys and its file: what stands there checks slips, invitations and letters offline."""

from __future__ import annotations

import io
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from unittest import mock

import pytest

from app.language.catalogue import wording
from app.papers.issuer import Issuer
from app.papers.letter import print_letter
from app.services.letters import letter
from app.services.voting import slip_batch
from app.signing.key_ring import rotate
from app.signing.keys import renew_certificates
from ballots.__main__ import main
from ballots.token import Kind, decode_public_keys, open_token
from tests.services.letters.test_letter import issue
from tests.services.voting.test_slip_batch import made_elsewhere, take
from tests.support.accounts import token_of
from tests.support.visitors import Site, open_site


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return open_site(tmp_path)


def rotated(site: Site, kind: Kind) -> None:
    rotate(site.app.extensions["installation"].settings.keys, kind, datetime.now(UTC))


def english(site: Site) -> str:
    visitor = site.visitor()
    visitor.post("/language", {"language": "en"})
    return visitor.get("/keys").text


def test_the_page_names_every_key_with_its_kind_and_its_time(site: Site) -> None:
    page = english(site)
    assert re.findall(r'<h2 id="key-\d">\s*(.*?)\s*</h2>', page) == ["Slips", "Invitations", "Letters of introduction"]
    assert page.count("In use since") == 3
    assert "In use until" not in page and "No longer in use" not in page
    rotated(site, Kind.LETTER)
    page = english(site)
    assert (page.count("In use since"), page.count("In use until"), page.count("No longer in use")) == (4, 1, 1)
    for one in site.app.extensions["installation"].ring.published:
        assert one.public.public_bytes_raw().hex() in page.replace(" ", "")


def test_the_authority_of_before_stands_there_with_its_certificate(site: Site) -> None:
    first = site.visitor().get("/authority.pem").data
    settings = site.app.extensions["installation"].settings
    assert english(site).count("Download the certificate") == 1
    assert renew_certificates(settings.keys, datetime.now(UTC) + timedelta(days=365 * 16))
    page = english(site)
    assert (page.count("Download the certificate"), page.count("No longer in use")) == (2, 1)
    (earlier,) = re.findall(r'href="(/authority-[0-9a-f]{12}\.pem)"', page)
    assert site.visitor().get(earlier).data == first != site.visitor().get("/authority.pem").data
    assert site.visitor().get("/authority-000000000000.pem").status_code == 404


def test_the_file_checks_what_was_signed_before_and_after_a_rotation(site: Site) -> None:
    before = token_of(site)
    rotated(site, Kind.INVITATION)
    site.held.ring = site.app.extensions["installation"].ring
    after = token_of(site, 1)
    keys = decode_public_keys(site.visitor().get("/keys.txt").data)
    assert [open_token(text, keys).key_id for text in (before, after)] == [2, 4]
    assert [sorted(keys[number].kinds) for number in (1, 2, 3, 4)] == [
        [Kind.SLIP], [Kind.INVITATION], [Kind.LETTER], [Kind.INVITATION],
    ]  # fmt: skip


def test_the_key_of_a_credential_officer_stands_there_with_its_election(site: Site) -> None:
    held = site.held.to("frozen")
    papers, data = made_elsewhere(held)
    take(held, data)
    page = english(site)
    assert f"Slips of {held.value.title.en}" in page
    file = site.visitor().get("/keys.txt")
    keys = decode_public_keys(file.data)
    with held.database.reading() as db:
        (officer,) = slip_batch.officer_keys(db)
    assert keys[officer.key_id] == officer.key
    assert file.text.splitlines()[-1].endswith(f" slip {held.value.fingerprint}")
    assert open_token(papers[0].token, keys).kind == Kind.SLIP


def test_the_command_reads_the_file_as_it_is_served(
    site: Site, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    held = site.held.to("frozen")
    papers, data = made_elsewhere(held)
    take(held, data)
    (tmp_path / "keys.txt").write_bytes(site.visitor().get("/keys.txt").data)
    text = f"HTTP://X/B/Y#{papers[0].token}.{papers[0].credential}"
    asked = ["token", text, "--keys", str(tmp_path / "keys.txt")]
    assert main([*asked, "--of", held.value.fingerprint or ""]) == 0
    assert "kind     slip" in capsys.readouterr().out
    assert main([*asked, "--of", held.value.uuid]) == 1


# The check of a letter


def checked(site: Site, code: str, file: bytes | None = None) -> str:
    visitor = site.visitor()
    visitor.post("/language", {"language": "en"})
    form: dict[str, object] = {"code": code}
    if file is not None:
        form["file"] = (io.BytesIO(file), "letter.pdf")
    return visitor.post("/letters", form, content_type="multipart/form-data").text


def test_a_real_letter_is_compared_with_the_file_that_somebody_brings(site: Site) -> None:
    held = site.held.to("final")
    drafted, _ = held.draft()
    installation = site.app.extensions["installation"]
    with held.database.reading() as db:
        signed, pdf = print_letter(Issuer(settings=installation.settings, wording=wording("fa")), db, drafted, held.now)
    with held.database.transaction() as db:
        both = held.act("secretary", "signatory")
        letter.issue_letter(db, both, drafted.id, signed_token=signed, pdf=pdf)
    assert "This letter is valid" in checked(site, drafted.code)
    page = checked(site, drafted.code, pdf)
    assert "This letter is valid" in page and "The text in the file is the text that was signed" in page
    page = checked(site, signed, pdf.replace(b"stream", b"strean"))
    assert "This file is not the letter that was issued" in page


def test_a_letter_whose_key_was_rotated_is_still_valid(site: Site) -> None:
    held = site.held.to("final")
    first, _ = held.draft()
    signed = issue(held, first)
    rotated(site, Kind.LETTER)
    assert "This letter is valid" in checked(site, signed)


def test_a_file_without_a_code_or_too_large_is_refused(site: Site) -> None:
    assert "Please fill in this field." in checked(site, "", b"%PDF-")
    with mock.patch("app.services.letters.letter_check.check_letter", side_effect=AssertionError("it is too large")):
        assert "larger than this page takes" in checked(site, "0000-0000-0000", b"x" * 3_000_000)
