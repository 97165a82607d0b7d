"""The page on which two officers take a desk's part of the roll back."""

from __future__ import annotations

from pathlib import Path

from app.services.day import desk_queue
from app.services.hall import desk_part, presence
from app.services.hall.desk_part import Choice
from app.states.desk import PartState, PartWay
from tests.support.assemblies import PASSWORD, user_name
from tests.support.visitors import open_site


def test_two_who_were_at_the_desk_write_down_whom_it_gave_a_slip(tmp_path: Path) -> None:
    site = open_site(tmp_path)
    held = site.held
    held.to("frozen").print(8)
    held.seal()
    first, session_id = held.delegates[0], held.session_id
    with held.database.transaction() as db:
        choice = Choice(way=PartWay.SHARE, chosen=("1", "1"))
        part = desk_part.give(db, held.act("desk"), session_id, name="Desk 1", choice=choice, key="a key of a desk")
        presence.check_in(db, held.act("desk"), session_id, first.id)
    officer = site.visitor("secretary")
    officer.post("/language", {"language": "en"})
    page = f"/office/sessions/{session_id}/desks/{part.id}/take-back"
    given = f"{held.value.id}:{first.id}"
    assert f'value="{given}"' in officer.get(page).text
    said = {"handed": given, "second_name": user_name(held.address, "returning-officer"), "second_password": PASSWORD}
    assert officer.post(page, said).status_code != 302, "nobody said that the desk has stopped"
    assert officer.post(page, {**said, "stopped": "y", "second_password": "wrong"}).status_code != 302
    assert not held.delegates[0].handed
    asked = officer.post(page, {"handed": given, "stopped": "y", "ask": "1"})
    assert asked.status_code == 302
    assert "Desk 1" in site.visitor("signatory").get(str(asked.location)).text
    assert officer.post(page, {**said, "stopped": "y"}).status_code == 302
    assert held.delegates[0].handed == {held.value.id}
    with held.database.reading() as db:
        assert [one.state for one in desk_part.parts(db, session_id)] == [PartState.TAKEN_BACK]
        assert desk_queue.questions(db, session_id) == ()
    assert "with its desk no more" in officer.get(page).text
