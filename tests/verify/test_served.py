"""check.html as the board offers it: a file to keep, and a sentence that a copy from here proves nothing."""

from __future__ import annotations

from pathlib import Path

from tests.support.visitors import open_site
from tests.verify.node import ROOT

PAGE = ROOT / "static" / "built" / "check.html"


def test_the_board_offers_the_page_as_a_file_and_says_what_a_copy_is_worth(tmp_path: Path) -> None:
    site = open_site(tmp_path)
    site.held.to("open")
    visitor = site.visitor()
    visitor.post("/language", {"language": "en"})
    board = visitor.get(f"/elections/{site.held.election}/board").text
    assert 'href="/check.html" download' in board
    assert "a copy from this board proves nothing" in board
    answer = visitor.get("/check.html")
    assert answer.data == PAGE.read_bytes()
    assert answer.headers["Content-Disposition"] == "attachment; filename=check.html"
    assert answer.mimetype == "text/html"


def test_the_page_itself_says_where_to_take_it_from() -> None:
    text = PAGE.read_text("utf-8")
    assert "Take it from the release of the program" in text
    assert "A copy that comes from the board under check proves nothing" in text
