"""Delegates from a table: what each row would do is shown in words, and the bad rows go home as a file."""

from __future__ import annotations

import io
from pathlib import Path

from app.services.hall import roll, roll_list
from tests.support.visitors import open_site


def test_a_list_is_brought_looked_at_confirmed_and_its_bad_rows_taken_home(tmp_path: Path) -> None:
    site = open_site(tmp_path)
    visitor, own = site.visitor("desk"), f"/office/elections/{site.held.election}/roll"
    with site.held.database.transaction() as db:
        roll.remove_delegate(db, site.held.act(), site.held.session_id, site.held.delegates[0].id)
    visitor.post("/language", {"language": "en"})
    with site.held.database.reading() as db:
        free = roll_list.awaited(db, site.held.session_id)[0]
    rows = f"نهاد,نماینده,همراه\n{free.name.fa},<b>مینا</b> کوهی,09\nانجمن ناشناس,سارا بندری,09\n"
    answer = visitor.post(
        f"{own}/lists", {"file": (io.BytesIO(rows.encode()), "x.csv")}, content_type="multipart/form-data"
    )
    page = visitor.get(answer.location).text
    assert "These columns are not known and are left out: همراه" in page
    assert "“انجمن ناشناس” is not in the register" in page
    assert "&lt;b&gt;مینا" in page and "Put these delegates on the roll (1)" in page
    bad = roll_list.read(visitor.get(f"{answer.location}/bad.xlsx").data)
    assert [(one["institution"], one["name_fa"]) for _, one in bad.rows] == [("انجمن ناشناس", "سارا بندری")]
    done = visitor.post(f"{answer.location}/confirm")
    assert "Delegates put on the roll: 1." in visitor.get(done.location).text
    assert "x.csv" in visitor.get(f"{own}/lists").text
    assert visitor.post(f"{answer.location}/put-away").status_code == 302
    assert "x.csv" not in visitor.get(f"{own}/lists").text
    wrong = visitor.post(f"{own}/lists", {"file": (io.BytesIO(b"a,b"), "x")}, content_type="multipart/form-data")
    assert (wrong.status_code, "No columns for institution and delegate" in wrong.text) == (400, True)
    assert visitor.get(f"{own}/delegates.xlsx").data[:2] == b"PK"
