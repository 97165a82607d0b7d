"""What the server of a trustee's pages knows and hears, and what a trustee does on them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import flask
from playwright.sync_api import Page, expect

from app.language.names import Names
from app.views.office import blueprint as office_pages
from app.web.kept_page import kept_page
from ballots.board import BoardEvent
from tests.booth.hall import new_app
from tests.support.archives import archive
from tests.support.custody import OWN, two_trustees
from tests.support.elections import SmallElection

SECRET = "c0ffee" * 5
PASSPHRASE = "چند واژهٔ آزمایشی"
ACTS = ("key", "reserve", "test", "check", "backup", "decryption", "share")
RECEIPT = "majma.example/elections/K7QM2XPA\ntrustee key\n"


@dataclass(slots=True, kw_only=True)
class Office:
    """What the server of a trustee's pages knows and hears; a test changes it to make the server misbehave.

    `refusals` are statuses that it answers with, one after another, before it answers as it should.
    """

    small: SmallElection = field(default_factory=two_trustees)
    public_key: str | None = None
    task: str | None = None
    record: bytes = b""
    test: str = "00112233445566778899aabbccddeeff"
    may_backup: bool = True
    reason: str | None = None
    at_hand: Sequence[Any] = ()
    refusals: list[int] = field(default_factory=list)
    heard: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    address: str = ""

    def show(self, events: Sequence[BoardEvent]) -> None:
        """Serve the record of this board from now on."""
        self.record = archive(events)

    def context(self) -> dict[str, Any]:
        """What the template takes."""
        urls = {act: f"/trustees/t1/{act}" for act in ACTS}
        trustee = SimpleNamespace(
            name=OWN, public_id="t1", has_key=self.public_key is not None, key_print="01234567890123456789",
            checked=False, threshold=None, shares=None, shares_seen=(), rebuilt_from=(), removed_reason=self.reason,
        )  # fmt: skip
        election = SimpleNamespace(
            title=Names("انتخاب شش عضو مجمع"),
            public_id="K7QM2XPA",
            session=SimpleNamespace(assembly=None, rehearsal=False),
        )
        return {
            "trustee": trustee, "election": election, "public_key": self.public_key, "assembly": None,
            "task": self.task or ("keep" if self.public_key else "make"), "urls": {**urls, "record": "/record.bel"},
            "others": ["مانا شریفی‌پور", "بردیا صالح‌آبادی"], "most_reserves": 2, "may_backup": self.may_backup,
            "at_hand": self.at_hand,
        }  # fmt: skip

    def program(self) -> flask.Flask:
        """The program that serves the pages."""
        app = new_app()
        app.register_blueprint(office_pages)
        app.add_url_rule("/rebuild-page", "rebuild", self._rebuild)
        app.add_url_rule("/key-page", "page", lambda: flask.render_template("public/trustee.html", **self.context()))
        app.add_url_rule("/record.bel", "record", self._record)
        app.add_url_rule("/trustees/t1/<act>", "act", self._hear, methods=["POST"])
        app.add_url_rule("/share-page", "share", self._share)
        app.add_url_rule("/commitments.json", "commitments", self._commitments)
        app.add_url_rule("/kept-page", "kept", self._kept)
        return app

    def posted(self, act: str, name: str) -> str:
        """What a script posted last in an act."""
        return [said[name] for heard, said in self.heard if heard == act][-1]

    @property
    def acts(self) -> list[str]:
        """The acts that were heard, in order."""
        return [act for act, _ in self.heard]

    def _commitments(self) -> flask.Response:
        return flask.Response(self.posted("backup", "commitments"))

    def _share(self) -> str:
        backup = SimpleNamespace(reserve=0, address="/commitments.json", shares=3, seen=(3,))
        context = self.context() | {"backups": [backup], "sheet": "/trustees/t1/sheet"}
        return flask.render_template("public/share.html", **context)

    def _rebuild(self) -> str:
        urls = {
            "commitments": "/commitments.json", "record": "/record.bel", "rebuilt": "/trustees/t1/rebuilt",
            "done": "/key-page",
        }  # fmt: skip
        context = self.context()
        context["trustee"].threshold = 2
        return flask.render_template("office/rebuild.html", **context | {"urls": urls})

    def _record(self) -> flask.Response:
        return flask.Response(self.record, mimetype="application/octet-stream")

    def _kept(self) -> flask.Response:
        return kept_page("public/trustee_file.html", "trustee.html", most_reserves=2)

    def _hear(self, act: str) -> Any:
        if self.refusals:
            status = self.refusals.pop(0)
            return {"error": "phase-wrong", "message": "اکنون ممکن نیست."} if status < 500 else "", status
        said = flask.request.get_json()
        self.heard.append((act, said))
        if act == "key":
            self.public_key = json.loads(said["public_key"])["public_key"]
            return {"receipt": RECEIPT}
        return {"nonce": self.test} if act == "test" else {"taken": True}


def open_page(page: Page, office: Office) -> None:
    """Open the link of the invitation."""
    page.goto("about:blank")
    page.goto(f"{office.address}#{SECRET}")
    page.wait_for_selector("#trustee:not([hidden])")


def make_key(page: Page, office: Office, folder: Path, *, reserves: bool = False) -> list[Path]:
    """Make a key, save its file, read it back; returns the file, and those of the reserve keys."""
    paths = save_keys(page, office, folder, reserves=reserves)
    read_back(page, paths)
    expect(page.locator("#finished-title")).to_have_text("کلید عمومی شما رسید")
    return paths


def save_keys(page: Page, office: Office, folder: Path, *, reserves: bool = False) -> list[Path]:
    """Make a key, and reserves where they are wanted, and save each file."""
    open_page(page, office)
    return save_made(page, folder, reserves=reserves)


def save_made(page: Page, folder: Path, *, reserves: bool = False) -> list[Path]:
    """On an open page, make a key and save each file."""
    page.locator("#passphrase").fill(PASSPHRASE)
    page.locator("#passphrase-again").fill(PASSPHRASE)
    page.locator("#reserves").set_checked(reserves)
    page.locator("#make-form button").click()
    rows = page.locator("#key-files li")
    rows.first.wait_for()
    paths = []
    for row in rows.all():
        with page.expect_download() as saved:
            row.locator("button").click()
        paths.append(folder / saved.value.suggested_filename)
        saved.value.save_as(paths[-1])
    return paths


def read_back(page: Page, paths: Sequence[Path], passphrase: str = PASSPHRASE) -> None:
    """Choose the saved files and type the passphrase."""
    page.locator("#load-back").set_input_files(list(paths))
    page.locator("#load-back-passphrase").fill(passphrase)
    page.locator("#load-back-form button").click()


def use_file(page: Page, form: str, path: Path, passphrase: str = "") -> None:
    """Choose a key file, type its passphrase, go."""
    page.locator(f"input#{form}").set_input_files(path)
    page.locator(f"#{form}-passphrase").fill(passphrase or PASSPHRASE)
    page.locator(f"#{form}-form button.button-large").click()


def type_head(page: Page, text: str, form: str = "decrypt") -> None:
    """Say how the ballots ended, by typing."""
    page.locator(f"#{form}-typed").check()
    page.locator(f"#{form}-typed-head").fill(text)
