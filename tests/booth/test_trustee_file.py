"""The trustee's page that is kept as one file: it makes, tests and uses a key with files alone, and asks nobody."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from ballots.backup import decode_commitments
from ballots.hand_in import decode_hand_in, verify_hand_in
from ballots.keyfile import decode_key_file, open_key
from ballots.short import WHOLE, Kind, short
from ballots.tally import decode_encrypted_tally
from ballots.trustees import decode_trustee_key, verify_answer
from tests.booth.office import PASSPHRASE, Office, read_back, save_made, type_head, use_file
from tests.support.archives import archive
from tests.support.axe import violations
from tests.support.custody import OWN, Board, cast, closing, two_trustees, with_keys

NONCE = "0123456789abcdef" * 2


def kept_file(office: Office, folder: Path, language: str = "fa") -> Path:
    """The page as a trustee saves it."""
    client = office.program().test_client()
    path = folder / "majma-trustee.html"
    path.write_bytes(client.get(f"/kept-page?lang={language}").get_data())
    return path


@pytest.fixture
def kept(page: Page, office: Office, tmp_path: Path) -> Page:
    """The file, open in a browser without a network."""
    page.context.set_offline(True)
    page.goto(kept_file(office, tmp_path).as_uri())
    page.wait_for_selector("#trustee:not([hidden])")
    page.locator("#own-name").fill(OWN)
    return page


def made_key(page: Page, folder: Path) -> Path:
    """Make a key on the open file; its public half is saved as public.json, too."""
    (path,) = save_made(page, folder)
    with page.expect_download() as saved:
        read_back(page, [path])
    assert saved.value.suggested_filename == "public.json"
    saved.value.save_as(folder / "public.json")
    expect(page.locator("#finished-title")).to_have_text("کلید شما ساخته شد")
    return path


def box_with(path: Path) -> Board:
    """An election in which the key of this file stands under the trustee's own name."""
    private = open_key(decode_key_file(path.read_bytes()), PASSPHRASE)
    return cast(with_keys(two_trustees(), (private, 4711)))


def reopened(page: Page) -> None:
    page.reload()
    page.wait_for_selector("#trustee:not([hidden])")
    page.locator("#own-name").fill(OWN)


def saved_by(page: Page, form: str, path: Path, name: str, folder: Path) -> bytes:
    """What the page saves under this name when a key file is used."""
    with page.expect_download() as saved:
        use_file(page, form, path)
    assert saved.value.suggested_filename == name
    saved.value.save_as(folder / name)
    return (folder / name).read_bytes()


def test_a_key_is_made_tested_and_used_with_files_alone(kept: Page, tmp_path: Path) -> None:
    path = made_key(kept, tmp_path)
    key = decode_trustee_key((tmp_path / "public.json").read_bytes())
    assert key.name == OWN
    box = box_with(path)
    events, record = box.events(range(4)), tmp_path / "election.bel"
    record.write_bytes(archive(events[:1]))
    (tmp_path / "test.json").write_text(f'{{"nonce":"{NONCE}"}}')
    reopened(kept)
    kept.locator("#test-record").set_input_files(record)
    kept.locator("#test-test").set_input_files(tmp_path / "test.json")
    answer = saved_by(kept, "test", path, "answer.json", tmp_path)
    verify_answer(answer, key, NONCE, box.small.election.fingerprint)
    record.write_bytes(archive(events))
    reopened(kept)
    kept.locator("#decrypt-record").set_input_files(record)
    type_head(kept, short(Kind.HEAD, closing(events).hash, WHOLE))
    made = decode_hand_in(saved_by(kept, "decrypt", path, "decryption.json", tmp_path))
    sums = decode_encrypted_tally(events[-1].data[0], box.small.election)
    verify_hand_in(made, box.small.keys[0], sums, box.small.election, events[-1].hash)


def test_the_file_remembers_and_refuses_as_the_page_does(kept: Page, tmp_path: Path) -> None:
    path = made_key(kept, tmp_path)
    box, record = box_with(path), tmp_path / "election.bel"
    for voters, said in (((0, 1, 2, 3), ""), ((0, 2, 3), "جمع دومی را رمزگشایی نمی‌کند")):
        events = box.events(voters)
        record.write_bytes(archive(events))
        reopened(kept)
        kept.locator("#decrypt-record").set_input_files(record)
        type_head(kept, short(Kind.HEAD, closing(events).hash, WHOLE))
        if not said:
            saved_by(kept, "decrypt", path, "decryption.json", tmp_path)
            continue
        use_file(kept, "decrypt", path)
        expect(kept.locator("#trustee-problem")).to_contain_text(said)


def test_sheets_are_made_and_their_check_values_saved(kept: Page, tmp_path: Path) -> None:
    made_key(kept, tmp_path)
    kept.locator("#holders").fill("مانا\nبردیا")
    with kept.expect_download() as saved:
        kept.locator("#backup-form button").click()
    assert saved.value.suggested_filename == "commitments.json"
    saved.value.save_as(tmp_path / "commitments.json")
    key = decode_trustee_key((tmp_path / "public.json").read_bytes())
    decode_commitments((tmp_path / "commitments.json").read_bytes(), key.public_key)
    expect(kept.locator(".share-sheet")).to_have_count(2)


def test_without_a_name_a_record_or_a_test_the_file_asks_for_it(kept: Page, tmp_path: Path) -> None:
    path = made_key(kept, tmp_path)
    reopened(kept)
    kept.locator("#own-name").fill("")
    record = tmp_path / "election.bel"
    record.write_bytes(archive(box_with(path).events(range(4))[:1]))
    kept.locator("#test-record").set_input_files(record)
    kept.locator("#test-test").set_input_files(record)
    use_file(kept, "test", path)
    expect(kept.locator("#trustee-problem")).to_contain_text("نام خود را بنویسید")
    kept.locator("#own-name").fill("مانا")
    use_file(kept, "test", path)
    expect(kept.locator("#trustee-problem")).to_contain_text("کلیدتان عوض شده است")
    kept.locator("#own-name").fill(OWN)
    use_file(kept, "test", path)
    expect(kept.locator("#trustee-problem")).to_contain_text("test.json")


def test_the_file_names_nobody_and_is_the_same_for_everybody(office: Office, tmp_path: Path) -> None:
    first = kept_file(office, tmp_path).read_bytes()
    office.public_key, office.task = "5", "decrypt"
    assert kept_file(office, tmp_path).read_bytes() == first
    assert OWN.encode() not in first
    assert not re.search(rb'(?:src|href)="/static', first)


def test_the_file_has_no_barrier(kept: Page, tmp_path: Path) -> None:
    assert violations(kept) == []
    kept.set_viewport_size({"width": 390, "height": 844})
    assert not kept.evaluate("() => document.documentElement.scrollWidth > window.innerWidth")
