"""`python -m ballots kiosk` with a server that answers here: what is carried on, and what is told in its place."""

from __future__ import annotations

import hashlib
import http.client
import io
import json
import ssl
import threading
from collections.abc import Iterator
from email.message import Message
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import Request
from urllib.response import addinfourl

import pytest

from ballots.__main__ import main
from ballots.commands import kiosk as kiosks
from ballots.commands.kiosk import Kiosk, enrol, open_kiosk
from ballots.custody_errors import FileError
from ballots.kept_booth import keep
from tests.ballots.test_kept_booth import ADDRESS, FILES, PAGE, fetch

NOBODY = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
OWN = "/B/K7QM2XPA"
DEFINITION = "/elections/K7QM2XPA/election.json"
TEXT = keep(PAGE.replace("<meta name=", '<meta name="tablet" content="/T"><meta name=', 1), ADDRESS, FILES, fetch)


def opened(address: str, status: int, kind: str, body: bytes, more: dict[str, str]) -> addinfourl:
    """An answer as `urllib` gives it."""
    headers = Message()
    for name, value in {"Content-Type": kind, **more}.items():
        headers[name] = value
    return addinfourl(io.BytesIO(body), headers, address, status)


class Server:
    """The hall's server: its page's mark, and an answer for each path; `asked` are the requests in their order."""

    def __init__(self) -> None:
        self.mark = "first"
        self.answers: dict[str, tuple[int, str, bytes, dict[str, str]] | OSError] = {
            DEFINITION: (200, "application/json", b'{"a":1}', {}),
            f"{OWN}/slip": (429, "application/json", b'{"error":"wait"}', {"Retry-After": "7"}),
            f"{OWN}/ballot": (200, "text/html", b"<script>run()</script>", {"Retry-After": "soon"}),
            f"{OWN}/challenge": URLError("nobody there"),
        }
        self.asked: list[Request] = []

    def open(self, request: Request, timeout: int) -> addinfourl:
        self.asked.append(request)
        path = request.full_url.removeprefix("https://hall.example:8443")
        if path == OWN:
            return opened(
                request.full_url, 200, "text/html", f'<meta name="csrf-token" content="{self.mark}">'.encode(), {}
            )
        if request.data is not None and request.get_header("X-csrftoken") != self.mark:
            return opened(request.full_url, 400, "application/json", b'{"error":"page-expired"}', {})
        found = self.answers[path]
        if isinstance(found, OSError):
            raise found
        answer = opened(request.full_url, *found)
        if found[0] >= 400:
            raise HTTPError(request.full_url, found[0], "", answer.headers, answer)
        return answer


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Server:
    made = Server()
    monkeypatch.setattr(kiosks, "trusted", lambda _: NOBODY)
    monkeypatch.setattr(kiosks, "build_opener", lambda *_: made)
    return made


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("kept") / "booth.html"
    path.write_text(TEXT, "utf-8")
    return path


def print_of(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.fixture
def kiosk(server: Server, kept: Path) -> Iterator[Kiosk]:
    with open_kiosk(kept, print_of(kept)) as made:
        thread = threading.Thread(target=made.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        yield made
        made.shutdown()
        thread.join()


def ask(kiosk: Kiosk, method: str, path: str) -> tuple[int, bytes, str]:
    """The status, the body and when to come again."""
    here = f"127.0.0.1:{kiosk.server_port}"
    line = http.client.HTTPConnection(here, timeout=10)
    headers = {"Content-Type": "application/json", "Origin": f"http://{here}"}
    line.request(method, path, b"{}" if method == "POST" else None, headers)
    came = line.getresponse()
    found = came.status, came.read(), came.getheader("Retry-After", "")
    line.close()
    return found


@pytest.mark.parametrize(
    ("method", "path", "answer"),
    [
        ("GET", "/", (200, TEXT.encode(), "")),
        ("HEAD", "/", (200, b"", "")),
        ("GET", DEFINITION, (200, b'{"a":1}', "")),
        ("GET", "/elections", (404, b"", "")),
        ("POST", f"{OWN}/slip", (429, b'{"error":"wait"}', "7")),
        ("POST", f"{OWN}/ballot", (200, b"{}", "")),
        ("POST", f"{OWN}/challenge", (502, b"", "")),
        ("POST", DEFINITION, (404, b"", "")),
    ],
)
def test_json_is_carried_and_nothing_else(kiosk: Kiosk, method: str, path: str, answer: tuple[int, bytes, str]) -> None:
    assert ask(kiosk, method, path) == answer


def test_a_mark_is_fetched_once_and_anew_when_the_server_forgot_it(kiosk: Kiosk, server: Server) -> None:
    for mark, pages in (("first", 1), ("first", 1), ("second", 2)):
        server.mark = mark
        assert ask(kiosk, "POST", f"{OWN}/slip")[0] == 429
        assert sum(one.data is None for one in server.asked) == pages
    assert kiosk.line._renew(b"of another post, meanwhile") == b"second"
    assert sum(one.data is None for one in server.asked) == 2


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ((403, "application/json", b'{"error":"used"}', {}), "was not taken: used"),
        ((403, "application/json", b"{}", {}), "was not taken: 403"),
        ((200, "application/json", b"{}", {}), "gave no answer"),
        ((200, "text/html", b"<p>", {}), "gave no answer"),
        (URLError("nobody there"), "gave no answer"),
    ],
)
def test_a_code_of_the_office_that_is_not_taken_is_told(
    server: Server, kept: Path, answer: tuple[int, str, bytes, dict[str, str]] | OSError, said: str
) -> None:
    server.answers["/T/enrol"] = answer
    with open_kiosk(kept, print_of(kept)) as kiosk, pytest.raises(FileError, match=said):
        enrol(kiosk, "https://hall.example:8443/T#secret")


def test_the_command_enrols_and_serves_until_it_is_stopped(
    server: Server, kept: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def stopped(_: Kiosk) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Kiosk, "serve_forever", stopped)
    server.answers["/T/enrol"] = (200, "application/json", json.dumps({"number": 3}).encode(), {})
    wish = ["kiosk", str(kept), "--sha256", print_of(kept).upper(), "--port", "0"]
    for more, enrolled in ((["--enrol", f"{ADDRESS}/T#secret"], True), ([], False)):
        assert main([*wish, *more]) == 1
        said = capsys.readouterr()
        assert ("enrolled as booth 3" in said.out) == enrolled
        assert f"for {ADDRESS}\n" in said.out
        assert said.err == "stopped\n"
    (sent,) = [one.data for one in server.asked if one.full_url.endswith("/T/enrol")]
    assert sent == b'{"secret": "secret"}'


def test_a_port_that_is_taken_is_told(kiosk: Kiosk, kept: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for port in (kiosk.server_port, 1 << 20):
        assert main(["kiosk", str(kept), "--sha256", print_of(kept), "--port", str(port)]) == 1
        assert f"port {port}: cannot be had" in capsys.readouterr().err
    assert main(["kiosk", str(kept), "--sha256", "00" * 32]) == 1
    assert "nothing is served" in capsys.readouterr().err
