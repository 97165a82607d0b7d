"""A large body: who may not send it is answered before it is read, and it is kept nowhere."""

from __future__ import annotations

import socket
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from app.serving import heads
from app.serving.heads import SMALL
from app.web.large_body import may_send
from tests.support.visitors import Site, open_site
from tests.support.zone_server import running_zone

LARGE = 78 * 1024 * 1024
TAKE = "/office/elections/{}/slips/take"


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return open_site(tmp_path)


@contextmanager
def served(site: Site, may: Callable[[dict[str, Any]], bool] | None = None) -> Iterator[int]:
    """The server as it runs, in a thread; the port."""
    asked = may or (lambda environ: may_send(site.app, environ))
    with running_zone(site.app, asked, listen="127.0.0.1:0") as server:
        yield server.effective_port


def head(path: str, length: int | None, *, cookie: str = "", more: str = "") -> bytes:
    size = f"Content-Length: {length}" if length is not None else "Transfer-Encoding: chunked"
    lines = f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: multipart/form-data; boundary=x\r\n{size}\r\n"
    return (lines + (f"Cookie: {cookie}\r\n" if cookie else "") + more + "\r\n").encode()


def answer(port: int, said: bytes, sent: bytes = b"") -> str:
    """The status line and head that come back while the rest of the body never comes."""
    with socket.create_connection(("127.0.0.1", port), timeout=10) as line:
        line.sendall(said)
        line.sendall(sent)
        told = b""
        while b"\r\n\r\n" not in told:
            more = line.recv(65536)
            if not more:
                break
            told += more
    return told.decode("latin-1")


def cookie_of(site: Site, role: str) -> str:
    found = site.visitor(role).client.get_cookie("majma")
    assert found is not None
    return f"majma={found.value}"


def test_who_has_not_signed_in_is_led_to_the_sign_in_before_the_body_comes(site: Site) -> None:
    path = TAKE.format(site.held.election)
    with served(site) as port:
        for length in (LARGE, None):
            said = answer(port, head(path, length), b"x" * 1000)
            assert said.startswith("HTTP/1.1 302 ")
            assert "/office/sign-in" in said
        assert answer(port, head(path, LARGE, more="Expect: 100-continue\r\n")).startswith("HTTP/1.1 302 ")


def test_a_role_that_may_not_is_refused_before_the_body_comes(site: Site) -> None:
    cookie = cookie_of(site, "reviewer")
    with served(site) as port:
        assert answer(port, head(TAKE.format(site.held.election), LARGE, cookie=cookie)).startswith("HTTP/1.1 403 ")


def test_what_no_page_takes_is_refused_by_its_head(site: Site) -> None:
    cookie = cookie_of(site, "secretary")
    with served(site) as port:
        assert answer(port, head("/nowhere", LARGE)).startswith("HTTP/1.1 413 ")
        assert answer(port, head("/office/sign-in", LARGE)).startswith("HTTP/1.1 413 ")
        assert answer(port, head(TAKE.format(site.held.election), LARGE + 9 * 1024**2, cookie=cookie)).startswith(
            "HTTP/1.1 413 "
        )


def test_who_may_send_a_large_file_does(site: Site) -> None:
    body = b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n' + b"y" * (4 * SMALL) + b"\r\n--x--\r\n"
    cookie = cookie_of(site, "secretary")
    with served(site) as port:
        said = answer(port, head(TAKE.format(site.held.election), len(body), cookie=cookie), body)
        assert said.startswith("HTTP/1.1 400 ")  # read whole: it lacks the token of the form


def test_who_sends_on_after_the_answer_still_reads_it(site: Site) -> None:
    with served(site) as port, socket.create_connection(("127.0.0.1", port), timeout=10) as line:
        line.sendall(head(TAKE.format(site.held.election), LARGE))
        for _ in range(32):
            line.sendall(b"z" * 65536)
        assert line.recv(12) == b"HTTP/1.1 302"


def test_of_a_body_that_is_turned_away_nothing_is_kept(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[object] = []
    real = tempfile.TemporaryFile
    monkeypatch.setattr(tempfile, "TemporaryFile", lambda *a, **k: made.append(a) or real(*a, **k))
    monkeypatch.setattr("waitress.buffers.TempfileBasedBuffer", lambda *a, **k: made.append(a))
    with served(site) as port:
        answer(port, head(TAKE.format(site.held.election), LARGE), b"x" * 2_000_000)
    assert made == []


def test_a_server_that_does_not_ask_would_wait_for_all_of_it(site: Site) -> None:
    with (
        served(site, may=lambda environ: True) as port,
        socket.create_connection(("127.0.0.1", port), timeout=0.5) as line,
    ):
        line.sendall(head(TAKE.format(site.held.election), LARGE) + b"x" * 1000)
        with pytest.raises(TimeoutError):
            line.recv(1)


def test_where_it_cannot_be_told_nothing_comes(site: Site, caplog: pytest.LogCaptureFixture) -> None:
    def broken(environ: dict[str, Any]) -> bool:
        raise RuntimeError("no database")

    with served(site, may=broken) as port:
        assert answer(port, head(TAKE.format(site.held.election), LARGE)).startswith("HTTP/1.1 302 ")
    assert "could not be told" in caplog.text
    assert heads.SMALL == 64 * 1024
