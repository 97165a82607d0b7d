"""After slips were printed no process of the server holds a credential: all memory is searched, in every spelling."""

from __future__ import annotations

import os
import re
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

from app.services.voting import slip
from ballots.digits import encode_digits
from ballots.slip_code import read_slip_code
from tests.documents.pictures import codes_on
from tests.support.assemblies import PASSWORD, user_name
from tests.support.memory import found_in, process_tree
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
    def __init__(self, uuid, count):
        self.is_locked = True
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


@contextmanager
def served(site: Site, code: str) -> Iterator[tuple[str, int]]:
    """The office in a process of its own: where it listens, and its number."""
    port = free_port()
    instance = site.app.extensions["installation"].settings.instance
    environment = {name: value for name, value in os.environ.items() if not name.startswith("MAJMA_")} | {
        "MAJMA_INSTANCE": str(instance), "MAJMA_ADDRESS": f"http://127.0.0.1:{port}", "PYTHONPATH": str(ROOT),
        "MAJMA_DATABASE": site.held.database.engine.url.render_as_string(hide_password=False),
    }  # fmt: skip
    process = subprocess.Popen([sys.executable, "-P", "-c", code.format(port=port)], cwd=ROOT, env=environment)
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


def printed(site: Site, code: str, folder: Path) -> tuple[int, list[tuple[int, str, str]]]:
    """Print slips and go on for a while: how many there were, and where which of their secrets was found."""
    with served(site, code) as (address, process):
        officer = Officer(address, user_name(site.held.address, "secretary"))
        page = f"/office/elections/{site.held.election}/slips"
        pdf = officer.post(f"{page}.pdf", {"number": str(COUNT), "language": "fa"}, page)
        for _ in range(5):
            officer.get(page)
        codes = [*codes_on(pdf, folder, dots=150), *codes_on(pdf, folder, dots=150, page=2)]
        credentials = [read_slip_code(text)[1] for text in codes]
        digits = [encode_digits(one) for one in credentials]
        plain = [one.replace("-", "").replace(" ", "") for one in (*credentials, *digits)]
        try:
            found = found_in(process_tree(process), [*credentials, *digits, *plain])
        except PermissionError:
            pytest.skip("only root may look into the memory of a server that lets nobody look")
        return len(set(credentials)), found


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
    assert len({text for _, text, _ in found}) >= COUNT
