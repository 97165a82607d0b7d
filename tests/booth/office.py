"""What the server of a trustee's page knows and hears, and what a trustee does on that page."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import flask
from playwright.sync_api import Page, expect

from app.services.act import Names
from app.views.office import blueprint as office_pages
from ballots.election import Election
from ballots.elgamal import EncryptedTally
from ballots.group import BELENIOS_2048 as GROUP
from tests.booth.hall import make_hall, new_app
from tests.support.elections import SmallElection

SECRET = "c0ffee" * 5
PASSPHRASE = "چند واژهٔ آزمایشی"


@dataclass(slots=True, kw_only=True)
class Office:
    """What the server of a trustee's page knows and hears."""

    small: SmallElection = field(default_factory=lambda: make_hall(candidates=4, maximum=3).small)
    public_key: str | None = None
    tally: EncryptedTally | None = None
    phase: str = "reviewing"
    test: str = "00112233445566778899aabbccddeeff"
    heard: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    address: str = ""

    def context(self) -> dict[str, Any]:
        """What the template takes."""
        election: Election = self.small.election
        urls = {
            **{act: f"/trustees/t1/{act}" for act in ("key", "test", "check", "backup", "decryption", "share")},
            "election": "/election.json", "encrypted_tally": "/tally.json" if self.tally else None,
        }  # fmt: skip
        return {
            "trustee": SimpleNamespace(
                name="هما راستین", public_id="t1", has_key=self.public_key is not None, key_print="0123456789abcdef",
                checked=False, decrypted=False, threshold=None, shares=None,
            ),
            "election": SimpleNamespace(
                title=Names("انتخاب شش عضو مجمع"), fingerprint=election.fingerprint, phase=self.phase
            ),
            "public_key": self.public_key, "urls": urls, "assembly": None,
            "others": ["مانا شریفی‌پور", "بردیا صالح‌آبادی"],
        }  # fmt: skip

    def program(self) -> flask.Flask:
        """The program that serves the page."""
        app = new_app()
        app.register_blueprint(office_pages)
        app.add_url_rule("/rebuild-page", "rebuild", self._rebuild)
        app.add_url_rule("/key-page", "page", lambda: flask.render_template("public/trustee.html", **self.context()))
        app.add_url_rule("/election.json", "election", lambda: flask.Response(self.small.election.to_bytes()))
        app.add_url_rule("/tally.json", "tally", self._tally)
        app.add_url_rule("/trustees/t1/<act>", "act", self._hear, methods=["POST"])
        app.add_url_rule("/share-page", "share", self._share)
        app.add_url_rule("/commitments.json", "commitments", self._commitments)
        return app

    def posted(self, act: str, name: str) -> str:
        """What a script posted last in an act."""
        return [said[name] for heard, said in self.heard if heard == act][-1]

    def _commitments(self) -> flask.Response:
        return flask.Response(self.posted("backup", "commitments"))

    def _share(self) -> str:
        context = self.context() | {"commitments": "/commitments.json"}
        return flask.render_template("public/share.html", **context)

    def _rebuild(self) -> str:
        urls = {
            "commitments": "/commitments.json", "election": "/election.json", "encrypted_tally": "/tally.json",
            "rebuilt": "/trustees/t1/rebuilt", "done": "/key-page",
        }  # fmt: skip
        context = self.context()
        election = SimpleNamespace(
            **vars(context["election"]), public_id="K7QM2XPA", session=SimpleNamespace(assembly=None)
        )
        context["election"], context["trustee"].threshold = election, 2
        return flask.render_template("office/rebuild.html", **context | {"urls": urls})

    def _tally(self) -> flask.Response:
        return flask.Response(self.tally.to_bytes(GROUP) if self.tally else b"")

    def _hear(self, act: str) -> dict[str, Any]:
        said = flask.request.get_json()
        self.heard.append((act, said))
        if act == "key":
            self.public_key = json.loads(said["public_key"])["public_key"]
        if act == "test":
            return {"nonce": self.test}
        return {"taken": True}


def open_page(page: Page, office: Office) -> None:
    """Open the link of the invitation."""
    page.goto("about:blank")
    page.goto(f"{office.address}#{SECRET}")
    page.wait_for_selector("#trustee:not([hidden])")


def make_key(page: Page, office: Office, folder: Path) -> Path:
    """Make a key, save its file, read it back; returns the file."""
    path = save_key(page, office, folder)
    use_file(page, "load-back", path)
    expect(page.locator("#finished-title")).to_have_text("کلید عمومی شما رسید")
    return path


def save_key(page: Page, office: Office, folder: Path) -> Path:
    """Make a key and save its file."""
    open_page(page, office)
    page.locator("#passphrase").fill(PASSPHRASE)
    page.locator("#passphrase-again").fill(PASSPHRASE)
    page.locator("#make-form button").click()
    page.locator("#save-key").wait_for()
    with page.expect_download() as saved:
        page.locator("#save-key").click()
    path = folder / saved.value.suggested_filename
    saved.value.save_as(path)
    return path


def use_file(page: Page, form: str, path: Path, passphrase: str = "") -> None:
    """Choose a key file, type its passphrase, go."""
    page.locator(f"input#{form}").set_input_files(path)
    page.locator(f"#{form}-passphrase").fill(passphrase or PASSPHRASE)
    page.locator(f"#{form}-form button").click()
