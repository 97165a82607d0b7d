"""The chair's timer: the order is drawn first, then one touch starts and one ends, and a minute is everybody's."""

from __future__ import annotations

import re
from pathlib import Path

from app.services.day import presentation
from tests.support.visitors import open_site


def test_from_the_draw_to_the_last_presentation(tmp_path: Path) -> None:
    site = open_site(tmp_path)
    site.held.to("reviewing")
    visitor, path = site.visitor("signatory"), f"/office/sessions/{site.held.session_id}/presentations"
    visitor.post("/language", {"language": "en"})
    assert "Draw the order" in visitor.get(path).text
    order = f"{path}/order"
    assert visitor.post(order, {"act": "minutes", "slot-minutes": "۳"}).status_code == 302
    assert visitor.post(order, {"act": "draw", "balls-balls": "0416023597"}).status_code == 409
    visitor.post(order, {"act": "announce"})
    assert visitor.post(order, {"act": "draw", "balls-balls": "12"}).status_code == 422
    assert visitor.post(order, {"act": "draw", "balls-balls": "۰۴۱۶۰ ۲۳۵۹۷"}).status_code == 302
    assert visitor.post(order, {"act": "dance"}).status_code == 404
    page = visitor.get(path).text
    first = re.search(r'value="start:(\d+)"', page)
    assert first is not None
    for act in ("start", "start", "pause", "start", "minute:0", "minute:0"):
        assert visitor.post(path, {"act": act if ":" in act else f"{act}:{first[1]}"}).status_code == 302
    page = visitor.get(path).text
    assert "data-ends=" in page
    assert "4 minutes" in page
    visitor.post(path, {"act": f"finish:{first[1]}"})
    assert visitor.post(path, {"act": "dance:1"}).status_code == 404
    with site.held.database.reading() as db:
        found = presentation.presentations(db, site.held.session_id)
    assert (found.slot, found.turns[0].state) == (240, "over")
    assert "now" in visitor.get(f"{path}/clock").text
    for other in found.turns[1:]:
        visitor.post(path, {"act": f"absent:{other.id}"})
    assert "All have presented." in visitor.get(path).text
