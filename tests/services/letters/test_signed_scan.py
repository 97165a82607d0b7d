"""Scans of signed papers: kept once with their digest, beside the paper of their own election, and the duty is done."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from sqlalchemy import event

from app.received.file import AcceptedFile
from app.services.acts.refusal import Refused
from app.services.letters import signed_scan
from app.services.whole import duty
from app.states.duty import Duty
from app.states.phase import StepState
from tests.support.assemblies import Simulation, simulate_at
from tests.support.sealed import keep_minutes

SCAN = AcceptedFile(media_type="application/pdf", content=b"%PDF-1.7 signed")


@pytest.fixture
def held(tmp_path: Path) -> Simulation:
    return simulate_at(tmp_path, "provisional")


def keep(held: Simulation, paper_id: int, content: bytes = SCAN.content) -> signed_scan.ScanValue:
    with held.database.transaction() as db:
        found = AcceptedFile(media_type=SCAN.media_type, content=content)
        return signed_scan.keep_scan(db, held.act(), held.election, paper_id, found)


def test_a_scan_stands_beside_its_paper_once_with_its_digest_and_the_minutes_are_signed(held: Simulation) -> None:
    paper = keep_minutes(held)
    first = keep(held, paper.id)
    assert keep(held, paper.id) == first
    second = keep(held, paper.id, b"%PDF-1.7 page two")
    assert first.sha256 == hashlib.sha256(SCAN.content).hexdigest()
    with held.database.reading() as db:
        assert signed_scan.scans(db, held.election) == {paper.id: (first, second)}
        assert signed_scan.scan(db, held.election, first.id) == (first, SCAN.content)
        (done,) = [one for one in duty.duties(db, held.election) if one.duty is Duty.MINUTES_SIGNED]
    assert (done.state, done.at) == (StepState.DONE, first.kept)


def test_what_there_is_not_gets_no_scan_and_a_paper_not_endlessly_many(
    held: Simulation, monkeypatch: pytest.MonkeyPatch
) -> None:
    paper = keep_minutes(held)
    with pytest.raises(Refused, match="not-found"):
        keep(held, paper.id + 1)
    with held.database.reading() as db, pytest.raises(Refused, match="not-found"):
        signed_scan.scan(db, held.election, 1)
    monkeypatch.setattr(signed_scan, "MOST", 1)
    kept = keep(held, paper.id)
    with pytest.raises(Refused, match="scans-many"):
        keep(held, paper.id, b"%PDF-1.7 another")
    assert keep(held, paper.id) == kept


def test_a_list_of_scans_reads_none_of_their_bytes(held: Simulation) -> None:
    """It stands on a public page: twenty scans of a paper are megabytes for each visitor."""
    keep(held, keep_minutes(held).id)
    asked: list[str] = []
    engine = held.database.engine
    event.listen(engine, "before_cursor_execute", lambda *said: asked.append(said[2]))
    with held.database.reading() as db:
        ((one,),) = signed_scan.scans(db, held.election).values()
        assert not any("content" in statement for statement in asked)
        assert signed_scan.scan(db, held.election, one.id)[1] == SCAN.content
    assert any("signed_scan.content" in statement for statement in asked), "what is looked for can be seen"
