"""The page of sealed papers without their printing: what is asked for, refused, cancelled, and sent as it was kept."""

from __future__ import annotations

import html
from pathlib import Path
from types import SimpleNamespace

import pytest
from sqlalchemy import select, update

from app.models import Election, Job
from app.services.letters import signed_scan
from app.services.whole import export
from app.services.whole import job as jobs
from app.states.job import JobKind, JobState
from app.states.phase import Phase
from app.views.office import sealed_paper as pages
from app.web import background
from tests.support.assemblies import PASSWORD, user_name
from tests.support.sealed import FILES, keep_minutes
from tests.support.visitors import Site, Visitor, open_site

COUNTED = (Phase.NOMINATING, Phase.REVIEWING, Phase.FROZEN, Phase.OPEN, Phase.CLOSED, Phase.TALLIED, Phase.PROVISIONAL)


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Site:
    """An election that says it was counted; what is asked for waits, and nothing is printed."""
    site = open_site(tmp_path)
    at(site, Phase.PROVISIONAL)
    with site.held.database.transaction() as db:  # something of today, or the clock would be doubted
        export.note_export(db, site.held.act(), site.held.value.session.assembly.id)
    monkeypatch.setattr(background, "begin", lambda _: None)
    monkeypatch.setattr(pages, "statements", lambda *_: (SimpleNamespace(text="A candidate withdrew."),))
    monkeypatch.setattr(pages, "print_minutes", lambda *_, number: b"%PDF minutes " + number.encode())
    monkeypatch.setattr(pages, "print_zero_report", lambda *_: b"%PDF of what was annulled")
    monkeypatch.setattr(pages, "seal_zero_report", lambda *_: {one: b"%PDF zero " + one.encode() for one in FILES})
    return site


def at(site: Site, phase: Phase) -> None:
    times = {one: site.held.now.isoformat() for one in (*COUNTED, phase)}
    with site.held.database.transaction() as db:
        db.execute(
            update(Election).where(Election.public_id == site.held.election).values(phase=phase, phase_times=times)
        )


def own(site: Site, path: str) -> str:
    return f"/office/elections/{site.held.election}/{path}"


def english(site: Site) -> Visitor:
    visitor = site.visitor("secretary")
    visitor.post("/language", {"language": "en"})
    return visitor


def asked(site: Site) -> list[tuple[str, str, dict[str, str]]]:
    with site.held.database.reading() as db:
        return [(one.kind, one.state, dict(one.arguments)) for one in db.scalars(select(Job).order_by(Job.id))]


def test_minutes_are_asked_for_cancelled_and_asked_for_again(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    visitor, page = english(site), own(site, "papers/make")
    assert visitor.post(own(site, "papers/supplement")).status_code == 409, "there is nothing yet to add to"
    assert asked(site) == []
    assert visitor.get(page).status_code == 200
    assert visitor.post(page).location.endswith("/papers")
    assert "made and kept" not in visitor.get(own(site, "papers")).text
    assert visitor.post(own(site, "papers/cancel")).status_code == 302
    assert [state for _, state, _ in asked(site)] == [JobState.CANCELLED]

    def done(job_id: int) -> None:
        with site.held.database.transaction() as db:
            jobs.take(db, site.held.now)
            jobs.done(db, job_id, site.held.now)

    monkeypatch.setattr(background, "begin", done)
    visitor.post(page)
    assert "The minutes are made and kept." in visitor.get(own(site, "papers")).text
    assert visitor.get(own(site, "minutes.pdf")).data == b"%PDF minutes "


def test_a_supplement_needs_something_to_say(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    keep_minutes(site.held)
    visitor = english(site)
    assert "A candidate withdrew." in visitor.get(own(site, "papers")).text
    with monkeypatch.context() as patch:
        patch.setattr(pages, "statements", lambda *_: ())
        refused = visitor.post(own(site, "papers/supplement"))
        assert (refused.status_code, "Nothing has happened since" in refused.text) == (409, True)
    assert asked(site) == []
    assert visitor.post(own(site, "papers/supplement")).status_code == 302
    ((kind, _, said),) = asked(site)
    assert (kind, said["election"]) == (JobKind.SUPPLEMENT, site.held.election)


def test_an_amendment_takes_a_sentence_and_two_officers(site: Site) -> None:
    keep_minutes(site.held)
    visitor, page = english(site), own(site, "papers/amend")
    assert "A candidate withdrew." in visitor.get(page).text
    second = {"second_name": user_name(site.held.address, "returning-officer"), "second_password": PASSWORD}
    for typed, status in (
        (second, 422), ({"text": "short", **second}, 409),
        ({"text": "In section 3 the number is 23.", **second, "second_password": "wrong"}, 403),
    ):  # fmt: skip
        assert visitor.post(page, typed).status_code == status, typed
    assert asked(site) == []
    assert visitor.post(page, {"text": "In section 3 the number is 23.", **second}).status_code == 302
    ((kind, _, said),) = asked(site)
    assert (kind, said["text"], said["second"]) == (
        JobKind.AMENDMENT, "In section 3 the number is 23.", second["second_name"],
    )  # fmt: skip


def test_papers_are_sent_as_they_were_kept_and_of_what_was_annulled_as_a_copy(site: Site) -> None:
    kept = keep_minutes(site.held)
    visitor = english(site)
    assert visitor.get(own(site, f"papers/{kept.id}-ar.pdf")).data == FILES["ar"]
    assert visitor.get(own(site, f"papers/{kept.id + 1}-ar.pdf")).status_code == 404
    assert visitor.get(own(site, "minutes.pdf")).data == FILES["en"]
    for _ in range(2):
        assert visitor.get(own(site, "zero.pdf")).data == b"%PDF zero en"
    at(site, Phase.ANNULLED)
    assert visitor.get(own(site, "minutes.pdf")).data == f"%PDF minutes {kept.number}".encode()
    assert visitor.get(own(site, "zero.pdf")).data == b"%PDF of what was annulled"


def test_a_scan_without_a_file_is_refused_beside_its_paper(site: Site) -> None:
    kept = keep_minutes(site.held)
    visitor = english(site)
    answer = visitor.post(own(site, f"papers/{kept.id}/scan"))
    assert "Please choose a file." in html.unescape(answer.text)
    with site.held.database.reading() as db:
        assert signed_scan.scans(db, site.held.election) == {}
