"""Anybody asks to look again at the roll, the office is told and rules, and the answer is read with number and code."""

from __future__ import annotations

import re
from pathlib import Path

from tests.support.visitors import open_site


def test_who_is_not_found_asks_is_ruled_and_reads_the_answer(tmp_path: Path) -> None:
    site = open_site(tmp_path)
    visitor, own = site.visitor(), f"/elections/{site.held.election}/roll"
    visitor.post("/language", {"language": "en"})
    assert f"{own}/request" in visitor.post(own, {"asked": "سارا بندری"}).text
    asked = {"institution": "<b>انجمن</b> رود", "person": "سارا بندری", "wrong": "نیست", "contact": "0912"}
    assert visitor.post(f"{own}/request", {**asked, "contact": ""}).status_code == 422
    kept = visitor.post(f"{own}/request", asked)
    found = re.sub("<[^>]*>", "", kept.text)
    code = re.search("[0-9]{4} [0-9]{4} [0-9]{4}|[0-9]{12}", found)
    assert kept.status_code == 200 and code
    assert visitor.post(f"{own}/request", asked).status_code == 409
    who = {"number": "1", "code": code[0]}
    assert "has not ruled yet" in visitor.post(f"{own}/answer", who).text
    secretary = site.visitor("secretary")
    secretary.post("/language", {"language": "en"})
    listed = f"/office/sessions/{site.held.session_id}/roll-requests"
    assert "1 request about the roll waits for a ruling" in secretary.get("/office/").text
    assert "&lt;b&gt;انجمن" in secretary.get(listed).text
    assert secretary.post(f"{listed}/1", {"ruling": "waiting", "reason": "x"}).status_code == 422
    assert secretary.post(f"{listed}/1", {"ruling": "accepted", "reason": "معرفی‌نامه رسید"}).status_code == 302
    assert "Change the roll now" in secretary.get(f"{listed}/1").text
    assert "معرفی‌نامه رسید" in visitor.post(f"{own}/answer", who).text
    assert visitor.post(f"{own}/answer", {**who, "code": "1"}).status_code == 404
