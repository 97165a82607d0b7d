"""The door without TLS: a page in three languages and the certificate, as HAProxy gives them, and nothing else."""

from __future__ import annotations

import http.client
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.cli.trust_files import SHEET_FILE, write_trust_files
from app.config import ROOT, HallRoot
from app.serving import front
from app.serving.certificate import HallCertificate, hall_certificate
from tests.support.front import running_front
from tests.support.server import free_port

NOW = datetime(2026, 11, 8, 9, tzinfo=UTC)
PUBLIC = "https://192.168.1.10:8444"


def get(port: int, path: str, method: str = "GET", host: str = "") -> tuple[http.client.HTTPResponse, bytes]:
    asked = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    asked.request(method, path, headers={"Host": host} if host else {})
    answer = asked.getresponse()
    return answer, answer.read()


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> HallCertificate:
    return hall_certificate(tmp_path_factory.mktemp("keys"), ("192.168.1.10", "localhost"), NOW)


@pytest.fixture(scope="module")
def door(made: HallCertificate, tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    folder = tmp_path_factory.mktemp("door")
    root = HallRoot(
        digest=made.digest, name=made.name, address="http://192.168.1.10:8080", names=made.names, until=made.until
    )
    files = write_trust_files(folder, root, made.root, PUBLIC)
    port = free_port()
    with running_front(folder, front.trust_configuration(port, ("127.0.0.1",), files), port):
        yield port


@pytest.mark.parametrize(
    ("path", "language", "words"),
    [("/", "fa", "دریافت گواهی"), ("/ar", "ar", "تنزيل الشهادة"), ("/en", "en", "Get the certificate")],
)
def test_the_page_stands_there_in_three_languages_with_the_print_in_groups(
    door: int, made: HallCertificate, path: str, language: str, words: str
) -> None:
    answer, body = get(door, path)
    page = body.decode()
    assert answer.status == 200
    assert f'<html lang="{language}"' in page
    assert words in page
    lines = re.search(r'<p class="print"[^>]*>([^<]+)</p>', page)
    assert lines is not None
    assert [len(group) for group in lines[1].split()] == [4] * 16
    assert "".join(lines[1].split()).lower() == made.digest
    assert f'href="{PUBLIC}/"' in page
    assert 'href="/majma.crt"' in page
    assert all(f'href="{other}"' in page for other in ("/", "/ar", "/en") if other != path)


def test_no_script_can_run_on_the_page_and_nothing_comes_from_elsewhere(door: int) -> None:
    answer, body = get(door, "/")
    policy = answer.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; style-src 'self';")
    page = body.decode()
    assert "<script" not in page
    assert not re.search(r'\s(style|on\w+)="', page)
    assert set(re.findall(r'(?:src|href)="([^"#]+)"', page)) == {"/trust.css", "/ar", "/en", "/majma.crt", f"{PUBLIC}/"}


def test_its_sheet_has_the_colours_of_every_other_page() -> None:
    tokens = (ROOT / "static" / "css" / "tokens.css").read_text("utf-8")
    used = set(re.findall(r"#[0-9a-f]{6}", SHEET_FILE.read_text("utf-8")))
    assert len(used) > 8
    assert [one for one in used if one not in tokens] == []


def test_the_certificate_comes_as_devices_take_it_and_it_is_the_root_alone(door: int, made: HallCertificate) -> None:
    answer, body = get(door, "/majma.crt")
    assert answer.headers["Content-Type"] == "application/x-x509-ca-cert"
    assert body == made.root


@pytest.mark.parametrize("path", ["/x", "/majma.crt/", "/hall.pem", "/../trust.cfg", "/office/", "/B/AAAAAAAA", "//ar"])
def test_nothing_else_is_given_out_there(door: int, path: str) -> None:
    answer, body = get(door, path)
    assert (answer.status, body) == (404, b"no")


def test_who_asks_for_another_host_gets_the_same_and_never_its_name_back(door: int) -> None:
    answer, body = get(door, "/", host="evil.example")
    assert answer.status == 200
    assert b"evil.example" not in body + str(answer.headers).encode()


def test_a_file_that_outgrows_the_basic_buffer_is_given_out_whole(tmp_path: Path) -> None:
    """HAProxy does not start with a file that is larger than its buffer: the twin without the room must fail."""
    page = tmp_path / "page.html"
    page.write_text("x" * 100_000, "utf-8")
    port = free_port()
    said = front.trust_configuration(port, ("127.0.0.1",), {"/": (page, "text/html")})
    with running_front(tmp_path, said, port):
        assert len(get(port, "/")[1]) == 100_000
    with (
        pytest.raises(RuntimeError, match="file"),
        running_front(tmp_path, re.sub(r"tune\.bufsize \d+", "tune.bufsize 16384", said), port),
    ):
        pass
