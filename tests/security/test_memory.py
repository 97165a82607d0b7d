"""After slips were printed no process of the server and no file holds a credential: all is searched, in every spelling.

After the count: `tests/journeys/test_assembly.py`, whose program has served a whole day.
"""

from __future__ import annotations

import os
import re
import secrets
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.error import URLError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, OpenerDirector, build_opener

import pytest

from app.services.election.rows import find
from app.services.voting import slip
from app.services.voting.sealed_key import seal
from ballots.credential import derive_secret, normalise
from ballots.digits import encode_digits
from ballots.slip_code import read_slip_code
from tests.documents.pictures import codes_on
from tests.support.assemblies import PASSWORD, user_name
from tests.support.memory import found_below, found_in, process_tree, swapped
from tests.support.server import ROOT, free_port
from tests.support.visitors import Site, open_site

pytestmark = pytest.mark.prove
COUNT = 7
HONEST = "from app.serving.zone import main; main(['--listen', '127.0.0.1:{port}'])"
TWIN = """
import secrets
from importlib import import_module
from app.documents.slip import Slip, render_slips
from app.language.catalogue import wording
from ballots.slips import draw_slips

class InProcess:
    def __init__(self, uuid, count, **apart):
        self.is_locked, self.simulated = True, ()
        self.drawn = draw_slips(uuid, count, secrets.token_bytes)
        self.publics = [(one.serial, one.public) for one in self.drawn]

    def print(self, sheet, tokens, locale):
        every = zip(self.drawn, tokens)
        papers = [Slip(serial=one.serial, token=token, credential=one.credential) for one, token in every]
        pdf = render_slips(sheet, papers, wording(locale))
        return len(pdf), iter([pdf])

    def end(self):
        pass

import_module('app.views.office.slip').SlipMaker = InProcess
"""


HOLDS = """
import sys
from app.services.voting.sealed_key import open_sealed
passphrase, sealed = sys.stdin.readline().split("\t")
key = open_sealed(bytes.fromhex(sealed), passphrase)
print("opened", flush=True)
sys.stdin.read()
"""
"""A server that opens the office's key itself."""


@contextmanager
def served(site: Site, code: str, folder: Path) -> Iterator[tuple[str, int]]:
    """The office in a process of its own, its temporary files and log in a folder: where it listens, its number."""
    port = free_port()
    (folder / "tmp").mkdir(parents=True)
    instance = site.app.extensions["installation"].settings.instance
    environment = {name: value for name, value in os.environ.items() if not name.startswith("MAJMA_")} | {
        "MAJMA_INSTANCE": str(instance), "MAJMA_ADDRESS": f"http://127.0.0.1:{port}", "PYTHONPATH": str(ROOT),
        "MAJMA_DATABASE": site.held.database.engine.url.render_as_string(hide_password=False),
        "TMPDIR": str(folder / "tmp"),
    }  # fmt: skip
    with (folder / "log").open("wb") as log:
        command = [sys.executable, "-P", "-c", code.format(port=port)]
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
    try:
        yield f"http://127.0.0.1:{port}", process.pid
    finally:
        process.terminate()
        process.wait()


class Officer:
    """A signed-in officer's requests."""

    def __init__(self, address: str, name: str) -> None:
        self.address = address
        self.browser: OpenerDirector = build_opener(HTTPCookieProcessor(CookieJar()))
        self._wait()
        self.post("/office/sign-in", {"username": name, "password": PASSWORD}, "/office/sign-in")

    def get(self, path: str) -> bytes:
        with self.browser.open(self.address + path, timeout=60) as answer:
            return bytes(answer.read())

    def post(self, path: str, form: dict[str, str], page: str) -> bytes:
        token = re.search(rb'name="csrf_token"[^>]*value="([^"]+)"', self.get(page))
        assert token is not None
        data = urlencode({"csrf_token": token[1].decode(), **form}).encode()
        with self.browser.open(self.address + path, data, timeout=120) as answer:
            return bytes(answer.read())

    def _wait(self) -> None:
        for _ in range(600):
            try:
                self.get("/office/sign-in")
                return
            except URLError:
                time.sleep(0.1)
        raise AssertionError("the server does not answer")


Found = list[tuple[int, str, str]] | list[tuple[str, str, str]]


def printed(site: Site, code: str, folder: Path) -> tuple[int, Found]:
    """Print slips and go on for a while: how many there were, and where which of their secrets was found."""
    kept = folder / "server"
    with served(site, code, kept) as (address, process):
        officer = Officer(address, user_name(site.held.address, "secretary"))
        page = f"/office/elections/{site.held.election}/slips"
        pdf = officer.post(f"{page}.pdf", {"number": str(COUNT), "language": "fa"}, page)
        for _ in range(5):
            officer.get(page)
        codes = [*codes_on(pdf, folder, dots=150), *codes_on(pdf, folder, dots=150, page=2)]
        credentials = [read_slip_code(text)[1] for text in codes]
        digits = [encode_digits(one) for one in credentials]
        plain = [one.replace("-", "").replace(" ", "") for one in (*credentials, *digits)]
        hidden: set[str | int] = {*credentials, *digits, *plain, *_numbers(credentials, site)}
        instance = site.app.extensions["installation"].settings.instance
        try:
            every = process_tree(process)
            assert swapped(every) == 0
            found: Found = found_in(every, hidden) or found_below((instance, kept), hidden)
        except PermissionError:
            pytest.skip("only root may look into the memory of a server that lets nobody look")
        return len(set(credentials)), found


def _numbers(credentials: list[str], site: Site) -> list[int]:
    """What ballots of these slips are signed with."""
    with site.held.database.reading() as db:
        uuid = find(db, site.held.election).uuid
    return [derive_secret(normalise(one), uuid) for one in credentials]


@pytest.fixture
def site(tmp_path: Path) -> Site:
    site = open_site(tmp_path / "site")
    site.held.to("frozen")
    return site


def test_no_process_holds_a_credential_that_was_printed(site: Site, tmp_path: Path) -> None:
    count, found = printed(site, HONEST, tmp_path)
    assert count == COUNT
    assert found == []
    with site.held.database.reading() as db:
        assert slip.counts(db, site.held.election).printed == COUNT


def test_slips_that_are_made_in_the_server_are_found(site: Site, tmp_path: Path) -> None:
    count, found = printed(site, TWIN + HONEST, tmp_path)
    assert count == COUNT
    assert found != []  # how many are left of what was let go is for the system to say


def test_an_office_s_key_that_a_server_opened_is_found() -> None:
    passphrase, key = "شش واژهٔ مهتابی و روشن", 0x1F3A5C7E9B2D4F608192A3B4C5D6E7F8091A2B3C4D5E6F70
    process = subprocess.Popen(
        [sys.executable, "-P", "-c", HOLDS], cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    )  # fmt: skip
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        process.stdin.write(f"{passphrase}\t{seal(key, passphrase, secrets.token_bytes).hex()}\n".encode())
        process.stdin.flush()
        assert process.stdout.readline() == b"opened\n"
        found = found_in([process.pid], [passphrase, key])
    finally:
        process.kill()
        process.wait()
    assert {text for _, text, _ in found} == {passphrase, str(key)}
    assert "limbs" in {spelling for _, _, spelling in found}
