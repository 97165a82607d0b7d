"""What the browser gets: files named by their bytes, sent compressed, kept for ever; nothing of the sources."""

from __future__ import annotations

import gzip
import hashlib

import brotli
import pytest
from flask.testing import FlaskClient

from app.web.assets import BUILT, address_of, assets, data_address, inside
from app.web.headers import HEADERS, READING
from tests.support.visitors import open_site


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    return open_site(tmp_path_factory.mktemp("assets")).app.test_client()


@pytest.mark.parametrize("name", assets())
def test_a_file_is_what_the_list_says_and_is_kept_for_ever(client: FlaskClient, name: str) -> None:
    answer = client.get(address_of(name))
    assert answer.status_code == 200
    assert hashlib.sha256(answer.data).hexdigest() == assets()[name].sha256
    assert answer.headers["Cache-Control"] == "max-age=315360000, public, immutable"
    own = {"Content-Security-Policy": READING} if name == "booth.js" else {}
    assert {key: answer.headers[key] for key in HEADERS} == HEADERS | own
    assert "Access-Control-Allow-Origin" not in answer.headers
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize(("coding", "unpack"), [("br", brotli.decompress), ("gzip", gzip.decompress)])
def test_a_text_is_sent_compressed_to_who_takes_it(client: FlaskClient, coding: str, unpack: object) -> None:
    answer = client.get(address_of("booth.js"), headers={"Accept-Encoding": coding})
    assert answer.headers["Content-Encoding"] == coding
    assert answer.headers["Vary"] == "Accept-Encoding"
    assert callable(unpack)
    assert hashlib.sha256(unpack(answer.data)).hexdigest() == assets()["booth.js"].sha256


@pytest.mark.parametrize("path", ["js/build.js", "css/base.css", "manifest.json", "../manifest.json", "booth.js", ""])
def test_nothing_else_of_the_folder_is_served(client: FlaskClient, path: str) -> None:
    assert client.get(f"/static/{path}").status_code == 404


def test_a_name_that_was_not_built_is_a_fault() -> None:
    with pytest.raises(KeyError):
        address_of("no-such.js")


def test_every_file_of_the_folder_is_in_the_list() -> None:
    listed = {one.file for one in assets().values()}
    there = {path.name.removesuffix(".br").removesuffix(".gz") for path in (BUILT / "assets").iterdir()}
    assert there == listed


def test_a_page_of_one_file_has_its_fonts_inside_and_ends_no_script_early() -> None:
    assert inside("trustee.css").count("data:font/woff2;base64,") == 2
    assert "./" not in inside("trustee.css")
    assert "</script" not in inside("trustee-kept.js")
    assert "<!--" not in inside("trustee-kept.js")
    assert data_address("favicon.svg").startswith("data:image/svg+xml;base64,")


def test_no_page_and_but_one_script_may_compile(client: FlaskClient) -> None:
    """A worker obeys the policy of its script: that which reads codes before the camera compiles its reader."""
    may = [name for name in assets() if "unsafe" in client.get(address_of(name)).headers["Content-Security-Policy"]]
    assert may == ["booth.js"]
    assert READING.count("unsafe") == READING.count("'wasm-unsafe-eval'") == 1
    assert not [path for path in ("/", "/B/K7QM2XPA", "/letters") if "unsafe" in str(client.get(path).headers)]
