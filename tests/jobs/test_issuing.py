"""Letters and minutes in the background: cancelled, killed or refused they leave drafts, numbers and no gap."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.jobs import issuing, running, sealing
from app.papers.issuer import CERTIFICATE_OVER
from app.services.acts.refusal import Refused
from app.services.letters import letter, sealed_paper
from app.services.whole import job as jobs
from app.services.whole.job import JobValue
from app.web.installation import Installation
from tests.support.visitors import Site, Visitor, open_site

TERMS = {"recipient": "دبیر محترم", "purpose": "میانجی‌گری", "signatory": "نگار مهر", "signatory_post": "دبیر"}


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Site:
    monkeypatch.setattr(issuing, "print_letter", lambda *_: ("A" * 160, b"%PDF-"))
    monkeypatch.setattr(sealing, "seal_minutes", lambda *_, **__: dict.fromkeys(("fa", "en", "ar"), b"%PDF-"))
    found = open_site(tmp_path)
    found.held.to("final")
    installation: Installation = found.app.extensions["installation"]
    settings = replace(installation.settings, works_here=False)
    found.app.extensions["installation"] = replace(installation, settings=settings)
    monkeypatch.setattr("app.jobs.worker.wake", lambda _settings: None)
    return found


def own(site: Site, page: str) -> str:
    return f"/office/elections/{site.held.election}/{page}"


def stored(site: Site) -> tuple[letter.LetterValue, ...]:
    with site.held.database.reading() as db:
        return letter.letters(db, site.held.election)


def states(site: Site) -> list[str]:
    return [str(one.status) for one in stored(site)]


def take(site: Site) -> JobValue:
    with site.held.database.transaction() as db:
        found = jobs.take(db, datetime.now(UTC))
    assert found is not None
    return found


def run(site: Site, job: JobValue) -> JobValue:
    installation: Installation = site.app.extensions["installation"]
    running.run(installation.settings, site.held.database, job, tell=lambda steps, total: None)
    with site.held.database.reading() as db:
        return jobs.job(db, job.id)


def drafted(site: Site) -> Visitor:
    """The signatory, for whom the secretary's drafts wait."""
    site.visitor("secretary").post(own(site, "letters"), {"act": "draft", **TERMS})
    return site.visitor("signatory")


def test_all_are_asked_for_cancelled_and_asked_for_again_with_the_same_numbers(site: Site) -> None:
    signatory = drafted(site)
    numbers = [one.number for one in stored(site)]
    assert "letters/issue" in signatory.get(own(site, "letters")).text
    assert all(number[:4] for number in numbers)
    assert signatory.post(own(site, "letters/issue")).status_code == 302
    assert "در نوبت است" in signatory.get(own(site, "letters")).text
    assert states(site) == ["draft", "draft"], "what is asked for holds nothing"
    signatory.post(own(site, "letters/cancel"))
    assert "در نوبت است" not in signatory.get(own(site, "letters")).text
    signatory.post(own(site, "letters/issue"))
    job = take(site)
    assert run(site, job).state == "done"
    assert states(site) == ["issued", "issued"]
    issued = [one.issued_at for one in stored(site)]
    assert run(site, job).state == "done"
    assert [one.issued_at for one in stored(site)] == issued, "a second time changes nothing"
    assert [one.number for one in stored(site)] == numbers


def test_what_is_refused_midway_leaves_a_draft_with_its_number_and_says_why(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    signatory = drafted(site)
    signatory.post(own(site, "letters/issue"))
    printed: list[int] = []

    def second_fails(_issuer: object, _db: object, value: letter.LetterValue, _now: object) -> tuple[str, bytes]:
        printed.append(value.id)
        if len(printed) > 1:
            raise Refused(CERTIFICATE_OVER)
        return ("A" * 160, b"%PDF-")

    monkeypatch.setattr(issuing, "print_letter", second_fails)
    assert run(site, take(site)).state == "failed"
    assert states(site) == ["issued", "draft"]
    page = signatory.get(own(site, "letters")).text
    assert "همهٔ معرفی‌نامه‌ها صادر نشد" in page
    with site.held.database.reading() as db, pytest.raises(Refused):
        letter.document(db, stored(site)[1].id)


def test_a_draft_that_was_changed_since_it_was_asked_for_is_not_issued(site: Site) -> None:
    signatory = drafted(site)
    first = stored(site)[0]
    signatory.post(own(site, f"letters/{first.id}/issue"))
    change = {**TERMS, "purpose": "صلح", "representative_fa": "سهراب دیلمان", "seen": str(first.version)}
    assert site.visitor("secretary").post(own(site, f"letters/{first.id}/change"), change).status_code == 302
    assert run(site, take(site)).state == "failed"
    assert states(site) == ["draft", "draft"]


def test_a_colleague_who_asks_to_issue_the_own_draft_is_refused_also_in_the_background(site: Site) -> None:
    drafted(site)
    site.visitor("signatory").post(own(site, "letters/issue"))
    with site.held.database.transaction() as db:
        job = jobs.of_election(db, jobs.JobKind.LETTERS, site.held.election)[0]
        db.get_one(jobs.Job, job.id).asker = stored(site)[0].drafter  # as somebody with the database might
    assert run(site, take(site)).state == "failed"
    assert states(site) == ["draft", "draft"]


def test_an_act_without_its_second_look_is_caught(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """The broken twin: who believes what was asked for issues a letter that was changed behind the asker's back."""
    signatory = drafted(site)
    first = stored(site)[0]
    signatory.post(own(site, f"letters/{first.id}/issue"))
    job = take(site)
    job = replace(job, arguments={**job.arguments, "letters": f"{first.id}.{first.version + 1}"})
    change = {**TERMS, "purpose": "صلح", "representative_fa": "سهراب دیلمان", "seen": str(first.version)}
    site.visitor("secretary").post(own(site, f"letters/{first.id}/change"), change)
    run(site, job)
    assert states(site) == ["issued", "draft"]


def test_minutes_are_cancelled_and_made_with_the_number_that_is_next(site: Site) -> None:
    secretary = site.visitor("secretary")
    with site.held.database.reading() as db:
        number = sealed_paper.minutes_slot(db, site.held.election, site.held.now).number
    assert secretary.post(own(site, "papers/make")).status_code == 302
    assert "در نوبت است" in secretary.get(own(site, "papers")).text
    secretary.post(own(site, "papers/cancel"))
    assert secretary.post(own(site, "papers/make")).status_code == 302
    job = take(site)
    for _ in range(2):
        assert run(site, job).state == "done"
    with site.held.database.reading() as db:
        (kept,) = sealed_paper.papers(db, site.held.election)
    assert kept.number == number
    assert kept.officers
