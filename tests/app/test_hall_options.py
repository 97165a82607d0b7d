"""`serve --hall`: what devices are to trust is made, said and written for the officers, and told to every process."""

from __future__ import annotations

import json
import os
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.config import load_settings
from app.serving import hall
from app.serving.certificate import hall_certificate
from tests.app.test_cli import Serve
from tests.app.test_cli import serve as serve
from tests.documents.pictures import text_of
from tests.support.server import free_port


def plans(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The plans that would be run."""
    found: list[Path] = []
    monkeypatch.setattr(hall, "run", found.append)
    return found


def environments(plan: Path) -> dict[str, dict[str, str]]:
    return {one["name"]: one["environment"] for one in json.loads(plan.read_text("utf-8"))}


def test_a_hall_tells_its_print_and_writes_the_sheet_of_the_officers(
    serve: Serve, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = plans(monkeypatch)
    result = serve("--empty", "--hall", "--address", f"https://127.0.0.1:{free_port()}", "--trust-port", "23456")
    assert result.exit_code == 0, result.output
    settings = load_settings()
    root = settings.hall_root
    assert root is not None
    assert " ".join(re.findall("....", root.digest)) in result.output
    assert root.address == "http://127.0.0.1:23456"
    sheet = tmp_path / "hall-network.pdf"
    assert str(sheet) in result.output
    assert sheet.stat().st_mode & 0o777 == 0o600
    text = text_of(sheet.read_bytes(), tmp_path)
    assert re.findall("....", root.digest.upper())[:4] == re.findall(r"\b[0-9A-F]{4}\b", text)[:4]
    assert settings.address in text
    told = environments(found[0])
    assert {told[zone]["MAJMA_HALL_ROOT"] for zone in ("booth", "public", "office")} == {root.said}
    assert "front of trust" in told
    page = (found[0].parent / "trust-fa.html").read_text("utf-8")
    assert root.digest.upper()[:4] in page


def test_with_a_public_certificate_nothing_is_given_out_without_tls(
    serve: Serve, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = plans(monkeypatch)
    (tmp_path / "bought").mkdir()
    bought = hall_certificate(tmp_path / "bought", ("vote.example",), datetime.now(UTC)).file
    asked = ("--empty", "--hall", "--certificate", str(bought))
    assert serve(*asked).exit_code != 0, "such a certificate stands for a name"
    result = serve(*asked, "--address", "https://vote.example:29443")
    assert result.exit_code == 0, result.output
    assert load_settings().hall_root is None
    assert "front of trust" not in environments(found[0])
    assert not (tmp_path / "hall-network.pdf").exists()
    assert str(bought) in (found[0].parent / "booth.cfg").read_text("utf-8")


def test_who_moves_into_a_hall_is_told_that_printed_codes_lead_away(
    serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    plans(monkeypatch)
    assert "Codes that are printed" not in serve("--empty", "--address", "http://127.0.0.1:8000").output
    place = f"https://127.0.0.1:{free_port()}"
    moved = serve("--hall", "--address", place)
    assert f"lead to http://127.0.0.1:8000, now it is {place}" in moved.output
    assert "Codes that are printed" not in serve("--hall", "--address", place).output


@pytest.mark.parametrize(
    ("arguments", "trial"), [(("--host", "0.0.0.0", "--address", "http://127.0.0.1:8000"), "1"), ((), "")]
)
def test_a_trial_is_told_to_the_server_also_where_codes_lead_to_this_computer(
    serve: Serve, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], trial: str
) -> None:
    assert serve("--empty", "--trial", *arguments).exit_code == 0
    assert os.environ["MAJMA_TRIAL"] == trial
    assert load_settings().line == ("open" if trial else "none")


def test_an_address_beyond_this_computer_is_refused_without_https(serve: Serve) -> None:
    refused = serve("--empty", "--address", "http://192.168.1.10:8000")
    assert refused.exit_code != 0
    assert "192.168.1.10" in refused.output
