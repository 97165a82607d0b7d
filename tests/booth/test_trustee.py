"""The trustee's key page: the key is made, kept, checked and used in the browser; only public halves are sent."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import flask
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from werkzeug.serving import make_server

from app.services.act import Names
from ballots.election import Election
from ballots.elgamal import EncryptedTally
from ballots.errors import PartialDecryptionError
from ballots.group import BELENIOS_2048
from ballots.tally import decrypt
from ballots.trustees import (
    decode_private_key,
    decode_trustee_key,
    election_key,
    encode_private_key,
    verify_partial_decryption,
    verify_public_key,
)  # fmt: skip
from tests.booth.hall import make_hall, new_app
from tests.support.belenios_tool import BeleniosTool
from tests.support.elections import SmallElection, small_election

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]}
SECRET = "c0ffee" * 5


@dataclass(slots=True, kw_only=True)
class Office:
    """What the server of a trustee's page knows and hears."""

    small: SmallElection = field(default_factory=lambda: make_hall(candidates=4, maximum=3).small)
    public_key: str | None = None
    tally: EncryptedTally | None = None
    heard: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    address: str = ""

    def context(self) -> dict[str, Any]:
        """What the template takes."""
        election: Election = self.small.election
        urls = {
            "key": "/trustees/t1/key", "check": "/trustees/t1/check", "election": "/election.json",
            "encrypted_tally": "/tally.json" if self.tally else None, "decryption": "/trustees/t1/decryption",
        }  # fmt: skip
        return {
            "trustee": SimpleNamespace(
                name="هما راستین", public_id="t1", has_key=self.public_key is not None, key_print="0123456789abcdef",
                checked=False, decrypted=False,
            ),
            "election": SimpleNamespace(title=Names("انتخاب شش عضو مجمع"), fingerprint=election.fingerprint),
            "public_key": self.public_key, "urls": urls, "assembly": None,
        }  # fmt: skip

    def program(self) -> flask.Flask:
        """The program that serves the page."""
        app = new_app()
        app.add_url_rule("/key-page", "page", lambda: flask.render_template("public/trustee.html", **self.context()))
        app.add_url_rule("/election.json", "election", lambda: flask.Response(self.small.election.to_bytes()))
        app.add_url_rule("/tally.json", "tally", self._tally)
        app.add_url_rule("/trustees/t1/<act>", "act", self._hear, methods=["POST"])
        return app

    def _tally(self) -> flask.Response:
        return flask.Response(self.tally.to_bytes(BELENIOS_2048) if self.tally else b"")

    def _hear(self, act: str) -> dict[str, bool]:
        self.heard.append((act, flask.request.get_json()))
        return {"taken": True}


@pytest.fixture
def office() -> Iterator[Office]:
    """A served office."""
    office = Office()
    server = make_server("127.0.0.1", 0, office.program(), threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    office.address = f"http://127.0.0.1:{server.server_port}/key-page"
    yield office
    server.shutdown()
    thread.join()


def open_page(page: Page, office: Office) -> None:
    """Open the link of the invitation."""
    page.goto("about:blank")
    page.goto(f"{office.address}#{SECRET}")
    page.wait_for_selector("#trustee:not([hidden])")


def make_key(page: Page, office: Office, folder: Path) -> Path:
    """Make a key, save its file, read it back; returns the file."""
    open_page(page, office)
    page.locator("#make-key").click()
    with page.expect_download() as saved:
        page.locator("#save-key").click()
    path = folder / saved.value.suggested_filename
    saved.value.save_as(path)
    page.locator("#load-back").set_input_files(path)
    expect(page.locator("#finished-title")).to_have_text("کلید عمومی شما رسید")
    return path


def choose(page: Page, field: str, path: Path) -> None:
    page.locator(f"input#{field}").set_input_files(path)


def test_a_key_made_in_the_browser_is_a_trustees_key_and_its_file_a_private_key(
    page: Page, office: Office, tmp_path: Path
) -> None:
    path = make_key(page, office, tmp_path)
    (act, posted), (checked, _) = office.heard
    assert (act, checked) == ("key", "check")
    assert posted["secret"] == SECRET
    key = decode_trustee_key(posted["public_key"].encode())
    verify_public_key(key)
    assert key.name == "هما راستین"
    assert key.to_bytes() == posted["public_key"].encode()
    private = decode_private_key(path.read_bytes())
    assert encode_private_key(private) == path.read_bytes()


def test_the_private_key_is_never_sent(page: Page, office: Office, tmp_path: Path) -> None:
    sent: list[str] = []
    page.on("request", lambda request: sent.append(f"{request.url} {request.post_data}"))
    private = json.loads(make_key(page, office, tmp_path).read_text())
    assert sent
    assert not [text for text in sent if private in text or f"{int(private):x}" in text]
    assert SECRET not in page.url


def test_a_key_is_sent_only_when_its_file_was_read_back(page: Page, office: Office, tmp_path: Path) -> None:
    other = tmp_path / "other.json"
    other.write_text('"12345"')
    (tmp_path / "letter.json").write_text("{}")
    open_page(page, office)
    page.locator("#make-key").click()
    page.locator("#save-key").click()
    problem = page.locator("#trustee-problem")
    choose(page, "load-back", other)
    expect(problem).to_contain_text("کلید دیگری")
    choose(page, "load-back", tmp_path / "letter.json")
    expect(problem).to_contain_text("این پروندهٔ کلید نیست")
    assert office.heard == []


def test_a_kept_file_is_checked_against_the_public_key(page: Page, office: Office, tmp_path: Path) -> None:
    path = make_key(page, office, tmp_path)
    office.public_key = json.loads(office.heard[0][1]["public_key"])["public_key"]
    office.heard.clear()
    open_page(page, office)
    (tmp_path / "other.json").write_text('"12345"')
    choose(page, "check-key", tmp_path / "other.json")
    expect(page.locator("#trustee-problem")).to_contain_text("کلید دیگری")
    assert office.heard == []
    choose(page, "check-key", path)
    expect(page.locator("#finished-title")).to_have_text("پروندهٔ کلید شما درست است")
    assert office.heard == [("check", {"secret": SECRET})]


def test_decryptions_made_in_the_browser_give_the_result_and_satisfy_the_reference_program(
    page: Page, office: Office, tmp_path: Path
) -> None:
    path = make_key(page, office, tmp_path)
    posted = office.heard[0][1]["public_key"].encode()
    key, private = decode_trustee_key(posted), decode_private_key(path.read_bytes())
    base = small_election(*office.small.election.questions, voters=3)
    small = with_trustee(base, key, private)
    ballots = [small.ballot(0, ((1, 0, 1, 0),)), small.ballot(1, ((1, 1, 1, 0),))]
    office.small, office.tally = small, small.tally(ballots)
    office.public_key = json.loads(posted)["public_key"]
    office.heard.clear()
    open_page(page, office)
    choose(page, "decrypt", path)
    expect(page.locator("#finished-title")).to_have_text("سهم شما از رمزگشایی رسید")
    ((act, said),) = office.heard
    assert act == "decryption"
    data = said["decryption"].encode()
    verify_partial_decryption(data, key, office.tally, small.election)
    assert [tuple(row) for row in decrypt(office.tally, (data,), (key,), 2)] == [(2, 1, 2, 0)]
    (tmp_path / "tool").mkdir()
    tool = BeleniosTool(tmp_path / "tool")
    tool.set_up(small)
    for ballot in ballots:
        tool.add("Ballot", ballot)
    tool.add("EndBallots")
    tool.add_tally(office.tally.to_bytes(BELENIOS_2048), 2, 2)
    tool.add_decryption(1, data)
    tool.add("Result", b'{"result":[[2,1,2,0]]}')
    assert tool.accepts()
    with pytest.raises(PartialDecryptionError):
        spoiled = json.loads(data)
        spoiled["decryption_proofs"][0][0]["response"] = spoiled["decryption_proofs"][0][1]["response"]
        changed = json.dumps(spoiled, separators=(",", ":")).encode()
        verify_partial_decryption(changed, key, office.tally, small.election)


def with_trustee(small: SmallElection, key: Any, private: int) -> SmallElection:
    """The same election with that one trustee."""
    election = small.election
    renewed = Election(
        uuid=election.uuid, name=election.name, description=election.description, public_key=election_key((key,)),
        questions=election.questions, administrator=election.administrator,
        credential_authority=election.credential_authority,
    )  # fmt: skip
    return SmallElection(
        election=renewed, credentials=small.credentials, weights=small.weights, private_keys=(private,), keys=(key,),
        random=small.random,
    )  # fmt: skip


def test_a_foreign_election_is_not_decrypted(page: Page, office: Office, tmp_path: Path) -> None:
    path = make_key(page, office, tmp_path)
    office.public_key = json.loads(office.heard[0][1]["public_key"])["public_key"]
    office.tally = office.small.tally([office.small.ballot(0, ((1, 0, 1, 0),))])
    office.heard.clear()
    open_page(page, office)
    page.route("**/election.json", lambda route: route.fulfill(body="{}"))
    choose(page, "decrypt", path)
    expect(page.locator("#trustee-problem")).to_contain_text("همان انتخابات اعلام‌شده نیست")
    assert office.heard == []


def test_without_the_invitation_the_page_asks_for_it(page: Page, office: Office) -> None:
    page.goto(office.address)
    expect(page.locator("#no-invitation")).to_be_visible()
    expect(page.locator("#trustee")).to_be_hidden()


def test_another_language_keeps_the_invitation(page: Page, office: Office) -> None:
    open_page(page, office)
    assert SECRET not in page.content()
    with page.expect_navigation():
        page.locator("form.language button").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator("#trustee")).to_be_visible()
    assert SECRET not in page.url


@pytest.mark.parametrize("size", [(1024, 768), (390, 844)], ids=["tablet", "phone"])
def test_the_page_has_no_barrier(page: Page, office: Office, tmp_path: Path, size: tuple[int, int]) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    open_page(page, office)
    page.locator("#make-key").click()
    page.locator("#save-key").click()
    found = [one["id"] for one in Axe().run(page, options=RULES).response["violations"]]
    assert found == []
    assert not page.evaluate("() => document.documentElement.scrollWidth > window.innerWidth")
