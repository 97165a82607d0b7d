"""The nginx of docs/server.md before one process: a vote goes through it, cookies are Secure, and it says who asks.

Debian's package begins to serve port 80 when it is installed, so no command does; where nginx is there, this runs.
"""

from __future__ import annotations

import http.client
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlencode

import pytest
from sqlalchemy import select

from app.models import Tries
from app.serving.certificate import hall_certificate
from tests.support.hall import HOST, ServedHall, free_ports, opened_hall, vote
from tests.support.server import ROOT, serving

NGINX = shutil.which("nginx", path="/usr/sbin:/usr/local/sbin:/usr/bin")
pytestmark = [
    pytest.mark.prove,
    pytest.mark.skipif(NGINX is None, reason="needs nginx: apt-get install nginx"),
]
WHOLE = """
{user}
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{}}
http {{
    access_log {folder}/access.log;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
{written}
}}
"""


def configuration(folder: Path, certificate: Path, ports: dict[str, int]) -> str:
    """What the guide has, at other ports and with another certificate."""
    said = re.search(r"```nginx\n(.*?)```", (ROOT / "docs" / "server.md").read_text("utf-8"), re.DOTALL)
    assert said is not None
    written = said[1]
    for before, after in (
        ("listen 80;", f"listen {HOST}:{ports['plain']};"), ("listen 443 ", f"listen {HOST}:{ports['https']} "),
        ("127.0.0.1:8000", f"{HOST}:{ports['program']}"), ("server_name vote.example;", f"server_name {HOST};"),
        ("https://vote.example$request_uri", f"https://{HOST}:{ports['https']}$request_uri"),
    ):  # fmt: skip
        assert before in written, before
        written = written.replace(before, after)
    written = re.sub(r"/etc/letsencrypt/\S+\.pem", str(certificate), written)
    user = "user root;" if os.geteuid() == 0 else ""
    return WHOLE.format(folder=folder, written=written, user=user)


@contextmanager
def nginx(folder: Path, text: str) -> Iterator[None]:
    path = folder / "nginx.conf"
    path.write_text(text, "utf-8")
    command = [str(NGINX), "-p", str(folder), "-c", str(path)]
    subprocess.run([*command, "-t", "-q"], check=True)
    process = subprocess.Popen(command)
    try:
        yield
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(10)


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedHall]:
    folder = tmp_path_factory.mktemp("behind")
    first = free_ports(2)
    made = opened_hall(folder, first)
    certificate = hall_certificate(made.instance / "keys", (HOST,), datetime.now(UTC)).file
    database = made.held.database.engine.url.render_as_string(hide_password=False)
    more = {"MAJMA_FRONT": HOST, "MAJMA_DATABASE": database}
    with serving(folder, address=f"https://{HOST}:{first}", more=more) as program:
        ports = {"https": first, "plain": first + 1, "program": int(program.address.rpartition(":")[2])}
        with nginx(folder, configuration(folder, certificate, ports)):
            yield replace(made, log=program.log)


@pytest.fixture
def program_port(hall: ServedHall) -> int:
    """Where the program itself listens, which only its own front reaches."""
    said = re.search(r"proxy_pass http://[^:]+:(\d+);", (hall.log.parent / "nginx.conf").read_text("utf-8"))
    assert said is not None
    return int(said[1])


def ask(hall: ServedHall, path: str, **headers: str) -> http.client.HTTPResponse:
    line = hall.connection()
    line.request("GET", path, headers=headers)
    return line.getresponse()


def test_a_vote_goes_through_it(hall: ServedHall) -> None:
    voted = vote(hall, 0)
    assert (voted.statuses, hall.held.value.cast) == ((200, 200, 200), 1)
    assert voted.tracker


def test_cookies_are_secure_browsers_stay_with_https_and_pages_are_not_packed_twice(hall: ServedHall) -> None:
    answer = ask(hall, "/", **{"Accept-Encoding": "gzip"})
    assert re.match(r"__Host-majma=[^;]+; Secure; HttpOnly", answer.headers["Set-Cookie"])
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"
    assert answer.headers["Content-Encoding"] is None, "a form's token is in it"


def test_plain_http_leads_to_https_and_another_host_is_told_the_address(hall: ServedHall) -> None:
    plain = http.client.HTTPConnection(HOST, hall.port + 1, timeout=10)
    plain.request("GET", "/letters")
    assert plain.getresponse().headers["Location"] == f"https://{HOST}:{hall.port}/letters"
    answer = ask(hall, "/", Host="evil.example")
    said = answer.read().decode()
    assert answer.status == 421
    assert f"https://{HOST}:{hall.port}/" in said
    assert "evil" not in said


def guess(line: http.client.HTTPConnection, origin: str) -> int:
    """Try a wrong password and claim to come from elsewhere; the status."""
    line.request("GET", "/office/sign-in")
    page = line.getresponse()
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page.read().decode())
    assert token is not None
    form = urlencode({"csrf_token": token[1], "username": "nobody", "password": "wrong"})
    headers = {
        "Cookie": page.headers["Set-Cookie"].partition(";")[0], "X-Forwarded-For": origin,
        "Content-Type": "application/x-www-form-urlencoded",
    }  # fmt: skip
    line.request("POST", "/office/sign-in", form, headers)
    return line.getresponse().status


def test_nobody_makes_himself_another_address(hall: ServedHall, program_port: int) -> None:
    """What a peer says of itself is thrown away by nginx; the twin asks the program itself, which believes it."""
    direct = http.client.HTTPConnection(HOST, program_port, timeout=30)
    for line, counted in ((hall.connection(), False), (direct, True)):
        assert guess(line, "203.0.113.9") == 403
        with hall.held.database.reading() as db:
            assert any("203.0.113.9" in one.key for one in db.scalars(select(Tries))) == counted
